"""
``scrapy crawl NAME``, with an honest exit code.

Scrapy's own exits 0 even if every request failed. Codes: 0 complete, 2 usage, 3 incomplete,
5 another run is under way, 6 storage failed.
"""

from __future__ import annotations

import logging
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES
from w3lib.url import file_uri_to_path

from crawler.loader import SeriesLoader
from crawler.run.opening import open_run
from crawler.spiders.series import Options
from fortnightly.exits import Exit, exit_code
from ingest.errors import FortnightlyError, StorageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from crawler.run.outcome import RunResult
    from crawler.run.run import CrawlRun
    from crawler.spiders.series import SeriesSpider

_NO_JOBDIR = (
    "JOBDIR is of no use here: the database keeps what is still to be fetched, "
    "so a run that was stopped goes on with the next `crawl`"
)
_FLAGS = {"0": False, "1": True}


class Command(ScrapyCrawl):
    exitcode = 0

    def short_desc(self) -> str:
        return "Run one series by name; the exit code is its outcome"

    def long_desc(self) -> str:
        return (
            "Ask every source of the series NAME, fetch what is new or due, and keep it. "
            "Arguments: -a recheck=1 asks every known article again; -a since=YYYY-MM-DD leaves "
            "out entries that a source dates earlier. "
            "Exit codes: 0 complete; 2 usage, settings or definition are wrong; 3 incomplete; "
            "5 another run of this series is under way; 6 storage failed."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        settings = cast("Settings", self.settings)
        loader = SeriesLoader()
        try:
            spider = loader.load(series_name(args, loader))
            options = read_options(opts.spargs)
            check_settings(settings)
        except UsageError as error:
            self._end(Exit.USAGE, str(error))
            return
        _quiet_libraries(settings.getpriority("LOG_LEVEL"))
        for name, quiet in _QUIET.items():
            logging.getLogger(name).addFilter(quiet)
        try:
            with open_run(loader.settings, spider.definition, settings["TRIGGER"]) as crawl_run:
                ended = self._crawl(spider, crawl_run, options)
        except FortnightlyError as error:
            self._end(exit_code(error), str(error))
        else:
            self._end(ended.exit_code, ended.story)

    def _crawl(
        self, spider: type[SeriesSpider], crawl_run: CrawlRun, options: Options
    ) -> RunResult:
        process = cast("AsyncCrawlerProcess", self.crawler_process)
        crawler = process.create_crawler(spider)
        process.crawl(crawler, crawl_run=crawl_run, options=options)
        process.start()
        return crawl_run.close(crawler.stats.get_value("finish_reason"))

    def _end(self, exit_code: int, message: str) -> None:
        self.exitcode = exit_code
        sys.stderr.write(message + "\n")


def series_name(args: list[str], loader: SeriesLoader) -> str:
    if len(args) != 1:
        raise UsageError(f"name one series; there are: {', '.join(loader.list())}")
    return args[0]


def read_options(arguments: Mapping[str, str]) -> Options:
    """Read the ``-a`` arguments. Raises UsageError for an unknown or wrong one."""
    unknown = sorted(set(arguments) - {"since", "recheck", "backfill"})
    if unknown:
        raise UsageError(f"no such argument: {unknown[0]}; there are recheck and since")
    if _flag(arguments, "backfill"):
        raise UsageError("backfill=1 is not there yet: no web archive is asked in this version")
    try:
        since = date.fromisoformat(arguments["since"]) if "since" in arguments else None
    except ValueError as error:
        raise UsageError(f"since={arguments['since']} is no day such as 2026-05-01") from error
    return Options(since=since, recheck=_flag(arguments, "recheck"))


def check_settings(settings: Settings) -> None:
    """Raise UsageError for settings of Scrapy with which no run can be."""
    if settings["JOBDIR"]:
        raise UsageError(_NO_JOBDIR)
    for uri in settings.getdict("FEEDS"):
        check_writable(uri)


def check_writable(uri: str) -> None:
    """Raise UsageError for a file of ``-o`` that cannot be written; creates it."""
    if urlsplit(uri).scheme not in {"", "file"} or "%(" in uri:
        return  # elsewhere, or named when the run begins
    file = Path(file_uri_to_path(uri) if uri.startswith("file:") else uri)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab"):
            pass
    except OSError as error:
        raise UsageError(f"-o {file}: {error.strerror}") from error


def _flag(arguments: Mapping[str, str], name: str) -> bool:
    value = arguments.get(name, "0")
    if value not in _FLAGS:
        raise UsageError(f"{name}={value}: give {name}=1 or leave it out")
    return _FLAGS[value]


def _quiet_libraries(priority: int | None) -> None:
    """Log our own lines alone, unless the user asked for a level by hand."""
    if (priority or 0) < SETTINGS_PRIORITIES["cmdline"]:
        for library in ("scrapy", "alembic"):
            logging.getLogger(library).setLevel(logging.WARNING)


def _not_of_storage(record: logging.LogRecord) -> bool:
    """Leave out the traceback of a storage that failed: the run ends with that message."""
    return not (record.exc_info and isinstance(record.exc_info[1], StorageError))


def _without_trace(record: logging.LogRecord) -> bool:
    """Log that a site cannot be reached, without the traceback."""
    record.exc_info = None
    return True


_QUIET = {
    "scrapy.core.scraper": _not_of_storage,
    "scrapy.downloadermiddlewares.robotstxt": _without_trace,
}
