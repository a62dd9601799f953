"""
What becomes of a reading: identified, held against the archive, and recorded.

The one way into the archive, for a run and for a person who accepts a page that was set aside.
Does not fetch, and decides nothing itself: see `ingest.identity` and `ingest.losses`.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from crawler.recheck import next_check
from ingest import urls
from ingest.identity import identify, keys
from ingest.losses import compare
from ingest.model import Decision
from ingest.pool import Readers
from storage.records import Validators

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.definition import Definition
    from ingest.model import Known, Reading
    from storage.archive import Archive
    from storage.quarantine import SetAside
    from storage.records import Capture


class Recorded(Struct, frozen=True):
    """What a reading was to the archive, and the number of its article."""

    decision: Decision
    article_id: int


def record(  # noqa: PLR0913
    archive: Archive,
    definition: Definition,
    capture: Capture,
    reading: Reading,
    validators: Validators,
    at: datetime,
    *,
    accepted: bool,
) -> Recorded:
    """
    Record what a page of the series says, whole or not at all.

    Raises IncompleteText, and records nothing, if far less is left of the article than the
    archive has; not of a page that a person accepted.
    """
    decision = judged(archive, definition, reading, accepted=accepted)
    due = next_check(reading.article.published, at)
    hosts = definition.hosts
    return Recorded(
        decision, archive.articles.record(decision, reading, capture, hosts, validators, at, due)
    )


def judged(
    archive: Archive, definition: Definition, reading: Reading, *, accepted: bool
) -> Decision:
    """Return what a reading is to the archive; raises IncompleteText as `record` does."""
    decision, known = identified(archive, definition, reading)
    if not accepted:
        compare(reading.article, decision, known)
    return decision


def identified(
    archive: Archive, definition: Definition, reading: Reading
) -> tuple[Decision, Sequence[Known]]:
    """Return what a reading is to the archive, and the articles that it was compared with."""
    hosts = definition.hosts
    known = archive.articles.candidates(
        definition.name, keys(reading, hosts), reading.article.text_digest
    )
    return identify(reading, known, hosts).decision, known


def accept(archive: Archive, definition: Definition, one: SetAside) -> Recorded:
    """
    Record a page that was set aside, because a person says that it is the article.

    Raises PageError if not even a title and some text are there, LockedError if a run is under way.
    """
    capture = one.capture
    page = replace(archive.page(capture, definition.hosts), accepted=True)
    with _leased(archive, definition.name), Readers(workers=1) as readers:
        reading = readers.submit(page, definition.rules).result()
        archive.quarantine.accept(one.page.id)
        return record(
            archive, definition, capture, reading, Validators(None, None), _now(), accepted=True
        )


def dismiss(archive: Archive, definition: Definition, one: SetAside) -> None:
    """Close a page that was set aside, because a person says that it is none of the series."""
    with _leased(archive, definition.name):
        archive.quarantine.dismiss(one, urls.key(one.capture.url, definition.hosts), _now())


@contextmanager
def _leased(archive: Archive, series: str) -> Iterator[None]:
    archive.leases.take(series, _now())
    try:
        yield
    finally:
        archive.leases.release(series)


def _now() -> datetime:
    return datetime.now(UTC)
