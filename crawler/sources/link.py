"""A link that a source gives, and whether it may lead to an entry."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from crawler.sources.entry import Printed
from ingest.errors import SourceError
from ingest.model import SourceEntry

if TYPE_CHECKING:
    from ingest.model import Member


ANYHOW = Printed()
_UNPACKED = 50 << 20  # bytes: what the protocol of sitemaps allows (sitemaps.org)


class Link(Struct, frozen=True, kw_only=True):
    """An address that a source gives, and what the source gives with it."""

    url: str  #: clean: without the tracking that changes from day to day
    titles: tuple[str, ...] = ()  #: the texts of the link, any of which may be the title
    content: str = ""  #: of the entry itself, where a feed carries it
    day: str | None = None  #: of publication, where a feed gives it: 2026-05-01
    fingerprint: str = ""  #: digest of all that the source gives of it
    source_entry: SourceEntry | None = None  #: the part that may help to read its page


class SourceContent(Struct, frozen=True, kw_only=True):
    """What one page of a source gives."""

    links: tuple[Link, ...]
    follow: tuple[str, ...] = ()  #: pages of the same source that come after this one


def worth_fetching(link: Link, member: Member) -> bool:
    """
    Judge by path, texts or the content of a feed item whether a link may lead to an entry.

    Any link may where the definition has only a trailer and the link comes without content.
    """
    if member.path is None and member.title is None and not link.content:
        return True
    looked_at = (
        (member.path, (urlsplit(link.url).path,)),
        (member.title, link.titles),
        (member.trailer, (link.content,)),
    )
    return any(
        pattern is not None and re.search(pattern, text, re.IGNORECASE)
        for pattern, texts in looked_at
        for text in texts
    )


def unpacked(url: str, body: bytes) -> bytes:
    """Unpack what was served as a gzip file, and not as a compressed response."""
    from scrapy.utils.gz import gunzip  # noqa: PLC0415  only where there is such a file

    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return gunzip(body, max_size=_UNPACKED)
    except (OSError, ValueError, EOFError, zlib.error) as error:
        raise SourceError(url, f"it cannot be unpacked: {error}") from error


def absolute(base: str, href: str) -> str | None:
    try:
        address = urljoin(base, href.strip()).partition("#")[0]
        return address if urlsplit(address).scheme in {"http", "https"} else None
    except ValueError:  # such as http://[
        return None
