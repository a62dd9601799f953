"""Compare two texts word by word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.changes.alignment import stretches
from ingest.model import Wording
from ingest.text import UNSPACED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    _Run = tuple[str, str, bool]  # the text in either, and whether it is the same

#: Dates and times, words with the apostrophes and points inside them, single characters of
#: scripts without spaces, white space, and single signs.
_TOKEN = re.compile(
    r"\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?"
    rf"|[{UNSPACED}]|[^\W{UNSPACED}]+(?:['\u2019.,][^\W{UNSPACED}]+)*|\s+|[^\w\s]"
)


def wordings(before: str, after: str) -> tuple[Wording, ...]:
    """
    Return what was kept, removed and added, in order; what was removed comes before the new.

    >>> [(run.op, run.text) for run in wordings("Five came back.", "Six came back.")]
    [('removed', 'Five'), ('added', 'Six'), ('kept', ' came back.')]
    >>> [run.text for run in wordings("on 2020-05-15", "on 2021-06-15")]
    ['on ', '2020-05-15', '2021-06-15']
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    runs = [("".join(old[a]), "".join(new[b]), same) for same, a, b in stretches(old, new)]
    return tuple(_clustered(runs))


def _clustered(runs: Sequence[_Run]) -> Iterator[Wording]:
    """Count a space between two replaced words as replaced, too."""
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
    """Return the runs on both sides; nothing for the first and the last one."""
    return (runs[number - 1], runs[number + 1]) if 0 < number < len(runs) - 1 else ()


def _replaces(run: _Run) -> bool:
    return bool(run[0].strip() and run[1].strip())


def _changed(old: str, new: str) -> Iterator[Wording]:
    if old:
        yield Wording("removed", old)
    if new:
        yield Wording("added", new)
