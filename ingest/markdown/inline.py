"""
Write runs of text as CommonMark that parses back to the same words.

Text that Markdown would take for markup is escaped. A mark that CommonMark cannot express where it
stands (within a word, beside punctuation) is left out.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from ingest.markdown.runs import CODE, EMPHASIS, PLAIN, STRONG, STRUCK, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_TEXT, _CODE, _OPEN, _CLOSE = range(4)
_LINK = "link"
#: From the outside in.
_ORDER = ((STRUCK, "~~"), (STRONG, "**"), (EMPHASIS, "_"), (CODE, CODE))
_SPECIAL = re.compile(r"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_SUSPECT = re.compile(r"[\\`*\[\]<|~_&]")  #: a faster first check
_LINE_START = re.compile(r"(?:[#>+=-]|:(?=-)|\d{1,9}(?=[.)](?:\s|$)))")
_GAP = re.compile(r"^(\s*)(.*?)(\s*)$", re.DOTALL)
_TICKS = re.compile("`+")
_MOST_PASSES = 6


class _Event(NamedTuple):
    """Text, or the start or end of a mark; both of a pair have the same number."""

    kind: int
    value: str
    pair: int = 0


Stack = tuple[tuple[str, str], ...]  #: marks from the outside in: sign, and address of a link


def inline(
    runs: Sequence[Run], *, breaks: bool = True, without: frozenset[str] = frozenset()
) -> str:
    r"""
    Return runs as CommonMark, on one line, or with `breaks` one for each line break.

    >>> from ingest.markdown.runs import Marks, Run
    >>> inline([Run("2 * 3 is ", Marks()), Run("six ", Marks(frozenset({"strong"})))])
    '2 \\* 3 is **six**'
    """
    if len(runs) == 1 and runs[0].marks == PLAIN and "\n" not in runs[0].text:
        return _line_start(runs[0].text)
    spans = _words_with_marks(runs, without, breaks=breaks)
    return _written(_expressible(list(_events(spans))))


def escaped(text: str) -> str:
    """Return text with Markdown's signs escaped; for the start of a line this is not enough."""
    return _SPECIAL.sub(r"\\\g<0>", text) if _SUSPECT.search(text) else text


def destination(address: str) -> str:
    """Return an address as the target of a link."""
    return re.sub(r"[()]|&(?=#?\w+;)", r"\\\g<0>", address)


def _words_with_marks(
    runs: Sequence[Run], without: frozenset[str], *, breaks: bool
) -> list[tuple[str, Stack]]:
    """Return words and the spaces between them, with marks; a space has those of both sides."""
    parts: list[tuple[str, Stack | None]] = []
    for text, marks in runs:
        stack: Stack = ((_LINK, marks.link),) if marks.link else ()
        names = marks.names - without
        if marks.link and "]" in text:
            names -= {CODE}  # code does not hide the bracket in a link
        stack += tuple((sign, "") for name, sign in _ORDER if name in names)
        one = text if breaks else text.replace("\n", " ")
        before, words, after = _GAP.fullmatch(one).groups()  # type: ignore[union-attr]
        parts += [(before, None), (words, stack), (after, None)]
    found: list[tuple[str, Stack]] = []
    gap = ""
    for text, own in parts:
        if own is None:
            gap += text
        elif text:
            if found and gap:
                space = "\n" if breaks and "\n" in gap else " "
                found.append((space, _common(found[-1][1], own)))
            found.append((text, own))
            gap = ""
    return found


def _common(one: Stack, other: Stack) -> Stack:
    size = 0
    while size < min(len(one), len(other)) and one[size] == other[size]:
        size += 1
    return one[:size]


def _events(spans: Sequence[tuple[str, Stack]]) -> Iterator[_Event]:
    """Yield text and the marks around it, properly nested."""
    open_: list[tuple[tuple[str, str], int]] = []
    number = 0
    for text, stack in _with_equal_marks_joined(spans):
        marks = tuple(one for one in stack if one[0] != CODE)
        kept = len(_common(tuple(mark for mark, _ in open_), marks))
        while len(open_) > kept:
            mark, pair = open_.pop()
            yield _closing(mark, pair)
        for mark in marks[kept:]:
            number += 1
            open_.append((mark, number))
            yield _Event(_OPEN, mark[0], number)
        yield _Event(_CODE if len(marks) < len(stack) else _TEXT, text)
    for mark, pair in reversed(open_):
        yield _closing(mark, pair)


def _closing(mark: tuple[str, str], pair: int) -> _Event:
    """Return the end of a mark; that of a link has its address."""
    sign, address = mark
    return _Event(_CLOSE, f"{_LINK} {address}" if sign == _LINK else sign, pair)


