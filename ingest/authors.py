"""
Who wrote an article, as separate names.

Sources in order of trust: JSON-LD, meta tags, markup made for authors, markup named so, a line that
opens with "By". The first that names a person is believed. A page without a byline has no authors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ingest.dom import names, path_up, skeleton, text_of
from ingest.persons import BY, split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lxml.html import HtmlElement

    from ingest.structured import Structured

_METAS = (
    "author", "article:author", "article:author_name", "byl", "byline", "dc.creator",
    "dcterms.creator", "parsely-author", "sailthru.author", "citation_author", "authors",
    "cxenseparse:author", "og:author", "article.author", "dcsext.author", "author_name",
)  # fmt: skip
_BYLINE = re.compile(
    r"(?<![a-z])(by-?line\w*|author[-_]*(name|link|info|text|title|wrap\w*)?|authorname|authors|posted-by"
    r"|writer|autor(en|in|name)?|contributor[-_]name|creator|auteur|verfasser|redakteur)(?![a-z])"
)
_BOX = re.compile(
    r"(?<![a-z])(author|autor|writer)[-_]*(bio|box|card|profile|block|section|meta|about)"
)
_ELSEWHERE = re.compile(
    r"comment|sidebar|related|site-footer|page-footer|footer-(widget|nav|menu)|widget[-_]area|recommend"
    r"|most[-_]|popular|teaser|author-?list|latest|navigation|\bnav\b|promo\b|promo[-_]|newsletter"
    r"|(?<![vh]-)(?<!v)(?<!author-)(?<!author_)card\b|see-also|\bmore-|bookmark|testimonial|quote"
)
_LABEL = re.compile(
    r"written by|author|verfasst|geschrieben|autor|écrit par|escrito por|von\b", re.IGNORECASE
)
_LONGEST = 120
_LONGEST_LINE = 70
_TAGS = (
    "a",
    "span",
    "div",
    "p",
    "address",
    "li",
    "strong",
    "em",
    "h3",
    "h4",
    "h5",
    "cite",
    "button",
)


class Where(Struct, frozen=True):
    """What of a page the search for authors needs."""

    tree: Any
    heading: Any  #: the element that shows the headline, or None
    home: frozenset[Any]  #: the elements in which the headline stands
    lines: Sequence[str]  #: every piece of text from a little above the headline on
    near: Sequence[str]  #: the short ones about the headline
    host: str
    own: tuple[str, ...]  #: the names of the site


def authors(told: Structured, where: Where) -> tuple[str, ...]:
    """Return the authors by the first source that names a person."""

    def declared(texts: Iterable[str]) -> tuple[str, ...]:
        return _unique(
            name for text in texts for name in split(text, where.own, where.host, declared=True)
        )

    def worded(text: str) -> list[str]:
        return list(split(text, where.own, where.host))

    def shown(names: tuple[str, ...]) -> tuple[str, ...]:
        text = skeleton(text_of(where.tree)) if names else ""
        return tuple(name for name in names if skeleton(name) in text)

    sources: tuple[Callable[[], tuple[str, ...]], ...] = (
        lambda: declared(_told(told)),
        lambda: declared([*told.all_meta(*_METAS), *_labelled(told)]),
        lambda: _marked(where, _is_declared, lambda text: list(declared([text]))),
        lambda: _marked(where, _is_byline, worded),
        lambda: _unique(_written(where.lines, worded)),
        lambda: _marked(where, _is_in_box, worded),
    )
    handle: tuple[str, ...] = ()
    for source in sources:
        found = source()
        if any(" " in name for name in found):
            return found
        handle = handle or found
    return handle


def _told(told: Structured) -> tuple[str, ...]:
    return next((one.authors for one in told.statements if one.authors), ())


def _labelled(told: Structured) -> list[str]:
    """Return what a social card labels as the author's name."""
    cards = ((told.meta(f"twitter:label{i}"), told.meta(f"twitter:data{i}")) for i in (1, 2))
    return [name for label, name in cards if _LABEL.match(label)]


def _marked(
    where: Where, fits: Callable[[HtmlElement], bool], read: Callable[[str], list[str]]
) -> tuple[str, ...]:
    """Return the names in the first elements that fit, and those beside them."""
    found = []
    for element in where.tree.iter(*_TAGS):
        if fits(element) and not _is_elsewhere(element, where.home):
            people = read(text_of(element)[:_LONGEST]) or _within(element, read)
            if people:
                found.append((element, people))
    together = _together([element for element, _ in found])
    return _unique(name for element, people in found if element in together for name in people)


def _within(element: HtmlElement, read: Callable[[str], list[str]]) -> list[str]:
    """Return the names that stand in a byline as elements of their own."""
    texts = (text_of(one) for one in element.iter("a", "span", "strong", "b"))
    return next(
        (people for text in texts if len(text) < _LONGEST_LINE and (people := read(text))), []
    )


def _together(elements: Sequence[HtmlElement]) -> list[HtmlElement]:
    """Return the innermost of the first elements, and those that stand right beside it."""
    if not elements:
        return []
    inner = [one for one in elements[1:] if elements[0] in one.iterancestors()]
    lead = (inner or elements)[0]
    home = {lead.getparent(), lead.getparent().getparent()} - {None}
    return [one for one in elements if one is lead or (one in inner) or one.getparent() in home]


def _is_declared(element: HtmlElement) -> bool:
    told = element.attrib
    return (
        "author" in told.get("rel", "").split()
        or told.get("itemprop", "") in ("author", "creator")
        or "vcard" in told.get("class", "").split()
    )


def _is_byline(element: HtmlElement) -> bool:
    called = names(element)
    return bool(called) and bool(_BYLINE.search(called))


def _is_in_box(element: HtmlElement) -> bool:
    """Return whether an element is a name, or a heading, in a box about the author."""
    if element.tag not in ("h3", "h4", "h5", "strong", "a") and "name" not in names(element):
        return False
    return any(_BOX.search(names(one)) for one in list(path_up(element))[:5])


def _is_elsewhere(element: HtmlElement, home: frozenset[HtmlElement]) -> bool:
    """Return whether an element is beside the article; what holds the headline never is."""
    for one in path_up(element):
        if one in home:
            return False
        if one.tag in ("aside", "nav") or _ELSEWHERE.search(names(one)):
            return True
    return False


def _written(lines: Iterable[str], read: Callable[[str], list[str]]) -> list[str]:
    """Return the names in the first line that opens with "By" and says nothing else."""
    for line in lines:
        if len(line) <= _LONGEST_LINE and BY.match(line) and (found := read(line)):
            rest = len(skeleton(BY.sub("", line)))
            if sum(len(skeleton(name)) for name in found) >= 0.6 * rest:
                return found
    return []


def _unique(found: Iterable[str]) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for name in found:
        seen.setdefault(skeleton(name), name)
    return tuple(seen.values())
