"""
The database as a whole: opening it, bringing its schema up to date, and its transactions.

What is kept in it, the other modules know.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from ingest.errors import SchemaTooNew, StorageError
from storage.engines import dialects
from storage.engines.errors import storage_errors
from storage.search import index
from storage.tables.base import Base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.config import Config
    from sqlalchemy import Connection

#: The newest revision in ``migrations/versions``; alembic, slow to import, is asked only otherwise.
HEAD = "0005"
#: The oldest one whose full-text index is as it is made today; that of an older one is made anew.
#: No migration makes it: they stay as they were written, and the index follows the code.
INDEXED_SINCE = "0005"


class Database:
    """Gives one transaction at a time: reading, or writing with the lock taken at its start."""

    def __init__(self, url: str) -> None:
        self._engine = dialects.connect(url)
        #: Its URL, without what is secret.
        self.where = dialects.without_password(url)
        self._reading = dialects.reading(self._engine)
        self._writing = dialects.writing(self._engine)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """See one state of the database, whatever others write in the meantime."""
        with storage_errors(self.where), self._reading.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Commit at the end, or nothing if anything fails."""
        with storage_errors(self.where), self._writing.begin() as connection:
            yield connection

    def prepare(self) -> None:
        """
        Create what is not there yet, and upgrade what is old.

        Raises SchemaTooNew, or StorageError for a database that is not ours.
        """
        with storage_errors(self.where):
            self._make_folder()
            with self._engine.connect() as connection:
                revision = self._revision(connection)
        if revision != HEAD:
            self._upgrade()

    @property
    def has_schema(self) -> bool:
        """Whether an archive was ever made here."""
        with storage_errors(self.where), self._engine.connect() as connection:
            return self._revision(connection) is not None

    def close(self) -> None:
        self._engine.dispose()

    def _make_folder(self) -> None:
        file = self._engine.url.database
        if self._engine.dialect.name == "sqlite" and file:
            Path(file).parent.mkdir(parents=True, exist_ok=True)

    def _upgrade(self) -> None:
        """Upgrade in one transaction; another process that does the same goes before or after."""
        from alembic import command  # noqa: PLC0415  it is slow, and seldom needed

        with storage_errors(self.where), self._writing.begin() as connection:
            config = migrations()
            before = self._revision(connection)
            _refuse_newer(config, self.where, before)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if before is None or before < INDEXED_SINCE:
                index.rebuild(connection)

    def _revision(self, connection: Connection) -> str | None:
        """Return the revision of the schema; None for an empty database."""
        tables = set(inspect(connection).get_table_names())
        if "alembic_version" in tables:
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if tables & set(Base.metadata.tables):
            raise StorageError(f"{self.where}: has tables named as ours, but is no archive")
        return None


def migrations() -> Config:
    """Return how alembic finds our migrations."""
    from alembic.config import Config  # noqa: PLC0415  it is slow, and seldom needed

    config = Config()
    folder = str(Path(__file__).parents[1] / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _refuse_newer(config: Config, where: str, revision: str | None) -> None:
    from alembic.script import ScriptDirectory  # noqa: PLC0415  it is slow, and seldom needed

    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise SchemaTooNew(
            f"{where}: the archive has schema {revision}, this version of fortnightly knows"
            f" {HEAD}; install the version that wrote it, or a later one"
        )
