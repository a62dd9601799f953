"""
The service: when to crawl, and what to do about the outcome.

The truth is our own table of due times; APScheduler only wakes us when the next one comes. Each
run is a `scrapy crawl` process of its own, so that it goes through the same code, lock and ledger
as one by hand. Does not crawl, and does not read or store articles.

Run with ``python -m scheduler`` until SIGTERM, or with ``--once`` for cron.
"""

from __future__ import annotations

import argparse
import logging
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.date import DateTrigger

from fortnightly.clock import now
from fortnightly.exits import Exit, exit_code
from fortnightly.series.definition import load_definitions, served
from fortnightly.series.periods import SHORTEST
from fortnightly.settings import LOG_TIME, environment_of_crawl, read_settings
from fortnightly.starting import crawl_command
from ingest.errors import FortnightlyError, StorageError
from storage.archive import open_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from fortnightly.series.definition import Definition
    from storage.archive import Archive

log = logging.getLogger("scheduler")

AGAIN = timedelta(seconds=15)  #: after a failure of storage: a database server starts anew
_NEVER_LATE = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


def next_due(definition: Definition, exit_code: int, now: datetime) -> datetime:
    """Return when the next run is due after one that ended so: sooner if it was not complete."""
    return now + (definition.cadence.interval if exit_code == 0 else SHORTEST)


def due(
    definitions: Iterable[Definition], due_at: Callable[[str], datetime | None], now: datetime
) -> list[Definition]:
    """Return the series that are due now; one that was never scheduled is due at once."""
    return [d for d in definitions if (due_at(d.name) or now) <= now]


class Service:
    """Runs each series when it is due, one at a time."""

    def __init__(self, archive: Archive, definitions: Sequence[Definition]) -> None:
        self._archive = archive
        self._definitions = definitions
        self._stopped = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def run_due(self) -> int:
        """Run what is due now; return the highest exit code, 0 where nothing was due."""
        series = due(self._definitions, self._archive.schedule.due, now())
        return max((self._run(definition) for definition in series if not self.stopped), default=0)

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    def next_wake(self) -> datetime:
        """Return when the next series is due."""
        at = now()
        return min(self._archive.schedule.due(d.name) or at for d in self._definitions)

    def stop(self) -> None:
        """Begin nothing more, and tell the run under way to end; what it has is kept."""
        self._stopped.set()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def serve(self) -> None:
        """Run what is due, whenever it is, until `stop`; a storage that fails is waited for."""
        clock = BlockingScheduler(timezone=UTC, job_defaults=_NEVER_LATE)

        def wake() -> None:
            try:
                self.run_due()
                wake_at = self.next_wake()
            except StorageError as error:
                wake_at = now() + AGAIN
                log.error("%s; the next try is at %s", error, wake_at.isoformat())  # noqa: TRY400
            if self.stopped:
                clock.shutdown(wait=False)
            else:
                clock.add_job(wake, DateTrigger(wake_at))

        def end(_signal: int, _frame: object) -> None:
            log.info("stopping")
            self.stop()
            if not self._running:
                clock.shutdown(wait=False)

        _on_stop(end)
        clock.add_job(wake, DateTrigger(now()))
        clock.start()

    @property
    def _running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _run(self, definition: Definition) -> int:
        log.info("%s: run begins", definition.name)
        # a session of its own: Ctrl-C reaches us alone, and we tell the run once
        self._process = subprocess.Popen(  # noqa: S603  the name is one of a definition
            crawl_command(definition.name, "-s", "TRIGGER=scheduled"),
            env=environment_of_crawl(),
            start_new_session=True,
        )
        if self.stopped:  # the signal came between the two
            self._process.terminate()
        ended = self._process.wait()
        exit_code = ended if ended >= 0 else Exit.INCOMPLETE  # killed by a signal
        due_at = next_due(definition, exit_code, now())
        self._archive.schedule.set(definition.name, due_at, now())
        log.info(
            "%s: run ended with %d; next at %s", definition.name, exit_code, due_at.isoformat()
        )
        return exit_code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the service, or with ``--once`` what is due now; return the exit code."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(name)s %(message)s", datefmt=LOG_TIME
    )
    for library in ("apscheduler", "alembic"):
        logging.getLogger(library).setLevel(logging.WARNING)
    try:
        settings = read_settings()
        definitions = served(load_definitions(settings.series_dir), settings)
        with open_archive(settings.database, settings.home) as archive:
            service = Service(archive, definitions)
            return _once(service) if options.once else _serve(service)
    except FortnightlyError as error:
        sys.stderr.write(f"{error}\n")
        return exit_code(error)


def _once(service: Service) -> int:
    _on_stop(lambda _signal, _frame: service.stop())
    return service.run_due()


def _serve(service: Service) -> int:
    service.serve()
    return 0


def _on_stop(handler: Callable[[int, object], None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handler)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scheduler",
        description="Runs every series that is served (FORTNIGHTLY_SERIES) when it is due, each "
        "run as a `scrapy crawl` of its own, until SIGTERM. A series that never ran is due at "
        "once.",
        epilog="Exit codes with --once: the highest of the runs (0 complete or nothing due, "
        "3 incomplete, 5 a run by hand is under way); 2 settings or a definition are wrong; "
        "6 storage failed. The service waits for a storage that fails while it runs, and ends with "
        "6 only if there is none at its start.",
    )
    parser.add_argument(
        "--once", action="store_true", help="run what is due now and exit: for cron or a timer"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
