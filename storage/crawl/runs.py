"""Runs: the ledger. A row is written when a run begins, and completed when it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from sqlalchemy import insert, or_, select, update

from storage.records import CrawlRunRecord, FailureReport, SourceReport
from storage.tables.crawl import RunRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from storage.engines.database import Database
    from storage.records import RunCounts, RunOutcome, Trigger

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
            return _add(db, _begun(series, trigger, now))

    def finish(  # noqa: PLR0913, PLR0917
        self,
        run_id: int,
        outcome: RunOutcome,
        exit_code: int,
        tally: RunCounts,
        sources: Sequence[SourceReport],
        failures: Sequence[FailureReport],
        now: datetime,
    ) -> CrawlRunRecord:
        """Complete the row of a run; return it."""
        with self._database.writing() as db:
            its = update(RunRow).where(RunRow.id == run_id).returning(RunRow)
            counts = {count: getattr(tally, count) for count in _COUNTS}
            row = db.execute(
                its.values(
                    finished=now,
                    outcome=outcome,
                    exit_code=exit_code,
                    sources=msgspec.json.encode(sources).decode(),
                    failures=msgspec.json.encode(failures).decode(),
                    **counts,
                )
            )
            return _run(row.one())

    def refuse(self, series: str, trigger: Trigger, now: datetime) -> None:
        """Note a run that could not begin, because another one of its series is under way."""
        with self._database.writing() as db:
            ended = {"finished": now, "outcome": "locked", "exit_code": _LOCKED}
            _add(db, _begun(series, trigger, now) | ended)

    def list(self, series: str | None = None, limit: int = 20) -> list[CrawlRunRecord]:
        """Return the newest runs, newest first."""
        rows = select(RunRow).order_by(RunRow.id.desc()).limit(limit)
        if series is not None:
            rows = rows.where(RunRow.series == series)
        with self._database.reading() as db:
            return [_run(row) for row in db.execute(rows)]

    def last(self, series: str) -> CrawlRunRecord | None:
        """Return the newest run that was not refused; it may be under way."""
        rows = select(RunRow).where(
            RunRow.series == series, or_(RunRow.outcome.is_(None), RunRow.outcome != "locked")
        )
        with self._database.reading() as db:
            row = db.execute(rows.order_by(RunRow.id.desc()).limit(1)).first()
            return _run(row) if row else None

    def last_ended(
        self, series: str, *, outcome: RunOutcome | None = None
    ) -> CrawlRunRecord | None:
        """Return the newest run that has ended and was not refused; of one outcome, if given."""
        has_ended = RunRow.outcome != "locked" if outcome is None else RunRow.outcome == outcome
        rows = select(RunRow).where(RunRow.series == series, has_ended)
        with self._database.reading() as db:
            row = db.execute(rows.order_by(RunRow.id.desc()).limit(1)).first()
            return _run(row) if row else None


def interrupt(db: Connection, series: str, except_run: int | None, now: datetime) -> None:
    """Close the rows of runs that died."""
    dead = update(RunRow).where(
        RunRow.series == series,
        RunRow.finished.is_(None),
        RunRow.id.is_distinct_from(except_run),
    )
    db.execute(dead.values(finished=now, outcome="interrupted", exit_code=_INTERRUPTED))


def _begun(series: str, trigger: Trigger, now: datetime) -> dict[str, object]:
    counts = dict.fromkeys(_COUNTS, 0)
    begun = {"series": series, "trigger": trigger, "started": now}
    return begun | {"sources": "[]", "failures": "[]"} | counts


def _add(db: Connection, values: dict[str, object]) -> int:
    return db.execute(insert(RunRow).returning(RunRow.id), values).scalar_one()


def _run(row: Row[Any]) -> CrawlRunRecord:
    return CrawlRunRecord(
        id=row.id,
        series=row.series,
        trigger=row.trigger,
        started=row.started,
        finished=row.finished,
        outcome=row.outcome,
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
