"""Compare captures with the records in the WARC files: each file is read once, in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import Select, bindparam, func, or_, select, update

from ingest.model import Outcome
from storage.captures.warc_scanning import Gap, Record, scan
from storage.captures.warc_writing import OPEN
from storage.engines import paging
from storage.engines.errors import storage_errors
from storage.tables.crawl import AddressRow, CaptureRow, RunRow, SourcePageRow
from storage.verifying.adopting import adopt
from storage.verifying.findings import VERIFY_MEND, Finding, Leftover, Problem, asks_again

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection, Row

    from storage.engines.database import Database

_NAME = re.compile(r"(?P<series>[a-z][a-z0-9_]*)-\d{14}-(?P<run>\d+)\.warc\.gz")
_PAGE = 200  # captures in memory
_WHOLE_RUNS = ("complete", "incomplete")
_REDIRECTS = range(300, 400)
_OK = 200
_OF_FILE: Select[*tuple[Any, ...]] = select(CaptureRow).where(CaptureRow.warc == bindparam("warc"))
_LAST = select(func.max(CaptureRow.offset)).where(CaptureRow.warc == bindparam("warc"))
_SAME = select(CaptureRow.digest, CaptureRow.status).where(
    CaptureRow.series == bindparam("series"), CaptureRow.url == bindparam("url")
)
_ORIGINAL = select(CaptureRow.id).where(
    CaptureRow.series == bindparam("series"),
    CaptureRow.url == bindparam("url"),
    CaptureRow.at <= bindparam("at"),
    CaptureRow.last_at >= bindparam("at"),
)
_OUTCOME_OF_RUN = select(RunRow.outcome).where(RunRow.id == bindparam("run"))


class WarcName(Struct, frozen=True):
    """What the name of a WARC file says."""

    name: str  #: the final one
    series: str
    run: int
    is_open: bool


def named(path: Path) -> WarcName | None:
    """Return what a file name says; None for a file that is not ours."""
    name = path.name.removesuffix(OPEN)
    if (found := _NAME.fullmatch(name)) is None:
        return None
    return WarcName(name, found["series"], int(found["run"]), path.name.endswith(OPEN))


def missing_files(database: Database, folder: Path, series: str | None) -> Iterator[Finding]:
    """Yield the files that captures name and that are not there."""
    rows = select(CaptureRow.series, CaptureRow.warc, func.count().label("captures"))
    if series is not None:
        rows = rows.where(CaptureRow.series == series)
    with database.reading() as db:
        files = db.execute(rows.group_by(CaptureRow.series, CaptureRow.warc)).all()
    for row in sorted(files):
        if not _is_there(folder / row.warc):
            detail = f"the file is not there; {row.captures} captures are in it"
            lost = _OF_FILE.with_only_columns(CaptureRow.url).params(warc=row.warc)
            yield _lost("file_missing", row.series, row.warc, f"warc/{row.warc}", detail, lost)


def _is_there(path: Path) -> bool:
    """Also true for a file that is being renamed: it has one name or the other."""
    opened = path.with_name(f"{path.name}{OPEN}")
    return path.exists() or opened.exists() or path.exists()


class WarcCheck:
    """
    Checks one file; `under_way` where a run still writes it.

    What such a run has not named yet is no finding. Which captures are looked for is settled
    before the file is read: the bytes of a capture are there before its row.
    """

    def __init__(
        self,
        database: Database,
        path: Path,
        its: WarcName,
        *,
        under_way: bool,
        step: Callable[[], None],
    ) -> None:
        self._database = database
        self._path = path
        self._its = its
        self._under_way = under_way
        self._step = step
        with database.reading() as db:
            last = db.scalar(_LAST, {"warc": its.name})
            self._outcome = db.scalar(_OUTCOME_OF_RUN, {"run": its.run})
        self._last = -1 if last is None else last
        self._left_open = its.is_open and not under_way

    def findings(self) -> Iterator[Finding | Leftover]:
        captures = self._captures()
        row = next(captures, None)
        for part in self._parts():
            while row is not None and row.offset < part.offset:
                yield self._no_record(row, "no record begins there")
                row = next(captures, None)
            inside = 0
            while row is not None and row.offset < part.end:
                inside += 1
                yield from self._compared(row, part)
                row = next(captures, None)
            if not inside:
                yield from self._unnamed(part)
        while row is not None:
            yield self._beyond_the_end(row)
            row = next(captures, None)

    def _parts(self) -> Iterator[Record | Gap]:
        path = self._path
        if self._its.is_open and not path.exists():  # it has its final name by now
            path = path.with_name(self._its.name)
        with storage_errors(str(path)):
            yield from scan(path)

    def _captures(self) -> Iterator[Row[*tuple[Any, ...]]]:
        rows = _OF_FILE.where(CaptureRow.offset <= self._last).params(warc=self._its.name)
        key = (CaptureRow.offset, CaptureRow.id)
        for page in paging.pages(self._database, rows, *key, size=_PAGE):
            for row in page:
                self._step()
                yield row

    def _compared(self, row: Row[*tuple[Any, ...]], part: Record | Gap) -> Iterator[Finding]:
        if row.offset != part.offset:
            yield self._no_record(row, "no record begins there")
        elif isinstance(part, Gap):
            yield self._damaged(row, "its record is not whole")
        elif part.fault:
            yield self._damaged(row, part.fault)
        elif wrong := tuple(_differences(row, part)):
            yield self._capture("record_differs", row, "; ".join(wrong))

    def _unnamed(self, part: Record | Gap) -> Iterator[Finding | Leftover]:
        if isinstance(part, Gap):
            yield from self._unnamed_bytes(part)
        elif part.fault:
            yield self._in_file("file_damaged", part, part.fault)
        elif part.kind == "revisit":
            yield from self._revisit(part)
        elif part.kind == "response":
            yield from self._response(part)

    def _unnamed_bytes(self, gap: Gap) -> Iterator[Finding | Leftover]:
        if gap.at_end and self._under_way:
            return
        if gap.at_end and self._left_open:
            detail = f"{gap.length} bytes after its last whole record"
            yield Leftover(series=self._its.series, what=self._where, detail=detail)
            return
        detail = "that are no record, after the last one" if gap.at_end else "that are no record"
        yield self._in_file("file_damaged", gap, f"{gap.length} bytes {detail}")

    def _revisit(self, part: Record) -> Iterator[Finding]:
        if part.original is None or self._under_way:
            return
        url, at = part.original
        with self._database.reading() as db:
            its = {"series": self._its.series, "url": url, "at": at}
            is_known = db.scalar(_ORIGINAL, its) is not None or _fragment(db, its)
        if not is_known:
            detail = f"says that {url} is as it came at {at:%Y-%m-%d %H:%M:%S} UTC: no capture"
            yield self._in_file("revisit_nowhere", part, detail)

    def _response(self, part: Record) -> Iterator[Finding | Leftover]:
        """Look at a response that no capture names: it may be harmless."""
        if self._under_way or part.status in _REDIRECTS or self._is_kept_elsewhere(part):
            return
        if part.offset > self._last and self._outcome not in _WHOLE_RUNS:
            yield Leftover(
                series=self._its.series,
                what=f"{self._where} at {part.offset}",
                detail=f"a response from {part.url} that came as the run broke off: not read",
            )
            return
        problem = Problem(
            series=self._its.series,
            kind="response_unknown",
            what=f"{self._where} at {part.offset}",
            detail=f"a response from {part.url} that no capture names",
            mend=f"`{VERIFY_MEND} {self._its.series}`: makes its capture again",
        )
        its = self._its
        yield Finding(problem, lambda db: adopt(db, its.series, its.run, self._row(part)))

    def _row(self, part: Record) -> dict[str, object]:
        return {
            "url": part.url,
            "at": part.at,
            "status": part.status,
            "content_type": part.content_type,
            "digest": part.digests[0],
            "payload_digest": part.payload_digest,
            "warc": self._its.name,
            "offset": part.offset,
            "length": part.length,
        }

    def _is_kept_elsewhere(self, part: Record) -> bool:
        """
        Return whether the same of that address is kept: it came again, or in another form.

        Of an answer that a page is gone, the status is what counts, not the page of the error.
        """
        with self._database.reading() as db:
            known = db.execute(_SAME, {"series": self._its.series, "url": part.url}).all()
        return any(
            row.digest in part.digests or (row.status == part.status and row.status != _OK)
            for row in known
        )

    def _beyond_the_end(self, row: Row[*tuple[Any, ...]]) -> Finding | Leftover:
        if self._left_open and row.outcome == Outcome.PENDING:
            detail = f"the page of {row.url} did not reach the disk and was not read"
            return Leftover(series=row.series, what=f"capture {row.id}", detail=detail)
        return self._no_record(row, "the file ends before it")

    def _no_record(self, row: Row[*tuple[Any, ...]], why: str) -> Finding:
        return self._capture("record_missing", row, why)

    def _damaged(self, row: Row[*tuple[Any, ...]], why: str) -> Finding:
        return self._capture("record_damaged", row, why)

    def _capture(self, kind: Any, row: Row[*tuple[Any, ...]], why: str) -> Finding:
        detail = f"{row.url}, in warc/{row.warc} at {row.offset}: {why}"
        lost = select(CaptureRow.url).where(CaptureRow.id == row.id)
        return _lost(kind, row.series, row.warc, f"capture {row.id}", detail, lost)

    def _in_file(self, kind: Any, part: Record | Gap, detail: str) -> Finding:
        return Finding(
            Problem(
                series=self._its.series,
                kind=kind,
                what=f"{self._where} at {part.offset}",
                detail=detail,
                mend=f"restore {self._where} from a copy; no capture is lost by it",
            )
        )

    @property
    def _where(self) -> str:
        return f"warc/{self._path.name}"


def _fragment(db: Connection, its: dict[str, Any]) -> bool:
    """Also compares captures whose address has a fragment, which records leave out."""
    rows = _ORIGINAL.where(or_(CaptureRow.url.startswith(f"{its['url']}#", autoescape=True)))
    return db.scalar(rows, its) is not None


def _differences(row: Row[*tuple[Any, ...]], record: Record) -> Iterator[str]:
    if record.kind != "response":
        yield f"a {record.kind} record, not a response"
        return
    if record.url != row.url.partition("#")[0]:
        yield f"a response from {record.url}"
    if record.at is not None and not _came_at(row, record.at):
        yield f"a response of {record.at.isoformat()}, not of {row.at.isoformat()}"
    if record.status != row.status:
        yield f"its status is {record.status}, not {row.status}"
    if record.length != row.length:
        yield f"{record.length} bytes, not {row.length}"
    if record.payload_digest != row.payload_digest:
        yield f"its payload digest is {record.payload_digest}, not {row.payload_digest}"
    if row.digest not in record.digests:
        yield f"the digest of its body is not {row.digest}"


def _came_at(row: Row[*tuple[Any, ...]], at: datetime) -> bool:
    """Also true for lost bytes that came again later."""
    return bool(row.at <= at <= row.last_at)


def _lost(kind: Any, series: str, file: str, what: str, detail: str, urls: Any) -> Finding:
    problem = Problem(
        series=series, kind=kind, what=what, detail=detail, mend=asks_again(series, file)
    )
    return Finding(problem, lambda db: _ask_again(db, series, urls), at_once=False)


def _ask_again(db: Connection, series: str, urls: Any) -> None:
    """Have the next run fetch pages whose bytes are lost, without validators: no 304."""
    unknown = {"etag": None, "last_modified": None}
    entries = update(AddressRow).where(AddressRow.series == series, AddressRow.url.in_(urls))
    db.execute(entries.values(unknown | {"state": "wanted"}))
    pages = update(SourcePageRow).where(SourcePageRow.series == series, SourcePageRow.url.in_(urls))
    db.execute(pages.values(unknown))
