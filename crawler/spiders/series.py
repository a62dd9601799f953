"""
The one spider: asks every source of a definition, and every entry that is wanted.

What comes is handed to the run, which keeps it, and on to the pipeline, which reads it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

import msgspec
import scrapy
from msgspec import Struct
from scrapy.exceptions import CloseSpider, NotConfigured

from crawler.exchange import header
from crawler.failures import FetchFailure, classify
from crawler.sources.entry import Printed
from crawler.sources.link import worth_fetching
from crawler.sources.source import read_source
from fortnightly.series.definition import Wayback
from ingest import urls
from ingest.errors import Failure, SourceError, StorageError
from ingest.model import Page
from ingest.pool import Readers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure as TwistedFailure

    from crawler.run.outcome import SourceProgress
    from crawler.run.pages import PendingPage
    from crawler.run.run import CrawlRun
    from crawler.sources.link import Link, SourceContent
    from fortnightly.series.definition import Definition, Source
    from ingest.model import Address

_SOONER = 10  #: pages of a source before entries: rows shift while we wait


class Options(Struct, frozen=True, kw_only=True):
    """What a user may ask of one run."""

    since: date | None = None  #: leave out entries that a source dates before this day
    recheck: bool = False  #: ask every known article again, whatever its age


class SeriesSpider(scrapy.Spider):
    """Run with ``scrapy crawl NAME``; the loader makes one subclass per definition."""

    definition: ClassVar[Definition]
    crawl_run: CrawlRun  #: absent in Scrapy's own `shell`, `fetch`, `parse` and `check`

    def __init__(
        self, crawl_run: CrawlRun | None = None, options: Options | None = None, **kwargs: str
    ) -> None:
        super().__init__(**kwargs)
        if crawl_run is not None:
            self.crawl_run = crawl_run
        self.options = options or Options()
        self._asked: set[str] = set()  # identity keys of entries

    async def start(self) -> AsyncIterator[scrapy.Request | PendingPage]:
        try:
            for kept in self.crawl_run.left_unread():
                yield kept
            for source in self.definition.sources:
                if not isinstance(source, Wayback):  # asked only for a backfill
                    yield self._source_request(source.url, self.crawl_run.begin(source))
            for address in self.crawl_run.wanted(self.options.since, recheck=self.options.recheck):
                for request in self._ask_entry(address):
                    yield request
        except StorageError as error:
            self.crawl_run.broken = error
            raise CloseSpider("storage") from error

    def parse(self, response: Response) -> Iterator[dict[str, object]]:
        """
        Yield what a page would become, for `scrapy parse URL`; nothing is kept.

        Of a source its links to entries, of any other page the article.
        """
        for source in self.definition.sources:
            if source.url == response.url:
                for link in self._read_source(source, response).links:
                    if worth_fetching(link, self.definition.member):
                        yield {"url": link.url, "titles": list(link.titles)}
                return
        page = Page(
            url=response.url,
            body=response.body,
            content_type=header(response, "Content-Type") or "",
        )
        with Readers(workers=1) as readers:
            article = readers.submit(page, self.definition.rules).result().article
        yield msgspec.to_builtins(article)

    # sources

    def _source_request(self, url: str, progress: SourceProgress) -> scrapy.Request:
        progress.ask(url)
        return scrapy.Request(
            url,
            self.parse_source,
            errback=self.source_failed,
            cb_kwargs={"progress": progress},
            meta={"conditional": True},
            priority=_SOONER,
            dont_filter=True,
        )

    def parse_source(
        self, response: Response, progress: SourceProgress
    ) -> Iterator[scrapy.Request]:
        self.crawl_run.keep_source(response, progress.source)  # bytes are safe from here on
        if response.status == 304:
            yield from self._follow(self.crawl_run.unchanged(response.url, progress), progress)
            return
        try:
            found = self._read_source(progress.source, response)
        except SourceError as error:
            trouble = FetchFailure(failure=Failure.BAD_CONTENT, detail=error.detail)
            self.crawl_run.source_failed(progress, error.url, trouble)
            return
        entries = [link for link in found.links if worth_fetching(link, self.definition.member)]
        left_out = {link.url for link in entries if self._is_too_old(link)}
        self.crawl_run.postponed(len(left_out))
        for address in self.crawl_run.read(response, progress, found, entries):
            if address.url not in left_out:
                yield from self._ask_entry(address)
        yield from self._follow(found.follow, progress)

    def source_failed(self, failure: TwistedFailure) -> None:
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        progress: SourceProgress = request.cb_kwargs["progress"]
        self.crawl_run.source_failed(progress, request.url, classify(failure))

    def _read_source(self, source: Source, response: Response) -> SourceContent:
        text = getattr(response, "text", "")
        return read_source(source, response.url, response.body, text, Printed.by(self.definition))

    def _follow(self, pages: tuple[str, ...], progress: SourceProgress) -> Iterator[scrapy.Request]:
        for url in pages:
            if self.definition.may_ask(url) and progress.ask(url):
                yield self._source_request(url, progress)

    def _is_too_old(self, link: Link) -> bool:
        """Return true for a link that is left out of this run; it stays wanted."""
        since = self.options.since
        return since is not None and link.day is not None and link.day < since.isoformat()

    # entries

    def _ask_entry(self, address: Address) -> Iterator[scrapy.Request]:
        """
        Ask for an entry, once a run whatever its addresses.

        One that is named at a host of a twin, which the definition does not name, is asked at home.
        """
        url = address.url
        if not self.definition.may_ask(url):
            url = urls.at_home(url, self.definition.hosts)
        if address.key in self._asked:
            return
        self._asked.add(address.key)
        if not self.definition.may_ask(url):
            self.crawl_run.not_asked(address)
            return
        yield scrapy.Request(
            url,
            self.parse_entry,
            errback=self.entry_failed,
            cb_kwargs={"address": address},
            meta={"conditional": address.state in {"kept", "off_series"}},
            dont_filter=True,
        )

    def parse_entry(self, response: Response, address: Address) -> Iterator[PendingPage]:
        kept = self.crawl_run.keep_entry(response, address)  # bytes are safe from here on
        if kept is not None:
            yield kept

    def entry_failed(self, failure: TwistedFailure) -> None:
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        answer = getattr(failure.value, "response", None)  # of an error of HTTP
        self.crawl_run.entry_failed(request.cb_kwargs["address"], classify(failure), answer)


def run_of(crawler: Crawler) -> CrawlRun:
    """Return the run that a crawler belongs to. Raises NotConfigured if it belongs to none."""
    found: CrawlRun | None = getattr(crawler.spider, "crawl_run", None)
    if found is None:
        raise NotConfigured
    return found
