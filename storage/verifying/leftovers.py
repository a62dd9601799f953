"""What runs that died have left in the tables: the next run of their series puts it in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.crawl.leases import is_held, leases
from storage.tables.crawl import RunRow
from storage.verifying.findings import Leftover

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from storage.engines.database import Database


def under_way(database: Database, now: datetime) -> frozenset[str]:
    """Return the series of which somebody holds the lease, and lives."""
    with database.reading() as db:
        return frozenset(lease.series for lease in leases(db) if is_held(lease, now))


def leftovers(database: Database, series: str | None, now: datetime) -> Iterator[Leftover]:
    """Yield the leases of dead holders, and the runs that never ended."""
    unfinished = select(RunRow.id, RunRow.series, RunRow.started).where(RunRow.finished.is_(None))
    with database.reading() as db:
        held = leases(db)
        runs = db.execute(unfinished.order_by(RunRow.id)).all()
    alive = {lease.series for lease in held if is_held(lease, now)}
    for lease in held:
        if lease.series not in alive and series in {None, lease.series}:
            detail = f"its holder, process {lease.pid} on {lease.host}, is dead"
            yield Leftover(series=lease.series, what="its lease", detail=detail)
    for run in runs:
        if run.series not in alive and series in {None, run.series}:
            detail = f"began {run.started:%Y-%m-%d %H:%M} UTC and never ended"
            yield Leftover(series=run.series, what=f"run {run.id}", detail=detail)
