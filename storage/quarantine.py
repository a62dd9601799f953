"""Quarantine: the pages that were set aside, each with its reason, until they can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select, update

from ingest.errors import Failure
from ingest.model import Outcome
from storage import captures
from storage.records import Quarantined
from storage.schema import AddressRow, CaptureRow, QuarantineRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.orm import Session

    from storage.database import Database
    from storage.records import Capture


class Quarantine:
    def __init__(self, database: Database) -> None:
        self._database = database

    def set_aside(  # noqa: PLR0913
        self,
        capture: Capture | None,
        *,
        series: str,
        url: str,
        key: str,
        reason: Failure,
        detail: str,
        now: datetime,
    ) -> None:
        """Set a page aside; its addresses are asked again in the next run."""
        with self._database.writing() as db:
            row = _open_row(db, series, url)
            if row is None:
                row = QuarantineRow(series=series, url=url, key=key, since=now)
                db.add(row)
            row.reason, row.detail = reason, detail
            if capture:
                row.capture_id = capture.id
                captures.close(db, capture.id, Outcome.SET_ASIDE)
            _ask_again(db, series, (url, *(capture.addresses if capture else ())), key, now)

    def open(self, series: str | None = None) -> list[Quarantined]:
        """Return the pages that are set aside at the moment, oldest first."""
        rows = (
            select(QuarantineRow, CaptureRow)
            .outerjoin(CaptureRow, CaptureRow.id == QuarantineRow.capture_id)
            .where(QuarantineRow.closed.is_(None))
            .order_by(QuarantineRow.id)
        )
        if series is not None:
            rows = rows.where(QuarantineRow.series == series)
        with self._database.reading() as db:
            return [_quarantined(*row) for row in db.execute(rows)]

    def count(self, series: str) -> int:
        """Return how many pages are set aside at the moment."""
        rows = select(func.count()).where(
            QuarantineRow.series == series, QuarantineRow.closed.is_(None)
        )
        with self._database.reading() as db:
            return db.scalars(rows).one()


def close_open(
    db: Session, series: str, keys: Collection[str], urls: Collection[str], now: datetime
) -> None:
    """Close what is set aside under these addresses: the page was read after all."""
    db.connection().execute(
        update(QuarantineRow)
        .where(
            QuarantineRow.series == series,
            QuarantineRow.closed.is_(None),
            or_(QuarantineRow.key.in_(keys), QuarantineRow.url.in_(urls)),
        )
        .values(closed=now)
    )


def _open_row(db: Session, series: str, url: str) -> QuarantineRow | None:
    rows = select(QuarantineRow).where(
        QuarantineRow.series == series, QuarantineRow.url == url, QuarantineRow.closed.is_(None)
    )
    return db.scalars(rows).first()


def _ask_again(db: Session, series: str, urls: tuple[str, ...], key: str, now: datetime) -> None:
    found = select(AddressRow).where(AddressRow.series == series, AddressRow.url.in_(urls))
    rows = {row.url: row for row in db.scalars(found)}
    if not rows:
        rows[urls[0]] = AddressRow(series=series, url=urls[0], key=key)
        db.add(rows[urls[0]])
    for row in rows.values():
        row.state, row.asked = "set_aside", now


def _quarantined(row: QuarantineRow, capture: CaptureRow | None) -> Quarantined:
    return Quarantined(
        id=row.id,
        series=row.series,
        url=row.url,
        reason=Failure(row.reason),
        detail=row.detail,
        since=row.since,
        capture=captures.capture_ref(capture) if capture else None,
    )
