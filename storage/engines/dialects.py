"""
What both databases can do, each in its own way: connecting, transactions, upserts.

What only one of them does is in `sqlite` and `postgres`, and how each finds words in
`storage.search.index`; no other module names a database.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, make_url
from sqlalchemy.dialects.postgresql import insert as insert  # noqa: PLC0414  both databases read it
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from ingest.errors import BadDatabaseUrl
from storage.engines import postgres, sqlite
from storage.tables.types import UtcTime as UtcTime  # noqa: PLC0414
from storage.tables.types import Words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy import URL, ColumnElement, Connection, Engine, Row, Select
    from sqlalchemy.dialects.postgresql import Insert
    from sqlalchemy.sql.compiler import SQLCompiler

#: Seconds to wait for another process that writes, unless the URL sets another time.
BUSY_TIMEOUT = 15.0
_ENGINES = {
    "sqlite": (sqlite.engine, sqlite.read_only_engine),
    "sqlite+pysqlite": (sqlite.engine, sqlite.read_only_engine),
    "postgresql": (postgres.engine, postgres.read_only_engine),
    "postgresql+psycopg": (postgres.engine, postgres.read_only_engine),
}
_IN_MEMORY = (None, "", ":memory:")
_USE = "use sqlite:///FILE or postgresql://USER@HOST/DATABASE"
_PASSWORD = re.compile(r"(?<=password=)[^&]*|(?<=://)([^:/?#@]*):.*@")
_PART = 100  # values of one statement
#: Columns whose values may be too long for an index of PostgreSQL, which has their digest then.
LONG = frozenset({"url", "source_url"})


def connect(database_url: str, *, read_only: bool = False) -> Engine:
    """Return an engine for a database; BadDatabaseUrl for a kind that we cannot use."""
    url = parsed(database_url)
    writing, reading = _ENGINES[url.drivername]
    return (reading if read_only else writing)(url, BUSY_TIMEOUT)


def parsed(database_url: str) -> URL:
    """Return the URL of a database that we can use; raises BadDatabaseUrl."""
    shown = without_password(database_url)
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError) as error:
        raise BadDatabaseUrl(f"{shown}: no URL of a database; {_USE}") from error
    if url.drivername not in _ENGINES:
        raise BadDatabaseUrl(f"{url.drivername}: no such kind of archive; {_USE}")
    if url.get_backend_name() == "sqlite" and url.database in _IN_MEMORY:
        raise BadDatabaseUrl(f"{shown}: nothing of it would stay; {_USE}")
    if url.password and "@" in f"{url.host}{url.database}":
        raise BadDatabaseUrl(f"{shown}: in its password, write %40 for @ and %2F for /")
    return url


def without_password(database_url: str) -> str:
    """
    Return a URL, or what was meant as one, without its password.

    >>> without_password("postgresql://me:secret@host/archive?password=secret&x=1")
    'postgresql://me:***@host/archive?password=***&x=1'
    """
    return _PASSWORD.sub(
        lambda found: "***" if found[1] is None else f"{found[1]}:***@", database_url
    )


def writing(engine: Engine) -> Engine:
    """Return the engine whose transactions write: one at a time, whoever else is connected."""
    return engine.execution_options(writing=True)


def reading(engine: Engine) -> Engine:
    """Return the engine whose transactions read, each of them one state of the database."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


class _InIndex(FunctionElement[str]):
    """A column as a unique index has it: see `LONG`."""

    type = Words()
    inherit_cache = True


@compiles(_InIndex)
def _plain(element: _InIndex, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses.clauses[0], **options)


@compiles(_InIndex, "postgresql")
def _digest(element: _InIndex, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(func.md5(element.clauses.clauses[0]), **options)


def upsert(insert: Insert, key: Sequence[str], changed: Sequence[str]) -> Insert:
    """Return an insert that overwrites some columns of the row with its key, if there is one."""
    columns = insert.table.c
    values = {name: insert.excluded[name] for name in changed}
    index: list[ColumnElement[Any]] = [
        _InIndex(columns[name]) if name in LONG else columns[name] for name in key
    ]
    return insert.on_conflict_do_update(index_elements=index, set_=values)


def in_parts(
    db: Connection, rows: Select[*tuple[Any, ...]], values: Collection[str], **parameters: str
) -> Iterator[Row[*tuple[Any, ...]]]:
    """Yield the rows for `some` values, in several statements: thousands do not fit into one."""
    wanted = list(values)
    for start in range(0, len(wanted), _PART):
        yield from db.execute(rows, parameters | {"some": wanted[start : start + _PART]})
