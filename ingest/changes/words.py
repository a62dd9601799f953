"""How one text became another, word by word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.changes.alignment import stretches
from ingest.model import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    _Run = tuple[str, str, bool]  # the text in either, and whether it is the same

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
#: Days and moments, words with the apostrophes and points inside of them, characters, spaces, and
#: signs one by one.
_TOKEN = re.compile(
    r"\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?"
    rf"|[{_UNSPACED}]|[^\W{_UNSPACED}]+(?:['\u2019.,][^\W{_UNSPACED}]+)*|\s+|[^\w\s]"
)


def wordings(before: str, after: str) -> tuple[Wording, ...]:
    """
    Return what was kept, removed and added, in order; what was removed stands before the new.

    >>> [(run.op, run.text) for run in wordings("Five came back.", "Six came back.")]
    [('removed', 'Five'), ('added', 'Six'), ('kept', ' came back.')]
    >>> [run.text for run in wordings("on 2020-05-15", "on 2021-06-15")]
    ['on ', '2020-05-15', '2021-06-15']
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    runs = [("".join(old[a]), "".join(new[b]), same) for same, a, b in stretches(old, new)]
    return tuple(_clustered(runs))


def _clustered(runs: Sequence[_Run]) -> Iterator[Wording]:
    """Let a space between two words that were replaced be replaced with them."""
    old = new = ""
    for number, (a, b, same) in enumerate(runs):
        if same and not (a.isspace() and any(map(_replaces, _beside(runs, number)))):
            yield from _changed(old, new)
            yield Wording("kept", a)
            old = new = ""
        else:
            old, new = old + a, new + b
    yield from _changed(old, new)


def _beside(runs: Sequence[_Run], number: int) -> Sequence[_Run]:
    """Return what stands on either side of a run; nothing for the first and the last one."""
    return (runs[number - 1], runs[number + 1]) if 0 < number < len(runs) - 1 else ()


def _replaces(run: _Run) -> bool:
    return bool(run[0].strip() and run[1].strip())


def _changed(old: str, new: str) -> Iterator[Wording]:
    if old:
        yield Wording("removed", old)
    if new:
        yield Wording("added", new)
