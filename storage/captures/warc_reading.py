"""Read what `storage.captures.warc_writing` wrote: bodies, and what a dead run left."""

from __future__ import annotations

import os
import zlib
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from ingest.errors import StorageError
from ingest.model import sha256
from storage.captures.content_coding import decoded
from storage.captures.warc_writing import OPEN, Position, give_final_name
from storage.engines.errors import storage_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import FileIO
    from pathlib import Path

    from storage.records import Capture

_CHUNK = 1 << 16


def read_body(folder: Path, capture: Capture) -> bytes:
    """
    Return the body of a capture, after content decoding, also from a file still open.

    Raises StorageError if the record is not there, or is not what was kept.
    """
    where = f"{folder / capture.warc} at {capture.offset}"
    with storage_errors(where):
        sent, encoding = _read_response(folder, capture, where)
    for body in readings(sent, encoding):
        if sha256(body) == capture.digest:
            return body
    raise StorageError(f"{where}: the body of {capture.url} is not the one that was kept")


def is_kept(folder: Path, capture: Capture) -> bool:
    """Also false if the body is there but differs from its digest."""
    try:
        read_body(folder, capture)
    except StorageError:
        return False
    return True


def _read_response(folder: Path, capture: Capture, where: str) -> tuple[bytes, str]:
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415  only where one is read
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415  only where one is read

    with _open_to_read(folder / capture.warc) as file:
        block = _member(file, capture.offset)
    if block is None:
        raise StorageError(f"{where}: no whole record")
    try:
        record = next(iter(ArchiveIterator(BytesIO(block))))
        sent = record.raw_stream.read()
    except (ArchiveLoadFailed, StopIteration, EOFError) as error:
        raise StorageError(f"{where}: no readable record ({error})") from error
    if record.rec_type != "response" or record.http_headers is None:
        raise StorageError(f"{where}: a {record.rec_type} record, not the response that was kept")
    return sent, record.http_headers.get_header("Content-Encoding", "")


def _open_to_read(path: Path) -> FileIO:
    try:
        return path.open("rb", buffering=0)
    except FileNotFoundError:
        return path.with_name(f"{path.name}{OPEN}").open("rb", buffering=0)


def readings(sent: bytes, encoding: str) -> Iterator[bytes]:
    """Yield what a body may be: decoded as its header says, or sent plain in spite of it."""
    with suppress(zlib.error, OSError, EOFError, ValueError):
        yield decoded(sent, encoding)
    yield sent


def recover(folder: Path, series: str, except_run: int | None) -> Iterator[Position]:
    """
    Give the files that dead runs of a series left open their final names.

    What follows the last whole record is cut off. Yields the end of each file as a position
    without length, before the file is renamed; a file without a whole record is removed.
    """
    for path in sorted(folder.glob(f"{series}-*-*.warc.gz{OPEN}")):
        if path.name.endswith(f"-{except_run}.warc.gz{OPEN}"):
            continue
        final = path.with_name(path.name.removesuffix(OPEN))
        end = whole_length(path)
        yield Position(final.name, end, 0)
        with path.open("r+b") as file:
            file.truncate(end)
            os.fsync(file.fileno())
        give_final_name(path, final)


def whole_length(path: Path) -> int:
    """Return where the last whole record of a file ends."""
    end = 0
    with path.open("rb") as file:
        while (length := inflate(file, end, len)) is not None:
            end += length
    return end


def _member(file: BinaryIO, start: int) -> bytes | None:
    """Return what is in the gzip member that begins at `start`; None if it is not whole."""
    block = BytesIO()
    length = inflate(file, start, block.write)
    return None if length is None else block.getvalue()


def inflate(file: BinaryIO, start: int, take: Callable[[bytes], object]) -> int | None:
    """Hand over what is in the gzip member at `start`; return its length if it is whole."""
    file.seek(start)
    inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS + 16)
    length = 0
    while chunk := file.read(_CHUNK):
        length += len(chunk)
        try:
            while chunk and not inflate.eof:
                take(inflate.decompress(chunk, _CHUNK))
                chunk = inflate.unconsumed_tail
        except zlib.error:
            return None
        if inflate.eof:
            return length - len(inflate.unused_data)
    return None
