"""The parts of an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.model import Block, Heading, ItemList, Paragraph, Quote, Table
from ingest.pieces import Kind, Piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def blocks(pieces: Iterable[Piece]) -> Iterator[Block]:
    for piece in pieces:
        match piece.kind:
            case Kind.PARAGRAPH:
                yield Paragraph(piece.text)
            case Kind.HEADING:
                yield Heading(max(2, piece.level), piece.text)
            case Kind.QUOTE:
                yield Quote(piece.text)
            case Kind.LIST:
                yield ItemList(piece.ordered, tuple(row[0] for row in piece.items))
            case Kind.TABLE:
                yield Table(piece.items)
