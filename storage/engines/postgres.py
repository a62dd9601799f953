"""How PostgreSQL connects and begins a transaction, so that it behaves as SQLite does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event

from ingest.errors import BadDatabaseUrl

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

_CONNECTING = {"application_name": "fortnightly", "connect_timeout": "10"}
#: The encoding of the connection, which goes before the default of the server.
_ENCODING = {"client_encoding": "UTF8"}
#: Number of the advisory lock that a writer holds; no other program uses it in this database.
WRITERS = 0x666F72746E
#: The driver reads times in ISO form only, and only UTC has no hour twice. The plan of a search
#: depends on its words: on how many articles have them.
_SESSION = {"timezone": "UTC", "datestyle": "ISO", "plan_cache_mode": "force_custom_plan"}


def engine(url: URL, patience: float) -> Engine:
    """
    Return an engine; `patience`: seconds to wait for another process that writes.

    What the URL sets goes before ours: ``?connect_timeout=``, ``?options=-c lock_timeout=...``.
    """
    return _engine(url, _SESSION | {"lock_timeout": f"{patience * 1000:.0f}"})


def read_only_engine(url: URL, patience: float) -> Engine:
    """Return an engine that only reads: for it, a role that may SELECT is enough."""
    session = {"lock_timeout": f"{patience * 1000:.0f}", "default_transaction_read_only": "on"}
    return _engine(url, _SESSION | session)


def _engine(url: URL, session: dict[str, str]) -> Engine:
    ours = " ".join(f"-c {name}={value}" for name, value in session.items())
    given = url.query.get("options", "")
    options = f"{ours} {given if isinstance(given, str) else ' '.join(given)}".strip()
    connecting = {name: value for name, value in _CONNECTING.items() if name not in url.query}
    made = create_engine(
        url.set(drivername="postgresql+psycopg").difference_update_query(["options"]),
        connect_args=connecting | _ENCODING | {"options": options},
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
    )
    event.listen(made, "connect", _check)
    event.listen(made, "begin", _begin)
    return made


def _check(connection: Any, _record: object) -> None:
    """Raise BadDatabaseUrl unless the encoding is UTF-8 or unknown."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding not in {"UTF8", None}:
        raise BadDatabaseUrl(
            f"the database {connection.info.dbname} has the encoding {encoding}, which cannot keep"
            " every text: make another one with `createdb --encoding=UTF8 --template=template0`"
        )


def _begin(connection: Connection) -> None:
    """
    Let one process write at a time, as with SQLite: no writer fails because of another one.

    Who has waited sees all that was written before.
    """
    if connection.get_execution_options().get("writing"):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")


def count_from(db: Connection, table: str, column: str) -> None:
    """Set the sequence of a column: the next row gets the number after the highest one."""
    db.exec_driver_sql(
        f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), max({column}))"  # noqa: S608
        f" FROM {table} HAVING max({column}) IS NOT NULL"
    )
