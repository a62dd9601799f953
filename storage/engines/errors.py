"""Turn errors of database and disk into StorageError, with advice: the only place that does."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import MsgspecError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ingest.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCK_NOT_AVAILABLE = "55P03"  # of PostgreSQL
_ROOM = "make room and run it again, nothing that was kept is lost"
_LEAVE = "it cannot be written: see to its permissions, and whether its disk is read-only"
_WHICH = "`fortnightly verify` says which one, and how to mend it"
_TIME = "the server gives us too little time: see to its settings, and run it again"
_ADVICE = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: _ROOM,
    errno.EROFS: _LEAVE,
    errno.EACCES: _LEAVE,
    errno.EPERM: _LEAVE,
    errno.EIO: "the disk fails: run `fortnightly verify` on another one, with a copy",
}
#: Part of a message of a database, and what to do then.
_BY_MESSAGE = {
    "disk is full": _ROOM,
    "no space left": _ROOM,
    "disk i/o error": "the disk is full or fails: " + _ROOM,
    "deadlock": "another program locks our tables: run it again, nothing kept is lost",
    "statement timeout": _TIME,
    "transaction timeout": _TIME,
    "does not exist": "see to its URL, and whether database and user were made",
    "authentication failed": "see to user and password, in its URL or ~/.pgpass",
    "permission denied": "its user needs the right to it; who writes, also to create tables",
    "no schema has been selected": "see to its search_path: no schema in it is there",
    "read-only transaction": "it cannot be written: see to the server, and the rights of its user",
    "database is locked": "another process has been writing for too long: wait for it, or end it",
    "readonly database": _LEAVE,
    "unable to open database file": "it cannot be opened or written: see to its folder, its"
    " permissions and the room on its disk",
    "malformed": "it is damaged: restore the database from a copy",
    "connection": "see whether the server is there, and run it again: nothing kept is lost",
}


@contextmanager
def storage_errors(where: str) -> Iterator[None]:
    """Raise StorageError for any error of database or disk; its message begins with `where`."""
    try:
        yield
    except DBAPIError as error:
        message = _message(error)
        raise StorageError(f"{where}: {message}{_in_brackets(_advice_on(message))}") from error
    except OSError as error:
        raise StorageError(
            f"{where}: {error}{_in_brackets(_ADVICE.get(error.errno or 0))}"
        ) from error
    except SQLAlchemyError as error:
        raise StorageError(f"{where}: {error}") from error
    except MsgspecError as error:
        raise StorageError(f"{where}: a row of it is damaged: {error} ({_WHICH})") from error


def _message(error: DBAPIError) -> str:
    """Return the message of the database, in one line."""
    if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
        return "database is locked"
    return " ".join(str(error.orig).split())


def _advice_on(message: str) -> str | None:
    known = message.lower()
    return next((advice for part, advice in _BY_MESSAGE.items() if part in known), None)


def _in_brackets(advice: str | None) -> str:
    return f" ({advice})" if advice else ""
