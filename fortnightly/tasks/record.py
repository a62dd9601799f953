"""
Record a reading: match it, check it, store it in one transaction.

The one way into the archive, for a run and for a person who accepts a page from quarantine. Does
not fetch; what is decided stands in `ingest.identity.identify` and `ingest.quality.shrinkage`.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from fortnightly.clock import now
from fortnightly.series.recheck import next_check
from ingest import urls
from ingest.identity.identify import identify
from ingest.pool import Readers
from ingest.quality.shrinkage import compare
from storage.records import Validators, Visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from fortnightly.series.definition import Definition
    from ingest.model import Candidate, Match, Reading
    from storage.archive import Archive
    from storage.crawl.quarantine import QuarantinedPage
    from storage.records import Capture, Recorded

    Clock = Callable[[], datetime]

log = logging.getLogger(__name__)
_RENEWED = timedelta(minutes=1)  #: how often a lease is held for longer


def record(  # noqa: PLR0913
    archive: Archive,
    definition: Definition,
    capture: Capture,
    reading: Reading,
    validators: Validators,
    at: datetime,
    *,
    accepted: bool,
    seen: datetime | None = None,
) -> Recorded:
    """
    Record what a page of the series says, whole or not at all; `seen` is when it said so.

    Raises IncompleteText, and records nothing, if far less is left of the article than the
    archive has; not of a page that a person accepted.
    """

    def decide(known: Sequence[Candidate]) -> Match:
        return _judged(definition, reading, known, accepted=accepted)

    visit = Visit(
        capture=capture,
        hosts=definition.hosts,
        validators=validators,
        now=at,
        seen=seen,
        check_at=next_check(reading.article.published, seen or at),
    )
    return archive.articles.record(reading, visit, decide)


def judged(archive: Archive, definition: Definition, reading: Reading, *, accepted: bool) -> Match:
    """Return what a reading is to the archive; raises IncompleteText as `record` does."""
    known = archive.articles.candidates(definition.name, reading, definition.hosts)
    return _judged(definition, reading, known, accepted=accepted)


def identified(archive: Archive, definition: Definition, reading: Reading) -> Match:
    """Return what a reading is to the archive, be it complete or not."""
    return judged(archive, definition, reading, accepted=True)


def accept(archive: Archive, definition: Definition, one: QuarantinedPage) -> Recorded:
    """
    Record a page that was set aside, because a person says that it is the article.

    Raises PageError if not even a title and some text are there, LockedError if a run is under way.
    """
    capture = one.capture
    page = replace(archive.page(capture, definition.hosts), accepted=True)
    with leased(archive, definition), Readers(workers=1) as readers:
        reading = readers.submit(page, definition.rules).result()
        archive.quarantine.accept(one.page.id)
        return record(
            archive, definition, capture, reading, Validators(None, None), now(), accepted=True
        )


def dismiss(archive: Archive, definition: Definition, one: QuarantinedPage) -> None:
    """Close a page that was set aside, because a person says that it is none of the series."""
    with leased(archive, definition):
        archive.quarantine.dismiss(one, urls.key(one.capture.url, definition.hosts), now())


@contextmanager
def leased(
    archive: Archive, definition: Definition, clock: Clock | None = None
) -> Iterator[Callable[[], None]]:
    """
    Hold the lease of a series, its hashes and keys as our rules make them now.

    Gives what renews the lease as often as it must be. Raises LockedError if a run is under way.
    """
    clock, name = clock or now, definition.name
    renewed = archive.leases.take(name, clock()).since

    def renew() -> None:
        nonlocal renewed
        if clock() - renewed > _RENEWED:
            renewed = clock()
            archive.leases.renew(name, renewed)

    try:
        bring_up_to_date(archive, definition, renew)
        yield renew
    finally:
        archive.leases.release(name)


def bring_up_to_date(archive: Archive, definition: Definition, renew: Callable[[], None]) -> None:
    """Let hashes of texts and keys of addresses be as our rules make them now; told in the log."""
    for progress in archive.bring_up_to_date(definition.name, definition.hosts):
        log.info("%s", progress)
        renew()


def _judged(
    definition: Definition, reading: Reading, known: Sequence[Candidate], *, accepted: bool
) -> Match:
    judgement = identify(reading, known, definition.hosts)
    if not accepted:
        compare(reading.article, judgement.decision, known)
    return judgement
