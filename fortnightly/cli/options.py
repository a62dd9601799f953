"""What the commands have in common: their options, the archive they open, and how they print."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec
import typer

from fortnightly.export.article import Format, formatted
from fortnightly.series.definition import load_definitions
from fortnightly.settings import read_settings
from fortnightly.terminal import console
from fortnightly.terminal.article import Explained, explained, rendered
from storage.archive import look_into, open_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from fortnightly.series.definition import Definition
    from ingest.model import Article, Evidence
    from storage.archive import Archive
    from storage.records import Entry

_LARGEST = 2**63 - 1  # number that a database can keep
_Outcome = TypeVar("_Outcome")

app = typer.Typer(
    help="Looks into the archive of article series that `scrapy crawl NAME` keeps.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

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
Explain = Annotated[bool, typer.Option("--explain", help="Tell why each field says what it says.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")]


Open = AbstractContextManager[tuple["Archive", "dict[str, Definition]"]]


def looking() -> Open:
    """Open the archive to read it, for a command that changes nothing; with all definitions."""
    return _opened(look_into)


def writing() -> Open:
    """Open the archive to change it, made or upgraded where needed; with all definitions."""
    return _opened(open_archive)


@contextmanager
def _opened(
    opening: Callable[[str, Path], Archive],
) -> Iterator[tuple[Archive, dict[str, Definition]]]:
    settings = read_settings()
    definitions = load_definitions(settings.series_dir)
    with opening(settings.database, settings.home) as archive:
        yield archive, definitions


def note_undefined(
    archive: Archive, definitions: dict[str, Definition], name: str | None = None
) -> None:
    """
    Say on stderr which series of the archive, or whether that of a name, have no definition.

    Raises BadParameter for a name that has no definition and that the archive does not hold.
    """
    undefined = [held for held in archive.series() if held not in definitions]
    if name is not None and name not in undefined:
        named(definitions, name)
    for held in undefined:
        if name in {None, held}:
            sys.stderr.write(f"{held}: no definition; the archive holds it all the same\n")


def named(definitions: dict[str, Definition], name: str) -> Definition:
    if name not in definitions:
        known = ", ".join(definitions)
        raise typer.BadParameter(f"no series is named {name!r}; there are: {known}")
    return definitions[name]


def follow_merges(archive: Archive, id_: int) -> int:
    """Return the article that a number leads to; say so if it is a part of another one now."""
    into = archive.articles.merged_into(id_)
    if into != id_:
        sys.stderr.write(f"article {id_} is a part of article {into} now\n")
    return into


def revision_led_on(archive: Archive, id_: int, number: int) -> tuple[int, int]:
    """Return article and number of the revision that was cited so; say so if they are others."""
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


def with_evidence(document: object, evidence: Sequence[Evidence]) -> dict[str, object]:
    return {**msgspec.to_builtins(document), "evidence": evidence}


def print_article(article: Article | Entry, form: Format | None) -> None:
    if form is None:
        console.put(rendered(article))
    else:
        sys.stdout.write(formatted(article, form))


def print_explained(
    article: Article | Entry, evidence: tuple[Evidence, ...], told: tuple[tuple[str, str], ...]
) -> None:
    one = Explained(article=article, evidence=evidence, told=told)
    console.put(explained(one))


def stepping(steps: Iterator[_Outcome], what: str, total: int) -> Iterator[_Outcome]:
    """Yield what is worked on, and tell on stderr how far it is."""
    with console.progress(what, total) as step:
        for one in steps:
            yield one
            step()


def print_json(values: Iterable[object]) -> None:
    for value in values:
        sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
