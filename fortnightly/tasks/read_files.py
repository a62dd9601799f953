"""
Read saved pages, one by one or from a manifest, each in a worker process.

Stores nothing. A page that cannot be read gives a `ReadFailure`, and the others are read.
"""

from __future__ import annotations

import gzip
import zlib
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from ingest.errors import Failure, PageError, UserError
from ingest.model import Page
from ingest.pool import Readers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from ingest.model import ReadResult, Rules

AT_ONCE = 32  #: pages in memory
_LARGEST = 64 << 20  #: bytes of a page, unpacked


class BadManifest(UserError):
    """A manifest cannot be read; names the file, and the line where there is one."""


class SavedPage(Struct, frozen=True):
    """A saved page: a line of a manifest."""

    path: str
    url: str = ""

    @property
    def address(self) -> str:
        return self.url or Path(self.path).absolute().as_uri()


class ReadFailure(Struct, frozen=True):
    """Why a saved page is no article."""

    url: str
    error: str
    detail: str


def manifest(file: Path) -> list[SavedPage]:
    """Return the pages of a manifest; every line is checked before any page is read."""
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise BadManifest(f"{file}: {error.strerror}") from error
    return [_line(file, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def read_all(pages: Iterable[SavedPage], rules: Rules) -> Iterator[ReadResult | ReadFailure]:
    """Read pages in worker processes, and yield what they become in their order."""
    with Readers() as readers:
        under_way: deque[tuple[SavedPage, Future[ReadResult] | ReadFailure]] = deque()
        for one in pages:
            under_way.append((one, _begin(one, rules, readers)))
            if len(under_way) >= AT_ONCE:
                yield _ended(*under_way.popleft())
        while under_way:
            yield _ended(*under_way.popleft())


def _line(file: Path, number: int, line: bytes) -> SavedPage:
    try:
        return msgspec.json.decode(line, type=SavedPage)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadManifest(f"{file}, line {number}: {error}") from error


def _begin(page: SavedPage, rules: Rules, readers: Readers) -> Future[ReadResult] | ReadFailure:
    try:
        body = Path(page.path).read_bytes()
        if body.startswith(b"\x1f\x8b"):
            with gzip.open(page.path) as file:
                body = file.read(_LARGEST)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        why = getattr(error, "strerror", None) or str(error)
        return ReadFailure(page.address, Failure.BAD_CONTENT, f"{page.path}: {why}")
    return readers.examine(Page(url=page.address, body=body), rules)


def _ended(page: SavedPage, outcome: Future[ReadResult] | ReadFailure) -> ReadResult | ReadFailure:
    if isinstance(outcome, ReadFailure):
        return outcome
    try:
        return outcome.result()
    except PageError as error:
        return ReadFailure(page.address, error.failure, error.detail)
