"""
What the text of a source says: links to entries, and the pages that follow.

Pure: does not fetch, and does not decide what is asked for again.
"""

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
    Read one page of a source: `body` as it came, and `text` as decoded by the declared charset.

    Raises SourceError for what is no such source at all; small faults are passed over.
    """
    if isinstance(source, Feed):
        return read_feed(url, body, printed)
    if isinstance(source, Sitemap):
        return read_sitemap(url, body, printed)
    if isinstance(source, Listing):
        return read_listing(source, url, text, printed)
    raise SourceError(url, f"a {source.kind} is not read in a crawl")
