"""The commands that show how the archive stands: its series, its runs, its calendar."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from fortnightly.cli.options import (
    AnyName,
    Json,
    Limit,
    Name,
    app,
    looking,
    named,
    note_undefined,
)
from fortnightly.cli.printing import print_json
from fortnightly.clock import now
from fortnightly.exits import Exit
from fortnightly.series.definition import served
from fortnightly.settings import read_settings
from fortnightly.tasks import standing
from fortnightly.terminal import console, tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fortnightly.series.definition import Definition
    from storage.archive import Archive


@app.command()
def status(
    name: AnyName = None,
    *,
    as_json: Json = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Print a line for each served series that needs a person, and exit 1: an entry"
            " is overdue, the last run was not complete, or none was for twice the interval.",
        ),
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="As --check; an entry that is missing counts too.")
    ] = False,
) -> None:
    """
    Show how each series stands: entries, newest, next expected, overdue, last run.

    With --check, a run under way is judged by the one before it. FORTNIGHTLY_SERIES names the
    series that are served; a NAME that is given counts in any case.
    """
    with looking() as (archive, definitions):
        note_undefined(archive, definitions, name)
        names = [name] if name else list(dict.fromkeys([*definitions, *archive.series()]))
        found = [standing.status(archive, one, definitions.get(one), now()) for one in names]
        raised = []
        if check or strict:
            named_one = [definitions[name]] if name in definitions else []
            judged = named_one if name else served(definitions, read_settings())
            raised = list(_alarms(archive, judged, strict=strict))
    if as_json:
        print_json([found[0] if name else found])
    elif not (check or strict):
        console.put(tables.standings(found))
    if check or strict:
        line = "".join(f"{alarm}\n" for alarm in raised) or "nothing is wrong\n"
        (sys.stderr if as_json else sys.stdout).write(line)
    if raised:
        raise typer.Exit(Exit.ALARM)


@app.command()
def runs(name: AnyName = None, *, limit: Limit = 50, as_json: Json = False) -> None:
    """List the runs, newest first: what each brought, and how its sources fared."""
    with looking() as (archive, definitions):
        note_undefined(archive, definitions, name)
        found = archive.runs.list(name, limit)
    if as_json:
        print_json(found)
    else:
        console.put(tables.ledger(found))


@app.command()
def calendar(name: Name, *, as_json: Json = False) -> None:
    """List when an entry was due, and whether it came: found, due, overdue, missing, excused."""
    with looking() as (archive, definitions):
        found = standing.calendar(archive, named(definitions, name), now())
    if as_json:
        print_json(found)
    else:
        console.put(tables.calendar(found))


def _alarms(archive: Archive, judged: Iterable[Definition], *, strict: bool) -> Iterator[str]:
    for definition in judged:
        found = standing.standing(archive, definition, now())
        reasons = standing.alarms(found, definition.cadence, now(), strict=strict)
        if line := "; ".join(reasons):
            yield f"{definition.name}: {line}"
