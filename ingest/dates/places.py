"""
Where on a page the day of publication is printed, the likeliest place first.

Beside the article stand other articles, comments and events with days of their own: what belongs to
them is none of this article's. Yields claims; which is believed is decided in `dating`.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import dropwhile
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ingest.authors.authors import Where
from ingest.claims import Claim
from ingest.dates.lines import (
    is_bare,
    is_labelled,
    is_of_other,
    is_span,
    is_update,
    of_publication,
    of_update,
    opening,
    printed,
)
from ingest.dates.parse import MAX_LENGTH, is_date_like, iso_time
from ingest.page.dom import SILENT, names, path_up, text_of
from ingest.page.microdata import SCHEMA_NAMES, is_of_another, is_of_article
from ingest.text import squash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.html import HtmlElement

    from ingest.page.microdata import Mark

_DATE_NAME = re.compile(
    r"\b(date|dates|datetime|dateline|pub-?date|published?|publish(ed)?[-_]?(date|time|on)|post(ed)?[-_]?"
    r"(date|on|time)|entry-date|timestamp|time|article[-_]+(date|time|published)\w*|datum|fecha|created"
    r"|meta-date|submitted|time-?data)\b|(^|[\s_-])(date|datum|fecha|datepublished)($|[\s_-])"
    r"|(publi\w*|post|article|entry|item|news|blog|content|story)[-_]*(date|time|datum)(?![a-tv-z])"
)
_MODIFIED_NAME = re.compile(r"updat|modif|changed|revis|aktualis|mis-a-jour", re.IGNORECASE)
_PUBLISHED_NAME = re.compile(r"publish|entry-date|post-date", re.IGNORECASE)
#: Names of what holds other articles, or what others say.
_OTHERS = re.compile(
    r"comment|related|recommend|most-|popular|teaser|latest|newsletter|event|archive|trending"
    r"|recent|read-?more|more-|similar|review-|rating"
)
#: Names of what stands beside an article, and may say something of it.
#: Page builders call every part of a page a widget: only a name of its own counts.
_BESIDE = re.compile(
    r"sidebar|footer|(?<![\w-])widget(?!-(container|wrap))|copyright|\bcards?\b|promo(?!ted)|ticker"
)
_DATE_TAGS = ("span", "div", "p", "li", "small", "em", "a", "h4", "h5", "h6", "td", "abbr", "dt")
_ATTRIBUTES = ("title", "data-date", "data-datetime", "data-time", "data-published")
_DATA_NAMES = (
    "data-pubdate",
    "data-publish-date",
    "data-published",
    "data-published-at",
    "data-publication-date",
    "data-date-published",
)
_DATA = f".//*[{' or '.join(f'@{name}' for name in _DATA_NAMES)}]"
_LABEL = 25  #: how long what stands right before a day may be to speak of it
_OPENINGS = 3  #: how many paragraphs may open with the day


class Spot(Struct, frozen=True):
    """A run of text that could be a date, and the element in which it stands."""

    element: Any
    text: str
    before: str  #: what stands right before it


class Places(Struct, frozen=True, kw_only=True, dict=True):
    """The places of a page at which days are printed."""

    where: Where
    zone: str
    language: str | None

    def marked(self, marks: Iterable[Mark], source: str) -> Iterator[Claim]:
        """Yield what microdata or RDFa says, the nearest to the headline first."""
        by_element = {mark.element: mark for mark in marks}
        for element in self._nearest(by_element):
            mark = by_element[element]
            for text in (mark.value, mark.shown):
                if value := iso_time(text, self.zone, self.language):
                    yield Claim(f"{mark.source} {source}", text, value)
                    break

    def times(self, *, modified: bool) -> Iterator[Claim]:
        found = self.where.tree.iter("time", "relative-time", "time-ago", "date")
        for element in self._nearest(filter(_is_of_article, found)):
            if _is_update(element) is not modified:
                continue
            text = text_of(element)
            for stated in (
                element.get("datetime") or "",
                text if modified else of_publication(text),
            ):
                if value := iso_time(stated, self.zone, self.language):
                    yield Claim("time element near the headline", stated, value)
                    break

    def updates(self) -> Iterator[Claim]:
        """Yield the days that lines near the headline say to be of a change."""
        for lines in self.where.near:
            for line in lines.split("\n"):
                date = of_update(line)
                if date and (value := iso_time(date, self.zone, self.language)):
                    yield Claim("line near the headline", line, value)

    def near(self) -> Iterator[Claim]:
        for lines in () if self._is_of_event else self.where.near:
            yield from self._claims("line near the headline", lines.split("\n"))

    def seldom(self) -> Iterator[Claim]:
        """Yield from the places that cost much to look at, or that are believed last."""
        for element in self._nearest(filter(_is_named, self.where.tree.iter(*_DATE_TAGS))):
            if not _is_update(element):
                yield from self._claims("element named as a date", _texts_of(element))
        for element in self.where.tree.xpath(_DATA):
            stated = (element.get(name) for name in _DATA_NAMES)
            yield from self._claims("attribute for the day", filter(None, stated))
        yield from self._labelled()
        yield from self._openings()
        yield from self._lone()

    def _labelled(self) -> Iterator[Claim]:
        for spot in self._spots:
            before = spot.before or _before(spot.element)
            ours = is_of_article(spot.element) and not is_of_another(spot.element)
            ours = ours and not self._is_of_others(spot.element)
            if ours and is_labelled(spot.text, before):
                yield from self._claims("line that says when it was published", [spot.text])

    def _openings(self) -> Iterator[Claim]:
        below = dropwhile(lambda one: one.element is not self.where.heading, self.where.pieces)
        texts = [one.text for one in (below if self.where.heading is not None else ())]
        for text in [text for text in texts if len(text.split()) > 8][:_OPENINGS]:
            if value := opening(text, self.zone, self.language):
                yield Claim("day that opens the text", text[:MAX_LENGTH], value)

    def _lone(self) -> Iterator[Claim]:
        """Yield the day that the page prints by itself, if it prints but one such day."""
        bare = [
            claim
            for spot in self._spots
            if self._is_lone(spot)
            for claim in self._claims("only day that stands by itself", [spot.text])
        ]
        if len({claim.value[:10] for claim in bare}) == 1 and not self._is_of_event:
            yield bare[0]

    def _is_lone(self, spot: Spot) -> bool:
        before = spot.before or _before(spot.element)
        return (
            is_bare(spot.text)
            and not self._is_elsewhere(spot.element)
            and not (is_update(before) or is_of_other(before[-_LABEL:]) or _is_update(spot.element))
            and not is_of_another(spot.element)
        )

    @property
    def _is_of_event(self) -> bool:
        """Return whether a span of days or hours stands near the headline."""
        return any(is_span(line) for line in self.where.near)

    def _claims(self, source: str, texts: Iterable[str]) -> Iterator[Claim]:
        for text in texts:
            if value := printed(text, self.zone, self.language):
                yield Claim(source, text, value)

    @cached_property
    def _spots(self) -> list[Spot]:
        return list(_spots(self.where.tree))

    @cached_property
    def _order(self) -> dict[HtmlElement, int]:
        return {element: i for i, element in enumerate(self.where.tree.iter())}

    def _nearest(self, elements: Iterable[HtmlElement]) -> list[HtmlElement]:
        """Return the elements that are not beside the article, those nearest the headline first."""
        own = [one for one in elements if not self._is_elsewhere(one)]
        if len(own) < 2 or self.where.heading is None:
            return own
        order, middle = self._order, self._order[self.where.heading]
        return sorted(own, key=lambda one: abs(order[one] - middle))

    def _is_elsewhere(self, element: HtmlElement) -> bool:
        """Return whether an element stands beside the article, or belongs to others."""
        return self._is_within(element, _is_beside)

    def _is_of_others(self, element: HtmlElement) -> bool:
        return self._is_within(element, lambda one: bool(_OTHERS.search(names(one))))

    def _is_within(self, element: HtmlElement, fits: Callable[[HtmlElement], bool]) -> bool:
        for one in path_up(element):
            if one in self.where.home:
                return False
            if fits(one):
                return True
        return False


def _is_of_article(time: HtmlElement) -> bool:
    """Return whether microdata leaves a time to the article: it may be of an event or a product."""
    prop = time.get("itemprop") or ""
    return not prop or (prop.lower() in SCHEMA_NAMES and is_of_article(time))


def _is_beside(one: HtmlElement) -> bool:
    if one.tag in ("aside", "nav", "form"):
        return True
    if one.tag == "footer":
        parent = one.getparent()
        return parent is not None and parent.tag != "article"
    called = names(one)
    return bool(_OTHERS.search(called) or _BESIDE.search(called))


def _is_named(element: HtmlElement) -> bool:
    called = names(element)
    if not called or not _DATE_NAME.search(called):
        return False
    return any(map(is_date_like, _texts_of(element)))


def _texts_of(element: HtmlElement) -> list[str]:
    """Return what an element prints, then what its attributes say."""
    values = (element.get(name) for name in _ATTRIBUTES)
    return [text_of(element), *filter(None, values)]


def _is_update(element: HtmlElement) -> bool:
    called = names(element)
    if _MODIFIED_NAME.search(called) and not _PUBLISHED_NAME.search(called):
        return not _is_entry_date(called)
    return is_update(_before(element))


def _is_entry_date(called: str) -> bool:
    """
    Return whether an element is the date of an entry, although it is called "updated".

    So the microformat hAtom wants it (microformats.org/wiki/hatom): an entry that names no day of
    publication was published on the day that is called ``updated``.
    """
    words = called.split()
    others = [word for word in words if not _MODIFIED_NAME.search(word)]
    return "updated" in words and bool(_DATE_NAME.search(" ".join(others)))


def _before(element: HtmlElement) -> str:
    """Return the text that stands right before an element, at most two levels up."""
    for one in list(path_up(element))[:3]:
        previous = one.getprevious()
        text = (previous.tail if previous is not None else _text_above(one)) or ""
        if not text.strip() and previous is not None and isinstance(previous.tag, str):
            text = text_of(previous)
        if text.strip():
            return squash(text)[-MAX_LENGTH:]
    return ""


def _text_above(element: HtmlElement) -> str:
    parent = element.getparent()
    return (parent.text or "") if parent is not None else ""


def _spots(tree: HtmlElement) -> Iterator[Spot]:
    """Yield the runs of text that could be a date, in the page's order."""
    for element in tree.iter():
        silent = not isinstance(element.tag, str) or element.tag in SILENT
        if not silent and _may_be(element.text):
            yield Spot(element, squash(element.text), "")
        parent = element.getparent()
        if parent is not None and _may_be(element.tail):
            before = text_of(element) if not silent else ""
            yield Spot(parent, squash(element.tail), before[-MAX_LENGTH:])


def _may_be(text: str | None) -> bool:
    return text is not None and 5 < len(text) < 400 and is_date_like(squash(text)[:MAX_LENGTH])
