"""
Where on a page somebody is named as its author: near the headline, by markup, below the text.

Finds what could be a signature and says where it stands; which is believed, is decided in
`authors`. What stands beside the article (comments, teasers, sidebars) is passed by.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ingest.bylines import LONGEST, dated, is_label, is_other_hand, is_stamp, parts, signers
from ingest.dom import is_hidden, names, path_up, skeleton, squash, text_of
from ingest.persons import is_name, is_trade, opened, signed
from ingest.pieces import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from ingest.pieces import Piece

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
_PROFILE = re.compile(
    r"/(?:authors?|autor(?:en|es|in)?|auteurs?|autore|writers?|contributors?|redakteure?|journalists?"
    r"|columnists?)/[^/]|[?&]author=\d",
    re.IGNORECASE,
)
_TOPIC = re.compile(r"/(?:tags?|category|categories|topics?|kategorie|rubrik|section)/", re.IGNORECASE)
_TAGS = (
    "a", "span", "div", "p", "address", "li", "strong", "em", "b", "h3", "h4", "h5", "cite",
    "button", "section", "header", "footer", "ul", "dd", "small", "td",
)  # fmt: skip
_BEFORE, _AFTER = 6, 16
_LONG = 40  #: words of a paragraph of running text
_SHORT = 120  #: signs of what a byline's element holds
_AND = re.compile(r"\s*(?:,|&|\+|/|and|und|et|y)\s*", re.IGNORECASE)


class Where(Struct, frozen=True):
    """What of a page the search for authors needs."""

    tree: Any
    heading: Any  #: the element that shows the headline, or None
    home: frozenset[Any]  #: the elements in which the headline stands
    pieces: Sequence[Piece]
    near: Sequence[str]  #: the short lines about the headline
    host: str
    own: tuple[str, ...]  #: the names of the site

    @property
    def place(self) -> int:
        """Where among the pieces the headline is; -1 if it is none of them."""
        found = (i for i, piece in enumerate(self.pieces) if piece.element is self.heading)
        return next(found, -1)


class Signature(Struct, frozen=True):
    """Names in a place of the page that is made for the authors' names."""

    source: str  #: as a person would call the place
    names: tuple[str, ...]
    value: str  #: the text, as the page has it


class Line(Struct, frozen=True):
    """A line about the headline, and the runs of text into which its markup parts it."""

    text: str
    chunks: tuple[str, ...] = ()


class Surroundings(Struct, frozen=True):
    """The short lines about the headline, those below it first."""

    below: tuple[Line, ...]
    above: tuple[Line, ...]


def surroundings(where: Where) -> Surroundings:
    """Return the lines about the headline, up to the running text."""
    place = where.place
    below = list(_lines(_until_text(where.pieces[place + 1 :])))
    above = list(_lines(where.pieces[max(0, place - _BEFORE) : max(0, place)]))
    return Surroundings(tuple(below), tuple(above))


def signed_lines(about: Surroundings) -> Iterator[Signature]:
    """Yield the lines near the headline that sign: "By ...", or a label and the names below it."""
    for lines in (about.below, about.above):
        for i, line in enumerate(lines):
            if found := _signed_by(line):
                yield Signature("byline near the headline", found, line.text)
            elif is_label(line.text) and (found := _after_label(lines[i + 1 : i + 2])):
                yield Signature("byline near the headline", found, f"{line.text} {lines[i + 1].text}")


def dated_lines(about: Surroundings, page_words: str) -> Iterator[Signature]:
    """Yield the names near the headline that stand beside the date, in its line or the next."""
    for line in (*about.below, *about.above):
        found = dated(line.text)
        if found and not is_other_hand(line.text) and not _is_common(found[0], page_words):
            yield Signature("name beside the date", found, line.text)
    lines = [line.text for line in about.below]
    for i, text in enumerate(lines):
        beside = lines[max(0, i - 1) : i] + lines[i + 1 : i + 3]
        if len(text) > 60 or not is_name(text):
            continue
        if any(map(is_stamp, beside)) or any(map(is_trade, lines[i + 1 : i + 2])):
            found = tuple(name for name in signed(text) if is_name(name))
            if found and not _is_common(text, page_words):
                yield Signature("name beside the date", found, text)


