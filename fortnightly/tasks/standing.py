"""How a series stands, and what of it is an alarm. Prints nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from fortnightly.series.calendar import Slot, slots
from storage.records import CrawlRunRecord

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from fortnightly.series.definition import Definition
    from fortnightly.series.periods import Cadence
    from storage.archive import Archive

_INTERVALS = 2  #: so long may a series be without a complete run


class Status(Struct, frozen=True, kw_only=True):
    """How a series stands, as `status` prints it."""

    series: str
    title: str
    entries: int
    newest: str | None  #: ISO 8601, as its page gives it
    next_due: date | None
    overdue: bool
    missing: int
    quarantined: int
    last_run: CrawlRunRecord | None


class Standing(Struct, frozen=True, kw_only=True):
    """What alarms are judged by. Refused runs count for nothing."""

    slots: tuple[Slot, ...]
    last_ended: CrawlRunRecord | None
    last_complete: CrawlRunRecord | None


def calendar(archive: Archive, definition: Definition, now: datetime) -> list[Slot]:
    days = archive.articles.published_days(definition.name)
    return list(slots(definition.cadence, days, now.date()))


def status(archive: Archive, definition: Definition, now: datetime) -> Status:
    found = calendar(archive, definition, now)
    expected = [slot for slot in found if slot.state in {"overdue", "due"}]
    newest = archive.articles.newest(definition.name)
    return Status(
        series=definition.name,
        title=definition.title,
        entries=archive.articles.count(definition.name),
        newest=newest.published if newest else None,
        next_due=expected[0].due if expected else None,
        overdue=any(slot.state == "overdue" for slot in found),
        missing=sum(slot.state == "missing" for slot in found),
        quarantined=archive.quarantine.count(definition.name),
        last_run=archive.runs.last(definition.name),
    )


def standing(archive: Archive, definition: Definition, now: datetime) -> Standing:
    return Standing(
        slots=tuple(calendar(archive, definition, now)),
        last_ended=archive.runs.last_ended(definition.name),
        last_complete=archive.runs.last_ended(definition.name, outcome="complete"),
    )


def alarms(found: Standing, cadence: Cadence, now: datetime, *, strict: bool) -> Iterator[str]:
    """
    Yield each reason why a series needs a person; none if it is well.

    A run under way is not judged: the one before it is. With `strict`, a slot without an entry
    and without an excuse is a reason too.
    """
    for slot in found.slots:
        if slot.state == "overdue":
            yield f"the entry due {slot.due} is overdue"
    last, complete = found.last_ended, found.last_complete
    if last is None:
        yield "no run has ended yet"
    elif last.outcome != "complete":
        yield f"run {last.id} was {last.outcome}{_failures(last)}"
    longest = _INTERVALS * cadence.interval
    if complete and complete.finished and now - complete.finished > longest:
        hours = longest.total_seconds() / 3600
        yield f"no complete run since {complete.finished:%Y-%m-%d %H:%M} UTC, over {hours:.0f} h"
    missing = [str(slot.due) for slot in found.slots if slot.state == "missing"]
    if strict and missing:
        yield f"entries are missing: {', '.join(missing)}"


def _failures(run: CrawlRunRecord) -> str:
    """Return in brackets which sources failed, how many addresses, and how many pages wait."""
    failed = [f"{source.kind}: {source.failure}" for source in run.sources if source.failure]
    if run.failures:
        failed.append(f"{len(run.failures)} failures")
    if run.quarantined:
        failed.append(f"{run.quarantined} in quarantine")
    return f" ({', '.join(failed)})" if failed else ""
