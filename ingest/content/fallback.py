"""
The pieces of an article from trafilatura's XML, where the page does not show its text.

That is so where only a script or structured data holds the text. The form is trafilatura's then,
with its known losses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest.page.build import Kind, Piece
from ingest.text import squash

if TYPE_CHECKING:
    from collections.abc import Iterator


def fallback_pieces(body: Any) -> list[Piece]:
    """Return the pieces of trafilatura's body of an article, in order."""
    return [piece for element in body for piece in _pieces(element)]


def _pieces(element: Any) -> Iterator[Piece]:
    text = squash(" ".join(element.itertext()))
    if not text:
        return
    match element.tag:
        case "head":
            level = (element.get("rend") or "h2")[-1]
            yield Piece(Kind.HEADING, text, element, level=int(level) if level.isdecimal() else 2)
        case "quote":
            yield Piece(Kind.QUOTE, text, element)
        case "list":
            items = [squash(" ".join(item.itertext())) for item in element.iter("item")]
            lines = tuple((item,) for item in items if item)
            yield Piece(Kind.LIST, text, element, items=lines, ordered=element.get("rend") == "ol")
        case "table":
            rows = tuple(_row(row) for row in element.iter("row"))
            yield Piece(Kind.TABLE, text, element, items=tuple(row for row in rows if any(row)))
        case _:
            yield from _lines(element)


def _row(row: Any) -> tuple[str, ...]:
    return tuple(squash(" ".join(cell.itertext())) for cell in row.iter("cell"))


def _lines(element: Any) -> Iterator[Piece]:
    """Yield the paragraphs of an element, split at two line breaks in a row."""
    runs, breaks = [element.text or ""], 0
    for child in element:
        if child.tag == "lb":
            breaks += 1
            if breaks > 1:
                runs.append("")
        else:
            breaks = 0
            runs[-1] += "".join(child.itertext())
        tail = child.tail or ""
        breaks = 0 if tail.strip() else breaks
        runs[-1] += f" {tail}" if child.tag == "lb" else tail
    for run in runs:
        if text := squash(run):
            yield Piece(Kind.PARAGRAPH, text, element)
