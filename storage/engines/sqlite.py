"""How SQLite connects and begins; what it keeps, the others know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

#: A new article touches some sixty pages all over a large archive. With the pages that are usual
#: between two checkpoints, 1000, every sixteenth of them would wait for one.
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "wal_autocheckpoint = 4000",
    "cache_size = -16000",  # KiB
)


def engine(url: URL, patience: float) -> Engine:
    """Return an engine; `patience`: seconds to wait for another process that writes."""
    waiting = {} if "timeout" in url.query else {"timeout": patience}
    made = create_engine(url, connect_args=waiting)
    event.listen(made, "connect", _prepare)
    event.listen(made, "begin", _begin)
    return made


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; `_begin` does
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Take the lock at the beginning, where SQLite waits for others; later, it would fail."""
    writes = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
