"""Open a run: its lease, its archive, its row in the ledger."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from crawler.run.run import CrawlRun
from fortnightly.clock import now
from fortnightly.tasks.record import bring_up_to_date
from ingest.errors import LockedError
from storage.archive import open_archive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fortnightly.series.definition import Definition
    from fortnightly.settings import Settings
    from storage.archive import Archive
    from storage.records import Trigger


@contextmanager
def open_run(settings: Settings, definition: Definition, trigger: Trigger) -> Iterator[CrawlRun]:
    """
    Hold the lease of a series while a run of it is under way.

    Raises LockedError if another run holds it, StorageError if the archive cannot be opened.
    """
    name = definition.name
    with open_archive(settings.database, settings.home) as archive:
        try:
            archive.leases.take(name, now())
        except LockedError:
            archive.runs.refuse(name, trigger, now())
            raise
        try:
            archive.recover(name, now())
            bring_up_to_date(archive, definition, lambda: _renew(archive, name))
            run_id = archive.runs.start(name, trigger, now())
            archive.leases.renew(name, now(), run_id=run_id)
            yield CrawlRun(archive, definition, run_id)
        finally:
            archive.leases.release(name)


def _renew(archive: Archive, series: str) -> None:
    archive.leases.renew(series, now())
