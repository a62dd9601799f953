"""All checks, one after the other; on demand, what can be made again is mended."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ingest.errors import StorageError
from storage.crawl import series as held
from storage.crawl.leases import Leases
from storage.engines.errors import storage_errors
from storage.search import index
from storage.tables.articles import ArticleRow, RevisionRow
from storage.tables.crawl import CaptureRow
from storage.verifying import keys, pointers
from storage.verifying.articles import articles, showing_none
from storage.verifying.database import faults, index_fault, is_damage
from storage.verifying.files import WarcCheck, missing_files, named
from storage.verifying.findings import (
    COPY_OF_DATABASE,
    VERIFY_MEND,
    Finding,
    Leftover,
    Problem,
    State,
)
from storage.verifying.leftovers import leftovers, under_way
from storage.verifying.texts import TextCheck

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from ingest.model import Hosts
    from storage.engines.database import Database

    Clock = Callable[[], datetime]

_RENEWED = timedelta(minutes=1)  #: how often the leases are held for longer


class Verification:
    """Checks an archive, or one series of it."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        hosts: Mapping[str, Hosts],
        clock: Clock,
        series: str | None = None,
    ) -> None:
        self._database = database
        self._leases = Leases(database)
        self._folder = folder
        self._hosts = hosts
        self._clock = clock
        self._series = series
        self._is_mending = False  #: all leases are ours: no run is under way

    def __len__(self) -> int:
        """Return how many captures and revisions there are to check."""
        captures = select(func.count()).select_from(CaptureRow)
        revisions = select(func.count()).select_from(RevisionRow)
        if self._series is not None:
            captures = captures.where(CaptureRow.series == self._series)
            its = RevisionRow.article_id == ArticleRow.id
            revisions = revisions.join(ArticleRow, its).where(ArticleRow.series == self._series)
        with self._database.reading() as db:
            return db.execute(captures).scalar_one() + db.execute(revisions).scalar_one()

    def findings(self, step: Callable[[], None]) -> Iterator[Finding | Leftover]:
        """Yield what is found; `step` is called for each capture and revision."""
        damaged = list(self._faults())
        yield from damaged
        if damaged:
            return  # what a damaged database says of the rest is no finding
        yield from leftovers(self._database, self._series, self._clock())
        yield from pointers.dangling(self._database, self._series)
        yield from pointers.loose(self._database, self._series)
        yield from pointers.unreadable(self._database, self._series)
        yield from self._files(step)
        yield from articles(self._database, self._series, self._hosts)
        yield from showing_none(self._database, self._series)
        yield from keys.outdated(self._database, self._series, self._hosts)
        yield from TextCheck(self._database, self._series, self._hosts, step).findings()
        if self._series is None:
            yield from pointers.surplus_index(self._database)
            yield from self._index_fault()

    @contextmanager
    def mending(self) -> Iterator[Callable[[Finding], State]]:
        """
        Hold the leases of all series that are checked; gives what mends a problem.

        Raises LockedError if a run of one is under way.
        """
        with self._database.reading() as db:
            found = held.names(db)
        wanted = found if self._series is None else [self._series]
        with ExitStack() as stack:
            for one in wanted:
                self._leases.take(one, self._clock())
                stack.callback(self._leases.release, one)
            self._is_mending = True
            renewed = self._clock()

            def mend(problem: Finding) -> State:
                nonlocal renewed
                if self._clock() - renewed > _RENEWED:
                    renewed = self._clock()
                    for one in wanted:
                        self._leases.renew(one, renewed)
                return self._mend(problem)

            yield mend
        self._is_mending = False

    def _mend(self, found: Finding) -> State:
        if found.remake is None:
            return "left"
        with self._database.writing() as db:
            found.remake(db)
        return "mended" if found.at_once else "crawl"

    def _faults(self) -> Iterator[Finding]:
        try:
            with self._database.reading() as db:
                found = faults(db)
        except StorageError as error:
            if not is_damage(error.__cause__):
                raise
            found = [str(error)]
        for fault in found:
            yield Finding(_of_database("database_damaged", fault, COPY_OF_DATABASE))

    def _index_fault(self) -> Iterator[Finding]:
        with self._database.reading() as db:
            fault = index_fault(db)
        if fault:
            problem = _of_database("index_damaged", fault, f"`{VERIFY_MEND}`")
            yield Finding(problem, index.rebuild)

    def _busy(self) -> frozenset[str]:
        """Return the series of which a run is under way."""
        if self._is_mending:
            return frozenset()
        return under_way(self._database, self._clock())

    def _files(self, step: Callable[[], None]) -> Iterator[Finding | Leftover]:
        with storage_errors(str(self._folder)):
            paths = sorted(self._folder.iterdir()) if self._folder.exists() else []
        busy = self._busy()
        yield from missing_files(self._database, self._folder, self._series)
        for path in paths:
            its = named(path)
            if its is None and self._series is None:
                yield _in_folder("file_foreign", path.name, "is no file of ours", "move it away")
            elif its is not None and self._series in {None, its.series}:
                if its.is_open and path.with_name(its.name).exists() and path.exists():
                    detail = f"is there as well as warc/{its.name}, and keeps the next run from it"
                    yield _in_folder("file_twice", path.name, detail, "move one of them away")
                    continue
                check = WarcCheck(
                    self._database,
                    path,
                    its,
                    under_way=its.series in busy and its.is_open,
                    step=step,
                )
                yield from check.findings()


def _of_database(kind: str, detail: str, mend: str) -> Problem:
    return Problem(series=None, kind=kind, what="database", detail=detail, mend=mend)  # type: ignore[arg-type]


def _in_folder(kind: str, name: str, detail: str, mend: str) -> Finding:
    problem = Problem(series=None, kind=kind, what=f"warc/{name}", detail=detail, mend=mend)  # type: ignore[arg-type]
    return Finding(problem)
