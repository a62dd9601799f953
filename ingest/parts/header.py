"""
The header of an article: standfirst, reading time, date, byline, and copies of the title.

None of it is running text, even where trafilatura takes it for that.
"""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ingest.authors.names import BY, split
from ingest.dates.parse import MAX_LENGTH
from ingest.fields.headline import alike
from ingest.page.build import Kind, Piece, place_of
from ingest.parts.standfirst import DEEP, PARTS, is_day, is_named, standfirst
from ingest.phrases import reading_minutes
from ingest.text import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.fields.metadata import Metadata

REACH = 8  #: pieces before the text that may belong to its header
_LONG = 30  #: words from which on a paragraph is running text
_LONGEST_LINE = 2 * MAX_LENGTH


class Header(Struct, frozen=True, kw_only=True):
    """The parts of the header, and the pieces they were read from."""

    standfirst: str | None
    source: str  #: what told the standfirst; empty if there is none
    reading_minutes: int | None
    taken: tuple[int, ...]  #: places of the pieces that belong to the header
    end: int  #: the place where the running text begins


def read_header(
    pieces: Sequence[Piece],
    chosen: Sequence[bool],
    metadata: Metadata,
    summaries: Sequence[str] = (),
) -> Header:
    """Read the header of an article; `summaries` are what its sources give as the standfirst."""
    zone = _header_range(pieces, chosen, metadata)
    minutes = next((m for i in zone if (m := _minutes(pieces[i])) is not None), None)
    lines = {i for i in zone if _is_line(pieces[i], metadata)}
    found = standfirst(pieces, [i for i in zone if i not in lines], chosen, metadata, summaries)
    if found is not None and not _leaves_enough(pieces, chosen, found.place):
        found = None
    text = pieces[found.place].text if found is not None else None
    copies = {i for i in zone if text and skeleton(pieces[i].text) == skeleton(text)}
    taken = lines | copies
    return Header(
        standfirst=text,
        source=found.source if found is not None else "",
        reading_minutes=minutes,
        taken=tuple(sorted(taken)),
        end=min(_rest(pieces, chosen, zone, taken), default=zone.stop),
    )


def _rest(
    pieces: Sequence[Piece], chosen: Sequence[bool], zone: range, taken: set[int]
) -> Iterator[int]:
    """Yield the places of the running text below the header."""
    for i in range(zone.start, len(pieces)):
        if chosen[i] and i not in taken and pieces[i].kind not in (Kind.IMAGE, Kind.CAPTION):
            yield i


def _leaves_enough(pieces: Sequence[Piece], chosen: Sequence[bool], place: int) -> bool:
    """Return whether the text without a standfirst is at least twice as long as it."""
    rest = sum(len(one.text) for one, yes in zip(pieces, chosen, strict=True) if yes)
    size = len(pieces[place].text)
    return rest - size * chosen[place] >= 2 * size


def _header_range(pieces: Sequence[Piece], chosen: Sequence[bool], metadata: Metadata) -> range:
    """Return the places from a little before the headline to the first long paragraph."""
    first = next((i for i, yes in enumerate(chosen) if yes), 0)
    title = place_of(metadata.heading, pieces, first)
    start = max(0, min(first, title) - REACH)
    end = min(len(pieces), max(first, title) + DEEP)
    for i in range(max(first, title), end):
        if chosen[i] and _is_text(pieces[i]) and not is_named(pieces[i]):
            following = i + 1 if i == first or not _is_text(pieces[i]) else i
            return range(start, max(following, first + 1))
    return range(start, end)


def _is_text(piece: Piece) -> bool:
    return piece.kind == Kind.PARAGRAPH and len(piece.text.split()) >= _LONG


def _is_line(piece: Piece, metadata: Metadata) -> bool:
    """Return whether a piece gives only known facts: title, date, reading time, author."""
    text = piece.text
    if piece.kind in (Kind.LIST, Kind.TABLE, Kind.IMAGE) or len(text) > 300:
        return False
    if piece.element is metadata.heading or any(
        len(text) <= 2 * len(title) and alike(text, title) >= 0.95
        for title in (metadata.title, *metadata.other_titles)
    ):
        return True
    if len(text) > _LONGEST_LINE:
        return False
    return any(
        parts and all(_is_known_fact(part, metadata) for part in parts) for parts in _facts(piece)
    )


def _facts(piece: Piece) -> Iterator[list[str]]:
    """Yield the facts in a line, split at separators, and then at the markup."""
    yield [part.strip() for part in PARTS.split(piece.text) if part.strip()]
    texts = (part.strip(" |/•·●–—-") for part in piece.element.itertext())
    yield [part for part in texts if part.strip()]


def _is_known_fact(text: str, metadata: Metadata) -> bool:
    return (
        reading_minutes(text) is not None
        or is_day(text, metadata.language)
        or _is_byline(text, metadata)
    )


def _minutes(piece: Piece) -> int | None:
    """Return the reading time in a line, alone or beside other facts; None if it has none."""
    if len(piece.text) > _LONGEST_LINE or not any(map(str.isdigit, piece.text)):
        return None
    parts = (piece.text, *(part for parts in _facts(piece) for part in parts))
    return next((m for part in parts if (m := reading_minutes(part)) is not None), None)


def _is_byline(text: str, metadata: Metadata) -> bool:
    if not metadata.authors or len(text) > MAX_LENGTH + 20 * len(metadata.authors):
        return False
    named = set(map(skeleton, split(text)))
    return (
        bool(named)
        and named <= set(map(skeleton, metadata.authors))
        and bool(BY.match(text) or len(text.split()) <= 4 * len(metadata.authors))
    )
