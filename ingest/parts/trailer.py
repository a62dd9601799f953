"""
Parts the paragraphs of an article in which a line break is all that parts the text from a note.

Finds where a note opens; what becomes of it is decided in `anatomy`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.page.build import Piece
from ingest.phrases import is_disclosure, is_own_trailer, is_trailer, related_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.content.select import Selection
    from ingest.model import AnatomyRules


def expanded(selection: Selection, rules: AnatomyRules) -> tuple[list[Piece], list[bool]]:
    """Part the paragraphs in which a line break is all that parts the text from a note below it."""
    parted = [
        (part, yes)
        for piece, yes in zip(selection.pieces, selection.chosen, strict=True)
        for part in _parted(piece, rules)
    ]
    return [piece for piece, _ in parted], [yes for _, yes in parted]


def _parted(piece: Piece, rules: AnatomyRules) -> Iterator[Piece]:
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
