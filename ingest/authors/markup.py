"""
Authors in the markup of a page: ``rel=author``, ``itemprop``, hCard, a link to an author's page, an
element named as a byline or as a box about the author.

Gives each with its place relative to headline and text; `authors.authors` chooses among them.
Hidden elements, and those beside the article (comments, teasers, sidebars), are skipped.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from ingest.authors.bylines import is_label, is_other_hand, is_stamp, parts, signers
from ingest.authors.lines import AND, BEFORE, Signature, is_running, runs
from ingest.authors.names import is_name, signed, without_opening
from ingest.page.dom import is_hidden, names, path_up, stands_in, text_of
from ingest.text import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from ingest.page.build import Piece

_BYLINE = re.compile(
    r"(?<![a-z])(by-?line\w*|author[-_]*(name|link|info|text|title|wrap\w*)?|authorname|authors"
    r"|posted-by"
    r"|writer|autor(en|in|name)?|contributor[-_]name|creator|auteur|verfasser|redakteur)(?![a-z])"
)
_BOX = re.compile(
    r"(?<![a-z])(author|autor|writer)[-_]*(bio|box|card|profile|block|section|meta|about)"
)
_ELSEWHERE = re.compile(
    r"comment|sidebar|related|site-footer|page-footer|footer-(widget|nav|menu)|widget[-_]area"
    r"|recommend|most[-_]|popular|teaser|author-?list|latest|navigation|\bnav\b|promo\b|promo[-_]|newsletter"
    r"|(?<![vh]-)(?<!v)(?<!author-)(?<!author_)card\b|see-also|\bmore-|bookmark|testimonial|quote"
)
#: Addresses of pages about an author.
_PROFILE = re.compile(
    r"/(?:authors?|autor(?:en|es|in)?|auteurs?|autore|writers?|contributors?|redakteure?|journalists?"
    r"|columnists?)/[^/]|[?&]author=\d",
    re.IGNORECASE,
)
_TAGS = (
    "a", "span", "div", "p", "address", "li", "strong", "em", "b", "h3", "h4", "h5", "cite",
    "button", "section", "header", "footer", "ul", "dd", "small", "td",
)  # fmt: skip
_SHORT = 120  #: letters at the start of an element that are read
_LONGEST_NAME = 60


def marked(
    tree: HtmlElement, heading: HtmlElement | None, pieces: Sequence[Piece], place: int
) -> dict[tuple[str, str], Signature]:
    """
    Return the names that the markup marks as authors, by kind and place.

    Kinds: ``declared`` (markup for authors), ``named`` (by a class) and ``box``. Places: ``above``
    and ``near`` the headline, ``amid`` and ``below`` the text.
    """
    home = frozenset(path_up(heading)) if heading is not None else frozenset()
    close = _close_above(pieces[max(0, place - BEFORE) : max(0, place)])
    found: dict[tuple[str, str], list[tuple[HtmlElement, Signature]]] = {}
    for element, where in _placed(tree, heading, pieces, place):
        if where == "above" and element not in close:
            continue
        kind = _kind(element)
        if kind and not stands_in(element, _is_beside, home) and (people := _read(element, kind)):
            found.setdefault((kind, where), []).append((element, people))
    return {key: _together(some) for key, some in found.items()}


def _close_above(pieces: Sequence[Piece]) -> frozenset[HtmlElement]:
    """Return the elements of some pieces, the next two around each, and those inside."""
    around = [one for piece in pieces for one in islice(path_up(piece.element), 3)]
    return frozenset((*around, *(one for piece in pieces for one in piece.element.iter())))


def _placed(
    tree: HtmlElement, heading: HtmlElement | None, pieces: Sequence[Piece], place: int
) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the elements that could hold a byline, and the place of each."""
    text = [piece.element for piece in pieces[place + 1 :] if is_running(piece)]
    first, last = (text[0], text[-1]) if text else (None, None)
    where = "near" if place < 0 else "above"
    tags = {one.tag for one in (heading, first, last) if one is not None}
    for element in tree.iter(*{*_TAGS, *tags}):
        if element is heading:
            where = "near"
        elif element is last:
            where = "below"
        elif element is first and where == "near":
            where = "amid"
        yield element, where


def _kind(element: HtmlElement) -> str | None:
    if _is_declared(element):
        return "declared"
    get = element.get
    return _kind_called(names(element)) if get("class") or get("id") or get("itemprop") else None


@lru_cache(maxsize=8192)
def _kind_called(called: str) -> str | None:
    if _BOX.search(called):
        return "box"
    return "named" if _BYLINE.search(called) else None


def _is_declared(element: HtmlElement) -> bool:
    get = element.get
    if element.tag == "a" and ("author" in (get("rel") or "").split() or _leads_to_author(element)):
        return True
    return get("itemprop") in ("author", "creator") or "vcard" in (get("class") or "").split()


def _leads_to_author(link: HtmlElement) -> bool:
    return bool(_PROFILE.search(link.get("href") or ""))


def _is_beside(element: HtmlElement) -> bool:
    return (
        element.tag in ("aside", "nav", "figure", "figcaption")
        or is_hidden(element)
        or bool(_ELSEWHERE.search(names(element)))
    )


def _read(element: HtmlElement, kind: str) -> Signature | None:
    """Return the names in a marked element: declared in it, in its byline, or at its start."""
    text = text_of(element)
    if not text or is_other_hand(text):
        return None
    people = () if kind == "declared" else _declared_within(element)
    people = people or signers(text[:_SHORT]) or _opening(element, text, kind)
    return Signature(kind, people, text[:_SHORT]) if people else None


def _declared_within(element: HtmlElement) -> tuple[str, ...]:
    """Return the names in the parts of an element that are declared as the author."""
    inner = [one for one in element.iter("a", "span") if one is not element and _is_declared(one)]
    return tuple(dict.fromkeys(name for one in inner for name in signed(text_of(one))))


def _opening(element: HtmlElement, text: str, kind: str) -> tuple[str, ...]:
    """Return the names at the start of an element."""
    texts = runs(element)
    if _is_one_name(text, texts):
        return signed(text)
    loose = kind == "declared" or (kind == "named" and len(texts) == 1)
    found: list[str] = []
    for one in texts:
        if AND.fullmatch(one) or (not found and (is_label(one) or is_stamp(one))):
            loose = loose or is_label(one)
            continue
        people = signed(next(iter(parts(without_opening(one))), ""))
        if found and " " in found[0]:
            people = tuple(filter(is_name, people))
        if not people or not (loose or all(map(is_name, people))):
            break
        found += people
        loose = False
    return tuple(dict.fromkeys(found))


def _is_one_name(text: str, texts: Sequence[str]) -> bool:
    """Also true for a name that the markup splits."""
    glued = any(f"{a}{b}" in text and not b[0].islower() for a, b in pairwise(texts))
    return len(text) <= _LONGEST_NAME and len(text.split()) <= 4 and not glued and is_name(text)


def _together(found: Sequence[tuple[HtmlElement, Signature]]) -> Signature:
    """Return the names in the first element, and in those right beside it."""
    lead, first = found[0]
    home = {lead.getparent(), *lead.iterancestors()} & set(list(lead.iterancestors())[:2])
    people = {skeleton(name): name for name in first.names}
    for element, more in found[1:]:
        if lead not in element.iterancestors() and element.getparent() in home:
            for name in more.names:
                people.setdefault(skeleton(name), name)
    return Signature(first.source, tuple(people.values()), first.value)
