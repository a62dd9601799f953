"""
The body of an article as Markdown: CommonMark, with tables and struck-out words as GitHub has them.

Takes the blocks of the body, each with the element of the page it was read from, and the embeds.
The words are those of the blocks; the page adds emphasis, links, line breaks and how lists nest.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ingest.markdown.inline import destination, escaped, inline
from ingest.markdown.runs import (
    CODE,
    EMPHASIS,
    STRONG,
    Marks,
    Run,
    of_item,
    of_quotation,
    of_runs,
    of_whole,
    plain,
)
from ingest.model import Block, Heading, Image, ItemList, Paragraph, Quote, Table
from ingest.parts.providers import label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ingest.markdown.runs import Marked
    from ingest.model import Embed

_LANGUAGE = re.compile(r"(?:^|\s)(?:lang(?:uage)?-|highlight-source-|brush:\s*)([\w+#.-]{1,20})")
_TICKS = re.compile("`{3,}")
_LISTS = ("ul", "ol", "list")
_ITEMS = ("li", "item")
#: What would close a heading, and be no part of it.
_CLOSING = re.compile(r"(?<!\S)#+$")
_ESCAPED = r"\\\g<0>"


def markdown(
    blocks: Sequence[Block], elements: Sequence[Any], embeds: Sequence[Embed], base: str
) -> str:
    """Return a body as Markdown; `elements` has for each block where it is in the page, or None."""
    writer = _Writer(base)
    parts = [writer.block(block, one) for block, one in zip(blocks, elements, strict=True)]
    for embed in reversed(embeds):
        parts.insert(embed.after, f"[{escaped(label(embed))}]({destination(embed.url)})")
    return "\n\n".join(filter(None, parts))


class _Writer:
    """Writes one body; remembers the elements of which it has seen a part."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._seen: dict[tuple[Any, object], Marked] = {}
        self._after_list = False

    def block(self, block: Block, element: Any) -> str:
        is_second = self._after_list and isinstance(block, ItemList)
        self._after_list = isinstance(block, ItemList) and not is_second
        match block:
            case Heading(level=level, text=text):
                return heading(level, self._runs(text, element, of_whole))
            case Quote(text=text):
                return self._quote(text, element)
            case ItemList():
                return "\n".join(_listed(_levels(self._items(block, element)), other=is_second))
            case Table(rows=rows):
                return self._table(rows, element)
            case Image():
                return picture(block.url, block.caption, block.credit)
            case Paragraph(text=text):
                return self._paragraph(text, element)

    def _paragraph(self, text: str, element: Any) -> str:
        if element is not None and element.tag == "pre":
            return _fenced(text, _language(element))
        return inline(self._runs(text, element, of_runs))

    def _runs(self, text: str, element: Any, how: Callable[[Any, str], Marked]) -> Sequence[Run]:
        """Return a text with its marks; an element that holds nothing but text has none."""
        line = " ".join(text.split())
        if element is None or next(iter(element), None) is None:
            return plain(line)
        key = (element, how)
        if key not in self._seen:
            self._seen[key] = how(element, self._base)
        return self._seen[key].runs(line)

    def _quote(self, text: str, element: Any) -> str:
        parts = [self._runs(part, element, of_quotation) for part in text.split("\n\n")]
        return "\n>\n".join(_prefixed("> ", inline(part)) for part in parts)

    def _items(self, block: ItemList, element: Any) -> list[_Item]:
        """Return the items of a list with their marks and depths; plain if the page differs."""
        candidates = iter([]) if element is None else element.iter(*_ITEMS)
        items: list[_Item] = []
        for text in block.items:
            match = self._found(text, candidates, of_item)
            if match is None:
                start = _start(element)
                return [_Item(plain(one), 0, block.ordered, start) for one in block.items]
            items.append(_item(match[0], match[1], element))
        return items

    def _found(
        self, text: str, elements: Iterator[Any], how: Callable[[Any, str], Marked]
    ) -> tuple[Any, Sequence[Run]] | None:
        """Return the next element that has this text, and the text with its marks."""
        letters = "".join(text.split())
        for element in elements:
            marked = how(element, self._base)
            if marked.letters == letters:
                return element, marked.runs(" ".join(text.split()))
        return None

    def _table(self, rows: Sequence[Sequence[str]], element: Any) -> str:
        width = max(map(len, rows), default=0)
        cells = iter([]) if element is None else element.iter("td", "th", "cell")
        lines = [_row([self._cell(text, cells) for text in row], width) for row in rows]
        return "\n".join([*lines[:1], f"|{' --- |' * width}", *lines[1:]])

    def _cell(self, text: str, cells: Iterator[Any]) -> str:
        match = self._found(text, cells, of_whole) if text else None
        runs = match[1] if match else plain(text)
        return inline(runs, breaks=False, without=frozenset({CODE}))


