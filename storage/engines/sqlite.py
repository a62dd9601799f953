"""How SQLite connects and begins a transaction; and how it is read without a trace."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from sqlalchemy import NullPool, create_engine, event

from ingest.errors import BadDatabaseUrl, StorageError

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

#: A new article touches some sixty pages all over a large archive. With the default of 1000 pages
#: between two checkpoints, every sixteenth article would wait for one.
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "wal_autocheckpoint = 4000",
    "cache_size = -16000",  # KiB
)
_HEADER = b"SQLite format 3\0"


def engine(url: URL, patience: float) -> Engine:
    """Return an engine; `patience`: seconds to wait for another process that writes."""
    made = create_engine(url, connect_args={"timeout": timeout(url, patience)})
    event.listen(made, "connect", _prepare)
    event.listen(made, "begin", _begin)
    return made


def read_only_engine(url: URL, patience: float) -> Engine:
    """Return an engine that only reads, and leaves no file behind: see `Snapshot`."""
    snapshot = Snapshot(file_of(url), timeout(url, patience))
    made = create_engine("sqlite://", creator=snapshot.connect, poolclass=NullPool)
    event.listen(made, "begin", _begin)
    event.listen(made, "commit", lambda connection: snapshot.check(_driver(connection)))
    event.listen(made, "handle_error", lambda context: snapshot.check(_driver(context.connection)))
    event.listen(made, "engine_disposed", lambda _: snapshot.close())
    return made


def timeout(url: URL, patience: float) -> float:
    """Return the timeout that a URL sets, in seconds; raises BadDatabaseUrl if it is no number."""
    given = url.query.get("timeout", str(patience))
    try:
        return float(str(given))
    except ValueError as error:
        raise BadDatabaseUrl(f"timeout={given}: a number of seconds is needed") from error


def file_of(url: URL) -> Path:
    """Return the file of a database, also of one that the URL names as a `file:` URI."""
    name = url.database or ""
    if url.query.get("uri") and name.startswith("file:"):
        name = unquote(name.removeprefix("file:"))
    return Path(name)


def is_database(file: Path) -> bool:
    """Return whether a file is an SQLite database, by its first bytes."""
    with file.open("rb") as opened:
        return opened.read(len(_HEADER)) == _HEADER


class Snapshot:
    """
    Connects to a database file to read it as it stands, also on a disk that is read-only.

    A read-only connection to a database in WAL mode makes a ``-wal`` and a ``-shm`` file, and fails
    where it cannot. So the way to open depends on which of the two files are there:

    * no ``-wal``: nobody writes; the file is opened as immutable. If somebody begins to write
      while it is read, StorageError says so: what was read may be half old, half new.
    * both: a process writes, or was killed; the file is opened read-only, beside that process.
    * only ``-wal``, or both and they cannot be used: a temporary copy is opened.

    A connection is for one transaction.
    """

    def __init__(self, file: Path, timeout: float) -> None:
        self._file = file
        self._wal, self._shm = (file.with_name(f"{file.name}-{end}") for end in ("wal", "shm"))
        self._timeout = timeout
        self._copy: TemporaryDirectory[str] | None = None

    def connect(self) -> _Connection:
        if self._copy is None and not self._wal.exists():
            state = self._state()
            connection = self._open(self._file, "mode=ro&immutable=1")
            connection.opened_at = state
            return connection
        if self._copy is None and self._shm.exists():
            connection = self._open(self._file, "mode=ro")
            if _is_usable(connection):
                return connection
            connection.close()
        return self._open(self._copied(), "mode=ro")

    def check(self, connection: object) -> None:
        """Raise StorageError if the file was written since it was opened as immutable."""
        opened_at = getattr(connection, "opened_at", None)
        if opened_at is not None and opened_at != self._state():
            raise StorageError(f"{self._file}: a run wrote to it while it was read: try again")

    def close(self) -> None:
        if self._copy is not None:
            self._copy.cleanup()
            self._copy = None

    def _open(self, file: Path, parameters: str) -> _Connection:
        return sqlite3.connect(
            f"file:{quote(str(file.absolute()))}?{parameters}",
            uri=True,
            timeout=self._timeout,
            isolation_level=None,
            check_same_thread=False,
            factory=_Connection,
        )

    def _copied(self) -> Path:
        """Return a copy of the database and of its ``-wal``; the first call makes it."""
        if self._copy is None:
            self._copy = TemporaryDirectory(prefix="fortnightly-")
            for file in filter(Path.exists, (self._file, self._wal)):
                shutil.copyfile(file, Path(self._copy.name, file.name))
        return Path(self._copy.name, self._file.name)

    def _state(self) -> tuple[int, int]:
        found = self._file.stat()
        return found.st_mtime_ns, found.st_size


class _Connection(sqlite3.Connection):
    #: When the file was last written, and its size; None unless it is opened as immutable.
    opened_at: tuple[int, int] | None = None


def _is_usable(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:
        return "locked" in str(error)  # the first transaction reports it
    return True


def _driver(connection: Connection | None) -> object:
    if connection is None or connection.closed:
        return None
    return connection.connection.driver_connection


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins no transaction: `_begin` does
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Take the lock at the beginning, where SQLite waits for others; later, it would fail."""
    writes = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
