"""The database as a whole: opening it, bringing its schema up to date, and its transactions."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from ingest.errors import NoArchive, NotAnArchive, SchemaTooNew, SchemaTooOld
from storage.engines import dialects, sqlite
from storage.engines.errors import storage_errors
from storage.search import index
from storage.tables.base import Base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.config import Config
    from sqlalchemy import Connection

#: The newest revision in ``migrations/versions``; alembic, slow to import, is used only otherwise.
HEAD = "0005"
#: The oldest one whose full-text index is as it is made today; that of an older one is made again.
#: No migration makes it: they stay as they were written, and the index follows the code.
INDEXED_SINCE = "0005"
#: By them, and by alembic's table, an archive of any revision is known.
_FIRST_TABLES = frozenset({"articles", "captures", "revisions", "runs"})
_NAMED = 5  # tables in a message


class Database:
    """Gives one transaction at a time: reading, or writing with the lock taken at its start."""

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        self._url = url
        self._file = _file(url)
        self._engine = dialects.connect(url, read_only=read_only)
        self.where = dialects.without_password(url)  #: for messages
        self._reading = dialects.reading(self._engine)
        self._writing = dialects.writing(self._engine)

    @property
    def place(self) -> str:
        """The file of an SQLite database as an absolute path, else the URL without its password."""
        return self.where if self._file is None else str(self._file.absolute())

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """See one state of the database, also while others write."""
        with storage_errors(self.where), self._reading.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Commit at the end, or nothing if anything fails."""
        with storage_errors(self.where), self._writing.begin() as connection:
            yield connection

    def require(self) -> None:
        """
        Check that there is an archive that this version can read as it is; changes nothing.

        Raises NoArchive, NotAnArchive, SchemaTooOld or SchemaTooNew.
        """
        revision = self._revision() if self._holds_anything() else None
        if revision is None:
            raise NoArchive(f"no archive at {self.place}")
        if revision != HEAD:
            _refuse_newer(migrations(), self.where, revision)
            raise SchemaTooOld(
                f"{self.where}: the archive has schema {revision}, this version reads {HEAD}:"
                " a crawl or `fortnightly reread` upgrades it (a snapshot: copy it first to where"
                " it can be written)"
            )

    def refuse_foreign(self) -> None:
        """
        Raise NotAnArchive for a file of another program, without a change to it.

        To connect for writing is a change already: the journal mode is set.
        """
        if self._file is not None and self._holds_anything():
            looking = Database(self._url, read_only=True)
            try:
                looking._revision()
            finally:
                looking.close()

    def prepare(self) -> None:
        """
        Create what is not there yet, and upgrade what is old; `refuse_foreign` comes first.

        Raises SchemaTooNew, or NotAnArchive for a database that is not ours.
        """
        with storage_errors(self.where):
            if self._file is not None:
                self._file.parent.mkdir(parents=True, exist_ok=True)
        if self._revision() != HEAD:
            self._upgrade()

    def close(self) -> None:
        self._engine.dispose()

    def _holds_anything(self) -> bool:
        """
        Return whether there is something to read; of a server, that is left to the connection.

        An empty file is nothing: SQLite leaves one behind if it is stopped before its first write.
        Raises NotAnArchive for a file that is no SQLite database.
        """
        if self._file is None:
            return True
        with storage_errors(self.where):
            if not self._file.exists():
                return False
            if not self._file.is_file():
                raise NotAnArchive(f"{self.where}: is no archive: not a file")
            if self._file.stat().st_size == 0:
                return False
            if not sqlite.is_database(self._file):
                raise NotAnArchive(
                    f"{self.where}: is no archive: not a database (if it was one, it is damaged:"
                    " restore it from a copy)"
                )
        return True

    def _upgrade(self) -> None:
        """Upgrade in one transaction; another process that does the same goes before or after."""
        from alembic import command  # noqa: PLC0415  it is slow, and seldom needed

        with storage_errors(self.where), self._writing.begin() as connection:
            config = migrations()
            before = self._revision_of(connection)
            if before is not None:
                _refuse_newer(config, self.where, before)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if before is None or before < INDEXED_SINCE:
                index.rebuild(connection)

    def _revision(self) -> str | None:
        with storage_errors(self.where), self._engine.connect() as connection:
            return self._revision_of(connection)

    def _revision_of(self, connection: Connection) -> str | None:
        """Return the revision of the schema; None where no archive was made yet."""
        tables = set(inspect(connection).get_table_names())
        if {"alembic_version", *_FIRST_TABLES} <= tables:
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        foreign = tables if self._file is not None else tables & set(Base.metadata.tables)
        if foreign:
            raise NotAnArchive(
                f"{self.where}: is no archive: it has tables of another program"
                f" ({', '.join(sorted(foreign)[:_NAMED])})"
            )
        return None


def _file(url: str) -> Path | None:
    parsed = dialects.parsed(url)
    return sqlite.file_of(parsed) if parsed.get_backend_name() == "sqlite" else None


def migrations() -> Config:
    """Return the configuration with which alembic finds our migrations."""
    from alembic.config import Config  # noqa: PLC0415  it is slow, and seldom needed

    config = Config()
    folder = str(Path(__file__).parents[1] / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _refuse_newer(config: Config, where: str, revision: str) -> None:
    """Raise SchemaTooNew for a revision that is none of our migrations."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415  it is slow, and seldom needed

    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision not in known:
        raise SchemaTooNew(
            f"{where}: the archive has schema {revision}, this version of fortnightly knows"
            f" {HEAD}; install the version that wrote it, or a later one"
        )
