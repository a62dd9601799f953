"""
How the sources of a run fared, and what that makes of the run.

Does not store: the keeper writes what is said here into the ledger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from fortnightly.exits import Exit
from fortnightly.series.definition import Listing
from ingest.errors import Failure

if TYPE_CHECKING:
    from crawler.failures import FetchFailure
    from crawler.sources.link import SourceContent
    from fortnightly.series.definition import Source

_MOST_PAGES = 5_000  #: of one source; a pager that never ends is not followed further


class SourceProgress:
    """One source during one run: the pages asked, what they gave, and what went wrong."""

    def __init__(self, source: Source, *, worked_before: bool) -> None:
        self.source = source
        self.worked_before = worked_before
        self.entries = 0
        self.troubles: dict[str, FetchFailure] = {}  #: by address
        self._asked: set[str] = set()
        self._seen: set[str] = set()  # links of the pages so far
        self._pages_changed = 0
        self._pages_answered = 0

    def ask(self, url: str) -> bool:
        """Note that a page is asked; return whether it may be: new, and within the limit."""
        limit = getattr(self.source, "max_pages", None) or _MOST_PAGES
        if url in self._asked or len(self._asked) >= limit:
            return False
        self._asked.add(url)
        return True

    def read(self, url: str, found: SourceContent, entries: int) -> bool:
        """
        Note what a page gave; return whether the source goes on after it.

        A page none of whose links is new is the end: it is empty, or was seen before.
        """
        links = {link.url for link in found.links}
        goes_on = bool(links - self._seen) or not isinstance(self.source, Listing)
        self._asked.add(url)
        self._seen |= links
        self._pages_answered += 1
        self._pages_changed += 1
        self.entries += entries
        return goes_on

    def unchanged(self, url: str, entries: int) -> None:
        """Note that a page is as it was when it gave so many entries."""
        self._asked.add(url)
        self._pages_answered += 1
        self.entries += entries

    def fail(self, url: str, trouble: FetchFailure) -> None:
        """Note that a page failed."""
        self.troubles[url] = trouble

    @property
    def verdict(self) -> Literal["read", "unchanged", "failed", "absent"]:
        """
        Say how the source fared.

        One that used to bring entries and brings none has failed, however well it answered;
        an optional one that never brought any is absent, whatever it answered.
        """
        silent = self.entries == 0
        if silent and self.source.optional and not self.worked_before:
            return "absent"
        if self.troubles or not self._pages_answered or (silent and self.worked_before):
            return "failed"
        return "read" if self._pages_changed else "unchanged"

    @property
    def failure(self) -> Failure | None:
        """The class of the first failure, where the source has failed."""
        if self.verdict != "failed":
            return None
        for trouble in self.troubles.values():
            return trouble.failure
        return Failure.BAD_CONTENT if self._pages_answered else None


class RunResult(Struct, frozen=True):
    """What a run came to."""

    exit_code: int
    story: str  #: for the person who started it


Ending = tuple[Literal["complete", "incomplete", "failed", "interrupted"], int]


def run_outcome(*, finished: bool, storage_failed: bool, flawless: bool) -> Ending:
    """
    Say what a run comes to: its outcome in the ledger, and its exit code.

    >>> run_outcome(finished=True, storage_failed=False, flawless=False)
    ('incomplete', <Exit.INCOMPLETE: 3>)
    """
    if storage_failed:
        return "failed", Exit.STORAGE
    if not finished:
        return "interrupted", Exit.INCOMPLETE
    return ("complete", Exit.COMPLETE) if flawless else ("incomplete", Exit.INCOMPLETE)
