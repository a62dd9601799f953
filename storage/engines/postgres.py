"""How PostgreSQL connects and begins, so that it behaves as SQLite does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event

from ingest.errors import BadDatabaseUrl

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

_CONNECTING = {"application_name": "fortnightly", "connect_timeout": "10"}
#: In which we talk to the server, whatever it is set up to talk to others in.
_ENCODING = {"client_encoding": "UTF8"}
#: Of the lock that whoever writes holds; any number that no other program takes in this database.
WRITERS = 0x666F72746E
#: The driver reads moments in ISO form only, and in no other zone are they the same twice a year. A
#: search is planned anew with its words: how many articles have them, decides the way.
_SESSION = {"timezone": "UTC", "datestyle": "ISO", "plan_cache_mode": "force_custom_plan"}


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
        connect_args=connecting | _ENCODING | {"options": options},
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
    )
    event.listen(made, "connect", _check)
    event.listen(made, "begin", _begin)
    return made


def _check(connection: Any, _record: object) -> None:
    """Refuse a database that cannot keep every text; one that does not say is let be."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding not in {"UTF8", None}:
        raise BadDatabaseUrl(
            f"the database {connection.info.dbname} has the encoding {encoding}, which cannot keep"
            " every text: make another one with `createdb --encoding=UTF8 --template=template0`"
        )


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
