"""The command that checks the whole archive."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from fortnightly.cli.options import (
    AnyName,
    Json,
    app,
    looking,
    note_undefined,
    writing,
)
from fortnightly.cli.printing import complain, print_json
from fortnightly.clock import now
from fortnightly.exits import Exit
from fortnightly.terminal import console, tables
from storage.verifying.findings import Finding, Leftover, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storage.verifying.verification import Verification

_STATES: dict[State, str] = {
    "mended": "mended",
    "crawl": "only a crawl can mend, the next one asks the site again",
}


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

    Prints what is wrong, and how to mend it; then ends with 1. What a run that died has left, and
    the next one puts in order, is noted on stderr and is nothing wrong. With --mend, says at the
    end what was mended and what only a crawl can mend; in JSON, that is the key "state".
    """
    counts: dict[State, Counter[str]] = {"mended": Counter(), "crawl": Counter(), "left": Counter()}
    opened = writing() if mend else looking()
    with opened as (archive, definitions):
        note_undefined(archive, definitions, name)
        hosts = {one.name: one.hosts for one in definitions.values()}
        check = archive.verification(hosts, now, name)
        total = len(check)
        with _mending(check, wanted=mend) as make_anew, console.progress("checked", total) as step:
            for found in check.findings(step):
                if isinstance(found, Leftover):
                    complain(f"left by a run: {found.series}: {found.what}: {found.detail}")
                    continue
                state = make_anew(found)
                counts[state][found.problem.kind] += 1
                if as_json:
                    print_json([_with_state(found, state) if mend else found.problem])
                elif state == "mended":
                    complain(f"mended: {found.problem.kind}: {found.problem.what}")
                else:
                    _print(found)
    (sys.stderr if as_json else sys.stdout).write(_summary(total, counts))
    if counts["crawl"] or counts["left"]:
        raise typer.Exit(Exit.ALARM)


@contextmanager
def _mending(check: Verification, *, wanted: bool) -> Iterator[Callable[[Finding], State]]:
    if not wanted:
        yield lambda _: "left"
        return
    with check.mending() as mend:
        yield mend


def _with_state(found: Finding, state: State) -> dict[str, object]:
    return {**msgspec.structs.asdict(found.problem), "state": state}


def _print(found: Finding) -> None:
    console.put(tables.problem(found.problem))


def _summary(total: int, counts: dict[State, Counter[str]]) -> str:
    """Return how many problems there are; a line each for the mended and those left to a crawl."""
    left = counts["left"].total() + counts["crawl"].total()
    verdict = f"{left} problem{'s' * (left > 1)}" if left else "sound"
    lines = [f"{total} captures and revisions checked: {verdict}"]
    for state, what in _STATES.items():
        if counts[state]:
            kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(counts[state].items()))
            lines.append(f"{what}: {kinds}")
    return "\n".join(lines) + "\n"
