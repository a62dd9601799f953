"""Make the row of a capture again, from its record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import insert, select

from ingest.model import Outcome
from storage.records import SourceReport
from storage.tables.crawl import AddressRow, CaptureRow, RunRow, SourcePageRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection


def adopt(db: Connection, series: str, run: int, record: Mapping[str, Any]) -> None:
    """
    Add the capture of a response, to be read by the next run if it is the newest of an entry.

    An older one only stands for its bytes: what was read of it, its revision says.
    """
    kind = _kind(db, series, run, record["url"])
    row: dict[str, Any] = {
        "series": series,
        "run_id": run,
        "kind": kind,
        "addresses": "[]",
        "times": 1,
    }
    outcome = _outcome(db, series, kind, record)
    db.execute(
        insert(CaptureRow), row | dict(record) | {"last_at": record["at"], "outcome": outcome}
    )


def _kind(db: Connection, series: str, run: int, url: str) -> str:
    """Return of what kind a page is: of a source that the run read, else of an entry."""
    its = (SourcePageRow.series == series, SourcePageRow.url == url)
    source = db.scalar(select(SourcePageRow.source_url).where(*its))
    sources = db.scalar(select(RunRow.sources).where(RunRow.id == run))
    reports = msgspec.json.decode(sources or "[]", type=tuple[SourceReport, ...])
    return next((one.kind for one in reports if one.url in {url, source}), "article")


def _outcome(db: Connection, series: str, kind: str, record: Mapping[str, Any]) -> Outcome:
    if kind != "article":
        return Outcome.SOURCE
    newer = select(CaptureRow.id).where(
        CaptureRow.series == series,
        CaptureRow.url == record["url"],
        CaptureRow.at > record["at"],
    )
    off_series = select(AddressRow.id).where(
        AddressRow.series == series,
        AddressRow.url == record["url"],
        AddressRow.state == "off_series",
    )
    if db.scalar(newer.limit(1)) is not None:
        return Outcome.UNCHANGED
    return Outcome.PENDING if db.scalar(off_series) is None else Outcome.OFF_SERIES
