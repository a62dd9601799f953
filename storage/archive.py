"""
The archive: the database and the folder of WARC files, opened together.

The one name through which the rest of the project comes to storage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest import urls
from ingest.model import Page
from storage.articles import rekeying
from storage.articles.articles import Articles
from storage.captures import warc_reading, warc_writing
from storage.captures.captures import Captures, forget_lost
from storage.corrections.merging import Merging
from storage.crawl import runs
from storage.crawl.addresses import Addresses
from storage.crawl.leases import Leases, current_run
from storage.crawl.quarantine import Quarantine
from storage.crawl.schedule import Schedule
from storage.crawl.sources import Sources
from storage.decisions.decisions import Decisions
from storage.engines.database import Database
from storage.engines.errors import storage_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from typing import Self

    from ingest.model import Hosts
    from storage.articles.rekeying import RekeyingProgress
    from storage.records import Capture
    from storage.verifying.verification import Verification


def open_archive(database_url: str, home: Path) -> Archive:
    """
    Open an archive, made if it is not there, its schema brought up to date.

    Raises SchemaTooNew for one that a later version wrote, StorageError for what is none.
    """
    folder = home / "warc"
    with storage_errors(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
    database = Database(database_url)
    try:
        database.prepare()
    except BaseException:
        database.close()
        raise
    return Archive(database, folder)


class Archive:
    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder
        self.captures = Captures(database)
        self.addresses = Addresses(database)
        self.sources = Sources(database)
        self.articles = Articles(database)
        self.decisions = Decisions(database)
        self.merging = Merging(database)
        self.quarantine = Quarantine(database)
        self.runs = runs.Runs(database)
        self.leases = Leases(database)
        self.schedule = Schedule(database)

    def new_warc(self, series: str, run_id: int, now: datetime) -> warc_writing.WarcFile:
        """Return the file of a run; it comes to be with its first record."""
        return warc_writing.WarcFile(self._folder, warc_writing.file_name(series, run_id, now), now)

    def body(self, capture: Capture) -> bytes:
        """Return the body of a capture, after content decoding; StorageError if it is not there."""
        return warc_reading.read_body(self._folder, capture)

    def page(self, capture: Capture, hosts: Hosts | None, body: bytes | None = None) -> Page:
        """
        Return a capture as reading needs it, with what sources and persons say of it.

        Raises StorageError if its bytes are not there; whoever has them at hand gives them.
        """
        keys = {urls.key(url, hosts) for url in (capture.url, *capture.addresses)}
        return Page(
            url=capture.url,
            body=self.body(capture) if body is None else body,
            content_type=capture.content_type,
            addresses=capture.addresses,
            source_entries=self.addresses.told(capture.series, keys),
            accepted=self.quarantine.is_accepted(capture),
        )

    def recover(self, series: str, now: datetime) -> None:
        """
        Put in order what a run that died has left: its WARC file, and its row in the ledger.

        Called by the holder of the lease, before it writes; a run that the lease names is left
        alone.
        """
        with self._database.writing() as db:
            current = current_run(db, series)
            runs.interrupt(db, series, current, now)
            for end in warc_reading.recover(self._folder, series, current):
                forget_lost(db, series, end.warc, end.offset)

    def bring_up_to_date(self, series: str, hosts: Hosts | None) -> Iterator[RekeyingProgress]:
        """
        Make hashes of texts and keys of addresses again, where today's rules make others.

        Called by the holder of the lease, before it looks for anything by them; yields how far it
        is. Killed in the middle, it begins anew.
        """
        yield from rekeying.bring_up_to_date(self._database, series, hosts)

    def verification(
        self, hosts: Mapping[str, Hosts], clock: Callable[[], datetime], series: str | None = None
    ) -> Verification:
        """Return what checks the archive, or one series of it; `hosts` are those of each series."""
        from storage.verifying.verification import Verification  # noqa: PLC0415  one command needs it

        return Verification(self._database, self._folder, hosts, clock, series)

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
