"""
What can go wrong, and what to do about it.

* FortnightlyError
  + DefinitionError     a series definition is wrong: name file, key and reason, fetch nothing
  + PageError           one page cannot be kept as an article: set it aside, go on with the next
    - BadContent        the bytes cannot be read as a page
    - TooLarge          the page is larger than we read
    - NotAnArticle      a page, but no article: a listing, an error page, a challenge
    - IncompleteText    an article of which too little is there
  + SourceError         a feed or a listing cannot be read: the run is incomplete
  + StorageError        the database or the disk failed: stop; every kept byte stays
    - BadDatabaseUrl    the setting names no database that we can use: fix the setting
    - SchemaTooNew      the archive was written by a later version: install that one
    - LockedError       another run of this series is under way
    - NoSuchArticle     no article has this number
    - NotSetAside       no page that is set aside has this number
    - CannotCopy        one of two databases is not fit to be copied, or to be copied to
    - NoSuchDoubt       nothing that was too close to call has this number
    - BadCorrection     what a person wants to merge or split cannot be

Beside the tree stands `settings.SettingsError` (a setting is wrong: say which one, fetch nothing),
because the settings import nothing of ours.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from pathlib import Path


class Failure(StrEnum):
    """The classes of failure that a run reports: how an address, or a page, failed."""

    DNS = "dns"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    TLS = "tls"
    BLOCKED = "blocked"
    GONE = "gone"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    TOO_LARGE = "too_large"
    BAD_CONTENT = "bad_content"
    NOT_AN_ARTICLE = "not_an_article"
    INCOMPLETE_TEXT = "incomplete_text"


class FortnightlyError(Exception):
    """Whatever this project raises by itself."""


class DefinitionError(FortnightlyError):
    """A series definition is wrong; names the file, the key and the reason."""

    def __init__(self, file: Path, key: str, reason: str) -> None:
        where = f"{file}: {key}" if key else str(file)
        super().__init__(f"{where}: {reason}")
        self.file = file
        self.key = key
        self.reason = reason


class PageError(FortnightlyError):
    """One page cannot be kept as an article; `failure` is the class a run reports."""

    failure: ClassVar[Failure]

    def __init__(self, url: str, detail: str) -> None:
        super().__init__(f"{url}: {detail}")
        self.url = url
        self.detail = detail

    def __reduce__(self) -> tuple[type[PageError], tuple[str, str]]:
        return type(self), (self.url, self.detail)


class BadContent(PageError):
    """The bytes cannot be read as a page, or not within the limits of time and memory."""

    failure = Failure.BAD_CONTENT


class TooLarge(PageError):
    """The page is larger than we read."""

    failure = Failure.TOO_LARGE


class NotAnArticle(PageError):
    """A page, but no article: a listing, an error page, a challenge."""

    failure = Failure.NOT_AN_ARTICLE


class IncompleteText(PageError):
    """An article of which too little is there."""

    failure = Failure.INCOMPLETE_TEXT


class SourceError(FortnightlyError):
    """A feed or a listing cannot be read at all."""

    def __init__(self, url: str, detail: str) -> None:
        super().__init__(f"{url}: {detail}")
        self.url = url
        self.detail = detail


class StorageError(FortnightlyError):
    """The database or the disk failed; nothing is half written."""


class BadDatabaseUrl(StorageError):
    """The setting names no database that we can use."""


class SchemaTooNew(StorageError):
    """The archive was written by a later version of this software."""


class LockedError(StorageError):
    """Another run of this series is under way."""


class NoSuchArticle(StorageError):
    """No article has this number, or the article has no such revision."""


class NotInQuarantine(StorageError):
    """No page that is set aside has this number, or its bytes are not kept."""


class CannotCopy(StorageError):
    """There is no archive to copy, or there is something where it is to be copied to."""


class NoSuchDoubt(StorageError):
    """Nothing that was too close to call, and is not settled, has this number."""


class BadCorrection(StorageError):
    """What a person wants to merge or split cannot be."""
