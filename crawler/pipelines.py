"""The item pipeline: a kept page is read in a worker process, judged and recorded."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from ingest.errors import PageError

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.run.run import CrawlRun, PendingPage, StaleReading
    from ingest.model import Page, Reading

log = logging.getLogger(__name__)


class Ingest:
    """The item pipeline: a kept page is read in a worker process, judged and recorded."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, kept: PendingPage) -> PendingPage:
        keeper: CrawlRun = self._crawler.spider.keeper  # type: ignore[union-attr]
        try:
            reading = await _read(kept.page, keeper)
            if outdated := keeper.outdated(kept, reading):
                await _read_again(outdated, keeper)
            keeper.record(kept, reading)
        except PageError as error:
            keeper.set_aside(kept, error)
        return kept


async def _read(page: Page, keeper: CrawlRun) -> Reading:
    return await asyncio.wrap_future(keeper.readers.submit(page, keeper.definition.rules))


async def _read_again(outdated: StaleReading, keeper: CrawlRun) -> None:
    """Read again what we have of an article; what the rules of today refuse stays as it is."""
    try:
        reading = await _read(outdated.page, keeper)
    except PageError as error:
        log.warning("article %d is not read again: %s", outdated.current.id, error)
    else:
        keeper.read_again(outdated, reading)
