"""
Record a reading: match it, check it, store it in one transaction.

The one way into the archive, for a run and for a person who accepts a page from quarantine. The
rules are in `ingest.identity.identify` and `ingest.quality.shrinkage`.
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
from storage.records import Validators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from fortnightly.series.definition import Definition
    from ingest.model import Candidate, Match, Reading
    from storage.archive import Archive
    from storage.crawl.quarantine import QuarantinedPage
    from storage.records import Capture, Recorded

    Clock = Callable[[], datetime]

log = logging.getLogger(__name__)
_RENEWED = timedelta(minutes=1)  #: between two renewals of a lease


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
    Record a reading of a page of the series; `seen` is when the page was there.

    Raises IncompleteText, and records nothing, if it has lost most of the archived text and no
    person has accepted it.
    """

    def judge(known: Sequence[Candidate]) -> Match:
        return _judged(definition, reading, known, accepted=accepted)

    due = next_check(reading.article.published, seen or at)
    return archive.articles.record(
        judge, reading, capture, definition.hosts, validators, at, due, seen=seen
    )


def judged(archive: Archive, definition: Definition, reading: Reading, *, accepted: bool) -> Match:
    """Return the match of a reading in the archive; raises IncompleteText as `record` does."""
    known = archive.articles.candidates(definition.name, reading, definition.hosts)
    return _judged(definition, reading, known, accepted=accepted)


def identified(archive: Archive, definition: Definition, reading: Reading) -> Match:
    """Return the match of a reading in the archive, also of an incomplete one."""
    return judged(archive, definition, reading, accepted=True)


def accept(archive: Archive, definition: Definition, aside: QuarantinedPage) -> Recorded:
    """
    Record a page from quarantine, because a person says that it is the article.

    Raises PageError if it has no title or no text, LockedError if a run is under way.
    """
    capture = aside.capture
    page = replace(archive.page(capture, definition.hosts), accepted=True)
    with leased(archive, definition), Readers(workers=1) as readers:
        reading = readers.submit(page, definition.rules).result()
        archive.quarantine.accept(aside.page.id)
        return record(
            archive, definition, capture, reading, Validators(None, None), now(), accepted=True
        )


def dismiss(archive: Archive, definition: Definition, aside: QuarantinedPage) -> None:
    """Close a page in quarantine, because a person says that it is not of the series."""
    with leased(archive, definition):
        archive.quarantine.dismiss(aside, urls.key(aside.capture.url, definition.hosts), now())


@contextmanager
def leased(
    archive: Archive, definition: Definition, clock: Clock | None = None
) -> Iterator[Callable[[], None]]:
    """
    Hold the lease of a series, with hashes of texts and keys of addresses by the rules of today.

    Yields a function to call between two steps: it renews the lease when that is due. Raises
    LockedError if a run is under way.
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
    """Compute hashes of texts and keys of addresses by the rules of today; logs the progress."""
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
