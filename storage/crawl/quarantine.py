"""
Quarantine: the pages that were set aside, each with its reason, until they can be read, or until
a person has looked at them.

What a person says of a page holds for these bytes of it: another page at its address is judged
anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import bindparam, case, func, insert, or_, select, update

from ingest.errors import Failure, NotInQuarantine
from ingest.model import Outcome
from storage.captures import captures
from storage.records import Capture, Quarantined
from storage.tables.articles import ArticleRow
from storage.tables.crawl import AddressRow, CaptureRow, QuarantineRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from storage.engines.database import Database


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
_OPEN = (
    select(QuarantineRow, *captures.REF)
    .outerjoin(CaptureRow, CaptureRow.id == QuarantineRow.capture_id)
    .where(QuarantineRow.closed.is_(None))
    .order_by(QuarantineRow.id)
)
_CAPTURE_OF = (
    select(CaptureRow)
    .join(QuarantineRow, QuarantineRow.capture_id == CaptureRow.id)
    .where(QuarantineRow.id == bindparam("its_id"))
)
_ACCEPTED = select(QuarantineRow.id).where(
    QuarantineRow.capture_id == bindparam("capture_id"), QuarantineRow.verdict == "accepted"
)
_ITS_ROW = update(QuarantineRow).where(QuarantineRow.id == bindparam("its_id"))


class QuarantinedPage(Struct, frozen=True):
    """A page that is set aside, and its kept bytes."""

    page: Quarantined
    capture: Capture


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
            why: dict[str, object] = {"reason": reason, "detail": detail, "verdict": None}
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
            ask_again(db, series, (url, *(capture.addresses if capture else ())), key, now)

    def open(self, series: str | None = None) -> list[Quarantined]:
        """Return the pages that are set aside at the moment, oldest first."""
        rows = _OPEN if series is None else _OPEN.where(QuarantineRow.series == series)
        with self._database.reading() as db:
            return [_quarantined(row) for row in db.execute(rows)]

    def get(self, id_: int) -> QuarantinedPage:
        """Return a page that is set aside; raises NotSetAside."""
        rows = _OPEN.where(QuarantineRow.id == id_)
        with self._database.reading() as db:
            page = db.execute(rows).first()
            kept = db.execute(_CAPTURE_OF, {"its_id": id_}).first() if page else None
        if page is None:
            raise NotInQuarantine(f"no page is set aside under the number {id_}")
        if kept is None:
            raise NotInQuarantine(f"of the page {id_}, no bytes are kept")
        return QuarantinedPage(_quarantined(page), captures.capture(kept))

    def accept(self, id_: int) -> None:
        """
        Note that a person says: this page is the article. It is still to be recorded.

        Whoever reads the same bytes again is told so, see `is_accepted`.
        """
        with self._database.writing() as db:
            db.execute(_ITS_ROW, {"its_id": id_, "verdict": "accepted"})

    def accepted(self, id_: int) -> str:
        """Return the series of a page that a person accepted; raises NotInQuarantine."""
        rows = select(QuarantineRow.series).where(
            QuarantineRow.id == id_, QuarantineRow.verdict == "accepted"
        )
        with self._database.reading() as db:
            series = db.scalar(rows)
        if series is None:
            raise NotInQuarantine(f"no page of the number {id_} was accepted")
        return series

    def is_accepted(self, capture: Capture) -> bool:
        """Return whether a person said of these bytes that they are the article."""
        with self._database.reading() as db:
            return db.execute(_ACCEPTED, {"capture_id": capture.id}).first() is not None

    def dismiss(self, one: QuarantinedPage, key: str, now: datetime) -> None:
        """
        Close a page because a person says so, and let its addresses be.

        They are asked again if a source says something else of them; those of an article, as any
        other of an article.
        """
        with self._database.writing() as db:
            db.execute(_ITS_ROW, {"its_id": one.page.id, "verdict": "dismissed", "closed": now})
            captures.close(db, one.capture.id, Outcome.DISMISSED)
            _let_be(db, one.capture, key, now)

    def dismissed_again(
        self, capture: Capture, key: str, now: datetime, check_at: datetime | None
    ) -> None:
        """
        Note that an address gave the bytes again that a person dismissed.

        `check_at` is when to ask again, if an article is at that address.
        """
        with self._database.writing() as db:
            for article_id in _let_be(db, capture, key, now):
                its = update(ArticleRow).where(ArticleRow.id == article_id)
                db.execute(its.values(check_at=check_at))

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


def ask_again(db: Connection, series: str, urls: tuple[str, ...], key: str, now: datetime) -> None:
    """Have the addresses of a page asked again in the next run."""
    asked = {"state": "set_aside", "asked": now}
    found = update(AddressRow).where(AddressRow.series == series, AddressRow.url.in_(urls))
    if not db.execute(found.values(asked)).rowcount:
        new = {"series": series, "url": urls[0], "key": key, "pinned": False}
        db.execute(insert(AddressRow), new | asked)


def _let_be(db: Connection, capture: Capture, key: str, now: datetime) -> set[int]:
    """
    Ask the addresses of a page no more for its sake; return the articles that are at them.

    An address of an article stays that article's.
    """
    its = (
        AddressRow.series == capture.series,
        or_(AddressRow.url.in_((capture.url, *capture.addresses)), AddressRow.key == key),
    )
    state = case((AddressRow.article_id.is_not(None), "kept"), else_="off_series")
    db.execute(update(AddressRow).where(*its).values(state=state, asked=now))
    found = db.scalars(select(AddressRow.article_id).where(*its))
    return {id_ for id_ in found if id_ is not None}


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
