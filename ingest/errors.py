"""
What can go wrong, and what to do about it: one branch a reaction.

* FortnightlyError
  + UserError           what was asked or set is wrong: say so, exit 2
    - SettingsError     a setting is wrong (`fortnightly.settings`)
    - DefinitionError   a series definition is wrong
    - BadManifest       a list of saved pages cannot be read (`fortnightly.tasks.read_files`)
    - BadDatabaseUrl    the setting names no database that we can use
    - NotAnArchive      the database is another program's
    - NoArchive         there is no archive to look at
    - SchemaTooOld      the archive is to be upgraded before it can be looked at
    - NoSuchArticle     no article has this number
    - NotInQuarantine   no page in quarantine has this number
    - NoSuchDoubt       no open doubt has this number
    - CannotCopy        one of two databases is not fit to be copied, or to be copied to
    - BadCorrection     what a person wants to merge or split cannot be
  + PageError           one page cannot be kept as an article: set it aside, go on with the next
    - BadContent        the bytes cannot be read as a page
    - TooLarge          the page is larger than we read
    - NotAnArticle      a page, but no article: a listing, an error page, a challenge
    - IncompleteText    an article of which too little is there
  + SourceError         a feed or a listing cannot be read: the run is incomplete, exit 3
  + LockedError         another run of this series is under way: exit 5
  + StorageError        the database or the disk failed: stop, exit 6; every kept byte stays
    - SchemaTooNew      the archive was written by a later version: install that one
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
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


class UserError(FortnightlyError):
    """What was asked or set is wrong; the message says what to change."""


class DefinitionFault(NamedTuple):
    """One thing that is wrong in a definition."""

    file: Path
    key: str  #: such as ``sources[0].url``; empty if it is the file
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.key}" if self.key else str(self.file)
        return f"{where}: {self.reason}"


class DefinitionError(UserError):
    """Series definitions are wrong; names each file, key and reason, one a line."""

    def __init__(self, faults: Iterable[DefinitionFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


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


class LockedError(FortnightlyError):
    """Another run of this series is under way."""


class StorageError(FortnightlyError):
    """The database or the disk failed; nothing is half written."""


class SchemaTooNew(StorageError):
    """The archive was written by a later version of this software."""


class BadDatabaseUrl(UserError):
    """The setting names no database that we can use."""


class NotAnArchive(UserError):
    """The database holds something else than an archive of ours."""


class NoArchive(UserError):
    """There is no archive where one is to be looked at."""


class SchemaTooOld(UserError):
    """The archive has an older schema: a command that writes upgrades it first."""


class NoSuchArticle(UserError):
    """No article has this number, or the article has no such revision."""


class NotInQuarantine(UserError):
    """No page in quarantine has this number, or its bytes are not kept."""


class NoSuchDoubt(UserError):
    """No open doubt has this number."""


class CannotCopy(UserError):
    """There is no archive to copy, or there is something where it is to be copied to."""


class BadCorrection(UserError):
    """What a person wants to merge or split cannot be."""
