"""
What differs between databases: how they connect, begin, upsert, keep times and search text.

The only module that names a database. PostgreSQL is to come; what is missing for it stands here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, Engine, create_engine, event, make_url
from sqlalchemy import text as sql
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import insert as insert  # noqa: PLC0414  the others insert with it
from sqlalchemy.exc import ArgumentError
from sqlalchemy.types import TypeDecorator

from ingest.errors import BadDatabaseUrl

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Dialect, Row, Select
    from sqlalchemy.dialects.sqlite import Insert
    from sqlalchemy.types import TypeEngine

#: Seconds to wait for another process that writes; ``?timeout=`` in the URL goes before it.
BUSY_TIMEOUT = 15.0
_SQLITE = frozenset({"sqlite", "sqlite+pysqlite"})
_UNQUOTABLE = str.maketrans({'"': " ", "\0": " "})
_MOST_WORDS = 50  # of one search; FTS5 limits the depth of an expression
_PART = 100  # values of one statement
#: A new article touches some sixty pages all over a large archive. With the pages that are usual
#: between two checkpoints, 1000, every sixteenth of them would wait for one.
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "wal_autocheckpoint = 4000",
    "cache_size = -16000",  # KiB
)


class UtcTime(TypeDecorator[datetime]):
    """
    A moment: aware in, aware UTC out.

    SQLite has no such type: it gets ``2026-11-22T10:00:00.000000Z``, which sorts by time and
    shows its zone to whoever reads the file.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name != "sqlite":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(
            sqlite.DATETIME(  # type: ignore[no-untyped-call]
                storage_format="%(year)04d-%(month)02d-%(day)02d"
                "T%(hour)02d:%(minute)02d:%(second)02d.%(microsecond)06dZ",
                regexp=r"(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)\.(\d+)Z",
            )
        )

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a time without zone cannot be kept: {value}")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value and (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)


def connect(database_url: str) -> Engine:
    """Return an engine for a database; BadDatabaseUrl for a kind that we cannot use."""
    try:
        url = make_url(database_url)
    except ArgumentError as error:
        raise BadDatabaseUrl(f"{database_url}: {error}") from error
    if url.get_backend_name() == "postgresql":
        raise BadDatabaseUrl("PostgreSQL comes with a later version; use a URL like sqlite:///FILE")
    if url.drivername not in _SQLITE:
        raise BadDatabaseUrl(f"{url.drivername}: no such kind of archive; use sqlite:///FILE")
    waiting = {} if "timeout" in url.query else {"timeout": BUSY_TIMEOUT}
    engine = create_engine(url, connect_args=waiting)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def writing(engine: Engine) -> Engine:
    """
    Return the engine whose transactions write, on the same connections.

    SQLite then takes its lock at the beginning, where it waits for others. In the middle of a
    transaction it would fail at once.
    """
    return engine.execution_options(writing=True)


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; `_begin` does
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def upsert(insert: Insert, key: Sequence[str], changed: Sequence[str]) -> Insert:
    """Let an insert overwrite some columns of the row that has its key, if there is one."""
    said = {name: insert.excluded[name] for name in changed}
    return insert.on_conflict_do_update(index_elements=key, set_=said)


def in_parts(
    db: Connection, rows: Select[*tuple[Any, ...]], values: Collection[str], **its: str
) -> Iterator[Row[*tuple[Any, ...]]]:
    """Select the rows for `some` values; of thousands, not all fit into one statement."""
    wanted = list(values)
    for start in range(0, len(wanted), _PART):
        yield from db.execute(rows, its | {"some": wanted[start : start + _PART]})


def create_search(connection: Connection) -> None:
    """Make the full-text index; a word in the title weighs more than one in the text."""
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE articles_fts USING fts5("
        "title, standfirst, authors, text, tokenize = 'unicode61 remove_diacritics 2')"
    )
    connection.exec_driver_sql(
        "INSERT INTO articles_fts(articles_fts, rank) VALUES ('rank', 'bm25(8.0, 4.0, 4.0, 1.0)')"
    )


_INDEX = sql(
    "INSERT OR REPLACE INTO articles_fts(rowid, title, standfirst, authors, text)"
    " VALUES (:id, :title, :standfirst, :authors, :text)"
)
_DROP = sql("DELETE FROM articles_fts WHERE rowid = :id")
_SEARCH = sql(
    "SELECT articles.id, articles.title, articles.published, articles.url,"
    " snippet(articles_fts, 3, '[', ']', ' … ', 32) AS snippet"
    " FROM articles_fts JOIN articles ON articles.id = articles_fts.rowid"
    " WHERE articles_fts MATCH :query AND (:series IS NULL OR articles.series = :series)"
    " ORDER BY articles_fts.rank LIMIT :limit"
)


def index(db: Connection, id_: int, parts: Mapping[str, str]) -> None:
    """Let an article be found by its `title`, `standfirst`, `authors` and `text`."""
    db.execute(_INDEX, {"id": id_, **parts})


def drop(db: Connection, id_: int) -> None:
    """Let an article be found no more."""
    db.execute(_DROP, {"id": id_})


def search(db: Connection, words: str, series: str | None, limit: int) -> Sequence[Row[Any]]:
    """Return the articles that have all the words, the best first; the last one may be begun."""
    query = match_all(words)
    if not query:
        return []
    return db.execute(_SEARCH, {"query": query, "series": series, "limit": limit}).all()


def match_all(words: str) -> str:
    """
    Return what FTS5 asks for these words, whatever they contain; empty if there are none.

    >>> match_all('al-Kadhimi "NEAR oil*')
    '"al-Kadhimi" "NEAR" "oil*" *'
    >>> match_all('"" ()')
    ''
    """
    plain = words.encode("utf-8", "replace").decode().translate(_UNQUOTABLE)
    found = [f'"{word}"' for word in plain.split() if any(map(str.isalnum, word))]
    return f"{' '.join(found[:_MOST_WORDS])} *" if found else ""
