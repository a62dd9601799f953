"""
What goes on beside the requests.

* CrawlDelay  what robots.txt asks for goes before a shorter delay of ours
* Progress    tells how far the run is, keeps its lease, and notices what breaks
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro

from ingest.errors import StorageError

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser
    from twisted.python.failure import Failure

    from crawler.run.run import CrawlRun
    from crawler.spiders.series import SeriesSpider

log = logging.getLogger(__name__)

_EVERY = 10.0  #: seconds between two lines of progress, and two renewals of the lease


class CrawlDelay:
    """Applies the Crawl-delay of robots.txt, which Scrapy reads and leaves aside."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.robots_parsed, signal=signals.robots_parsed)
        return extension

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        agent = (
            self._crawler.settings["ROBOTSTXT_USER_AGENT"] or self._crawler.settings["USER_AGENT"]
        )
        asked = robotparser.crawl_delay(agent)
        if not asked:
            return
        host = urlsplit(request.url).hostname or ""
        downloader = self._crawler.engine.downloader
        delay = max(float(asked), self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        downloader.per_slot_settings[host] = {"delay": delay, "jitter": 0}
        if host in downloader.slots:
            downloader.slots[host].delay = delay
        log.info("robots.txt of %s asks for %g s between two requests", host, delay)


class RunMonitor:
    """Tells how far the run is, keeps its lease alive, and ends the run when storage fails."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._clock = create_looping_call(self._tick)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        connect = crawler.signals.connect
        connect(extension.opened, signal=signals.spider_opened)
        connect(extension.closed, signal=signals.spider_closed)
        connect(extension.broke, signal=signals.spider_error)
        connect(extension.broke, signal=signals.item_error)
        return extension

    @property
    def _keeper(self) -> CrawlRun:
        spider = cast("SeriesSpider", self._crawler.spider)
        return spider.keeper

    def opened(self) -> None:
        self._clock.start(_EVERY, now=False)

    def closed(self) -> None:
        if self._clock.running:
            self._clock.stop()

    def broke(self, failure: Failure) -> None:
        """Take an error that no one caught: of storage, or our own."""
        error = failure.value
        if isinstance(error, StorageError):
            self._stop(error)
        else:
            self._keeper.crashed(f"{type(error).__name__}: {error}")

    def _tick(self) -> None:
        tally = self._keeper.tally
        log.info(
            "%d requests, %d not modified; %d new, %d revised, %d unchanged, %d set aside",
            tally.requests,
            tally.not_modified,
            tally.new,
            tally.revised,
            tally.unchanged,
            tally.quarantined,
        )
        try:
            self._keeper.renew_lease()
        except StorageError as error:
            self._stop(error)

    def _stop(self, error: StorageError) -> None:
        if self._keeper.broken is None:
            self._keeper.broken = error
            deferred_from_coro(self._crawler.engine.close_spider_async(reason="storage"))
