"""
Copy a whole archive from one database into another, and compare both sides.

The WARC files are not copied: the rows name them, in either database.
"""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct
from sqlalchemy import func, insert, select

from ingest.errors import CannotCopy, StorageError
from storage.crawl import leases
from storage.engines import postgres
from storage.engines.database import Database
from storage.search import index
from storage.tables.base import Base
from storage.tables.types import keepable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Table

_BATCH = 500  # rows in memory
#: What others refer to comes first; the full-text index, no table of ours, is made again.
_TABLES = Base.metadata.sorted_tables


class Copied(Struct, frozen=True):
    """One table as it was, and as it is now where it was copied to."""

    table: str
    rows: int
    digest: str  #: of all values of all rows, in the order of their key
    copied_rows: int
    copied_digest: str

    @property
    def same(self) -> bool:
        return (self.rows, self.digest) == (self.copied_rows, self.copied_digest)


class Copying:
    """A copy that is about to be made: both databases are open, and fit for it."""

    def __init__(self, source: Connection, target: Database) -> None:
        self._source = source
        self._target = target

    @property
    def rows(self) -> int:
        """How many rows there are to copy."""
        return sum(_count(self._source, table) for table in _TABLES)

    def run(self, step: Callable[[], object] = lambda: None) -> list[Copied]:
        """
        Copy everything or nothing; `step` is called for each row.

        Both sides are compared before the copy counts. Raises StorageError if they differ.
        """
        with self._target.writing() as target:
            sums = [self._copy(target, table, step) for table in _TABLES]
            _go_on_counting(target)
            index.rebuild(target)
            copied = [
                Copied(str(table.name), *its, *_sum(target, table))
                for table, its in zip(_TABLES, sums, strict=True)
            ]
            if different := [one for one in copied if not one.same]:
                raise StorageError(f"{self._target.where}: {_difference(different)}")
        return copied

    def _copy(
        self, target: Connection, table: Table, step: Callable[[], object]
    ) -> tuple[int, str]:
        digest = _Digest()
        for batch in _batches(self._source, table):
            digest.add(batch)
            names = table.columns.keys()
            target.execute(insert(table), [dict(zip(names, row, strict=True)) for row in batch])
            for _ in batch:
                step()
        return digest.rows, digest.value


@contextmanager
def copying(source_url: str, target_url: str, now: datetime) -> Iterator[Copying]:
    """
    Open an archive to be copied, in one state of it, and the database that it is copied to.

    Raises NoArchive or SchemaTooOld for the source, which is only read; CannotCopy if there is
    something in the target; LockedError if a run of any series is under way.
    """
    with ExitStack() as stack:
        source = stack.enter_context(closing(Database(source_url, read_only=True)))
        source.require()
        db = stack.enter_context(source.reading())
        leases.refuse_if_held(db, now)
        target = stack.enter_context(closing(Database(target_url)))
        target.refuse_foreign()
        target.prepare()
        with target.reading() as empty:
            if filled := [table.name for table in _TABLES if _count(empty, table)]:
                raise CannotCopy(
                    f"{target.where}: there is something in it already ({', '.join(filled)});"
                    " name a database that is empty, or a file that is not there yet"
                )
        yield Copying(db, target)


def _count(db: Connection, table: Table) -> int:
    return db.execute(select(func.count()).select_from(table)).scalar_one()


def _batches(db: Connection, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    rows = select(table).order_by(*table.primary_key.columns)
    result = db.execute(rows, execution_options={"yield_per": _BATCH})
    for batch in result.partitions():
        yield [tuple(row) for row in batch]


def _sum(db: Connection, table: Table) -> tuple[int, str]:
    digest = _Digest()
    for batch in _batches(db, table):
        digest.add(batch)
    return digest.rows, digest.value


class _Digest:
    """Digest of rows in their order; equal for equal values, in either database."""

    def __init__(self) -> None:
        self.rows = 0
        self._digest = sha256()

    @property
    def value(self) -> str:
        return f"sha256:{self._digest.hexdigest()}"

    def add(self, rows: list[tuple[Any, ...]]) -> None:
        self.rows += len(rows)
        for row in rows:
            plain = [keepable(value) if isinstance(value, str) else value for value in row]
            self._digest.update(msgspec.json.encode(plain) + b"\n")


def _go_on_counting(db: Connection) -> None:
    """Set the sequences to the copied numbers; SQLite continues by itself."""
    if db.dialect.name == "postgresql":
        for table in _TABLES:
            if table.autoincrement_column is not None:
                postgres.count_from(db, table.name, table.autoincrement_column.name)


def _difference(different: list[Copied]) -> str:
    return "; ".join(
        f"{one.table} differs: {one.rows} rows, {one.digest} became"
        f" {one.copied_rows} rows, {one.copied_digest}"
        for one in different
    )
