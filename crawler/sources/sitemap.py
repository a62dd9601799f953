"""Sitemaps and indexes of them, as XML or plain text (sitemaps.org)."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlsplit

from lxml.etree import XMLSyntaxError, iterparse

from crawler.sources.entry import Printed, entry_of_news
from crawler.sources.link import ANYHOW, Link, SourceContent, unpacked
from ingest import urls
from ingest.errors import SourceError
from ingest.model import SourceEntry, sha256


def read_sitemap(url: str, body: bytes, printed: Printed = ANYHOW) -> SourceContent:
    """Read a sitemap: XML or plain text, or an index of them. Raises SourceError."""
    from scrapy.utils.sitemap import Sitemap as Parser  # noqa: PLC0415  only for a sitemap

    body = unpacked(url, body)
    try:
        parser = Parser(body)
    except (StopIteration, XMLSyntaxError):  # no element at all
        return _text_sitemap(url, body)
    if parser.type not in {"urlset", "sitemapindex"}:
        raise SourceError(url, f"no sitemap: its root is <{parser.type}>")
    rows = [(urls.clean(row["loc"], url), row.get("lastmod") or "") for row in parser]
    if parser.type == "sitemapindex":
        return SourceContent(links=(), follow=tuple(address for address, _ in rows))
    entries = _news(url, body, printed)
    links = (
        Link(url=address, fingerprint=sha256(day.encode()), source_entry=entries.get(address))
        for address, day in rows
    )
    return SourceContent(links=tuple(links))


def _news(url: str, body: bytes, printed: Printed) -> dict[str, SourceEntry | None]:
    """Return what a news sitemap gives of its addresses; Scrapy's parser leaves it out."""
    if b"sitemap-news" not in body:  # their namespace
        return {}
    entries = {}
    for _, element in iterparse(BytesIO(body), tag="{*}url", recover=True, resolve_entities=False):
        address = urls.clean((element.findtext("{*}loc") or "").strip(), url)
        entries[address] = entry_of_news(element.iterfind("{*}news/*"), printed)
        element.clear()
    return entries


def _text_sitemap(url: str, body: bytes) -> SourceContent:
    """Read a sitemap that is a list of addresses, one a line, in UTF-8 (sitemaps.org)."""
    lines = body.decode("utf-8-sig", "replace").split()
    if not lines or not all(urlsplit(line).scheme in {"http", "https"} for line in lines):
        raise SourceError(url, "no sitemap: neither XML nor a list of addresses")
    return SourceContent(links=tuple(Link(url=urls.clean(line)) for line in lines))
