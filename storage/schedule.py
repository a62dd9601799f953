"""The schedule: when each series is due next. When that is, the scheduler decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from storage import dialects
from storage.schema import ScheduleRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Table

    from storage.database import Database

_TABLE = cast("Table", ScheduleRow.__table__)


class Schedule:
    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, series: str) -> datetime | None:
        """Return when a series is due; None if that was never decided."""
        with self._database.reading() as db:
            row = db.get(ScheduleRow, series)
            return row.due_at if row else None

    def set(self, series: str, due_at: datetime, now: datetime) -> None:
        with self._database.writing() as db:
            values = {"series": series, "due_at": due_at, "changed": now}
            dialects.upsert(db, _TABLE, values)
