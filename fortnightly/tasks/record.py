"""
Record a reading: match it, check it, store it in one transaction.

The only way into the archive, for a run and for a person who accepts a page from quarantine. The
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
    Record a page of the series in one transaction; `seen` is when it came, if that is not now.

    Raises IncompleteText, and records nothing, if the page has lost most of the archived text and
    no person accepted it.
    """

    def judge(known: Sequence[Candidate]) -> Match:
        return _judged(definition, reading, known, accepted=accepted)

    due = next_check(reading.article.published, seen or at)
    return archive.articles.record(
        judge, reading, capture, definition.hosts, validators, at, due, seen=seen
    )


def judged(archive: Archive, definition: Definition, reading: Reading, *, accepted: bool) -> Match:
    """Return what a reading is to the archive; raises IncompleteText as `record` does."""
    known = archive.articles.candidates(definition.name, reading, definition.hosts)
    return _judged(definition, reading, known, accepted=accepted)


def identified(archive: Archive, definition: Definition, reading: Reading) -> Match:
    """Return what a reading is to the archive, complete or not."""
    return judged(archive, definition, reading, accepted=True)


def read_quarantined(archive: Archive, definition: Definition, one: QuarantinedPage) -> Reading:
    """
    Read a page that was set aside as the article that a person takes it for.

    Raises PageError if not even a title and some text are there.
    """
    page = replace(archive.page(one.capture, definition.hosts), accepted=True)
    with Readers(workers=1) as readers:
        return readers.submit(page, definition.rules).result()


def accept(
    archive: Archive, definition: Definition, one: QuarantinedPage, reading: Reading
) -> Recorded:
    """
    Record a page that was set aside, because a person says that it is the article.

    Raises LockedError if a run is under way.
    """
    with leased(archive, definition):
        archive.quarantine.accept(one.page.id)
        return record(
            archive,
            definition,
            one.capture,
            reading,
            Validators(None, None),
            now(),
            accepted=True,
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
    Hold the lease of a series, with its hashes and keys up to date.

    Yields what renews the lease when it is time. Raises LockedError if a run is under way.
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
    """Make hashes of texts and keys of addresses again where the rules changed; logs it."""
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
