"""The commands that look into the archive: how it stands, its articles, its ledger."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec import Struct

from fortnightly.cli.options import (
    AnyName,
    Explain,
    Form,
    Id,
    Json,
    Name,
    app,
    check_form,
    follow_merges,
    looking,
    named,
    note_undefined,
    print_article,
    print_explained,
    print_json,
    revision_led_on,
    with_evidence,
)
from fortnightly.clock import now
from fortnightly.series.calendar import slots
from fortnightly.terminal import console, tables
from fortnightly.terminal.diff import By
from storage.records import CrawlRunRecord

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fortnightly.series.calendar import Slot
    from fortnightly.series.definition import Definition
    from storage.archive import Archive
    from storage.records import Difference


Older = Annotated[int | None, typer.Argument(metavar="A", help="The number of a revision.")]
Newer = Annotated[int | None, typer.Argument(metavar="B", help="The one to compare it with.")]


class Status(Struct, frozen=True, kw_only=True):
    """How a series stands, as `status` prints it."""

    series: str
    title: str
    entries: int
    newest: str | None  #: ISO 8601, as its page gives it
    next_due: date | None
    overdue: bool
    missing: int
    quarantined: int
    last_run: CrawlRunRecord | None
    defined: bool = True  #: False: its definition is not found, and with it what is expected


@app.command()
def status(
    name: AnyName = None,
    *,
    as_json: Json = False,
    check: Annotated[
        bool,
        typer.Option(help="Exit 1 if an entry is overdue or the last run was not complete."),
    ] = False,
    strict: Annotated[
        bool, typer.Option(help="With --check: exit 1 for missing entries too.")
    ] = False,
) -> None:
    """Tell how each series stands: entries, newest, next expected, overdue, last run."""
    with looking() as (archive, definitions):
        held = archive.series()
        if name and name not in held:
            named(definitions, name)
        wanted = (
            [name] if name else [*definitions, *(one for one in held if one not in definitions)]
        )
        found = [_status(archive, one, definitions.get(one)) for one in wanted]
    if as_json:
        print_json([found[0] if name else found])
    else:
        console.console().print(_status_table(found))
    if (check or strict) and any(_alarming(one, strict=strict) for one in found):
        raise typer.Exit(1)


@app.command("list")
def list_(name: Name, *, as_json: Json = False) -> None:
    """List the articles of a series, newest first; with --json each one whole."""
    with looking() as (archive, definitions):
        note_undefined(archive, definitions, name)
        if as_json:
            print_json(archive.articles.entries(name))
        else:
            heads = archive.articles.list(name)
            title = definitions[name].title if name in definitions else f"{name}, no definition"
            console.console().print(tables.articles(title, heads))


@app.command()
def show(
    id_: Id,
    *,
    revision: Annotated[
        int | None, typer.Option(help="One of its revisions; default: the current one.")
    ] = None,
    form: Form = None,
    explain: Explain = False,
    as_json: Json = False,
) -> None:
    """Show one article as it reads; or give it out whole, as Markdown, text or HTML."""
    check_form(form, as_json=as_json, explain=explain)
    with looking() as (archive, _):
        if revision is None:
            id_ = follow_merges(archive, id_)
        else:
            id_, revision = revision_led_on(archive, id_, revision)
        entry = archive.articles.get(id_, revision)
        evidence = archive.articles.evidence(id_, revision) if explain else ()
    if as_json:
        print_json([with_evidence(entry, evidence) if explain else entry])
    elif explain:
        told = (("extractor", entry.extractor), ("rules", entry.rules))
        print_explained(entry, evidence, told)
    else:
        print_article(entry, form)


@app.command()
def history(
    id_: Id,
    *,
    as_json: Json = False,
) -> None:
    """Tell the life of an article: what each revision changed, when it stood there or was gone."""
    with looking() as (archive, _):
        into = follow_merges(archive, id_)
        for one in archive.articles.moved(id_) if into != id_ else ():
            sys.stderr.write(
                f"its revision {one.number} is revision {one.as_} of article {one.to}\n"
            )
        revisions = archive.articles.history(into)
    if as_json:
        print_json(revisions)
    else:
        console.put(tables.history(revisions, into))


@app.command()
def diff(
    id_: Id,
    one: Older = None,
    other: Newer = None,
    *,
    by: Annotated[By, typer.Option(help="Show the words that changed, or whole blocks.")] = By.WORD,
    as_json: Json = False,
) -> None:
    """Show what differs between two revisions; default: the current one and what was before it."""
    if (one is None) != (other is None):
        raise typer.BadParameter("give two revisions, or none")
    with looking() as (archive, _):
        if one is None or other is None:
            found = archive.articles.difference(follow_merges(archive, id_))
        else:
            found = _between(archive, id_, one, other)
    if as_json:
        print_json([found])
    else:
        console.put(tables.difference(found, by))


@app.command()
def runs(
    name: AnyName = None,
    *,
    limit: Annotated[int, typer.Option(min=1, help="How many, at the most.")] = 50,
    as_json: Json = False,
) -> None:
    """Show the ledger of runs, newest first."""
    with looking() as (archive, definitions):
        note_undefined(archive, definitions, name)
        found = archive.runs.list(name, limit)
    if as_json:
        print_json(found)
    else:
        console.console().print(tables.ledger(found))


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="Words that an article must all contain.")],
    *,
    series: Annotated[str | None, typer.Option(help="Only in this series.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, at the most.")] = 20,
    as_json: Json = False,
) -> None:
    """Search the full text of all articles, best first."""
    with looking() as (archive, definitions):
        if series is not None:
            note_undefined(archive, definitions, series)
        found = archive.articles.search(" ".join(words), series, limit)
    if as_json:
        print_json(found)
    else:
        console.console().print(tables.hits(found))


@app.command()
def calendar(name: Name, *, as_json: Json = False) -> None:
    """Show every slot of the cadence: found, due, overdue, missing or excused."""
    with looking() as (archive, definitions):
        found = _slots(archive, named(definitions, name))
    if as_json:
        print_json(found)
    else:
        console.console().print(tables.calendar(found))


def _between(archive: Archive, id_: int, one: int, other: int) -> Difference:
    """Compare two revisions, by the numbers that they have or once had."""
    its, old = revision_led_on(archive, id_, one)
    theirs, new = revision_led_on(archive, id_, other)
    if its != theirs:
        raise typer.BadParameter(
            f"revision {one} is of article {its} now, {other} of {theirs}:"
            " only revisions of one article are compared"
        )
    return archive.articles.difference(its, old, new)


def _status(archive: Archive, name: str, definition: Definition | None) -> Status:
    """Return how a series stands; without a definition, nothing is expected of it."""
    calendar = _slots(archive, definition) if definition else []
    expected = [slot for slot in calendar if slot.state in {"overdue", "due"}]
    newest = archive.articles.newest(name)
    return Status(
        series=name,
        title=definition.title if definition else name,
        entries=archive.articles.count(name),
        newest=newest.published if newest else None,
        next_due=expected[0].due if expected else None,
        overdue=any(slot.state == "overdue" for slot in calendar),
        missing=sum(slot.state == "missing" for slot in calendar),
        quarantined=archive.quarantine.count(name),
        last_run=archive.runs.last(name),
        defined=definition is not None,
    )


def _alarming(one: Status, *, strict: bool) -> bool:
    """Return whether a series needs somebody; one without a definition is crawled no more."""
    if not one.defined:
        return False
    ran_well = one.last_run is not None and one.last_run.outcome == "complete"
    return one.overdue or not ran_well or (strict and one.missing > 0)


def _status_table(found: Iterable[Status]) -> Any:
    columns = ("series", "entries#", "newest", "next due", "", "missing#", "set aside#", "last run")
    rows = (
        (
            one.series,
            one.entries,
            (one.newest or "")[:10],
            one.next_due,
            ("overdue" if one.overdue else "") if one.defined else "no definition",
            one.missing,
            one.quarantined,
            _last_run(one.last_run),
        )
        for one in found
    )
    return tables.table("", columns, rows)


def _last_run(run: CrawlRunRecord | None) -> str:
    if run is None:
        return "never"
    return f"{run.outcome or 'under way'}, {run.started:%Y-%m-%d %H:%M} UTC"


def _slots(archive: Archive, definition: Definition) -> list[Slot]:
    days = archive.articles.published_days(definition.name)
    return list(slots(definition.cadence, days, now().date()))
