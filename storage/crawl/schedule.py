"""The schedule: when each series is due next. Does not decide when that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.engines import dialects
from storage.tables.crawl import ScheduleRow

if TYPE_CHECKING:
    from datetime import datetime

    from storage.engines.database import Database

_SET = dialects.upsert(dialects.insert(ScheduleRow), ["series"], ["due_at", "changed"])


class Schedule:
    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, series: str) -> datetime | None:
        """Return when a series is due; None if that was never decided."""
        with self._database.reading() as db:
            return db.scalar(select(ScheduleRow.due_at).where(ScheduleRow.series == series))

    def set(self, series: str, due_at: datetime, now: datetime) -> None:
        with self._database.writing() as db:
            db.execute(_SET, {"series": series, "due_at": due_at, "changed": now})
