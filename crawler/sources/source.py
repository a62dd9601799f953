"""Read a source of any kind: its links to entries, and the pages that follow. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.sources.feed import read_feed
from crawler.sources.link import ANYHOW, SourceContent
from crawler.sources.listing import read_listing
from crawler.sources.sitemap import read_sitemap
from fortnightly.series.definition import Feed, Listing, Sitemap
from ingest.errors import SourceError

if TYPE_CHECKING:
    from crawler.sources.entry import Printed
    from fortnightly.series.definition import Source


def read_source(
    source: Source, url: str, body: bytes, text: str, printed: Printed = ANYHOW
) -> SourceContent:
    """
    Read one page of a source: `body` in bytes, and `text` decoded by the declared charset.

    Reads as far as it can. Raises SourceError for a page that is no such source at all.
    """
    if isinstance(source, Feed):
        return read_feed(url, body, printed)
    if isinstance(source, Sitemap):
        return read_sitemap(url, body, printed)
    if isinstance(source, Listing):
        return read_listing(source, url, text, printed)
    raise SourceError(url, f"a {source.kind} is not read in a crawl")
