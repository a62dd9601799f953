"""
Candidates for the byline in the text of a page: near the headline, beside the date, below the text.

`authors.markup` has those by markup; `authors.authors` chooses among them.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from ingest.authors.bylines import LONGEST, dated, is_label, is_other_hand, is_stamp, parts, signers
from ingest.authors.names import is_job, is_name, signed, without_opening
from ingest.page.build import Kind
from ingest.page.dom import HEADINGS, path_up
from ingest.text import skeleton, squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from ingest.page.build import Piece

#: How many pieces before and after the headline are near it.
BEFORE, AFTER = 6, 16
_AFTER_TEXT = 5  #: pieces
_BEFORE_TEXT = 12  #: pieces that are read if the headline is not found
_LONG = 40  #: words of a paragraph of running text
_SHORT = 120  #: letters of a byline below the text
_LONGEST_NAME = 60
_FEW_ITEMS = 6
#: A run of text that joins two names.
AND = re.compile(r"\s*(?:,\s*(?:and|und|&)?|&|\+|/|and\b|und\b|et\b|y\b)\s*", re.IGNORECASE)


class Signature(Struct, frozen=True):
    """Names of authors, and where the page has them."""

    source: str  #: the place, in words for a person
    names: tuple[str, ...]
    value: str  #: the text, as the page has it


class Line(Struct, frozen=True):
    """A line near the headline, and its runs of text by markup."""

    text: str
    runs: tuple[str, ...] = ()


class Surroundings(Struct, frozen=True):
    """The short lines around the headline."""

    below: tuple[Line, ...]  #: up to the running text
    above: tuple[Line, ...]


def surroundings(pieces: Sequence[Piece], place: int) -> Surroundings:
    """
    Return the lines around the headline, which is the piece at `place`.

    For -1, no headline: the first lines of the page, and those right before the text.
    """
    after = list(pieces[place + 1 : place + 1 + AFTER])
    if place < 0:
        first = next((i for i, piece in enumerate(pieces) if is_running(piece)), 0)
        after += pieces[max(AFTER, first - _BEFORE_TEXT) : first]
    end = next((i for i, piece in enumerate(after) if is_running(piece)), len(after))
    before = pieces[max(0, place - BEFORE) : max(0, place)]
    return Surroundings(tuple(_lines(after[:end])), tuple(_lines(before)))


def is_running(piece: Piece) -> bool:
    """Return whether a piece is a long paragraph, and so part of the text."""
    return piece.kind == Kind.PARAGRAPH and piece.text.count(" ") >= _LONG


def signed_lines(about: Surroundings) -> Iterator[Signature]:
    """Yield the bylines near the headline: "By ...", or a label and the names after it."""
    for lines in (about.below, about.above):
        for i, line in enumerate(lines):
            if found := _signers(line):
                yield Signature("byline near the headline", found, line.text)
            elif is_label(line.text) and (found := _after_label(lines[i + 1 : i + 2])):
                value = f"{line.text} {lines[i + 1].text}"
                yield Signature("byline near the headline", found, value)


def dated_lines(about: Surroundings, page_words: str) -> Iterator[Signature]:
    """Yield the names near the headline beside a date, or above a job title."""
    for line in (*about.below, *about.above):
        found = dated(line.text)
        if found and not is_other_hand(line.text) and not are_apart(found[0], page_words):
            yield Signature("name beside the date", found, line.text)
    texts = [line.text for line in about.below]
    for i, text in enumerate(texts):
        if found := _beside(texts, i, page_words):
            yield Signature("name beside the date", found, text)


def closing_lines(pieces: Sequence[Piece]) -> Iterator[Signature]:
    """Yield the bylines right below the text."""
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
    Return whether a word of a name, or `every` one, stands on the page without the others.

    The words of a person's name seldom do; those of a category or a company do.

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
    """Return the runs of text of an element, split by its markup."""
    return tuple(filter(None, map(squash, element.itertext())))


def joined_names(texts: Sequence[str]) -> tuple[str, ...]:
    """
    Return the names in the first run of text, and in those that "and" joins to it.

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
    people = signed(next(iter(parts(without_opening(text))), ""))
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
    """Return whether an element is navigation, or an aside with a heading of its own."""
    if element.tag == "aside":
        return any(True for _ in element.iter(*HEADINGS))
    return bool(element.tag == "nav")


def _runs_of(piece: Piece) -> tuple[str, ...]:
    """Return the runs of text of a piece; empty if its element holds more."""
    found = runs(piece.element)
    return found if skeleton("".join(found)) == skeleton(piece.text) else ()


def _signers(line: Line) -> tuple[str, ...]:
    """Return the authors in a line, by its runs of text where the markup gives such."""
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
    """Return the names of a line that is only names, if a line beside it has a date or a job."""
    text = lines[i]
    if len(text) > _LONGEST_NAME or not is_name(text):
        return ()
    has_job = any(map(is_job, lines[i + 1 : i + 2]))
    has_date = any(map(is_stamp, (*lines[max(0, i - 1) : i], *lines[i + 1 : i + 3])))
    if not has_job and (not has_date or are_apart(text, page_words)):
        return ()
    return tuple(filter(is_name, signed(text)))
