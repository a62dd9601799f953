"""Content codings of HTTP (RFC 9110, 8.4): from a body as sent to the body itself."""

from __future__ import annotations

import gzip
import struct
import sys
import zlib
from contextlib import suppress
from io import BytesIO

_CHUNK = 1 << 16
_KNOWN = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd"})


def decoded(body: bytes, content_encoding: str) -> bytes:
    """
    Undo the codings that a Content-Encoding header names, up to one that nobody knows.

    A body that was cut off gives what is there, as in a browser. One that is not coded as the
    header says raises zlib.error, OSError, EOFError or ValueError.

    >>> decoded(gzip.compress(b"hello")[:-4], "gzip")
    b'hello'
    """
    for coding in reversed([name.strip().lower() for name in content_encoding.split(",")]):
        if coding not in _KNOWN:
            break
        body = _undo(coding, body)
    return body


def _undo(coding: str, body: bytes) -> bytes:
    match coding:
        case "deflate":
            return _inflate(body)
        case "br":
            return _unbrotli(body)
        case "zstd":
            return _unzstd(body)
        case _:
            return _gunzip(body)


def _gunzip(body: bytes) -> bytes:
    found = BytesIO()
    with gzip.GzipFile(fileobj=BytesIO(body)) as file:
        try:
            while chunk := file.read1(_CHUNK):
                found.write(chunk)
        except (OSError, EOFError, struct.error):
            if not found.tell():
                raise
    return found.getvalue()


def _inflate(body: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(body)
    except zlib.error:  # without the header of zlib, as some servers send it
        return zlib.decompressobj(wbits=-zlib.MAX_WBITS).decompress(body)


def _unbrotli(body: bytes) -> bytes:
    import brotli  # type: ignore[import-untyped]  # noqa: PLC0415  seldom needed; comes with Scrapy

    decompressor = brotli.Decompressor()
    # of the two libraries that go by this name, either may be installed
    undo = "process" if hasattr(decompressor, "process") else "decompress"
    try:
        return bytes(getattr(decompressor, undo)(body))
    except brotli.error as error:
        raise ValueError(str(error)) from error


def _unzstd(body: bytes) -> bytes:
    if sys.version_info >= (3, 14):
        from compression import zstd  # noqa: PLC0415  seldom needed
    else:
        from backports import zstd  # noqa: PLC0415  seldom needed; comes with Scrapy

    found = BytesIO()
    try:
        with zstd.ZstdFile(BytesIO(body)) as file, suppress(EOFError):
            while chunk := file.read(_CHUNK):
                found.write(chunk)
    except zstd.ZstdError as error:
        raise ValueError(str(error)) from error
    return found.getvalue()
