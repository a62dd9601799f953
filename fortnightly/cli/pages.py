"""The commands that read pages: saved ones, kept ones again, and those that were set aside."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path  # noqa: TC003 - typer asks for it
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from fortnightly.cli.options import (
    AnyName,
    Explain,
    Form,
    Json,
    app,
    check_form,
    looking,
    named,
    note_undefined,
    print_article,
    print_explained,
    print_json,
    stepping,
    with_evidence,
    writing,
)
from fortnightly.clock import now
from fortnightly.exits import Exit
from fortnightly.export.sanitize import sanitize
from fortnightly.series.definition import load_definitions
from fortnightly.settings import read_settings
from fortnightly.tasks.read_files import BadManifest, ReadFailure, SavedPage, manifest, read_all
from fortnightly.tasks.record import accept, dismiss
from fortnightly.tasks.reread import Reread, RereadResult
from fortnightly.terminal import article, console, tables
from ingest.errors import PageError
from ingest.model import Rules
from ingest.pool import Readers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fortnightly.export.article import Format
    from ingest.model import Reading, ReadResult


@app.command()
def quarantine(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME | accept | dismiss]", help="A series; or what to do with ID."
        ),
    ] = None,
    id_: Annotated[
        int | None, typer.Argument(metavar="[ID]", help="The number of a page, as listed.")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """
    List the pages that were set aside, each with its reason, or settle one by its ID.

    `accept ID` records the page as an article, whatever the gate thinks of it. `dismiss ID` closes
    it: it is not asked again until its source says something else of it, or its page changes.
    """
    if id_ is not None:
        _settle(name, id_)
    else:
        _list_quarantine(name, as_json=as_json)


def _settle(verb: str | None, id_: int) -> None:
    if verb not in {"accept", "dismiss"}:
        raise typer.BadParameter(f"give `accept {id_}` or `dismiss {id_}`, not `{verb} {id_}`")
    with writing() as (archive, definitions):
        one = archive.quarantine.get(id_)
        definition = named(definitions, one.page.series)
        if verb == "dismiss":
            dismiss(archive, definition, one)
            typer.echo(f"dismissed: {one.page.url}")
            return
        try:
            done = accept(archive, definition, one)
        except PageError as error:
            raise typer.BadParameter(f"not even so an article: {error}") from error
    typer.echo(f"{type(done.decision).__name__.lower()}: {done.article_id}  {one.page.url}")


def _list_quarantine(name: str | None, *, as_json: bool) -> None:
    with looking() as (archive, definitions):
        if name in {"accept", "dismiss"} and name not in definitions:
            raise typer.BadParameter(f"give the ID of a page: `fortnightly quarantine {name} ID`")
        if name:
            note_undefined(archive, definitions, name)
        if name in {"accept", "dismiss"}:
            sys.stderr.write(f"the series {name!r}; to {name} a page, give its ID as well\n")
        found = archive.quarantine.open(name)
    if as_json:
        print_json(found)
    else:
        console.console().print(tables.quarantine(found))


@app.command()
def read(  # noqa: PLR0913 - an argument each is how typer wants them
    files: Annotated[
        list[Path] | None, typer.Argument(help="Saved pages, plain or gzipped.")
    ] = None,
    *,
    url: Annotated[str, typer.Option(help="The address of the page; default: it says so.")] = "",
    series: Annotated[str | None, typer.Option(help="Read by the rules of this series.")] = None,
    listed: Annotated[
        Path | None,
        typer.Option(
            "--manifest",
            metavar="LIST.jsonl",
            help='Read many: a line {"path": ..., "url": ...} each. A path is relative to the'
            " folder in which the command runs, as it is for FILES.",
        ),
    ] = None,
    form: Form = None,
    explain: Explain = False,
    as_json: Json = False,
) -> None:
    """Tell what saved pages would become, without storing anything."""
    as_json = as_json or listed is not None
    check_form(form, as_json=as_json, explain=explain)
    settings = read_settings()
    definitions = load_definitions(settings.series_dir)
    rules = named(definitions, series).rules if series else Rules()
    if (not files) == (listed is None):
        raise typer.BadParameter("give either files or --manifest")
    pages = _pages(files or [], url, listed)
    failed = 0
    for outcome in stepping(read_all(pages, rules), "pages read", len(pages)):
        failed += isinstance(outcome, ReadFailure) or outcome.refused is not None
        if as_json:
            print_json([_line(outcome, explain=explain)])
        else:
            _print_read(outcome, form, explain=explain)
    if failed and not listed:
        raise typer.Exit(Exit.INCOMPLETE)


@app.command()
def reread(
    name: AnyName = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and record nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read the kept pages again by the rules of today; show what changes, and record it as that."""
    outcomes: Counter[str] = Counter()
    opened = looking() if dry_run else writing()
    with opened as (archive, definitions), Readers() as readers:
        wanted = [named(definitions, name)] if name else definitions.values()
        for definition in wanted:
            again = Reread(archive, definition, now, record=not dry_run)
            for one in stepping(again.read(readers), definition.name, len(again)):
                outcomes[one.outcome] += 1
                _print_again(one, as_json=as_json)
    (sys.stderr if as_json else sys.stdout).write(
        f"{tables.counts(outcomes, recorded=not dry_run)}\n"
    )
    if outcomes["unreadable"]:
        raise typer.Exit(Exit.INCOMPLETE)


def _pages(files: Sequence[Path], url: str, listed: Path | None) -> list[SavedPage]:
    try:
        return manifest(listed) if listed else [SavedPage(str(file), url) for file in files]
    except BadManifest as error:
        raise typer.BadParameter(str(error)) from error


def _line(outcome: ReadResult | ReadFailure, *, explain: bool) -> object:
    """Return the line of JSON for a page: an article, or why it is none."""
    if isinstance(outcome, ReadFailure):
        return outcome
    reading, refused = outcome.reading, outcome.refused
    if refused is None:
        line = _as_entry(reading)
    else:
        line = msgspec.structs.asdict(ReadFailure(refused.url, refused.failure, refused.detail))
    return with_evidence(line, reading.evidence) if explain else line


def _print_read(outcome: ReadResult | ReadFailure, form: Format | None, *, explain: bool) -> None:
    if isinstance(outcome, ReadFailure):
        _complain(outcome.url, outcome.error, outcome.detail)
        return
    reading, refused = outcome.reading, outcome.refused
    if refused is not None:
        _complain(refused.url, refused.failure, refused.detail)
    if explain:
        print_explained(reading.article, reading.evidence, article.told_of(outcome))
    elif refused is None:
        print_article(reading.article, form)


def _complain(url: str, error: str, detail: str) -> None:
    sys.stderr.write(sanitize(f"{url}: {error}: {detail}") + "\n")


def _as_entry(reading: Reading) -> dict[str, object]:
    """Return the article in JSON, as far as a page alone tells it."""
    return {
        **msgspec.structs.asdict(reading.article),
        "text": reading.article.text,
        "word_count": reading.article.word_count,
        "addresses": reading.addresses,
        "member": reading.rule,
        "extractor": reading.extractor,
        "rules": reading.rules,
    }


def _print_again(one: RereadResult, *, as_json: bool) -> None:
    if one.outcome == "unreadable":
        sys.stderr.write(f"{one.url}: {one.detail}\n")
    elif one.outcome != "same" and as_json:
        print_json([one])
    elif one.outcome != "same":
        console.console().print(tables.again(one))
