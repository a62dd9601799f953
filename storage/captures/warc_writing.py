"""
WARC files: the bytes as they came, in the form that every web archive reads (ISO 28500:2017).

Each record is compressed by itself, so that one is read at its offset. A file is named ``.open``
while it is written; its final name is the one in the captures. Knows no database.
"""

from __future__ import annotations

import base64
import hashlib
import os
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from typing import TYPE_CHECKING, cast
from urllib.parse import quote, urlsplit

from msgspec import Struct

from ingest.errors import StorageError
from storage.engines.errors import storage_errors

if TYPE_CHECKING:
    from io import FileIO
    from pathlib import Path
    from typing import Self

    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    from storage.records import Exchange

OPEN = ".open"  #: what the name of a file ends with while it is written
_SERVER_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_ASCII = "".join(map(chr, range(0x20, 0x7F)))


class Position(Struct, frozen=True):
    """Where a record lies."""

    warc: str  #: final name of the file
    offset: int
    length: int  #: compressed


class Original(Struct, frozen=True):
    """The earlier response that a revisit record refers to."""

    url: str
    at: datetime
    payload_digest: str


class WarcFile:
    """
    The file of one run, for one writer; made when the first record comes.

    Every method returns when the bytes are with the operating system; after `sync` they are on the
    disk. A record that cannot be written whole leaves no trace, and raises StorageError.
    """

    def __init__(self, folder: Path, name: str, now: datetime) -> None:
        self.name = name
        self.folder = folder
        self._path = folder / name
        self._open = folder / f"{name}{OPEN}"
        self._begun = now
        self._file: FileIO | None = None
        self._end = 0
        self._is_listed = False  # that it is in its folder would outlive a power cut

    def write(self, exchange: Exchange) -> Position:
        """Write a response, and the request that brought it."""
        batch = _Batch()
        http = _http(exchange, _response_headers(exchange))
        batch.add("response", exchange, http, {}, BytesIO(exchange.body))
        return self._append(batch)

    def write_revisit(self, exchange: Exchange, original: Original | None) -> Position:
        """
        Write a response that brings nothing new: a 304, or a body that we have.

        `original` is the response that brought it first, if we have it. The headers of a 304 go
        into a metadata record: in the revisit record they would be replayed, as an empty page.
        """
        batch = _Batch()
        headers = [pair for pair in exchange.response_headers if not _is_framing(pair[0])]
        http = _http(exchange, headers)
        shown = None if exchange.status == 304 else http
        batch.add("revisit", exchange, shown, _revisit_fields(exchange, original))
        if shown is None:
            batch.add_metadata(exchange, http)
        return self._append(batch)

    def sync(self) -> None:
        """Return when all that was written would outlive a power cut."""
        if self._file is None:
            return
        with storage_errors(str(self._open)):
            os.fsync(self._file.fileno())
            if not self._is_listed:
                _sync_folder(self.folder)
                self._is_listed = True

    def close(self) -> None:
        """Give the file its final name; one that was never written leaves nothing."""
        if self._file is None:
            return
        with storage_errors(str(self._path)):
            with self._file as file:
                os.fsync(file.fileno())
            self._file = None
            give_final_name(self._open, self._path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _append(self, batch: _Batch) -> Position:
        with storage_errors(str(self._open)):
            if self._file is None:
                self._file = self._create()
            if not self._end:
                self._write_whole(_warcinfo(self.name, self._begun))
            start = self._end
            self._write_whole(batch.block)
        return Position(self.name, start, batch.first)

    def _create(self) -> FileIO:
        self._open.parent.mkdir(parents=True, exist_ok=True)
        if self._path.exists():
            raise StorageError(f"{self._path}: there is a file of this name already")
        return self._open.open("xb", buffering=0)

    def _write_whole(self, block: bytes) -> None:
        assert self._file is not None  # noqa: S101  for the type checker
        rest = memoryview(block)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError:
            with suppress(OSError):
                self._file.truncate(self._end)
                self._file.seek(self._end)
            raise
        self._end += len(block)


class _Batch:
    """Records that are written together or not at all."""

    def __init__(self) -> None:
        self._buffer = BytesIO()
        self._writer = _writer(self._buffer)
        self._id = ""
        self.first = 0  #: length of the first record

    @property
    def block(self) -> bytes:
        return self._buffer.getvalue()

    def add(
        self,
        kind: str,
        exchange: Exchange,
        http: StatusAndHeaders | None,
        fields: dict[str, str],
        payload: BytesIO | None = None,
    ) -> None:
        """Add what came as a record of a kind, and then what had been asked."""
        self._id = self._write(kind, exchange, http, fields, payload)
        self.first = self._buffer.tell()
        self._write("request", exchange, _asked(exchange), {"WARC-Concurrent-To": self._id})

    def add_metadata(self, exchange: Exchange, http: StatusAndHeaders) -> None:
        """Add headers that belong to what was added before."""
        lines = [("http-status", http.statusline), *http.headers]
        fields = "".join(f"{name}: {value}\r\n" for name, value in lines).encode("ascii")
        self._write("metadata", exchange, None, {"WARC-Concurrent-To": self._id}, BytesIO(fields))

    def add_warcinfo(self, name: str, fields: dict[str, str], now: datetime) -> None:
        record = self._writer.create_warcinfo_record(name, fields)
        record.rec_headers.replace_header("WARC-Date", warc_date(now))
        self._writer.write_record(record)

    def _write(
        self,
        kind: str,
        exchange: Exchange,
        http: StatusAndHeaders | None,
        fields: dict[str, str],
        payload: BytesIO | None = None,
    ) -> str:
        """Write one record; return its identifier."""
        record = self._writer.create_warc_record(
            exchange.url.partition("#")[0],
            kind,
            payload=payload,
            length=len(payload.getvalue()) if payload else None,
            http_headers=http,
            warc_headers_dict={"WARC-Date": warc_date(exchange.at)} | fields,
        )
        self._writer.write_record(record)
        return cast("str", record.rec_headers.get_header("WARC-Record-ID"))


def payload_digest(body: bytes) -> str:
    """Return the WARC-Payload-Digest of a body as sent: SHA-1 in base 32, as is custom."""
    return f"sha1:{base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()}"


def warc_date(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def file_name(series: str, run_id: int, now: datetime) -> str:
    """
    Return the final name of the file of a run.

    >>> file_name("iraq_report", 7, datetime(2026, 11, 22, 10, 5, tzinfo=UTC))
    'iraq_report-20261122100500-7.warc.gz'
    """
    return f"{series}-{now.astimezone(UTC):%Y%m%d%H%M%S}-{run_id}.warc.gz"


def give_final_name(path: Path, final: Path) -> None:
    """Rename a file that is complete, so that it stays renamed; an empty one is removed."""
    if not path.stat().st_size:
        path.unlink()
        return
    if final.exists():
        raise StorageError(f"{final}: there is a file of this name already")
    path.rename(final)
    _sync_folder(final.parent)


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _writer(buffer: BytesIO) -> WARCWriter:
    from warcio.warcwriter import WARCWriter  # noqa: PLC0415  only where something is written

    return WARCWriter(buffer, gzip=True, warc_version="1.1")


def _warcinfo(name: str, now: datetime) -> bytes:
    batch = _Batch()
    fields = {
        "software": f"fortnightly/{version('fortnightly')}",
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "robots": "obey",
    }
    batch.add_warcinfo(name, fields, now)
    return batch.block


def _revisit_fields(exchange: Exchange, original: Original | None) -> dict[str, str]:
    fields = {}
    if exchange.status == 304:
        fields["WARC-Profile"] = _SERVER_NOT_MODIFIED
    else:
        fields["WARC-Profile"] = _SERVER_NOT_MODIFIED.replace(
            "server-not-modified", "identical-payload-digest"
        )
    if original:
        fields["WARC-Refers-To-Target-URI"] = original.url.partition("#")[0]
        fields["WARC-Refers-To-Date"] = warc_date(original.at)
        fields["WARC-Payload-Digest"] = original.payload_digest
    return fields


def _http(exchange: Exchange, headers: list[tuple[str, str]]) -> StatusAndHeaders:
    return _head(f"{exchange.status} {exchange.reason}".strip(), "HTTP/1.1", headers)


def _asked(exchange: Exchange) -> StatusAndHeaders:
    url = exchange.url.partition("#")[0]
    return _head(f"{_target(url)} HTTP/1.1", exchange.method, _request_headers(exchange, url))


def _head(line: str, protocol: str, headers: list[tuple[str, str]]) -> StatusAndHeaders:
    from warcio.statusandheaders import StatusAndHeaders  # noqa: PLC0415  only where one is written

    lines = [(_ascii(name), _ascii(value)) for name, value in headers]
    return StatusAndHeaders(_ascii(line), lines, protocol=protocol)


def _ascii(text: str) -> str:
    """Percent-encode what is no printable ASCII; header values are text as Latin-1."""
    if text.isascii() and text.isprintable():
        return text
    return quote(text.encode("latin-1", "replace"), safe=_ASCII)


def _target(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _request_headers(exchange: Exchange, url: str) -> list[tuple[str, str]]:
    sent = list(exchange.request_headers)
    if any(name.lower() == "host" for name, _ in sent):
        return sent
    return [("Host", urlsplit(url).netloc.rpartition("@")[2]), *sent]


def _response_headers(exchange: Exchange) -> list[tuple[str, str]]:
    """Return the headers for the body as it is kept: in one piece, and of its real length."""
    headers = [
        (name, value)
        for name, value in exchange.response_headers
        if not _is_framing(name) and name.lower() != "content-length"
    ]
    return [*headers, ("Content-Length", str(len(exchange.body)))]


def _is_framing(name: str) -> bool:
    return name.lower() == "transfer-encoding"
