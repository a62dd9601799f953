"""
Captures: the kept responses, and what became of them.

A response is in its WARC file before its row is committed; a row without bytes cannot be. What is
pending here is the queue between fetching and reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select, update

from ingest.model import Outcome, sha256
from storage.records import Capture, CaptureRef
from storage.schema import CaptureRow
from storage.warc import Original, payload_digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from storage.database import Database
    from storage.records import Exchange
    from storage.warc import WarcFile

#: Of captures whose validators we never send: a 304 does not speak of them.
_NOT_READ = (Outcome.PENDING, Outcome.SET_ASIDE)


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

        A body that the same address gave last time becomes a revisit record, and the earlier
        capture is returned: pending, if it is still to be read, was set aside, or was reached by
        an address that is not known of it.
        """
        with self._database.writing() as db:
            for hop in hops:
                warc.write(hop)
            known = _latest(db, series, (exchange.url,), kind)
            if known is not None and _is_same(known, exchange):
                _write_again(warc, exchange, known)
                _meet_again(known, addresses)
                return capture(known)
            row = _row(exchange, addresses)
            row.series, row.run_id, row.kind = series, run_id, kind
            row.outcome = Outcome.PENDING if kind == "article" else Outcome.SOURCE
            position = warc.write(exchange)
            row.warc, row.offset, row.length = position.warc, position.offset, position.length
            db.add(row)
            db.flush()
            return capture(row)

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
        """Keep a 304; return the capture that it confirms, if there is one."""
        with self._database.reading() as db:
            known = _latest(db, series, (exchange.url, *addresses), None)
        for hop in hops:
            warc.write(hop)
        warc.write_revisit(exchange, _original(known) if known else None)
        return capture(known) if known else None

    def pending(self, series: str) -> list[Capture]:
        """Return what was kept and not yet read, oldest first."""
        rows = select(CaptureRow).where(
            CaptureRow.series == series, CaptureRow.outcome == Outcome.PENDING
        )
        with self._database.reading() as db:
            return [capture(row) for row in db.scalars(rows.order_by(CaptureRow.id))]


def capture(row: CaptureRow) -> Capture:
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
    )


def capture_ref(row: CaptureRow) -> CaptureRef:
    return CaptureRef(at=row.at, url=row.url, digest=row.digest, warc=row.warc, offset=row.offset)


def close(db: Session, capture_id: int, outcome: Outcome) -> None:
    """Say what became of a capture."""
    its = update(CaptureRow).where(CaptureRow.id == capture_id)
    db.connection().execute(its.values(outcome=outcome))


def led_to(db: Session, series: str, url: str) -> tuple[str, ...]:
    """Return the addresses that led to the page of an address when it was last read."""
    row = _latest(db, series, (url,), None)
    return _addresses(row) if row else ()


def forget_lost(db: Session, series: str, warc: str, end: int) -> None:
    """
    Drop what was never read and whose bytes did not reach the disk, beyond the end of a file.

    Only a power cut leaves such rows. Their addresses are still wanted and asked again.
    """
    lost = select(CaptureRow).where(
        CaptureRow.warc == warc,
        CaptureRow.offset >= end,
        CaptureRow.series == series,
        CaptureRow.outcome == Outcome.PENDING,
    )
    for row in db.scalars(lost):
        db.delete(row)


def _latest(db: Session, series: str, urls: tuple[str, ...], kind: str | None) -> CaptureRow | None:
    """Return the latest capture of the first of some addresses that has one."""
    for url in dict.fromkeys(urls):
        rows = select(CaptureRow).where(CaptureRow.series == series, CaptureRow.url == url)
        rows = (
            rows.where(CaptureRow.kind == kind)
            if kind
            else rows.where(CaptureRow.outcome.not_in(_NOT_READ), CaptureRow.status == 200)
        )
        found = db.scalars(rows.order_by(CaptureRow.id.desc()).limit(1)).first()
        if found is not None:
            return found
    return None


def _is_same(known: CaptureRow, exchange: Exchange) -> bool:
    return known.status == exchange.status == 200 and known.digest == sha256(exchange.payload)


def _write_again(warc: WarcFile, exchange: Exchange, known: CaptureRow) -> None:
    """Refer to the earlier record, unless the same body was compressed in another way."""
    if known.payload_digest == payload_digest(exchange.body):
        warc.write_revisit(exchange, _original(known))
    else:
        warc.write(exchange)


def _meet_again(known: CaptureRow, addresses: Sequence[str]) -> None:
    before = _addresses(known)
    both = tuple(dict.fromkeys((*before, *addresses)))
    if both != before:
        known.addresses = _json(both)
    if known.kind == "article" and (both != before or known.outcome == Outcome.SET_ASIDE):
        known.outcome = Outcome.PENDING


def _row(exchange: Exchange, addresses: tuple[str, ...]) -> CaptureRow:
    return CaptureRow(
        url=exchange.url,
        addresses=_json(addresses),
        at=exchange.at,
        status=exchange.status,
        content_type=_header(exchange, "content-type"),
        digest=sha256(exchange.payload),
        payload_digest=payload_digest(exchange.body),
    )


def _original(row: CaptureRow) -> Original:
    return Original(row.url, row.at, row.payload_digest)


def _addresses(row: CaptureRow) -> tuple[str, ...]:
    return msgspec.json.decode(row.addresses, type=tuple[str, ...])


def _json(addresses: tuple[str, ...]) -> str:
    return msgspec.json.encode(addresses).decode()


def _header(exchange: Exchange, wanted: str) -> str:
    return next((value for name, value in exchange.response_headers if name.lower() == wanted), "")
