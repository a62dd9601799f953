"""
The trailer: notes of the publisher below the text, and disclosures anywhere in it.

Phrases are matched in `ingest.phrases`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.page.build import Kind, Piece
from ingest.page.dom import path_up
from ingest.phrases import (
    is_disclosure,
    is_own_trailer,
    is_solicitation,
    is_trailer,
    related_title,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.content.select import Selection
    from ingest.model import AnatomyRules

_TEXT = (Kind.PARAGRAPH, Kind.HEADING, Kind.QUOTE, Kind.LIST, Kind.TABLE)
_REACH = 8  #: pieces after the last of the text


def expanded(selection: Selection, rules: AnatomyRules) -> tuple[list[Piece], list[bool]]:
    """Split the paragraphs in which only a line break separates the text from a note."""
    pairs = [
        (part, yes)
        for piece, yes in zip(selection.pieces, selection.chosen, strict=True)
        for part in _split_at_notes(piece, rules)
    ]
    return [piece for piece, _ in pairs], [yes for _, yes in pairs]


def _split_at_notes(piece: Piece, rules: AnatomyRules) -> Iterator[Piece]:
    groups: list[list[str]] = []
    for line in piece.lines or (piece.text,):
        if not groups or _opens_a_note(line, rules):
            groups.append([])
        groups[-1].append(line)
    if len(groups) == 1:
        yield piece
    else:
        yield from (Piece(piece.kind, " ".join(group), piece.element) for group in groups)


def _opens_a_note(line: str, rules: AnatomyRules) -> bool:
    return (
        related_title(line, rules) is not None
        or is_own_trailer(line, rules.trailer)
        or is_trailer(line)
        or is_disclosure(line)
    )


def trailer_notes(
    pieces: Sequence[Piece], chosen: Sequence[bool], span: range, rules: AnatomyRules
) -> dict[int, str]:
    """
    Return the places of the trailer, in order, and what told each.

    `span` reaches from the first to the last chosen piece. Notes stand at its end or right below;
    lines that the definition names, and disclosures, anywhere in it.
    """
    own = set(_own_notes(pieces, span, rules))
    general = {
        *_notes_at_end(pieces, chosen, span, own),
        *_notes_below(pieces, span),
        *_disclosures(pieces, chosen, span),
    }
    return {
        i: "phrase of the definition" if i in own else "a publisher's note, by its words"
        for i in sorted(own | general)
    }


def solicitations(pieces: Sequence[Piece], chosen: Sequence[bool], span: range) -> list[int]:
    """Return the places that only ask for consent or a subscription."""
    return [i for i in _texts(pieces, chosen, span) if is_solicitation(pieces[i].text)]


def _own_notes(pieces: Sequence[Piece], span: range, rules: AnatomyRules) -> Iterator[int]:
    for i in range(span.start, min(len(pieces), span.stop + _REACH)):
        if pieces[i].kind in _TEXT and is_own_trailer(pieces[i].text, rules.trailer):
            yield i


def _notes_at_end(
    pieces: Sequence[Piece], chosen: Sequence[bool], span: range, own: set[int]
) -> Iterator[int]:
    for i in reversed(span):
        if not chosen[i] or i in own:
            continue
        if not _is_note(pieces[i]):
            return
        yield i


def _notes_below(pieces: Sequence[Piece], span: range) -> Iterator[int]:
    """Yield the notes right below the text, which trafilatura leaves out."""
    for i in range(span.stop, min(len(pieces), span.stop + _REACH)):
        if pieces[i].kind == Kind.IMAGE:
            continue
        if not _is_note(pieces[i]) or _is_in_frame(pieces[i]):
            return
        yield i


def _disclosures(pieces: Sequence[Piece], chosen: Sequence[bool], span: range) -> list[int]:
    return [i for i in _texts(pieces, chosen, span) if is_disclosure(pieces[i].text)]


def _texts(pieces: Sequence[Piece], chosen: Sequence[bool], span: range) -> Iterator[int]:
    return (i for i in span if chosen[i] and pieces[i].kind in _TEXT)


def _is_note(piece: Piece) -> bool:
    return piece.kind in _TEXT and is_trailer(piece.text)


def _is_in_frame(piece: Piece) -> bool:
    return any(one.tag in ("footer", "aside", "nav", "form") for one in path_up(piece.element))
