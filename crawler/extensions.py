"""
What goes on beside the requests.

* CrawlDelay    a Crawl-delay of robots.txt goes before a shorter delay of ours
* RunMonitor    logs how far the run is, renews its lease, and notices what breaks
* ArticleFeeds  ``-o FILE`` gives out the articles that are new or revised
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.extensions.feedexport import FeedExporter
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro

from crawler.spiders.series import run_of
from ingest.errors import StorageError

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser
    from twisted.python.failure import Failure

log = logging.getLogger(__name__)

#: What a CSV file has of an article: what fits into one cell.
_COLUMNS = (
    *("id", "series", "url", "title", "standfirst", "authors", "published", "modified", "section"),
    *("tags", "language", "reading_minutes", "word_count", "revision", "revisions"),
    *("first_seen", "last_seen", "text"),
)
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
    """Logs how far the run is, renews its lease, and ends the run when storage fails."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._run = run_of(crawler)
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
            self._run.crashed(f"{type(error).__name__}: {error}")

    def _tick(self) -> None:
        tally = self._run.tally
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
            self._run.renew_lease()
        except StorageError as error:
            self._stop(error)

    def _stop(self, error: StorageError) -> None:
        if self._run.broken is None:
            self._run.broken = error
            deferred_from_coro(self._crawler.engine.close_spider_async(reason="storage"))


class ArticleFeeds(FeedExporter):
    """
    Scrapy's feed export, given the articles of a run at its end, as ``fortnightly show --json``.

    What passes through the pipeline are pages; an article is what the archive makes of them.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._run = run_of(crawler)
        for options in self.feeds.values():
            if options["format"] == "csv":
                options["fields"] = options["fields"] or _COLUMNS
                options["item_export_kwargs"].setdefault("join_multivalued", "; ")

    def item_scraped(self, item: Any, spider: Spider) -> None:
        """Leave out a page."""

    async def close_spider(self, spider: Spider) -> None:
        try:
            for article in self._run.changed_articles():
                super().item_scraped(article, spider)
        except StorageError as error:
            self._run.broken = self._run.broken or error
        except OSError as error:
            self._run.crashed(f"the articles cannot be written: {error}")
        await super().close_spider(spider)
