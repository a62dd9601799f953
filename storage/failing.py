"""Makes errors of database and disk into ours: the only place that does."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ingest.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCK_NOT_AVAILABLE = "55P03"  # of PostgreSQL


@contextmanager
def storage_errors(where: str) -> Iterator[None]:
    """Raise StorageError for whatever fails in database or disk; `where` opens its message."""
    try:
        yield
    except DBAPIError as error:
        raise StorageError(f"{where}: {_said(error)}") from error
    except (SQLAlchemyError, OSError) as error:
        raise StorageError(f"{where}: {error}") from error


def _said(error: DBAPIError) -> str:
    """Return what the database says, in one line."""
    if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
        return "the database is locked: another process has been writing for too long"
    return " ".join(str(error.orig).split())
