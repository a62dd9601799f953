"""The commands that read pages: saved ones, and the kept ones again."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path  # noqa: TC003 - typer asks for it
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from fortnightly.cli.options import (
    AnyName,
    DryRun,
    Explain,
    Form,
    Json,
    app,
    archive_and_definitions,
    check_form,
    named,
)
from fortnightly.cli.printing import (
    complain,
    print_article,
    print_explained,
    print_json,
    stepping,
    with_evidence,
)
from fortnightly.clock import now
from fortnightly.exits import Exit
from fortnightly.series.definition import load_definitions
from fortnightly.settings import read_settings
from fortnightly.tasks.read_files import BadManifest, ReadFailure, SavedPage, manifest, read_all
from fortnightly.tasks.reread import Reread, RereadResult
from fortnightly.terminal import article, console, tables
from ingest.model import Rules
from ingest.pool import Readers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fortnightly.export.article import Format
    from ingest.model import Reading, ReadResult


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
    """Read saved pages and show the articles that they would become; nothing is stored."""
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
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Read the kept pages again by the rules of today; show and record what changes by that."""
    outcomes: Counter[str] = Counter()
    with archive_and_definitions() as (archive, definitions), Readers() as readers:
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
        complain(f"{outcome.url}: {outcome.error}: {outcome.detail}")
        return
    reading, refused = outcome.reading, outcome.refused
    if refused is not None:
        complain(f"{refused.url}: {refused.failure}: {refused.detail}")
    if explain:
        print_explained(reading.article, reading.evidence, article.facts_of(outcome))
    elif refused is None:
        print_article(reading.article, form)


def _as_entry(reading: Reading) -> dict[str, object]:
    """Return the fields of an article that a page alone has."""
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
        complain(f"{one.url}: {one.detail}")
    elif one.outcome != "same" and as_json:
        print_json([one])
    elif one.outcome != "same":
        console.put(tables.again(one))
