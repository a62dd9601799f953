"""How each source and each article of a run fared, and the outcome of the run; does not store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from crawler.sources.nearest import nearest
from fortnightly.exits import Exit
from fortnightly.series.definition import Listing
from ingest.errors import Failure
from storage.records import FailureReport

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.failures import FetchFailure
    from crawler.sources.link import Link, SourceContent
    from fortnightly.series.definition import Source
    from ingest.model import Member
    from storage.records import SourceStatus

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
        """Note that a page is asked for; false for one asked before or beyond the limit."""
        limit = getattr(self.source, "max_pages", None) or _MOST_PAGES
        if url in self._asked or len(self._asked) >= limit:
            return False
        self._asked.add(url)
        return True

    def read(self, url: str, found: SourceContent, entries: int) -> bool:
        """
        Note what a page gave; return whether the source goes on after it.

        A listing ends with a page that brings no new link: it is empty, or was seen before.
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
    def verdict(self) -> SourceStatus:
        """
        Return how the source fared.

        One that used to give entries and gives none has failed, however well it answered;
        an optional one that never gave any is absent, whatever it answered.
        """
        silent = self.entries == 0
        if silent and self.source.optional and not self.worked_before:
            return "absent"
        if self.troubles or not self._pages_answered or (silent and self.worked_before):
            return "failed"
        return "read" if self._pages_changed else "unchanged"

    @property
    def failures(self) -> tuple[FailureReport, ...]:
        """Why the source has failed; empty where it has not, or was not asked before the end."""
        if self.verdict != "failed":
            return ()
        if self.troubles:
            return tuple(
                FailureReport(url, trouble.failure, trouble.detail)
                for url, trouble in self.troubles.items()
            )
        if self._pages_answered:
            detail = "it gave entries before, and gives none now"
            return (FailureReport(self.source.url, Failure.BAD_CONTENT, detail),)
        return ()

    @property
    def failure(self) -> Failure | None:
        """The class of the first failure."""
        return next((report.failure for report in self.failures), None)


ArticleOutcome = Literal["new", "revised", "unchanged"]
_LEAST_FIRST: tuple[ArticleOutcome, ...] = ("unchanged", "revised", "new")


class ArticleTally:
    """What a run found of each article, counted once however many of its addresses answered."""

    def __init__(self) -> None:
        self._outcomes: dict[int, ArticleOutcome] = {}

    def add(self, article_id: int, outcome: ArticleOutcome) -> None:
        """Note an outcome; the one that changed the archive most is counted."""
        known = self._outcomes.get(article_id, outcome)
        self._outcomes[article_id] = max(known, outcome, key=_LEAST_FIRST.index)

    def count(self, outcome: ArticleOutcome) -> int:
        return sum(found == outcome for found in self._outcomes.values())

    @property
    def changed(self) -> list[int]:
        """The numbers of the articles that are new or revised, in the order they came."""
        return [id_ for id_, outcome in self._outcomes.items() if outcome != "unchanged"]


class LinksSeen:
    """The links that the sources of a run gave, and how many of them looked like entries."""

    def __init__(self) -> None:
        self.entries: set[str] = set()
        self.postponed = 0  #: entries left out by `since`
        self.off_series = 0  #: entries whose page is not of the series
        self._links: dict[str, Link] = {}

    @property
    def seen(self) -> int:
        return len(self._links)

    def add(self, links: Iterable[Link], entries: Iterable[Link]) -> None:
        self._links.update((link.url, link) for link in links)
        self.entries.update(link.url for link in entries)

    def mismatch(self, member: Member) -> str | None:
        """Return why the rules of the series may be wrong; None if a link looked like an entry."""
        if self.entries and not self.off_series:
            return None
        if not self._links:
            return "no link seen"
        tried = f", {self.off_series} looked like it and are not" if self.off_series else ""
        near = "; ".join(_described(link) for link in nearest(self._links.values(), member))
        nearby = f"nearest to the rules of [member]: {near}" if near else "none is near the rules"
        return f"{len(self._links)} links seen, 0 of the series{tried}; {nearby}"


def _described(link: Link) -> str:
    return f"{link.titles[0]!r} ({link.url})" if link.titles else link.url


class RunResult(Struct, frozen=True):
    """How a run ended."""

    exit_code: int
    story: str  #: for the person who started it


Ending = tuple[Literal["complete", "incomplete", "failed", "interrupted"], int]


def run_outcome(*, finished: bool, storage_failed: bool, flawless: bool) -> Ending:
    """
    Return the outcome of a run for the ledger, and its exit code.

    >>> run_outcome(finished=True, storage_failed=False, flawless=False)
    ('incomplete', <Exit.INCOMPLETE: 3>)
    """
    if storage_failed:
        return "failed", Exit.STORAGE
    if not finished:
        return "interrupted", Exit.INCOMPLETE
    return ("complete", Exit.COMPLETE) if flawless else ("incomplete", Exit.INCOMPLETE)