class _Item(NamedTuple):
    """An item of a list: its words, how deep it stands, and how its own list counts."""

    runs: Sequence[Run]
    depth: int
    ordered: bool
    start: int


def _item(element: Any, runs: Sequence[Run], whole: Any) -> _Item:
    lists = []
    for one in element.iterancestors():
        if one.tag in _LISTS:
            lists.append(one)
        if one is whole:
            break
    own = lists[0] if lists else whole
    is_ordered = own.tag == "ol" or own.get("rend") == "ol"
    return _Item(runs, len(lists) - 1, is_ordered, _start(own))


def _start(element: Any) -> int:
    """Return the number with which a list begins to count."""
    stated = "" if element is None else element.get("start") or ""
    return int(stated) if stated.isdecimal() and len(stated) < 9 else 1


def _levels(items: Sequence[_Item]) -> Iterator[_Item]:
    """Yield items none of which is more than one step deeper than the one before it."""
    deepest = -1
    for item in items:
        deepest = min(max(item.depth, 0), deepest + 1)
        yield item._replace(depth=deepest)


def _listed(items: Iterator[_Item], *, other: bool) -> Iterator[str]:
    """Yield the lines of a list; `other` signs keep it apart from a list right before it."""
    indents, counts = [0], [0]
    last = -1
    for item in items:
        del indents[item.depth + 1 :]
        if item.depth > last:
            counts[item.depth :] = [item.start]
            if item.depth and item.ordered and item.start != 1:
                yield ""
        else:
            counts[item.depth + 1 :] = []
            counts[item.depth] += 1
        sign = ")" if other else "."
        mark = f"{counts[item.depth]}{sign} " if item.ordered else "+ " if other else "- "
        indent = " " * indents[item.depth]
        hanging = "\n" + indent + " " * len(mark)
        yield indent + mark + inline(item.runs).replace("\n", hanging)
        indents.append(indents[item.depth] + len(mark))
        last = item.depth


def _row(cells: Sequence[str], width: int) -> str:
    return f"| {' | '.join([*cells, *[''] * (width - len(cells))])} |"


def _prefixed(prefix: str, text: str) -> str:
    return "\n".join(prefix + line for line in text.split("\n"))


def _fenced(text: str, language: str) -> str:
    fence = "`" * (1 + max([2, *map(len, _TICKS.findall(text))]))
    return f"{fence}{language}\n{text}\n{fence}"


def _language(element: Any) -> str:
    """Return the language of a listing, where the page names it."""
    around = (element, *element.iter("code"), element.getparent())
    named = (_LANGUAGE.search(one.get("class") or "") for one in around if one is not None)
    return next((found[1].lower() for found in named if found), "")


def heading(level: int, runs: Sequence[Run]) -> str:
    """Return a heading; it is bold anyway."""
    line = inline(runs, breaks=False, without=frozenset({STRONG}))
    return f"{'#' * level} {_CLOSING.sub(_ESCAPED, line)}"


def picture(url: str, caption: str | None, credit: str | None) -> str:
    """Return a picture, and below it what is said of it."""
    text = " ".join(filter(None, (caption, credit and f"[{credit}]")))
    words = inline([Run(" ".join(text.split()), Marks(frozenset({EMPHASIS})))])
    if not url:
        return words
    shown = f"![{escaped(' '.join((caption or '').split()))}]({destination(url)})"
    return f"{shown}\\\n{words}" if words else shown
