"""Ask a database for its own faults, and a search index for its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam
from sqlalchemy import text as sql
from sqlalchemy.exc import DatabaseError, OperationalError

from storage.search import index
from storage.search.ranking import Searched

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

_INDEXED = sql(
    f"SELECT rowid, {', '.join(Searched._fields)} FROM articles_fts"  # noqa: S608
    " WHERE rowid IN :ids"
).bindparams(bindparam("ids", expanding=True))
_MAKE_COPY = index.FTS5.replace("articles_fts", "temp.copy_fts")
_FILL_COPY = [
    statement.replace("PART", part)
    for part in ("data", "idx", "content", "docsize", "config")
    for statement in (
        "DELETE FROM temp.copy_fts_PART",
        "INSERT INTO temp.copy_fts_PART SELECT * FROM articles_fts_PART",
    )
]
_SURPLUS = sql("SELECT rowid FROM articles_fts WHERE rowid NOT IN (SELECT id FROM articles)")


def faults(db: Connection) -> list[str]:
    """Return what the database finds wrong with itself; PostgreSQL needs a tool of its own."""
    if db.dialect.name != "sqlite":
        return []
    found = db.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    return [one for one in found if one != "ok"]


def is_damage(error: BaseException | None) -> bool:
    """Return False for a database that cannot be asked."""
    return isinstance(error, DatabaseError) and not isinstance(error, OperationalError)


def indexed(db: Connection, ids: Collection[int]) -> dict[int, Searched]:
    """Return what the search index has of some articles."""
    return {row[0]: Searched(*row[1:]) for row in db.execute(_INDEXED, {"ids": list(ids)})}


def surplus(db: Connection) -> Sequence[int]:
    """Return the numbers in the search index that are no articles."""
    return db.scalars(_SURPLUS).all()


def index_fault(db: Connection) -> str:
    """
    Return what is wrong inside of the search index of SQLite.

    SQLite checks an index only where it may write: the tables of the index are copied into a
    temporary one, which a read-only connection has as well.
    """
    if db.dialect.name != "sqlite":
        return ""
    try:
        db.exec_driver_sql(_MAKE_COPY)
        for statement in _FILL_COPY:
            db.exec_driver_sql(statement)
        db.exec_driver_sql("INSERT INTO temp.copy_fts(copy_fts) VALUES ('integrity-check')")
    except DatabaseError as error:
        if not is_damage(error):
            raise
        return str(error.orig)
    finally:
        db.exec_driver_sql("DROP TABLE IF EXISTS temp.copy_fts")
    return ""
