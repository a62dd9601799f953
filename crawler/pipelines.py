"""The item pipeline: a kept page is read in a worker process, judged and recorded."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from crawler.spiders.series import run_of
from ingest.errors import PageError

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.run.pages import PendingPage
    from crawler.run.run import CrawlRun
    from crawler.run.stale import StaleReading
    from ingest.model import Page, Reading

log = logging.getLogger(__name__)


class Ingest:
    """The one pipeline; without a run there is none."""

    def __init__(self, run: CrawlRun) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(run_of(crawler))

    async def process_item(self, kept: PendingPage) -> PendingPage:
        run = self._run
        try:
            reading = await _read(kept.page, run)
            if outdated := run.outdated(kept, reading):
                await _read_again(outdated, run)
            run.record(kept, reading)
        except PageError as error:
            run.set_aside(kept, error)
        return kept


async def _read(page: Page, run: CrawlRun) -> Reading:
    return await asyncio.wrap_future(run.readers.submit(page, run.definition.rules))


async def _read_again(outdated: StaleReading, run: CrawlRun) -> None:
    """Read again what we have of an article; what the rules of today refuse stays as it is."""
    try:
        reading = await _read(outdated.page, run)
    except PageError as error:
        log.warning("article %d is not read again: %s", outdated.current.id, error)
    else:
        run.read_again(outdated, reading)
