"""
Read kept pages again by the rules of today, without the network.

Compares each reading with the archive, and on demand records it: as another reading of the same
page, never as an edit by its publisher. Reads the page behind the current revision of each article,
and the latest pages that led to no article, which today's rules may accept. Older revisions stay
as they are; a page not read yet is left to the next run.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from fortnightly.tasks.record import judged, leased, record
from ingest.changes.diff import changes
from ingest.errors import PageError, StorageError
from ingest.model import Change, Duplicate, New, Revised, Unchanged
from storage.records import Capture, Current, Validators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from datetime import datetime

    from fortnightly.series.definition import Definition
    from ingest.model import Decision, Reading
    from ingest.pool import Readers
    from storage.archive import Archive

    Clock = Callable[[], datetime]

_AT_ONCE = 16  #: pages in memory
_NOT_ASKED_WITH = Validators(None, None)

Outcome = Literal["same", "changed", "refused", "recovered", "unreadable"]


class RereadResult(Struct, frozen=True, kw_only=True):
    """
    The result of reading one page again.

    ``changed``: today's rules read another article from it; ``refused``: by them the page is not of
    the series; ``recovered``: a page that led to no article is one now; ``unreadable``: its bytes
    are missing.
    """

    id: int | None  #: of the article; None for one that is not in the archive
    revision: int | None  #: the current one, of this reading if it was recorded
    title: str
    outcome: Outcome
    changes: tuple[Change, ...] = ()
    url: str
    detail: str = ""


class _Kept(Struct, frozen=True):
    """A page to be read again, and the article that was read from it."""

    capture: Capture
    current: Current | None = None


class Reread:
    """One series, read again; with `record`, what changes is recorded."""

    def __init__(
        self, archive: Archive, definition: Definition, clock: Clock, *, record: bool
    ) -> None:
        self._archive = archive
        self._definition = definition
        self._clock = clock
        self._record = record

    def __len__(self) -> int:
        """Return how many pages are to be read."""
        return self._archive.articles.count(self._name) + sum(
            1 for _ in self._archive.captures.without_article(self._name)
        )

    def read(self, readers: Readers) -> Iterator[RereadResult]:
        """
        Read all pages, and yield the result of each, in their order.

        Recording holds the lease of the series: raises LockedError if a run of it is under way.
        """
        if not self._record:
            yield from self._read(readers)
            return
        with leased(self._archive, self._definition, self._clock) as renew:
            for again in self._read(readers):
                renew()
                yield again

    def _read(self, readers: Readers) -> Iterator[RereadResult]:
        under_way: deque[tuple[_Kept, Future[Reading] | StorageError]] = deque()
        for kept in self._kept():
            under_way.append((kept, self._begin(kept, readers)))
            if len(under_way) >= _AT_ONCE:
                yield self._ended(*under_way.popleft())
        while under_way:
            yield self._ended(*under_way.popleft())

    def _kept(self) -> Iterator[_Kept]:
        for current in self._archive.articles.current(self._name):
            yield _Kept(current.capture, current)
        yield from map(_Kept, self._archive.captures.without_article(self._name))

    def _begin(self, kept: _Kept, readers: Readers) -> Future[Reading] | StorageError:
        try:
            page = self._archive.page(kept.capture, self._definition.hosts)
        except StorageError as error:
            return error
        return readers.submit(page, self._definition.rules)

    def _ended(self, kept: _Kept, outcome: Future[Reading] | StorageError) -> RereadResult:
        if isinstance(outcome, StorageError):
            return _unrecorded(kept, "unreadable", detail=str(outcome))
        try:
            reading = outcome.result()
        except PageError as error:
            detail = f"{error.failure}: {error.detail}"
            return _unrecorded(kept, "refused" if kept.current else "same", detail=detail)
        if kept.current is not None:
            return self._compare(kept, kept.current, reading)
        return self._look_again(kept, reading)

    def _compare(self, kept: _Kept, current: Current, reading: Reading) -> RereadResult:
        """Compare an article with another reading of its page."""
        if reading.rule is None:
            return _unrecorded(kept, "refused", detail="no article of the series by these rules")
        number: int | None = current.revision
        if self._record and _differs(current, reading):
            number = self._archive.articles.read_again(
                current, reading, self._definition.hosts, self._clock()
            )
        if reading.article.digest == current.article.digest:
            return _unrecorded(kept, "same")
        return RereadResult(
            id=current.id,
            revision=number or current.revision,
            title=reading.article.title,
            outcome="changed",
            changes=changes(current.article, reading.article),
            url=reading.article.url,
        )

    def _look_again(self, kept: _Kept, reading: Reading) -> RereadResult:
        """Match a page that led to no article; record it as a crawl would have."""
        if reading.rule is None:
            return _unrecorded(kept, "same")
        try:
            decision = judged(self._archive, self._definition, reading, accepted=False).decision
        except PageError as error:
            return _unrecorded(kept, "same", detail=f"{error.failure}: {error.detail}")
        before = self._before(decision)
        if before is not None and self._is_older(kept.capture, before.id):
            return _unrecorded(kept, "same", detail="the article was seen since")
        id_ = before.id if before else None
        if self._record:
            id_ = self._add(reading, kept.capture)
        revised = before is not None and isinstance(decision, Revised)
        return RereadResult(
            id=id_,
            revision=self._archive.articles.current_of(id_).revision if id_ else None,
            title=reading.article.title,
            outcome="recovered",
            changes=changes(before.article, reading.article) if before and revised else (),
            url=reading.article.url,
            detail=f"was {kept.capture.outcome}",
        )

    def _before(self, decision: Decision) -> Current | None:
        match decision:
            case New():
                return None
            case Duplicate(of=id_) | Revised(id=id_) | Unchanged(id=id_):
                return self._archive.articles.current_of(id_)

    def _is_older(self, capture: Capture, id_: int) -> bool:
        """Return true for a page that came before the newest sight of an article."""
        entry = self._archive.articles.get(id_)
        return entry.last_seen > capture.last_at or (
            entry.gone is not None and entry.gone.since > capture.last_at
        )

    def _add(self, reading: Reading, capture: Capture) -> int:
        return record(
            self._archive,
            self._definition,
            capture,
            reading,
            _NOT_ASKED_WITH,
            self._clock(),
            accepted=False,
            seen=capture.last_at,
        ).article_id

    @property
    def _name(self) -> str:
        return self._definition.name


def _differs(current: Current, reading: Reading) -> bool:
    """Also true for the same article read by other rules."""
    read_by = (current.extractor, current.rules)
    return current.article != reading.article or read_by != (reading.extractor, reading.rules)


def _unrecorded(kept: _Kept, outcome: Outcome, detail: str = "") -> RereadResult:
    current = kept.current
    return RereadResult(
        id=current.id if current else None,
        revision=current.revision if current else None,
        title=current.article.title if current else "",
        outcome=outcome,
        url=kept.capture.url,
        detail=detail,
    )
