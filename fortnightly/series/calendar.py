"""The slots of a series: when an entry was due, and whether it came. Pure."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fortnightly.series.periods import Cadence

State = Literal["found", "due", "overdue", "missing", "excused"]


class Slot(Struct, frozen=True):
    """One day on which an entry was due, as the calendar shows it."""

    due: date
    state: State
    article_id: int | None = None


def slots(cadence: Cadence, entries: Sequence[tuple[date, int]], today: date) -> Iterator[Slot]:
    """
    Yield every slot from the first entry to the next one due, in order.

    `entries` are day of publication and number of each article, in order of the day. The cadence
    starts anew at each entry, so that a series may shift its day. A slot is missing if the next
    entry came later than the tolerance allows; after the last entry, the newest slot that passed
    is overdue and those before it are missing. Yields nothing for no entries.
    """
    if not entries:
        return
    first_day, first_id = entries[0]
    yield Slot(first_day, "found", first_id)
    for (before, _), (day, article_id) in pairwise(entries):
        due = cadence.period.after(before)
        while cadence.slack.after(due) < day:
            yield Slot(due, _absent(cadence, due))
            due = cadence.period.after(due)
        early = cadence.slack.after(day) < due
        yield Slot(day if early else due, "found", article_id)
    yield from _after_the_last(cadence, entries[-1][0], today)


def _after_the_last(cadence: Cadence, last: date, today: date) -> Iterator[Slot]:
    due = cadence.period.after(last)
    late: list[Slot] = []
    while cadence.slack.after(due) < today or _absent(cadence, due) == "excused":
        late.append(Slot(due, _absent(cadence, due)))
        due = cadence.period.after(due)
    missing = [i for i, slot in enumerate(late) if slot.state == "missing"]
    if missing:
        late[missing[-1]] = Slot(late[missing[-1]].due, "overdue")
    yield from late
    yield Slot(due, "due")


def _absent(cadence: Cadence, due: date) -> Literal["missing", "excused"]:
    return "excused" if any(pause.covers(due) for pause in cadence.breaks) else "missing"
