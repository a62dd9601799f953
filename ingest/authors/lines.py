"""
Where a page names its authors in words: near the headline, beside the date, below the text.

Finds the lines that could sign the article, in the order of the page; which of them is believed,
is decided in `authors`. What markup says is read in `authormarks`.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from ingest.authors.bylines import LONGEST, dated, is_label, is_other_hand, is_stamp, parts, signers
from ingest.authors.names import is_name, is_trade, opened, signed
from ingest.page.build import Kind
from ingest.page.dom import HEADINGS, path_up
from ingest.text import skeleton, squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from ingest.page.build import Piece

#: How many pieces before and after the headline are "near" it.
BEFORE, AFTER = 6, 16
_AFTER_TEXT = 5  #: pieces
_BEFORE_TEXT = 12  #: pieces that are read where the headline is not found
_LONG = 40  #: words of a paragraph of running text
_SHORT = 120  #: letters of a line that signs below the text
_LONGEST_NAME = 60
_FEW_ITEMS = 6
#: What stands between two names, as a run of text of its own.
AND = re.compile(r"\s*(?:,\s*(?:and|und|&)?|&|\+|/|and\b|und\b|et\b|y\b)\s*", re.IGNORECASE)


class Signature(Struct, frozen=True):
    """Names in a place of the page, or of its head, that is made for the authors' names."""

    source: str  #: as a person would call the place
    names: tuple[str, ...]
    value: str  #: the text, as the page has it


class Line(Struct, frozen=True):
    """A line about the headline, and the runs of text into which its markup parts it."""

    text: str
    runs: tuple[str, ...] = ()


class Surroundings(Struct, frozen=True):
    """The short lines about the headline."""

    below: tuple[Line, ...]  #: up to the running text
    above: tuple[Line, ...]


def surroundings(pieces: Sequence[Piece], place: int) -> Surroundings:
    """
    Return the lines about the headline, which is the piece at `place`.

    Where it is none of the pieces (-1), the first lines and those before the text stand for them.
    """
    after = list(pieces[place + 1 : place + 1 + AFTER])
    if place < 0:
        first = next((i for i, piece in enumerate(pieces) if is_running(piece)), 0)
        after += pieces[max(AFTER, first - _BEFORE_TEXT) : first]
    end = next((i for i, piece in enumerate(after) if is_running(piece)), len(after))
    before = pieces[max(0, place - BEFORE) : max(0, place)]
    return Surroundings(tuple(_lines(after[:end])), tuple(_lines(before)))


def is_running(piece: Piece) -> bool:
    """Return whether a piece is long enough to be a paragraph of the text."""
    return piece.kind == Kind.PARAGRAPH and piece.text.count(" ") >= _LONG


def signed_lines(about: Surroundings) -> Iterator[Signature]:
    """Yield the lines near the headline that sign: "By ...", or a label and the names after it."""
    for lines in (about.below, about.above):
        for i, line in enumerate(lines):
            if found := _signers(line):
                yield Signature("byline near the headline", found, line.text)
            elif is_label(line.text) and (found := _after_label(lines[i + 1 : i + 2])):
                value = f"{line.text} {lines[i + 1].text}"
                yield Signature("byline near the headline", found, value)


def dated_lines(about: Surroundings, page_words: str) -> Iterator[Signature]:
    """Yield the names near the headline that stand beside a date, or above a trade."""
    for line in (*about.below, *about.above):
        found = dated(line.text)
        if found and not is_other_hand(line.text) and not are_apart(found[0], page_words):
            yield Signature("name beside the date", found, line.text)
    texts = [line.text for line in about.below]
    for i, text in enumerate(texts):
        if found := _beside(texts, i, page_words):
            yield Signature("name beside the date", found, text)


def closing_lines(pieces: Sequence[Piece]) -> Iterator[Signature]:
    """Yield the lines right below the running text that sign."""
    homes = Counter(piece.element.getparent() for piece in pieces if is_running(piece))
    if not homes:
        return
    home = homes.most_common(1)[0][0]
    own = [i for i, piece in enumerate(pieces) if piece.element.getparent() is home]
    last = max(i for i in own if is_running(pieces[i]))
    for piece in pieces[last + 1 : last + 1 + _AFTER_TEXT]:
        at_home = piece.element.getparent() in (home, home.getparent())
        if at_home and len(piece.text) <= _SHORT and (found := signers(squash(piece.text))):
            yield Signature("byline below the text", found, squash(piece.text))


