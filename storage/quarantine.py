"""Quarantine: the pages that were set aside, each with its reason, until they can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, insert, or_, select, update

from ingest.errors import Failure
from ingest.model import Outcome
from storage import captures
from storage.records import Quarantined
from storage.schema import AddressRow, CaptureRow, QuarantineRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from storage.database import Database
    from storage.records import Capture


_CLOSE = (
    update(QuarantineRow)
    .where(
        QuarantineRow.series == bindparam("its_series"),
        QuarantineRow.closed.is_(None),
        or_(
            QuarantineRow.key.in_(bindparam("keys", expanding=True)),
            QuarantineRow.url.in_(bindparam("urls", expanding=True)),
        ),
    )
    .values(closed=bindparam("now"))
)


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
            why: dict[str, object] = {"reason": reason, "detail": detail}
            if capture:
                why["capture_id"] = capture.id
                captures.close(db, capture.id, Outcome.SET_ASIDE)
            again = update(QuarantineRow).where(
                QuarantineRow.series == series,
                QuarantineRow.url == url,
                QuarantineRow.closed.is_(None),
            )
            if not db.execute(again.values(why)).rowcount:
                first = {"series": series, "url": url, "key": key, "since": now}
                db.execute(insert(QuarantineRow), first | why)
            _ask_again(db, series, (url, *(capture.addresses if capture else ())), key, now)

    def open(self, series: str | None = None) -> list[Quarantined]:
        """Return the pages that are set aside at the moment, oldest first."""
        rows = (
            select(QuarantineRow, *captures.REF)
            .outerjoin(CaptureRow, CaptureRow.id == QuarantineRow.capture_id)
            .where(QuarantineRow.closed.is_(None))
            .order_by(QuarantineRow.id)
        )
        if series is not None:
            rows = rows.where(QuarantineRow.series == series)
        with self._database.reading() as db:
            return [_quarantined(row) for row in db.execute(rows)]

    def count(self, series: str) -> int:
        """Return how many pages are set aside at the moment."""
        rows = select(func.count()).where(
            QuarantineRow.series == series, QuarantineRow.closed.is_(None)
        )
        with self._database.reading() as db:
            return db.scalars(rows).one()


def close_open(
    db: Connection, series: str, keys: Collection[str], urls: Collection[str], now: datetime
) -> None:
    """Close what is set aside under these addresses: the page was read after all."""
    its = {"its_series": series, "keys": list(keys), "urls": list(urls)}
    db.execute(_CLOSE, its | {"now": now})


def _ask_again(db: Connection, series: str, urls: tuple[str, ...], key: str, now: datetime) -> None:
    asked = {"state": "set_aside", "asked": now}
    found = update(AddressRow).where(AddressRow.series == series, AddressRow.url.in_(urls))
    if not db.execute(found.values(asked)).rowcount:
        db.execute(insert(AddressRow), {"series": series, "url": urls[0], "key": key} | asked)


def _quarantined(row: Row[*tuple[Any, ...]]) -> Quarantined:
    return Quarantined(
        id=row.id,
        series=row.series,
        url=row.url,
        reason=Failure(row.reason),
        detail=row.detail,
        since=row.since,
        capture=captures.capture_ref(row) if row.warc else None,
    )
