"""
Leases: one run of a series at a time, on all machines that share the database.

A dead holder on this machine is noticed at once, by its process; one elsewhere when its lease
expires.
"""

from __future__ import annotations

import os
import socket
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import delete, select, update

from ingest.errors import LockedError
from storage.engines import dialects
from storage.records import Lease
from storage.tables.crawl import LeaseRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from storage.engines.database import Database

#: How long a lease holds without being renewed.
LASTS = timedelta(minutes=10)
_CLOCK_ERROR = 2.0  # seconds by which the start of one process may differ when it is read again
_TAKE = dialects.insert(LeaseRow).on_conflict_do_nothing()


class Leases:
    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, series: str, now: datetime, *, run_id: int | None = None) -> Lease:
        """Take the lease of a series for this process; raises LockedError if it is held."""
        mine = _mine(series, run_id, now)
        with self._database.writing() as db:
            held = _held(db, series)
            if held is not None:
                if is_held(held, now):
                    raise _locked(held)
                _drop(db, held)
            if not db.execute(_TAKE, msgspec.structs.asdict(mine)).rowcount:
                raise LockedError(f"{series}: another run has just begun")
        return mine

    def renew(self, series: str, now: datetime, *, run_id: int | None = None) -> Lease:
        """Hold the lease for longer; raises LockedError if this process has lost it."""
        mine = _mine(series, run_id, now)
        with self._database.writing() as db:
            held = _held(db, series)
            if held is None:
                raise LockedError(f"{series}: the lease was lost")
            if not _same_holder(held, mine):
                raise _locked(held)
            now_held = {"expires": mine.expires, "run_id": run_id or held.run_id}
            db.execute(update(LeaseRow).where(LeaseRow.series == series).values(now_held))
            return msgspec.structs.replace(held, **now_held)

    def release(self, series: str) -> None:
        """Give the lease back; one that this process does not hold is left alone."""
        with self._database.writing() as db:
            held = _held(db, series)
            if held and (held.host, held.pid) == (socket.gethostname(), os.getpid()):
                _drop(db, held)

    def get(self, series: str) -> Lease | None:
        """Return the lease of a series, also of a dead holder."""
        with self._database.reading() as db:
            return _held(db, series)


def leases(db: Connection) -> list[Lease]:
    """Return all leases, also of dead holders."""
    return list(map(_lease, db.execute(select(LeaseRow).order_by(LeaseRow.series))))


def current_run(db: Connection, series: str) -> int | None:
    """Return the run that holds the lease, if the lease says so."""
    held = _held(db, series)
    return held.run_id if held else None


def refuse_if_held(db: Connection, now: datetime) -> None:
    """Raise LockedError if a run of any series is under way."""
    for row in db.execute(select(LeaseRow)):
        lease = _lease(row)
        if is_held(lease, now):
            raise _locked(lease)


def _mine(series: str, run_id: int | None, now: datetime) -> Lease:
    return Lease(
        series=series,
        host=socket.gethostname(),
        pid=os.getpid(),
        process_started=_started(os.getpid()) or 0.0,
        run_id=run_id,
        since=now,
        expires=now + LASTS,
    )


def is_held(lease: Lease, now: datetime) -> bool:
    """Also true after the lease has expired, while its holder lives on this machine."""
    if lease.host != socket.gethostname():
        return lease.expires > now
    started = _started(lease.pid)
    return started is not None and abs(started - lease.process_started) < _CLOCK_ERROR


def _started(pid: int) -> float | None:
    """Return when a process started; None if there is none, or it only waits to be reaped."""
    import psutil  # noqa: PLC0415  a command that only reads needs none

    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.NoSuchProcess:
        return None


def _same_holder(one: Lease, other: Lease) -> bool:
    return (one.host, one.pid) == (other.host, other.pid) and abs(
        one.process_started - other.process_started
    ) < _CLOCK_ERROR


def _held(db: Connection, series: str) -> Lease | None:
    row = db.execute(select(LeaseRow).where(LeaseRow.series == series)).first()
    return _lease(row) if row else None


def _drop(db: Connection, lease: Lease) -> None:
    """Remove a lease, unless it has another holder by now."""
    db.execute(
        delete(LeaseRow).where(
            LeaseRow.series == lease.series,
            LeaseRow.host == lease.host,
            LeaseRow.pid == lease.pid,
            LeaseRow.process_started == lease.process_started,
        )
    )


def _lease(row: Row[Any]) -> Lease:
    return Lease(
        series=row.series,
        host=row.host,
        pid=row.pid,
        process_started=row.process_started,
        run_id=row.run_id,
        since=row.since,
        expires=row.expires,
    )


def _locked(lease: Lease) -> LockedError:
    return LockedError(
        f"{lease.series}: another run is under way since {lease.since:%Y-%m-%d %H:%M:%S} UTC"
        f" (process {lease.pid} on {lease.host})"
    )
