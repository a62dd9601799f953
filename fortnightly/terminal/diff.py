"""
The changes of an article, in colour or in signs.

Removed words are red and struck through, or ``[-so-]``; added ones are green and underlined, or
``{+so+}``. Long unchanged parts are left out.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct
from rich.constrain import Constrain
from rich.padding import Padding
from rich.text import Text

from fortnightly.export.sanitize import sanitize
from fortnightly.terminal.console import WIDTH_OF_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from ingest.model import Change, Wording

_INDENT = 4
_LONG = 18  #: unchanged words of which the middle is left out
_AROUND = 7  #: words that are shown around a change
_STYLES = {"kept": "", "removed": "red strike", "added": "green underline"}
_SIGNS = {"kept": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}


class By(StrEnum):
    """How a change is shown."""

    WORD = "word"
    BLOCK = "block"


def changes(found: Iterable[Change], by: By = By.WORD) -> Iterator[RenderableType]:
    """Yield what to print of changes, a heading and the words of each."""
    for change in found:
        yield Text(f"  {_heading(change)}", style="cyan")
        for runs in _lines(change, by):
            text = Constrain(_Runs(runs), WIDTH_OF_TEXT)
            yield Padding(text, (0, 0, 0, _INDENT), expand=False)


def summary(found: Sequence[Change]) -> str:
    """
    Sum up changes in a line.

    >>> from ingest.model import Change
    >>> summary([Change(op="added", block="body 2", before=None, after="It rose.")])
    '1 paragraph added'
    """
    words = sum(_words_changed(change.words) for change in found)
    blocks = Counter(kind for change in found if (kind := _kind(change)))
    parts = [f"{words} {_many('word', words)} changed"] if words else []
    for (what, how), count in blocks.items():
        parts.append(f"{count} {_many(what, count)} {how}" if what in _COUNTED else f"{what} {how}")
    return ", ".join(parts) or "nothing changed"


_COUNTED = frozenset({"paragraph", "pull quote", "related link", "embed", "note"})
_NAMES = {"body": "paragraph", "related": "related link", "trailer": "note"}


def _kind(change: Change) -> tuple[str, str] | None:
    """Return which kind of block changed, and how; None where its words are counted."""
    name = change.block.split()[0] if change.block.startswith("body ") else change.block
    kind = _NAMES.get(name, name)
    if change.moved:
        return kind, "moved"
    if kind == "paragraph" and change.op == "changed":
        return None if _words_changed(change.words) else (kind, "reformatted")
    return kind, change.op


def _many(what: str, count: int) -> str:
    return what if count == 1 else f"{what}s"


def _words_changed(runs: Sequence[Wording]) -> int:
    """Return how many words were removed, or added in their place: the larger number."""
    count = removed = 0
    for run in runs:
        if run.op == "kept":
            removed = 0
            continue
        here = sum(any(map(str.isalnum, word)) for word in run.text.split())
        count += here if run.op == "removed" else max(0, here - removed)
        removed = here if run.op == "removed" else 0
    return count


def _heading(change: Change) -> str:
    if not change.moved:
        return f"{change.op} {change.block}"
    edited = ", and changed" if change.before != change.after else ""
    return f"moved from {change.moved} to {change.block}{edited}"


def _lines(change: Change, by: By) -> Iterator[tuple[_Run, ...]]:
    if change.before == change.after:
        yield (_Run("kept", _shortened(change.after or "", first=True, last=False)),)
    elif change.words and by is By.WORD:
        yield tuple(_in_short(change.words))
    else:
        if change.before is not None:
            yield (_Run("removed", change.before),)
        if change.after is not None:
            yield (_Run("added", change.after),)


class _Run(Struct, frozen=True):
    op: str
    text: str


def _in_short(runs: Sequence[Wording]) -> Iterator[_Run]:
    """Yield the changed words, and those near them."""
    for number, run in enumerate(runs):
        first, last = number == 0, number == len(runs) - 1
        if run.op == "kept":
            yield _Run(run.op, _shortened(run.text, first=first, last=last))
        else:
            yield _Run(run.op, run.text.replace("\n\n", " ¶ "))


def _shortened(text: str, *, first: bool, last: bool) -> str:
    """Return an unchanged text without its middle, or without the end far from a change."""
    words = text.split()
    if len(words) <= _LONG:
        return text
    head = "" if first and not last else _edge(text, words[:_AROUND], at_end=False)
    tail = "" if last and not first else _edge(text, words[-_AROUND:], at_end=True)
    return f"{head} … {tail}" if head else f"… {tail}"


def _edge(text: str, words: Sequence[str], *, at_end: bool) -> str:
    """Return the first or the last words of a text, with the space at its edge."""
    edge = " ".join(words)
    if at_end:
        return edge + text[len(text.rstrip()) :]
    return text[: len(text) - len(text.lstrip())] + edge


class _Runs(Struct, frozen=True):
    """Words that were kept, removed and added, in colour where the console has any."""

    runs: tuple[_Run, ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        coloured = console.color_system is not None and not console.no_color
        text = Text(overflow="fold")
        for run in self.runs:
            words = sanitize(run.text)
            if coloured:
                text.append(words, style=_STYLES[run.op])
            else:
                text.append(_SIGNS[run.op].format(words))
        yield text