def marked(where: Where) -> dict[str, list[Signature]]:
    """Return the names that markup sets apart, by the place in which they stand."""
    found: dict[str, list[tuple[HtmlElement, Signature]]] = {}
    for element, zone in _zoned(where):
        kind = _kind(element)
        if kind is None or _is_elsewhere(element, where.home):
            continue
        if kind != "box" and zone == "above" and not _is_beside(element, where):
            zone = "far"
        if (people := _read(element, kind)) is not None:
            found.setdefault(f"{kind} {zone}", []).append((element, people))
    return {place: _together(signatures) for place, signatures in found.items()}


def closing_lines(where: Where) -> Iterator[Signature]:
    """Yield the lines at the end of the running text that sign."""
    long = [i for i, piece in enumerate(where.pieces) if _is_long(piece)]
    if not long:
        return
    home = where.pieces[long[-1]].element.getparent()
    for piece in where.pieces[long[-1] + 1 : long[-1] + 6]:
        line = squash(piece.text)
        if len(line) > _SHORT or piece.element.getparent() not in (home, home.getparent()):
            continue
        if found := signers(line):
            yield Signature("byline below the text", found, line)


def _until_text(pieces: Sequence[Piece]) -> list[Piece]:
    end = next((i for i, piece in enumerate(pieces[:_AFTER]) if _is_long(piece)), _AFTER)
    return list(pieces[:end])


def _is_long(piece: Piece) -> bool:
    return piece.kind == Kind.PARAGRAPH and piece.text.count(" ") >= _LONG


def _lines(pieces: Sequence[Piece]) -> Iterator[Line]:
    for piece in pieces:
        if piece.kind in (Kind.PARAGRAPH, Kind.HEADING):
            if piece.lines or len(piece.text) > LONGEST:
                yield from (Line(squash(line)) for line in piece.lines or (piece.text,))
            else:
                yield Line(squash(piece.text), _chunks_of(piece))
        elif piece.kind == Kind.LIST and len(piece.items) <= 6:
            yield from (Line(squash(row[0])) for row in piece.items if row)


def _chunks_of(piece: Piece) -> tuple[str, ...]:
    """Return the runs of text of a piece, if it is all that its element holds."""
    chunks = tuple(_chunks(piece.element))
    return chunks if skeleton("".join(chunks)) == skeleton(piece.text) else ()


def _signed_by(line: Line) -> tuple[str, ...]:
    """Return whom a line names as authors; where markup parts the name from the rest, only that."""
    found = signers(line.text)
    if not found or len(line.chunks) < 2:
        return found
    for i, chunk in enumerate(line.chunks):
        if is_other_hand(" ".join(line.chunks[max(0, i - 1) : i + 1])):
            continue
        if is_label(chunk):
            return _run(line.chunks[i + 1 :]) or found
        if signers(chunk):
            return _run(line.chunks[i:]) or found
    return found


def _run(chunks: Sequence[str]) -> tuple[str, ...]:
    """Return the names in the first of some runs of text, and in those joined to it."""
    found: list[str] = []
    joined = True
    for chunk in chunks:
        if _AND.fullmatch(chunk):
            joined = True
            continue
        joined = joined or bool(_AND.match(chunk))
        bare = _AND.sub("", chunk, count=1) if found and _AND.match(chunk) else chunk
        people = signed(next(iter(parts(opened(bare))), ""))
        if found and " " in found[0]:
            people = tuple(filter(is_name, people))
        if not people or not joined:
            break
        found += people
        joined = chunk.endswith((",", "&", " and", " und"))
    return tuple(dict.fromkeys(found))


def _after_label(lines: Sequence[Line]) -> tuple[str, ...]:
    for line in lines[:1]:
        first = next(iter(parts(line.text)), "")
        return (_run(line.chunks) if len(line.chunks) > 1 else ()) or signed(first)
    return ()


