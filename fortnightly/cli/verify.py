"""The command that checks the whole archive."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from fortnightly.cli.options import AnyName, Json, app, archive_and_definitions, named
from fortnightly.cli.printing import complain, print_json
from fortnightly.clock import now
from fortnightly.exits import Exit
from fortnightly.terminal import console, tables
from storage.verifying.findings import Finding, Leftover

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storage.verifying.verification import Verification


@app.command()
def verify(
    name: AnyName = None,
    *,
    mend: Annotated[
        bool,
        typer.Option("--mend", help="Make anew what can be made from what is kept; delete none."),
    ] = False,
    as_json: Json = False,
) -> None:
    """
    Check the whole archive: every file, record, row, and what is made from them.

    Prints what is wrong, and how to mend it; then ends with 1. What an interrupted run left, and
    the next one tidies up, is noted on stderr and is no problem.
    """
    left = mended = 0
    with archive_and_definitions() as (archive, definitions):
        if name:
            named(definitions, name)
        hosts = {one.name: one.hosts for one in definitions.values()}
        check = archive.verification(hosts, now, name)
        total = len(check)
        with _mending(check, wanted=mend) as make_anew, console.progress("checked", total) as step:
            for found in check.findings(step):
                if isinstance(found, Leftover):
                    complain(f"left by a run: {found.series}: {found.what}: {found.detail}")
                elif make_anew(found):
                    mended += 1
                    complain(f"mended: {found.problem.kind}: {found.problem.what}")
                else:
                    left += 1
                    _print(found, as_json=as_json)
    (sys.stderr if as_json else sys.stdout).write(_summary(total, left, mended))
    if left:
        raise typer.Exit(Exit.ALARM)


@contextmanager
def _mending(check: Verification, *, wanted: bool) -> Iterator[Callable[[Finding], bool]]:
    if not wanted:
        yield lambda _: False
        return
    with check.mending() as mend:
        yield mend


def _print(found: Finding, *, as_json: bool) -> None:
    if as_json:
        print_json([found.problem])
    else:
        console.put(tables.problem(found.problem))


def _summary(total: int, left: int, mended: int) -> str:
    made = f", {mended} mended" if mended else ""
    verdict = f"{left} problem{'s' * (left > 1)}" if left else "sound"
    return f"{total} captures and revisions checked: {verdict}{made}\n"
