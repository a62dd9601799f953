"""Find subheads: headings, and short lines, bold or alone, that act as such."""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.page.build import Kind, Piece
from ingest.page.dom import BLOCKS, text_of
from ingest.text import ends_like_a_sentence, skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

_MOST_WORDS = 14
_MOST_WORDS_BARE = 9
_LONG = 18
_OPEN_END = (",", ";", ":", "-", "–", "—", "(", "…", '"', "”", "’", "'", ")", "]", "*")


def subheads(pieces: Sequence[Piece], chosen: Sequence[bool]) -> dict[int, int]:
    """Return the level, 2 to 6, of each chosen piece that is a subhead, by its place."""
    kept = [i for i, yes in enumerate(chosen) if yes]
    levels = {i: max(2, pieces[i].level) for i in kept if pieces[i].kind == Kind.HEADING}
    implied, headed = min(levels.values(), default=2), bool(levels)
    for before, i, after in zip([None, *kept], kept, [*kept[1:], None], strict=False):
        piece = pieces[i]
        if after is None or i in levels or piece.kind != Kind.PARAGRAPH:
            continue
        if pieces[after].kind == Kind.IMAGE:
            continue
        if _is_bold_line(piece) or (
            before is not None
            and not headed
            and _is_bare_line(piece, pieces[before], pieces[after])
        ):
            levels[i] = implied
    return levels


def _is_bold_line(piece: Piece) -> bool:
    """Return whether a paragraph is one short line and all of it bold."""
    words = piece.text.split()
    if not 0 < len(words) <= _MOST_WORDS or (
        ends_like_a_sentence(piece.text) and piece.text[-1] == "."
    ):
        return False
    if any(child.tag in BLOCKS for child in piece.element):
        return False  # the line is not all of its element
    bold = sum(
        len(skeleton(text_of(one))) for one in piece.element.iter("strong", "b") if _is_outer(one)
    )
    return bold >= len(skeleton(text_of(piece.element))) > 0


def _is_outer(element: HtmlElement) -> bool:
    parent = element.getparent()
    return parent is None or parent.tag not in ("strong", "b")


def _is_bare_line(piece: Piece, before: Piece, after: Piece) -> bool:
    """Return whether a short line without a stop stands alone between two long paragraphs."""
    words = piece.text.split()
    return (
        2 <= len(words) <= _MOST_WORDS_BARE
        and piece.text[0].isupper()
        and piece.element.tag == "p"
        and len(piece.element) == 0
        and not ends_like_a_sentence(piece.text)
        and not piece.text.endswith(_OPEN_END)
        and all(one.kind == Kind.PARAGRAPH and _is_long(one.text) for one in (before, after))
    )


def _is_long(text: str) -> bool:
    return len(text.split()) >= _LONG and (ends_like_a_sentence(text) or text.endswith(":"))