def _is_common(name: str, page_words: str) -> bool:
    """Return whether words of a would-be name stand elsewhere on the page without the others."""
    times = page_words.count(name.lower())
    words = [word for word in name.lower().split() if len(word) > 2]
    return any(len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", page_words)) > times for word in words)


def _zoned(where: Where) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the elements that could hold a byline, and where each stands to headline and text."""
    place = where.place
    long = [i for i, piece in enumerate(where.pieces) if i > place and _is_long(piece)]
    starts = where.pieces[long[0]].element if long else None
    ends = where.pieces[long[-1]].element if long else None
    tags = {one.tag for one in (where.heading, starts, ends) if one is not None}
    zone = "above" if place >= 0 else "near"
    for element in where.tree.iter(*{*_TAGS, *tags}):
        if element is where.heading:
            zone = "near"
        elif element is ends:
            zone = "below"
        elif element is starts and zone == "near":
            zone = "amid"
        yield element, zone


def _kind(element: HtmlElement) -> str | None:
    told = element.attrib
    if not told:
        return None
    if (
        "author" in told.get("rel", "").split()
        or told.get("itemprop", "") in ("author", "creator")
        or "vcard" in told.get("class", "").split()
        or (element.tag == "a" and _PROFILE.search(told.get("href", "")))
    ):
        return "declared"
    called = names(element)
    if not called:
        return None
    if _BOX.search(called):
        return "box"
    return "named" if _BYLINE.search(called) else None


def _is_beside(element: HtmlElement, where: Where) -> bool:
    """Return whether an element stands within a few steps of the headline."""
    above = list(path_up(element))[1:5]
    return any(one in where.home and one.tag not in ("body", "html") for one in above)


def _is_elsewhere(element: HtmlElement, home: frozenset[HtmlElement]) -> bool:
    """Return whether an element is beside the article; what holds the headline never is."""
    for one in path_up(element):
        if one in home:
            return False
        if one.tag in ("aside", "nav", "figure", "figcaption") or is_hidden(one):
            return True
        if _ELSEWHERE.search(names(one)):
            return True
    return False


def _read(element: HtmlElement, kind: str) -> Signature | None:
    """Return the names in a marked element: what is marked in it, what it signs, how it begins."""
    text = text_of(element)
    if not text or is_other_hand(text):
        return None
    people = _inner(element) if kind != "declared" else ()
    people = people or signers(text[:_SHORT]) or _first(element, kind)
    return Signature(kind, people, text[:_SHORT]) if people else None


def _inner(element: HtmlElement) -> tuple[str, ...]:
    """Return the names in the parts of an element that are declared to be the author."""
    inside = [one for one in element.iter("a", "span") if one is not element and _kind(one) == "declared"]
    return tuple(dict.fromkeys(name for one in inside for name in signed(text_of(one))))


def _first(element: HtmlElement, kind: str) -> tuple[str, ...]:
    """Return the names with which the text of an element begins, up to something else."""
    chunks = list(_chunks(element))
    whole = squash(" ".join(chunks))
    if len(whole) <= 60 and is_name(whole) and len(whole.split()) <= 4:
        return signed(whole)
    loose = kind == "declared"
    found: list[str] = []
    for chunk in chunks:
        if _AND.fullmatch(chunk) or (not found and (is_label(chunk) or is_stamp(chunk))):
            loose = loose or is_label(chunk)
            continue
        people = signed(next(iter(parts(opened(chunk))), ""))
        if found and " " in found[0]:
            people = tuple(filter(is_name, people))
        if not people or not (loose or all(map(is_name, people)) or kind == "named" and len(chunks) == 1):
            break
        found += people
        loose = False
    return tuple(dict.fromkeys(found))


def _chunks(element: HtmlElement) -> Iterator[str]:
    """Yield the runs of text of an element, which its markup parts."""
    yield from filter(None, map(squash, element.itertext()))


def _together(found: Sequence[tuple[HtmlElement, Signature]]) -> list[Signature]:
    """Keep the first of some elements, and those that stand right beside it."""
    lead = found[0][0]
    home = {lead.getparent(), lead.getparent().getparent()} - {None}
    kept = [(lead, found[0][1])]
    seen = set(map(skeleton, found[0][1].names))
    for element, people in found[1:]:
        if lead in element.iterancestors() or element.getparent() not in home:
            continue
        if not seen.issuperset(map(skeleton, people.names)):
            seen.update(map(skeleton, people.names))
            kept.append((element, people))
    return [people for _, people in kept]
