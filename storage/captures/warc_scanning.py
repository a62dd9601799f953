"""Read a WARC file from beginning to end, with one record in memory at a time."""

from __future__ import annotations

import zlib
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct

from ingest.model import sha256
from storage.captures.warc_reading import inflate, readings
from storage.engines.errors import storage_errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CHUNK = 1 << 16
_BUFFER = 1 << 18
_MAGIC = b"\x1f\x8b\x08"  # how a gzip member begins
_FIRST = b"WARC/"
_SOME = 4096  # bytes of a member that tell whether a record begins there


class Record(Struct, frozen=True, kw_only=True):
    """A whole gzip member, and the record in it."""

    offset: int
    length: int  #: compressed
    kind: str  #: response, revisit, request, ...; empty: it holds no record
    url: str = ""
    at: datetime | None = None
    status: int | None = None
    payload_digest: str = ""
    content_type: str = ""
    digests: tuple[str, ...] = ()  #: SHA-256 of its body as decoded, and as sent
    original: tuple[str, datetime] | None = None  #: of a revisit: address and time of the first
    fault: str = ""  #: why it is no valid record

    @property
    def end(self) -> int:
        return self.offset + self.length


class Gap(Struct, frozen=True):
    """Bytes that are no whole record."""

    offset: int
    end: int
    at_end: bool  #: nothing follows

    @property
    def length(self) -> int:
        return self.end - self.offset


def scan(path: Path) -> Iterator[Record | Gap]:
    """Yield what is in a file, in order; all its bytes belong to one of the parts."""
    with storage_errors(str(path)), path.open("rb", buffering=_BUFFER) as file:
        at = 0
        while (part := _part(file, at)) is not None:
            yield part
            at = part.end


def _part(file: BinaryIO, at: int) -> Record | Gap | None:
    block = BytesIO()
    length = inflate(file, at, block.write)
    if length is not None:
        return _record(block, at, length)
    file.seek(at)
    if not file.read(1):
        return None
    following = _next_record(file, at + 1)
    return Gap(at, following or file.seek(0, 2), following is None)


def _next_record(file: BinaryIO, start: int) -> int | None:
    """Return where the next record begins, at `start` or after it."""
    file.seek(start)
    before = b""
    while chunk := file.read(_CHUNK):
        window = before + chunk
        base = file.tell() - len(window)
        at = -1
        while (at := window.find(_MAGIC, at + 1)) >= 0:
            here = file.tell()
            if _begins_record(file, base + at):
                return base + at
            file.seek(here)
        before = window[-len(_MAGIC) + 1 :]
    return None


def _begins_record(file: BinaryIO, at: int) -> bool:
    file.seek(at)
    try:
        first = zlib.decompressobj(wbits=zlib.MAX_WBITS + 16).decompress(
            file.read(_SOME), len(_FIRST)
        )
    except zlib.error:
        return False
    return first == _FIRST


def _record(block: BytesIO, offset: int, length: int) -> Record:
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415  only where one is read
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415  only where one is read

    block.seek(0)
    try:
        record = next(iter(ArchiveIterator(block, check_digests=True)))
        sent = record.raw_stream.read()
        at = _moment(record.rec_headers.get_header("WARC-Date"))
    except (ArchiveLoadFailed, StopIteration, EOFError, ValueError) as error:
        return Record(offset=offset, length=length, kind="", fault=f"no readable record ({error})")
    http = record.http_headers
    says = record.rec_headers.get_header
    is_response = record.rec_type == "response" and http is not None
    coding = http.get_header("Content-Encoding", "") if is_response else ""
    return Record(
        offset=offset,
        length=length,
        kind=record.rec_type,
        url=says("WARC-Target-URI", ""),
        at=at,
        status=_status(http.get_statuscode()) if is_response else None,
        payload_digest=says("WARC-Payload-Digest", ""),
        content_type=http.get_header("Content-Type", "") if is_response else "",
        digests=tuple(map(sha256, readings(sent, coding))) if is_response else (),
        original=_original(says("WARC-Refers-To-Target-URI"), says("WARC-Refers-To-Date")),
        fault="; ".join(record.digest_checker.problems),
    )


def _original(url: str | None, date: str | None) -> tuple[str, datetime] | None:
    return (url, _moment(date)) if url and date else None


def _moment(date: str | None) -> datetime:
    return datetime.fromisoformat(date or "")


def _status(code: str) -> int | None:
    return int(code) if code.isdecimal() else None
