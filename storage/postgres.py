"""How PostgreSQL connects and begins, so that it behaves as SQLite does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

_CONNECTING = {"application_name": "fortnightly", "connect_timeout": "10"}
#: Of the lock that whoever writes holds; any number that no other program takes in this database.
WRITERS = 0x666F72746E
#: A search is planned anew with its words: how many articles have them, decides the way.
_SESSION = {"timezone": "UTC", "plan_cache_mode": "force_custom_plan"}


def engine(url: URL, patience: float) -> Engine:
    """
    Return an engine; `patience`: seconds to wait for another process that writes.

    What the URL says goes before ours: ``?connect_timeout=``, ``?options=-c lock_timeout=...``.
    """
    session = _SESSION | {"lock_timeout": f"{patience * 1000:.0f}"}
    ours = " ".join(f"-c {name}={value}" for name, value in session.items())
    said = url.query.get("options", "")
    options = f"{ours} {said if isinstance(said, str) else ' '.join(said)}".strip()
    connecting = {name: value for name, value in _CONNECTING.items() if name not in url.query}
    made = create_engine(
        url.set(drivername="postgresql+psycopg").difference_update_query(["options"]),
        connect_args=connecting | {"options": options},
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
    )
    event.listen(made, "begin", _begin)
    return made


def _begin(connection: Connection) -> None:
    """
    Let one process write at a time, as with SQLite: none fails because of what another one does.

    Whoever has waited sees all that was written before.
    """
    if connection.get_execution_options().get("writing"):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")


def count_from(db: Connection, table: str, column: str) -> None:
    """Let the next row of a table get the number after the highest one."""
    db.exec_driver_sql(
        f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), max({column}))"  # noqa: S608
        f" FROM {table} HAVING max({column}) IS NOT NULL"
    )
