"""
The commands that start a run or the service.

Each becomes the process that it starts, so that signals and the exit code are the run's own.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from fortnightly.cli.options import app, named
from fortnightly.exits import Exit
from fortnightly.series.definition import load_definitions
from fortnightly.settings import environment_of_crawl, read_settings
from fortnightly.starting import crawl_command, foreign_module, service_command

if TYPE_CHECKING:
    from collections.abc import Iterable

_EXITS = (
    "Exit codes: 0 complete; 2 usage, settings or a definition are wrong; 3 incomplete; "
    "5 another run of the series is under way; 6 storage failed."
)

Arguments = Annotated[
    list[str] | None,
    typer.Option(
        "-a",
        metavar="KEY=VALUE",
        help="recheck=1 asks for every known article again; since=2026-05-01 leaves out entries "
        "that a source dates earlier. May be repeated.",
    ),
]
ScrapySettings = Annotated[
    list[str] | None,
    typer.Option(
        "-s",
        metavar="KEY=VALUE",
        help="A setting of Scrapy for this run, such as DOWNLOAD_DELAY=5. May be repeated.",
    ),
]
Appended = Annotated[
    list[str] | None,
    typer.Option(
        "-o",
        metavar="FILE",
        help="Append the articles that are new or revised to this file (.jsonl or .csv).",
    ),
]
Overwritten = Annotated[
    list[str] | None,
    typer.Option("-O", metavar="FILE", help="The same, but overwrite the file."),
]
LogLevel = Annotated[
    str | None,
    typer.Option("-L", metavar="LEVEL", help="DEBUG, INFO, WARNING or ERROR; default: INFO."),
]


@app.command(epilog=_EXITS)
def crawl(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The name of a series.")
    ] = None,
    arguments: Arguments = None,
    scrapy_settings: ScrapySettings = None,
    appended: Appended = None,
    overwritten: Overwritten = None,
    log_level: LogLevel = None,
) -> None:
    """
    Run one series now: ask its sources, fetch what is new or due, and keep it.

    The same as `scrapy crawl NAME` in a checkout.
    """
    definitions = load_definitions(read_settings().series_dir)
    if name is None:
        raise typer.BadParameter(f"name a series; there are: {', '.join(definitions)}")
    named(definitions, name)
    options = [
        *_repeated("-a", arguments),
        *_repeated("-s", scrapy_settings),
        *_repeated("-o", appended),
        *_repeated("-O", overwritten),
        *_repeated("-L", [log_level] if log_level else None),
    ]
    _become(crawl_command(name, *options))


@app.command(epilog=f"{_EXITS} With --once: the highest code of the runs.")
def schedule(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Run what is due now, and exit: for cron or a timer.")
    ] = False,
) -> None:
    """
    Run every series that is served whenever it is due, until SIGTERM.

    FORTNIGHTLY_SERIES names the series that are served; a series that never ran is due at once.
    The same as `python -m scheduler` in a checkout.
    """
    _become(service_command(*(["--once"] if once else [])))


def _repeated(option: str, values: Iterable[str] | None) -> list[str]:
    return [word for value in values or () for word in (option, value)]


def _become(command: list[str]) -> NoReturn:
    """Replace this process by another one."""
    if problem := foreign_module():
        sys.stderr.write(f"{problem}\n")
        raise typer.Exit(Exit.USAGE)
    sys.stdout.flush()
    os.execve(command[0], command, environment_of_crawl())  # noqa: S606  no shell is wanted