def _with_equal_marks_joined(spans: Sequence[tuple[str, Stack]]) -> Iterator[tuple[str, Stack]]:
    texts: list[str] = []
    last: Stack | None = None
    for text, stack in spans:
        if stack != last and last is not None:
            yield "".join(texts), last
            texts = []
        texts.append(text)
        last = stack
    if last is not None:
        yield "".join(texts), last


def _expressible(events: list[_Event]) -> list[_Event]:
    """Return the events without the marks that CommonMark would not parse as such."""
    for _ in range(_MOST_PASSES):
        wrong, intraword = _wrong(events)
        if not wrong and not intraword:
            return events
        events = [
            event._replace(value="*") if event.pair in intraword else event
            for event in events
            if event.pair not in wrong
        ]
    return [event for event in events if event.kind in (_TEXT, _CODE) or _is_link(event)]


def _wrong(events: list[_Event]) -> tuple[set[int], set[int]]:
    """Return the pairs that would not parse, and those of ``_`` that would as ``*``."""
    wrong: set[int] = set()
    intraword: set[int] = set()
    padded = [_Event(_TEXT, " "), *events, _Event(_TEXT, " ")]
    for (before, event), (_, after) in zip(pairwise(padded), pairwise(padded[1:]), strict=False):
        if event.kind not in (_OPEN, _CLOSE) or _is_link(event) or event.pair in wrong:
            continue
        last, first = _end(before), _start(after)
        outer, inner = (last, first) if event.kind == _OPEN else (first, last)
        if inner.isspace() or event.value[0] in (outer, inner):
            wrong.add(event.pair)
        elif event.value == "_" and not (outer.isspace() or _is_sign(outer, wide=False)):
            intraword.add(event.pair)
        elif _is_sign(inner, wide=True) and not (outer.isspace() or _is_sign(outer, wide=False)):
            wrong.add(event.pair)
    return wrong, intraword - wrong


def _is_link(event: _Event) -> bool:
    return event.value.startswith(_LINK)


def _end(event: _Event) -> str:
    """Return the last character of an event as written."""
    if event.kind == _TEXT:
        return event.value[-1]
    return "`" if event.kind == _CODE else _link_sign(event) or event.value[-1]


def _start(event: _Event) -> str:
    if event.kind == _TEXT:
        return "\\" if _SPECIAL.match(event.value) else event.value[0]
    return "`" if event.kind == _CODE else _link_sign(event) or event.value[0]


def _link_sign(event: _Event) -> str:
    return ("[" if event.kind == _OPEN else "]") if _is_link(event) else ""


def _is_sign(char: str, *, wide: bool) -> bool:
    """Return whether a character is punctuation; `wide` adds symbols, as newer CommonMark does."""
    category = unicodedata.category(char)
    return category[0] == "P" or (category[0] == "S" and (wide or char.isascii()))


def _written(events: Sequence[_Event]) -> str:
    out: list[str] = []
    for kind, together in groupby(events, key=attrgetter("kind")):
        if kind == _TEXT:
            _write_text("".join(event.value for event in together), out)
        elif kind == _CODE:  # two code spans side by side would parse as one
            out.append(_code("".join(event.value for event in together)))
        else:
            _write_marks(together, out)
    return "".join(out)


def _write_marks(events: Iterable[_Event], out: list[str]) -> None:
    for event in events:
        if not _is_link(event):
            out.append(event.value)
        elif event.kind == _OPEN:
            if out and out[-1].endswith("!"):
                out[-1] = f"{out[-1][:-1]}\\!"  # or the link would be an image
            out.append("[")
        else:
            out.append(f"]({destination(event.value.removeprefix(_LINK).strip())})")


def _write_text(text: str, out: list[str]) -> None:
    for number, line in enumerate(text.split("\n")):
        if number:
            out.append("\\\n")
        if not line:
            continue
        starts_line = not out or out[-1].endswith("\n")
        out.append(_line_start(line) if starts_line else escaped(line))


def _line_start(line: str) -> str:
    """Return an escaped line that starts no heading, list or quotation."""
    if found := _LINE_START.match(line):
        sign = found[0]
        mark = f"{sign}\\" if sign.isdecimal() else f"\\{sign}"
        rest = line[found.end() :]
        return mark + (rest[:1] + escaped(rest[1:]) if sign.isdecimal() else escaped(rest))
    return escaped(line)


def _code(text: str) -> str:
    text = text.replace("\n", " ")
    ticks = "`" * (1 + max(map(len, _TICKS.findall(text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"
