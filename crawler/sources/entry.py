"""
What a source gives of an entry beside its address: title, standfirst, date of publication. Pure.

It helps to read the entry's page, and is no part of the article by itself. A field that the source
leaves out, or gives for two entries at once, is None.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from parsel import Selector

from ingest.dates.parse import is_date_like, iso_time
from ingest.model import SourceEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element

    from fortnightly.series.definition import Definition

_LONGEST_STANDFIRST = 1_000  #: characters; a longer summary is the text itself
_LONGEST_TITLE = 300  #: characters
_BLOCK_END = re.compile(r"</(?:p|div|li|h[1-6]|blockquote|figcaption)>|<br\s*/?>", re.IGNORECASE)
_BETWEEN = re.compile(r"[|•·]")
_MOST_WORDS = 7  #: of a text that is a date and little else
_ROW_DEPTH = 8  #: how far above its link a row may begin
_MOST_ROWS = 2_000  #: of a page whose dates are read; some take 2 ms
_LARGEST_ROW = 200  #: elements that are looked at
_CUT_OFF = re.compile(r"\s*(?:…|\.\.\.)$")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Classes of the place of a row among the others, not of its kind.
_PLACE = re.compile(r"\d|first|last|odd|even|alt")


class Printed(Struct, frozen=True):
    """How a site prints dates."""

    zone: str = "UTC"
    language: str | None = None

    @classmethod
    def by(cls, definition: Definition) -> Printed:
        return cls(definition.timezone, definition.language)

    def date(self, text: str | None) -> str | None:
        """Return a day or a moment as ISO 8601; None for what is no date or could be two."""
        return iso_time(text, self.zone, self.language) if text else None


def plain(html: str) -> str:
    """
    Return the text of a piece of HTML in one line.

    >>> plain("<p>A &amp; <b>b</b></p><p>c</p>")
    'A & b c'
    """
    if not html.strip():
        return ""
    texts = Selector(text=_BLOCK_END.sub(r"\g<0> ", html)).xpath(
        "//text()[not(ancestor::script or ancestor::style)]"
    )
    return " ".join("".join(texts.getall()).split())


def entry_of_feed_item(title: str, entry: dict[str, Any], printed: Printed) -> SourceEntry | None:
    """Return what an item of a feed gives; `entry` is feedparser's."""
    summary = plain(entry["summary"]) if "summary" in entry else ""
    published = entry["published"] if "published" in entry else None  # noqa: SIM401  `get` gives "updated" too
    return _source_entry(
        "feed",
        title=title,
        standfirst=summary if len(summary) <= _LONGEST_STANDFIRST else "",
        published=printed.date(published),
    )


def entry_of_news(news: Iterable[_Element], printed: Printed) -> SourceEntry | None:
    """Return what the ``news:`` elements of an address give (sitemaps of Google News)."""
    texts = {_local(element): " ".join((element.text or "").split()) for element in news}
    published = printed.date(texts.get("publication_date"))
    return _source_entry("sitemap", title=texts.get("title"), published=published)


def entries_of_rows(
    anchors: Iterable[tuple[str, _Element]], printed: Printed
) -> dict[str, SourceEntry | None]:
    """Return what the rows of a listing give of each address; `anchors` are all its links."""
    linked = list(anchors)
    rows = _rows(linked)
    most = islice(dict.fromkeys(rows.values()), _MOST_ROWS)
    dated = {row: tuple(_dates(row, printed)) for row in most}
    by_address = defaultdict(list)
    for address, anchor in linked:
        by_address[address].append(anchor)
    return {
        address: _of_rows(
            same, [date for a in same if a in rows for date in dated.get(rows[a], ())]
        )
        for address, same in by_address.items()
    }


def _source_entry(
    kind: str,
    *,
    title: str | None = None,
    standfirst: str | None = None,
    published: str | None = None,
) -> SourceEntry | None:
    """Return the fields of an entry; None if all are empty."""
    if not (title or standfirst or published):
        return None
    return SourceEntry(
        kind=kind, title=title or None, standfirst=standfirst or None, published=published
    )


def _of_rows(anchors: Sequence[_Element], dates: Iterable[tuple[str, str]]) -> SourceEntry | None:
    title = _title(anchors)
    # a title may name a day, and be short
    of_row = (date for text, date in dates if not title or text not in title)
    return _source_entry("listing", title=title, published=_only_date(of_row))


def _title(anchors: Iterable[_Element]) -> str | None:
    """Return the text of the link that is its title: a heading, or else the longest."""
    found = [text for anchor in anchors for text in _titles(anchor)]
    best = max(found, key=lambda title: (title[0], len(title[1])), default=(False, ""))[1]
    return best if 0 < len(best) <= _LONGEST_TITLE else None


def _titles(anchor: _Element) -> Iterator[tuple[bool, str]]:
    """Yield the texts that may be the title, and whether a heading says so."""
    inner = list(anchor.iter(*_HEADINGS))
    in_heading = any(element.tag in _HEADINGS for element in anchor.iterancestors())
    for element in inner or [anchor]:
        text = _text(element)
        whole = " ".join((anchor.get("title") or "").split())
        if _CUT_OFF.search(text) and whole.startswith(_CUT_OFF.sub("", text)):
            text = whole
        yield bool(inner) or in_heading, text


def _rows(linked: Iterable[tuple[str, _Element]]) -> dict[_Element, _Element]:
    """
    Return the row of each link: the largest element around it that has no similar link to another
    entry.

    Similar links stand in elements of the same names and classes; those to an author or a section
    stand elsewhere in the row. A link without a similar one nearby has no row.
    """
    kinds: dict[_Element, tuple[object, ...]] = {}
    held: dict[tuple[_Element, tuple[object, ...]], set[str]] = defaultdict(set)
    for address, anchor in linked:
        kinds[anchor] = _kind(anchor)
        for around in _around(anchor):
            held[around, kinds[anchor]].add(address)
    rows = {}
    for anchor, kind in kinds.items():
        inside = anchor
        for around in _around(anchor):
            if len(held[around, kind]) > 1:
                rows[anchor] = inside
                break
            inside = around
    return rows


def _around(anchor: _Element) -> Iterator[_Element]:
    return islice(anchor.iterancestors(), _ROW_DEPTH)


def _kind(anchor: _Element) -> tuple[object, ...]:
    around = [anchor, *islice(anchor.iterancestors(), 2)]
    return tuple((element.tag, _classes(element)) for element in around)


def _classes(element: _Element) -> tuple[str, ...]:
    names = (element.get("class") or "").split()
    return tuple(name for name in names if not _PLACE.search(name))


def _only_date(dates: Iterable[str]) -> str | None:
    """Return the most exact of some dates; None if they are of several days."""
    found = list(dates)
    return max(found, key=len) if len({date[:10] for date in found}) == 1 else None


def _dates(row: _Element, printed: Printed) -> Iterator[tuple[str, str]]:
    """Yield the texts in a row that are hardly more than a date, each with the date."""
    for text in _texts(row):
        for part in map(str.strip, _BETWEEN.split(text)):
            if is_date_like(part) and len(part.split()) <= _MOST_WORDS:
                date = printed.date(part)
                if date:
                    yield part, date


def _texts(row: _Element) -> Iterator[str]:
    for element in islice(row.iter(), _LARGEST_ROW):
        if element.tag == "time":
            yield element.get("datetime") or ""
        if isinstance(element.tag, str):
            yield element.text or ""
        if element is not row:
            yield element.tail or ""


def _text(element: _Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]
