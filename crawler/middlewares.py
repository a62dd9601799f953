"""
What happens to a request on its way out, and to a response on its way in.

* AddressGuard    only hosts that the definition names are asked
* ConditionalGet  what we have is asked for with our own record of ETag and Last-Modified
* RetryAfter      a server that asks for time gets it
* Wire            the exchange is copied as it went over the wire

All but RetryAfter belong to a run: Scrapy's own `shell`, `fetch` and `parse` go without them.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.utils.asyncio import sleep

from crawler.exchange import exchange
from crawler.failures import RequestRefused
from crawler.spiders.series import run_of
from fortnightly.clock import now
from ingest.errors import Failure

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.run.run import CrawlRun

log = logging.getLogger(__name__)

LONGEST_WAIT = 300.0  # seconds; a server that asks for more is left alone for this run
_CONDITIONS = ("If-None-Match", "If-Modified-Since")


class _OfRun:
    """A middleware that belongs to a run."""

    def __init__(self, run: CrawlRun) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(run_of(crawler))


class AddressGuard(_OfRun):
    """Refuses every address, also of a redirect, whose host the definition does not name."""

    def process_request(self, request: Request) -> None:
        if not self.run.definition.may_ask(request.url):
            host = urlsplit(request.url).netloc
            raise RequestRefused(Failure.BLOCKED, f"the definition does not name the host {host!r}")


class ConditionalGet(_OfRun):
    """Asks with the validators that this very address gave last time (RFC 9110, 13.1)."""

    def process_request(self, request: Request) -> None:
        for name in _CONDITIONS:
            request.headers.pop(name, None)  # those of the address that redirected here
        if not request.meta.get("conditional"):
            return
        of_source = "progress" in request.cb_kwargs
        etag, last_modified = self.run.validators(request.url, of_source=of_source)
        if etag:
            request.headers["If-None-Match"] = etag
        if last_modified:
            request.headers["If-Modified-Since"] = last_modified


class RetryAfter:
    """
    Waits as long as a 429 or 503 asks, with everything: one request is under way at a time.

    A host that asks for more than LONGEST_WAIT is not asked again in this run.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._closed: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if urlsplit(request.url).netloc in self._closed:
            raise RequestRefused(
                Failure.RATE_LIMITED, "the host has asked to be left alone for long"
            )

    async def process_response(self, request: Request, response: Response) -> Response:
        asked = response.headers.get("Retry-After") if response.status in {429, 503} else None
        wait = seconds_to_wait((asked or b"").decode("latin-1"), now())
        if wait > LONGEST_WAIT:
            log.warning("%s asks to wait %.0f s: left alone for this run", response.url, wait)
            self._closed.add(urlsplit(request.url).netloc)
            request.meta["dont_retry"] = True
        elif wait:
            log.info("%s asks to wait %.0f s", response.url, wait)
            await self._wait(wait)
        return response

    async def _wait(self, seconds: float) -> None:
        """Sleep, but no longer than the crawl goes on."""
        while seconds > 0 and self._crawler.crawling:
            await sleep(min(seconds, 1.0))
            seconds -= 1.0


def seconds_to_wait(retry_after: str, now: datetime) -> float:
    """
    Read a Retry-After header, in either form (RFC 9110, 10.2.3); what is neither asks for nothing.

    >>> seconds_to_wait("120", datetime(2026, 5, 1, tzinfo=UTC))
    120.0
    >>> seconds_to_wait("Fri, 01 May 2026 00:01:00 GMT", datetime(2026, 5, 1, tzinfo=UTC))
    60.0
    """
    text = retry_after.strip()
    if text.isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


class Wire(_OfRun):
    """Copies each exchange into ``request.meta["exchanges"]``, redirects first, and counts it."""

    def process_request(self, request: Request) -> None:
        if not _is_robots(request):
            self.run.counts.requests += 1

    def process_response(self, request: Request, response: Response) -> Response:
        if not _is_robots(request):
            exchanges = request.meta.setdefault("exchanges", [])
            exchanges.append(exchange(request, response, now()))
        return response


def _is_robots(request: Request) -> bool:
    return bool(request.meta.get("dont_obey_robotstxt"))