def are_apart(name: str, page_words: str, *, every: bool = False) -> bool:
    """
    Return whether a word of a would-be name, or every one, stands on the page without the others.

    The words of a person's name seldom do, those of a category or a company do.

    >>> are_apart("Travel Tips", "travel tips. we travel"), are_apart("Jane Doe", "by jane doe")
    (True, False)
    """
    whole = name.lower()
    times = page_words.count(whole)
    words = [word for word in whole.split() if len(word) > 2]
    counts = [
        len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", page_words)) > times for word in words
    ]
    return bool(counts) and (all(counts) if every else any(counts))


def runs(element: HtmlElement) -> tuple[str, ...]:
    """Return the runs of text of an element, which its markup parts."""
    return tuple(filter(None, map(squash, element.itertext())))


def joined_names(texts: Sequence[str]) -> tuple[str, ...]:
    """
    Return the names in the first of some runs of text, and in those that "and" joins to it.

    >>> joined_names(("Jane Doe", "and", "John Roe", "Photos"))
    ('Jane Doe', 'John Roe')
    """
    found: list[str] = []
    joined = True
    for text in texts:
        bare = AND.sub("", text, count=1) if found and AND.match(text) else text
        joined = joined or bare != text
        if not bare:
            continue
        people = _first_names(bare, full=bool(found) and " " in found[0])
        if not people or not joined:
            break
        found += people
        joined = text.endswith((",", "&", " and", " und"))
    return tuple(dict.fromkeys(found))


def _first_names(text: str, *, full: bool) -> tuple[str, ...]:
    people = signed(next(iter(parts(opened(text))), ""))
    return tuple(filter(is_name, people)) if full else people


def _lines(pieces: Sequence[Piece]) -> Iterator[Line]:
    for piece in pieces:
        if any(map(_is_box, path_up(piece.element))):
            continue
        if piece.kind in (Kind.PARAGRAPH, Kind.HEADING):
            if piece.lines or len(piece.text) > LONGEST:
                yield from (Line(squash(line)) for line in piece.lines or (piece.text,))
            else:
                yield Line(squash(piece.text), _runs_of(piece))
        elif piece.kind == Kind.LIST and len(piece.items) <= _FEW_ITEMS:
            yield from (Line(squash(row[0])) for row in piece.items if row)


def _is_box(element: HtmlElement) -> bool:
    """Return whether an element is navigation, or stands aside under a heading of its own."""
    if element.tag == "aside":
        return any(True for _ in element.iter(*HEADINGS))
    return bool(element.tag == "nav")


def _runs_of(piece: Piece) -> tuple[str, ...]:
    """Return the runs of text of a piece, if it is all that its element holds."""
    found = runs(piece.element)
    return found if skeleton("".join(found)) == skeleton(piece.text) else ()


def _signers(line: Line) -> tuple[str, ...]:
    """Return whom a line names as authors; where markup parts the name from the rest, only that."""
    found = signers(line.text)
    if not found or len(line.runs) < 2:
        return found
    for i, text in enumerate(line.runs):
        if is_other_hand(" ".join(line.runs[max(0, i - 1) : i + 1])):
            continue
        if is_label(next(iter(parts(text)[-1:]), "")):
            return joined_names(line.runs[i + 1 :]) or found
        if signers(text):
            return joined_names(line.runs[i:]) or found
    return found


def _after_label(lines: Sequence[Line]) -> tuple[str, ...]:
    for line in lines:
        found = joined_names(line.runs) if len(line.runs) > 1 else ()
        return found or signed(next(iter(parts(line.text)), ""))
    return ()


def _beside(lines: Sequence[str], i: int, page_words: str) -> tuple[str, ...]:
    """Return the names that are all of a line, if the line next to it holds a date or a trade."""
    text = lines[i]
    if len(text) > _LONGEST_NAME or not is_name(text):
        return ()
    is_traded = any(map(is_trade, lines[i + 1 : i + 2]))
    is_dated = any(map(is_stamp, (*lines[max(0, i - 1) : i], *lines[i + 1 : i + 3])))
    if not is_traded and (not is_dated or are_apart(text, page_words)):
        return ()
    return tuple(filter(is_name, signed(text)))
