"""
Inline formatting: which words of a block its element marks as bold, emphasis, code or links.

The words are always the block's; where they are not found in its element, they have no marks.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import Any, NamedTuple

from ingest import urls
from ingest.page.dom import BLOCKS, SILENT, is_hidden

STRUCK, STRONG, EMPHASIS, CODE = "struck", "strong", "emphasis", "code"
#: Elements that mark their words, in HTML and in trafilatura's XML.
_MARKS = {
    "em": EMPHASIS,
    "i": EMPHASIS,
    "b": STRONG,
    "strong": STRONG,
    "code": CODE,
    "tt": CODE,
    "kbd": CODE,
    "samp": CODE,
    "del": STRUCK,
    "s": STRUCK,
    "strike": STRUCK,
}
#: Values of the attribute of trafilatura's element ``hi``.
_RENDS = {"#i": EMPHASIS, "#b": STRONG, "#t": CODE}
_LISTS = frozenset({"ul", "ol", "list"})
_BREAKS = frozenset({"br", "lb"})
_ADDRESS = re.compile(r"(?:https?://|mailto:)[!-~]+")
_UNFIT = re.compile(r'[\s<>"\\^`{|}]')
_MOST_MISSES = 20


class Marks(NamedTuple):
    """The formatting of a run."""

    names: frozenset[str] = frozenset()
    link: str = ""


class Run(NamedTuple):
    """Text with the same marks; a line end in it is a line break of the page."""

    text: str
    marks: Marks


PLAIN = Marks()


def plain(text: str) -> list[Run]:
    return [Run(text, PLAIN)]


class Marked:
    """
    The letters of one element, without white space, and their marks.

    Ask for the blocks in order: each is searched after the last one found.
    """

    def __init__(self, element: Any, base: str, *, skip: frozenset[str], hidden: bool) -> None:
        self._starts: list[int] = []
        self._marks: list[Marks] = []
        self._breaks: list[int] = []
        self._parts: list[str] = []
        self._size = 0
        self._base = base
        self._skip = skip
        self._hidden = hidden
        self._walk(element, PLAIN)
        self.letters = "".join(self._parts)
        self._cursor = 0
        self._misses = 0

    def runs(self, text: str) -> list[Run]:
        """Return a text with single spaces as runs, at least one."""
        letters = "".join(text.split())
        at = self._find(letters)
        if at is None:
            return plain(text)
        cuts = self._cuts(at, at + len(letters))
        breaks = self._breaks_in(at, at + len(letters))
        if not breaks and cuts == [(at, PLAIN)]:
            return plain(text)
        ends = list(accumulate(map(len, text.split())))  # of the words, in letters
        starts = [0, *(_place(cut - at, ends) for cut, _ in cuts[1:])]
        broken = _broken(text, [k - at for k in breaks], ends)
        pairs = zip(starts, [*starts[1:], len(text)], cuts, strict=True)
        return [Run(broken[start:end], marks) for start, end, (_, marks) in pairs]

    def _find(self, letters: str) -> int | None:
        if not letters or self._misses >= _MOST_MISSES:
            return None
        at = self.letters.find(letters, self._cursor)
        at = at if at >= 0 else self.letters.find(letters)
        if at < 0:
            self._misses += 1
            return None
        self._cursor = at + len(letters)
        return at

    def _cuts(self, start: int, end: int) -> list[tuple[int, Marks]]:
        """Return the places between two letters at which the marks change, and the new marks."""
        first = bisect_right(self._starts, start) - 1
        cuts = [(start, self._marks[first])]
        for i in range(first + 1, bisect_left(self._starts, end)):
            if self._marks[i] != cuts[-1][1]:
                cuts.append((self._starts[i], self._marks[i]))
        return cuts

    def _breaks_in(self, start: int, end: int) -> list[int]:
        first = bisect_right(self._breaks, start)
        return self._breaks[first : bisect_left(self._breaks, end)]

    def _walk(self, element: Any, marks: Marks) -> None:
        self._add(element.text, marks)
        for child in element:
            tag = child.tag
            if tag in _BREAKS:
                self._breaks.append(self._size)
            elif (
                isinstance(tag, str)
                and tag not in self._skip
                and (self._hidden or not is_hidden(child))
            ):
                self._walk(child, self._within(child, marks))
            self._add(child.tail, marks)

    def _add(self, text: str | None, marks: Marks) -> None:
        if text and (letters := "".join(text.split())):
            self._starts.append(self._size)
            self._marks.append(marks)
            self._parts.append(letters)
            self._size += len(letters)

    def _within(self, element: Any, marks: Marks) -> Marks:
        tag = element.tag
        if tag in ("a", "ref"):
            href = element.get("href") or element.get("target")
            return marks._replace(link=address(href, self._base) or marks.link)
        name = _RENDS.get(element.get("rend") or "") if tag == "hi" else _MARKS.get(tag)
        return marks._replace(names=marks.names | {name}) if name else marks


def of_runs(element: Any, base: str) -> Marked:
    """Return the marks of the text of an element, without the blocks inside it."""
    return Marked(element, base, skip=SILENT | BLOCKS, hidden=False)


def of_quotation(element: Any, base: str) -> Marked:
    return Marked(element, base, skip=SILENT, hidden=False)


def of_whole(element: Any, base: str) -> Marked:
    """Return the marks of all text of an element, hidden text too: for a heading or a cell."""
    return Marked(element, base, skip=SILENT, hidden=True)


def of_item(element: Any, base: str) -> Marked:
    """Return the marks of a list item, without the lists inside it."""
    return Marked(element, base, skip=SILENT | _LISTS, hidden=True)


def address(href: str | None, base: str) -> str:
    """
    Return the address of a link, absolute and clean; empty if a reader cannot open it.

    >>> address("/analysis/one?utm_source=x", "https://example.org/")
    'https://example.org/analysis/one'
    >>> address("javascript:alert(1)", "https://example.org/")
    ''
    """
    if not href or href.lstrip().startswith("#"):
        return ""
    found = urls.link(href, base)
    fits = _ADDRESS.fullmatch(found) and not _UNFIT.search(found)
    return found if fits and (urls.is_http(found) or found.startswith("mailto:")) else ""


def _place(letter: int, ends: list[int]) -> int:
    """Return the place of a letter in a text: one space follows each word before it."""
    return letter + bisect_right(ends, letter)


def _broken(text: str, breaks: list[int], ends: list[int]) -> str:
    """Return a text with a line end instead of the space at each line break."""
    chars = list(text)
    for letter in breaks:
        word = bisect_left(ends, letter)
        if ends[word] == letter:
            chars[letter + word] = "\n"
    return "".join(chars)
