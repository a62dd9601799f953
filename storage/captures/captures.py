"""
Captures: the kept responses and their outcomes.

A response is in its WARC file before its row is committed: no row is without bytes. The pending
captures are the queue between fetching and reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import bindparam, delete, exists, insert, or_, select, update
from sqlalchemy.orm import aliased

from ingest.model import Outcome, sha256
from storage.captures.warc_reading import is_kept
from storage.captures.warc_writing import Original, payload_digest
from storage.engines import paging
from storage.records import Capture, CaptureRef
from storage.tables.articles import ArticleRow, RevisionRow, SightingRow
from storage.tables.crawl import CaptureRow, QuarantineRow
from storage.tables.identity import DecisionRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from storage.captures.warc_writing import WarcFile
    from storage.engines.database import Database
    from storage.records import Exchange

#: What a capture stays, however often it comes.
_CLOSED = (Outcome.DISMISSED, Outcome.GONE)
#: Of captures whose validators we never send: a 304 does not speak of them.
_NOT_READ = (Outcome.PENDING, Outcome.SET_ASIDE, Outcome.DISMISSED)
#: Of a capture, what `capture_ref` needs beside rows of other tables.
REF = (
    CaptureRow.at,
    CaptureRow.url.label("capture_url"),
    CaptureRow.digest,
    CaptureRow.warc,
    CaptureRow.offset,
)
_LATEST = (
    select(CaptureRow)
    .where(CaptureRow.series == bindparam("series"), CaptureRow.url == bindparam("url"))
    .order_by(CaptureRow.last_at.desc(), CaptureRow.id.desc())
    .limit(1)
)
_OF_THESE_BYTES = (
    select(CaptureRow)
    .where(CaptureRow.digest == bindparam("digest"), CaptureRow.url == bindparam("url"))
    .order_by(CaptureRow.last_at, CaptureRow.id)
)
_SHOWS_WHAT_IS_CURRENT = (
    select(SightingRow.number)
    .join(
        ArticleRow,
        (ArticleRow.id == SightingRow.article_id) & (ArticleRow.revision == SightingRow.number),
    )
    .where(SightingRow.capture_id == bindparam("capture_id"))
)
_ANOTHER_SINCE = select(CaptureRow.id).where(
    CaptureRow.series == bindparam("series"),
    CaptureRow.url == bindparam("url"),
    CaptureRow.kind == bindparam("kind"),
    CaptureRow.last_at > bindparam("last_at"),
)
_OF_ITS_ABSENCE = (
    select(CaptureRow)
    .join(ArticleRow, ArticleRow.gone_since <= CaptureRow.at)
    .where(
        ArticleRow.id == bindparam("article_id"),
        CaptureRow.series == bindparam("series"),
        CaptureRow.url == bindparam("url"),
        CaptureRow.kind == "article",
        CaptureRow.outcome == Outcome.GONE,
        CaptureRow.status == bindparam("status"),
    )
    .order_by(CaptureRow.last_at.desc())
    .limit(1)
)
#: Of captures that showed an article.
_RECORDED = (Outcome.NEW, Outcome.REVISED, Outcome.UNCHANGED, Outcome.DUPLICATE)
_LATEST_READ = _LATEST.where(CaptureRow.outcome.not_in(_NOT_READ), CaptureRow.status == 200)
_LATER = aliased(CaptureRow)
_WITHOUT_ARTICLE = select(CaptureRow).where(
    CaptureRow.kind == "article",
    or_(
        CaptureRow.outcome == Outcome.OFF_SERIES,
        (CaptureRow.outcome == Outcome.SET_ASIDE)
        & exists().where(QuarantineRow.capture_id == CaptureRow.id, QuarantineRow.closed.is_(None)),
    ),
    ~exists().where(
        _LATER.series == CaptureRow.series,
        _LATER.url == CaptureRow.url,
        _LATER.kind == CaptureRow.kind,
        _LATER.outcome != Outcome.GONE,
        or_(
            _LATER.last_at > CaptureRow.last_at,
            (_LATER.last_at == CaptureRow.last_at) & (_LATER.id > CaptureRow.id),
        ),
    ),
)
_PAGE = 50  # captures in memory
_ADD = insert(CaptureRow).returning(CaptureRow)
_CHANGE = update(CaptureRow).where(CaptureRow.id == bindparam("its_id"))


class Captures:
    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(  # noqa: PLR0913
        self,
        warc: WarcFile,
        exchange: Exchange,
        *,
        series: str,
        run_id: int,
        kind: str,
        addresses: tuple[str, ...],
        hops: tuple[Exchange, ...] = (),
    ) -> Capture:
        """
        Keep a response, and the redirects that led to it.

        A body that the same address gave before becomes a revisit record, and the earlier capture
        is returned. It is pending if it is still to be read, was set aside, was reached by an
        address that is not known of it, or if its article says something else by now. One that a
        person dismissed stays so.
        """
        with self._database.writing() as db:
            for hop in hops:
                warc.write(hop)
            its = {"series": series, "run_id": run_id, "kind": kind}
            came = _came(exchange, addresses)
            if known := _known(db, its | came):
                known = _write_again(db, warc, exchange, known)
                return _met_again(db, known, addresses, exchange.at)
            outcome = Outcome.PENDING if kind == "article" else Outcome.SOURCE
            return _kept(db, warc, exchange, its | came | {"outcome": outcome})

    def keep_gone(  # noqa: PLR0913
        self,
        warc: WarcFile,
        exchange: Exchange,
        *,
        series: str,
        run_id: int,
        addresses: tuple[str, ...],
        article_id: int,
        hops: tuple[Exchange, ...] = (),
    ) -> Capture:
        """
        Keep the answer that shows that the site does not have an article any more.

        As long as the address gives the same status, that is the same capture, also if the error
        page differs: it is written into the file, and counted.
        """
        with self._database.writing() as db:
            for hop in hops:
                warc.write(hop)
            came = {"series": series, **_came(exchange, addresses)}
            known = db.execute(_OF_ITS_ABSENCE, came | {"article_id": article_id}).first()
            if known:
                known = _write_again(db, warc, exchange, known)
                return _met_again(db, known, addresses, exchange.at)
            its = {"run_id": run_id, "kind": "article", "outcome": Outcome.GONE}
            return _kept(db, warc, exchange, came | its)

    def keep_revisit(
        self,
        warc: WarcFile,
        exchange: Exchange,
        *,
        series: str,
        run_id: int,  # noqa: ARG002  a 304 makes no row
        addresses: tuple[str, ...],
        hops: tuple[Exchange, ...] = (),
    ) -> Capture | None:
        """
        Keep a 304; return the capture that it confirms, if there is one.

        It is pending if its article says something else by now.
        """
        with self._database.writing() as db:
            known = _latest_read(db, series, (exchange.url, *addresses))
            for hop in hops:
                warc.write(hop)
            warc.write_revisit(exchange, _original(known) if known else None)
            return _met_again(db, known, _addresses(known), exchange.at) if known else None

    def pending(self, series: str) -> list[Capture]:
        """Return what was kept and not yet read, oldest first."""
        rows = select(CaptureRow).where(
            CaptureRow.series == series, CaptureRow.outcome == Outcome.PENDING
        )
        with self._database.reading() as db:
            return [capture(row) for row in db.execute(rows.order_by(CaptureRow.id))]

    def without_article(self, series: str) -> Iterator[Capture]:
        """
        Return the latest page of each address that was read and led to no article, oldest first.

        It is still set aside, or is no article of the series.
        """
        rows = _WITHOUT_ARTICLE.where(CaptureRow.series == series)
        return paging.values(self._database, rows, capture, CaptureRow.id, size=_PAGE)


def capture(row: Row[Any]) -> Capture:
    return Capture(
        id=row.id,
        series=row.series,
        run_id=row.run_id,
        kind=row.kind,
        url=row.url,
        addresses=_addresses(row),
        at=row.at,
        status=row.status,
        content_type=row.content_type,
        digest=row.digest,
        warc=row.warc,
        offset=row.offset,
        outcome=Outcome(row.outcome),
        last_at=row.last_at,
        times=row.times,
    )


def capture_ref(row: Row[*tuple[Any, ...]]) -> CaptureRef:
    return CaptureRef(
        at=row.at, url=row.capture_url, digest=row.digest, warc=row.warc, offset=row.offset
    )


def close(db: Connection, capture_id: int, outcome: Outcome) -> None:
    """Set the outcome of a capture."""
    db.execute(_CHANGE, {"its_id": capture_id, "outcome": outcome})


def redirected_from(db: Connection, series: str, url: str) -> tuple[str, ...]:
    """Return the addresses that redirected to an address when its page was last read."""
    row = _latest_read(db, series, (url,))
    return _addresses(row) if row else ()


def forget_lost(db: Connection, series: str, warc: str, end: int) -> None:
    """
    Drop what was never read and whose bytes did not reach the disk, beyond the end of a file.

    Only a power cut leaves such rows. Their addresses are still wanted and asked again. One that
    was read before stays, as what was read of it does.
    """
    lost = delete(CaptureRow).where(
        CaptureRow.warc == warc,
        CaptureRow.offset >= end,
        CaptureRow.series == series,
        CaptureRow.outcome == Outcome.PENDING,
        ~exists().where(SightingRow.capture_id == CaptureRow.id),
        ~exists().where(RevisionRow.capture_id == CaptureRow.id),
        ~exists().where(DecisionRow.capture_id == CaptureRow.id),
    )
    db.execute(lost)


def _latest_read(db: Connection, series: str, urls: tuple[str, ...]) -> Row[Any] | None:
    """Return the latest capture that was read, of the first of some addresses that has one."""
    for url in dict.fromkeys(urls):
        found = db.execute(_LATEST_READ, {"series": series, "url": url}).first()
        if found is not None:
            return found
    return None


def _write_again(db: Connection, warc: WarcFile, exchange: Exchange, known: Row[Any]) -> Row[Any]:
    """
    Refer to the earlier record, unless the same body was compressed in another way.

    Where the earlier record is lost or damaged, this one stands for it from now on. Returns the
    row of the capture as it is then.
    """
    if not is_kept(warc.folder, capture(known)):
        return _keep_anew(db, warc, exchange, known)
    if known.payload_digest == payload_digest(exchange.body):
        warc.write_revisit(exchange, _original(known))
    else:
        warc.write(exchange)
    return known


def _keep_anew(db: Connection, warc: WarcFile, exchange: Exchange, known: Row[Any]) -> Row[Any]:
    again = msgspec.structs.asdict(warc.write(exchange))
    warc.sync()
    again |= {"payload_digest": payload_digest(exchange.body), "last_at": exchange.at}
    its = update(CaptureRow).where(CaptureRow.id == known.id).values(again)
    return db.execute(its.returning(CaptureRow)).one()


def _known(db: Connection, came: Mapping[str, object]) -> Row[Any] | None:
    """Return the capture of a body that the same address gave before, as a page of this kind."""
    found = db.execute(_OF_THESE_BYTES, {"digest": came["digest"], "url": came["url"]}).all()
    its = [(row.series, row.kind, row.status) for row in found]
    wanted = (came["series"], came["kind"], came["status"])
    same = [row for row, one in zip(found, its, strict=True) if one == wanted]
    return same[-1] if same else None


def _kept(db: Connection, warc: WarcFile, exchange: Exchange, row: Mapping[str, object]) -> Capture:
    """Write a response, and the row that names it: bytes first, also through a power cut."""
    position = warc.write(exchange)
    warc.sync()
    once = {"last_at": exchange.at, "times": 1}
    return capture(db.execute(_ADD, {**row, **once, **msgspec.structs.asdict(position)}).one())


def _met_again(
    db: Connection, known: Row[Any], addresses: tuple[str, ...], at: datetime
) -> Capture:
    before = capture(known)
    both = tuple(dict.fromkeys((*before.addresses, *addresses)))
    unread = both != before.addresses or not _is_settled(db, before)
    again = unread and known.kind == "article" and before.outcome not in _CLOSED
    now: dict[str, Any] = {
        "outcome": Outcome.PENDING if again else before.outcome,
        "last_at": max(at, before.last_at),
        "times": before.times + 1,
    }
    db.execute(_CHANGE, {"its_id": known.id, "addresses": _json(both), **now})
    return msgspec.structs.replace(before, addresses=both, **now)


def _is_settled(db: Connection, before: Capture) -> bool:
    """Return True if the archive already has all that the capture can show."""
    if before.outcome in _RECORDED:
        return db.execute(_SHOWS_WHAT_IS_CURRENT, {"capture_id": before.id}).first() is not None
    its = {"series": before.series, "url": before.url, "kind": before.kind}
    since = db.execute(_ANOTHER_SINCE, its | {"last_at": before.last_at})
    return before.outcome is not Outcome.SET_ASIDE and since.first() is None


def _came(exchange: Exchange, addresses: tuple[str, ...]) -> dict[str, object]:
    return {
        "url": exchange.url,
        "addresses": _json(addresses),
        "at": exchange.at,
        "status": exchange.status,
        "content_type": _header(exchange, "content-type"),
        "digest": sha256(exchange.payload),
        "payload_digest": payload_digest(exchange.body),
    }


def _original(row: Row[Any]) -> Original:
    return Original(row.url, row.at, row.payload_digest)


def _addresses(row: Row[Any]) -> tuple[str, ...]:
    return msgspec.json.decode(row.addresses, type=tuple[str, ...])


def _json(addresses: tuple[str, ...]) -> str:
    return msgspec.json.encode(addresses).decode()


def _header(exchange: Exchange, wanted: str) -> str:
    return next((value for name, value in exchange.response_headers if name.lower() == wanted), "")
