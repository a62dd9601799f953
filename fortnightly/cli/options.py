"""What the commands have in common: their options, and the archive they open."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from fortnightly.export.article import Format
from fortnightly.series.definition import load_definitions
from fortnightly.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fortnightly.series.definition import Definition
    from storage.archive import Archive

_LARGEST = 2**63 - 1  # number that a database can keep

#: The commands whose modules are imported so far; `fortnightly.cli` imports each when it is run.
app = typer.Typer(add_completion=False, rich_markup_mode=None)

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="The name of a series; `scrapy list` lists them.")
]
AnyName = Annotated[
    str | None, typer.Argument(metavar="NAME", help="The name of a series; default: all.")
]
Id = Annotated[
    int,
    typer.Argument(
        metavar="ID", max=_LARGEST, help="The number of an article, as `list` shows it."
    ),
]
Form = Annotated[
    Format | None, typer.Option("--format", help="Give the whole article out in this form.")
]
Explain = Annotated[
    bool, typer.Option("--explain", help="Name the source of each field, and what others say.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would be recorded, and record nothing.")
]
Limit = Annotated[int, typer.Option(min=1, help="How many, at the most.")]
Since = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="Published on this day or later."),
]
Until = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="Published on this day or earlier."),
]


@contextmanager
def archive_and_definitions() -> Iterator[tuple[Archive, dict[str, Definition]]]:
    from storage.archive import open_archive  # noqa: PLC0415  not every command needs a database

    settings = read_settings()
    definitions = load_definitions(settings.series_dir)
    with open_archive(settings.database, settings.home) as archive:
        yield archive, definitions


def named(definitions: dict[str, Definition], name: str) -> Definition:
    if name not in definitions:
        known = ", ".join(definitions)
        raise typer.BadParameter(f"no series is named {name!r}; there are: {known}")
    return definitions[name]


def follow_merges(archive: Archive, id_: int) -> int:
    """Return the article that a number leads to; note on stderr if that is another one."""
    into = archive.articles.leads_to(id_)
    if into != id_:
        sys.stderr.write(f"article {id_} is a part of article {into} now\n")
    return into


def revision_led_on(archive: Archive, id_: int, number: int) -> tuple[int, int]:
    """Return article and number of a revision as they are now; note on stderr if they changed."""
    place = archive.articles.place(id_, number)
    if place != (id_, number):
        sys.stderr.write(
            f"revision {number} of article {id_} is revision {place[1]} of article {place[0]} now\n"
        )
    return place


def check_form(form: Format | None, *, as_json: bool, explain: bool) -> None:
    if form and (as_json or explain):
        other = "--json" if as_json else "--explain"
        raise typer.BadParameter(f"--format and {other} are two ways to print: give one of them")
