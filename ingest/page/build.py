"""
A page as a sequence of pieces: paragraphs, headings, quotations, lists, tables, images, in order.

Every visible piece is here. `ingest.content.select` decides which are the article's, and
`ingest.parts.anatomy` what they are in it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ingest.page.dom import BLOCKS, HEADINGS, SILENT, is_hidden, is_note, text_of
from ingest.text import squash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

#: An element that is nested deeper is read as one paragraph.
MAX_DEPTH = 200


class Kind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTE = "quote"
    LIST = "list"
    TABLE = "table"
    IMAGE = "image"
    #: set apart by the markup; see `ingest.page.regions`
    PULL_QUOTE = "pull_quote"
    RELATED = "related"
    CAPTION = "caption"


_PARTS = frozenset({Kind.PULL_QUOTE, Kind.RELATED, Kind.CAPTION, Kind.IMAGE})


class Piece(Struct, frozen=True, eq=False):
    """A block of text, or an image."""

    kind: Kind
    text: str
    element: Any  #: the lxml element that holds it
    level: int = 0  #: of a heading
    items: tuple[tuple[str, ...], ...] = ()  #: of a list (one cell each) or the rows of a table
    ordered: bool = False
    lines: tuple[str, ...] = ()  #: of a paragraph with line breaks


def place_of(element: Any, pieces: Sequence[Piece], default: int = -1) -> int:
    """Return the place of the first piece that an element holds; `default` if there is none."""
    return next((i for i, piece in enumerate(pieces) if piece.element is element), default)


def pieces(tree: HtmlElement, part: str) -> list[Piece]:
    """Return the pieces of a page; the attribute `part` names the regions set apart by markup."""
    walk = _Walk(tree, part)
    walk.visit(tree, 0)
    return walk.found


class _Walk:
    """One walk over a page in reading order."""

    def __init__(self, tree: HtmlElement, part: str) -> None:
        self.found: list[Piece] = []
        self._part = part
        self._holders = _holders(tree, part)

    def visit(self, element: HtmlElement, depth: int) -> None:
        if not isinstance(element.tag, str) or element.tag in SILENT:
            return
        role = element.get(self._part)
        if role is not None:
            if role in _PARTS:
                self.found.append(Piece(Kind(role), text_of(element), element))
        elif depth > MAX_DEPTH:
            self.found += _paragraphs([text_of(element)], element)
        elif element.tag == "blockquote":
            self._quote(element, depth)
        elif reader := _reader(element):
            self.found += reader(element)
        else:
            self._flow(element, depth)

    def _flow(self, element: HtmlElement, depth: int) -> None:
        """Read an element that holds blocks, text between them, or both."""
        run = [_soft(element.text)]
        for child in element:
            if child.tag in BLOCKS or child.tag == "img" or child in self._holders:
                self.found += _paragraphs(run, element)
                run = []
                self.visit(child, depth + 1)
            else:
                run.append(_inline(child))
            run.append(_soft(child.tail))
        self.found += _paragraphs(run, element)

    def _quote(self, element: HtmlElement, depth: int) -> None:
        """Read a quotation: as one piece if it holds only text."""
        start = len(self.found)
        self._flow(element, depth)
        inside = self.found[start:]
        if inside and all(piece.kind in (Kind.PARAGRAPH, Kind.HEADING) for piece in inside):
            text = "\n\n".join(piece.text for piece in inside)
            self.found[start:] = [Piece(Kind.QUOTE, text, element)]


def _reader(element: HtmlElement) -> Callable[[HtmlElement], Iterable[Piece]] | None:
    """Return the function that reads an element as a whole; None if its children are read."""
    tag = element.tag
    if tag in HEADINGS:
        return _heading
    if tag in ("ul", "ol"):
        return _list if _is_list(element) else None
    if tag == "table":
        return _table if _is_table(element) else None
    return _READERS.get(tag)


def _inline(child: HtmlElement) -> str:
    if child.tag == "br":
        return "\n"
    if not isinstance(child.tag, str) or child.tag in SILENT or is_hidden(child):
        return ""
    if is_note(child):
        return f" {''.join(_inline_texts(child))} "
    if len(child) == 0:
        return _soft(child.text)
    return "".join(_inline_texts(child))


def _holders(tree: HtmlElement, part: str) -> set[HtmlElement]:
    """Return the elements that hold a block, an image or a region, at any depth."""
    found: set[HtmlElement] = set()
    for element in tree.iter(*BLOCKS, "img"):
        _mark_up(element, found)
    for element in tree.iterfind(f".//*[@{part}]"):
        found.add(element)
        _mark_up(element, found)
    return found


def _mark_up(element: HtmlElement, found: set[HtmlElement]) -> None:
    for holder in element.iterancestors():
        if holder in found:
            return
        found.add(holder)


def _inline_texts(element: HtmlElement) -> Iterator[str]:
    yield _soft(element.text)
    for child in element:
        if child.tag == "br":
            yield "\n"
        elif isinstance(child.tag, str) and child.tag not in SILENT and not is_hidden(child):
            between = " " if is_note(child) else ""
            yield between
            yield from _inline_texts(child)
            yield between
        yield _soft(child.tail)


def _soft(text: str | None) -> str:
    """Return text with spaces for line ends, as a browser shows it."""
    return text.replace("\n", " ") if text else ""


def _paragraphs(run: list[str], element: HtmlElement) -> Iterator[Piece]:
    """Yield the paragraphs of inline text, split at empty lines; a line end does not split."""
    whole = "".join(run)
    if not whole or whole.isspace():
        return
    block: list[str] = []
    for line in [*map(squash, whole.split("\n")), ""]:
        if line:
            block.append(line)
        elif block:
            parted = tuple(block) if len(block) > 1 else ()
            yield Piece(Kind.PARAGRAPH, " ".join(block), element, lines=parted)
            block = []


def _plain(element: HtmlElement) -> Iterator[Piece]:
    text = "".join(element.itertext()).strip("\n")
    if text.strip():
        yield Piece(Kind.PARAGRAPH, text, element)


def _heading(element: HtmlElement) -> Iterator[Piece]:
    text = text_of(element)
    if text:
        yield Piece(Kind.HEADING, text, element, level=int(element.tag[1]))


def _caption(element: HtmlElement) -> Iterator[Piece]:
    text = text_of(element)
    if text:
        yield Piece(Kind.CAPTION, text, element)


def _image(element: HtmlElement) -> Iterator[Piece]:
    yield Piece(Kind.IMAGE, "", element)


def _is_list(element: HtmlElement) -> bool:
    """Return whether this is a list of short items, and not page layout."""
    return all(
        child.tag in ("li", "ul", "ol") for child in element if isinstance(child.tag, str)
    ) and (not any(_is_rich(item) for item in element.iter("li")))


def _is_rich(item: HtmlElement) -> bool:
    blocks = [child.tag for child in item.iter(*BLOCKS, "img") if child is not item]
    return "img" in blocks or blocks.count("p") > 1 or any(tag in HEADINGS for tag in blocks)


def _list(element: HtmlElement) -> Iterator[Piece]:
    items = [text for item in element.iter("li") if (text := _item_text(item))]
    if items:
        rows = tuple((item,) for item in items)
        text = "\n".join(items)
        yield Piece(Kind.LIST, text, element, items=rows, ordered=element.tag == "ol")


def _item_text(item: HtmlElement) -> str:
    """Return the text of an item without the lists inside it."""
    if item.find(".//ul") is None and item.find(".//ol") is None:
        return text_of(item)
    parts = [item.text or ""]
    for child in item:
        if child.tag not in ("ul", "ol") and isinstance(child.tag, str):
            parts.append(text_of(child))
        parts.append(child.tail or "")
    return squash(" ".join(parts))


def _is_table(element: HtmlElement) -> bool:
    """Return whether this is a table of data, and not page layout."""
    if element.find(".//table") is not None:
        return False
    rows = [_cells(row) for row in element.iter("tr")]
    wide = max(map(len, rows), default=0)
    return wide > 1 and len(rows) > 1 and not any(_is_rich(cell) for row in rows for cell in row)


def _cells(row: HtmlElement) -> list[HtmlElement]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _table(element: HtmlElement) -> Iterator[Piece]:
    rows = (tuple(map(text_of, _cells(row))) for row in element.iter("tr"))
    full = tuple(row for row in rows if any(row))
    if full:
        text = "\n".join("\t".join(row) for row in full)
        yield Piece(Kind.TABLE, text, element, items=full)


_READERS: dict[str, Callable[[HtmlElement], Iterable[Piece]]] = {
    "img": _image,
    "pre": _plain,
    "figcaption": _caption,
}
