"""RSS and Atom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parsel import Selector

from crawler.sources.entry import Printed, entry_of_feed_item
from crawler.sources.link import ANYHOW, Link, SourceContent, absolute, unpacked
from ingest import urls
from ingest.errors import SourceError
from ingest.model import sha256
from ingest.text import squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


_FIELDS = ("summary", "published", "updated")  #: beside title and content


def read_feed(url: str, body: bytes, printed: Printed = ANYHOW) -> SourceContent:
    """Read RSS or Atom, as far as it can be read. Raises SourceError for what is neither."""
    import feedparser  # noqa: PLC0415  slow to import, and most runs find the feed unchanged

    body = unpacked(url, body)
    feed = feedparser.parse(body, sanitize_html=False, response_headers={"content-location": url})
    if not feed.get("version") and not feed.entries:
        reason = feed.get("bozo_exception", "it is neither RSS nor Atom")
        raise SourceError(url, f"no feed: {reason}")
    return SourceContent(links=tuple(_feed_links(url, feed.entries, printed)))


def _feed_links(url: str, entries: Iterable[dict[str, Any]], printed: Printed) -> Iterator[Link]:
    for entry in entries:
        given = entry.get("link") or entry.get("id")
        address = absolute(url, given) if given else None
        if address is None:
            continue
        title = squash(Selector(text=entry.get("title") or " ").xpath("string()").get() or "")
        content = "\n".join(part.get("value") or "" for part in entry.get("content", ()))
        day = _field(entry, "published_parsed") or _field(entry, "updated_parsed")
        values = (title, *(_field(entry, name) for name in _FIELDS), content)
        yield Link(
            url=urls.clean(address),
            titles=(title,) if title else (),
            content=content or entry.get("summary") or "",
            day=f"{day.tm_year:04}-{day.tm_mon:02}-{day.tm_mday:02}" if day else None,
            fingerprint=sha256(repr(values).encode("utf-8", "replace")),
            source_entry=entry_of_feed_item(title, entry, printed),
        )


def _field(entry: dict[str, Any], name: str) -> Any:
    """Return a field of an entry, not what feedparser would give in its place."""
    return entry[name] if name in entry else None  # noqa: SIM401  `get` is what does that
