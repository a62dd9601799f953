"""Runs: the ledger. A row is written when a run begins, and completed when it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec
from sqlalchemy import or_, select

from storage.records import FailureReport, Run, SourceReport
from storage.schema import RunRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from storage.database import Database
    from storage.records import RunOutcome, Tally, Trigger

_T = TypeVar("_T")
_INTERRUPTED = 3
_LOCKED = 5
_COUNTS = (
    "requests",
    "not_modified",
    "new",
    "revised",
    "unchanged",
    "duplicates",
    "quarantined",
)


class Runs:
    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, series: str, trigger: Trigger, now: datetime) -> int:
        """Open a row in the ledger; return the number of the run."""
        with self._database.writing() as db:
            return _add(db, series, trigger, now).id

    def finish(  # noqa: PLR0913, PLR0917
        self,
        run_id: int,
        outcome: RunOutcome,
        exit_code: int,
        tally: Tally,
        sources: Sequence[SourceReport],
        failures: Sequence[FailureReport],
        now: datetime,
    ) -> Run:
        """Complete the row of a run; return it."""
        with self._database.writing() as db:
            row = db.get_one(RunRow, run_id)
            row.finished, row.outcome, row.exit_code = now, outcome, exit_code
            for count in _COUNTS:
                setattr(row, count, getattr(tally, count))
            row.sources = msgspec.json.encode(sources).decode()
            row.failures = msgspec.json.encode(failures).decode()
            return _run(row)

    def refuse(self, series: str, trigger: Trigger, now: datetime) -> None:
        """Note a run that could not begin, because another one of its series is under way."""
        with self._database.writing() as db:
            row = _add(db, series, trigger, now)
            row.finished, row.outcome, row.exit_code = now, "locked", _LOCKED

    def list(self, series: str | None = None, limit: int = 20) -> list[Run]:
        """Return the newest runs, newest first."""
        rows = select(RunRow).order_by(RunRow.id.desc()).limit(limit)
        if series is not None:
            rows = rows.where(RunRow.series == series)
        with self._database.reading() as db:
            return [_run(row) for row in db.scalars(rows)]

    def last(self, series: str) -> Run | None:
        """Return the newest run that was not refused; it may be under way."""
        rows = select(RunRow).where(
            RunRow.series == series, or_(RunRow.outcome.is_(None), RunRow.outcome != "locked")
        )
        with self._database.reading() as db:
            row = db.scalars(rows.order_by(RunRow.id.desc()).limit(1)).first()
            return _run(row) if row else None


def interrupt(db: Session, series: str, except_run: int | None, now: datetime) -> None:
    """Close the rows of runs that died."""
    rows = select(RunRow).where(RunRow.series == series, RunRow.finished.is_(None))
    for row in db.scalars(rows):
        if row.id != except_run:
            row.finished, row.outcome, row.exit_code = now, "interrupted", _INTERRUPTED


def _add(db: Session, series: str, trigger: Trigger, now: datetime) -> RunRow:
    counts = dict.fromkeys(_COUNTS, 0)
    row = RunRow(series=series, trigger=trigger, started=now, sources="[]", failures="[]", **counts)
    db.add(row)
    db.flush()
    return row


def _run(row: RunRow) -> Run:
    return Run(
        id=row.id,
        series=row.series,
        trigger=row.trigger,  # type: ignore[arg-type]
        started=row.started,
        finished=row.finished,
        outcome=row.outcome,  # type: ignore[arg-type]
        exit_code=row.exit_code,
        sources=_read(row.sources, tuple[SourceReport, ...]),
        requests=row.requests,
        not_modified=row.not_modified,
        new=row.new,
        revised=row.revised,
        unchanged=row.unchanged,
        duplicates=row.duplicates,
        quarantined=row.quarantined,
        failures=_read(row.failures, tuple[FailureReport, ...]),
    )


def _read(json: str, kind: type[_T]) -> _T:
    return msgspec.json.decode(json, type=kind)
