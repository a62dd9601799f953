"""The commands that merge articles, and split one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from fortnightly.cli.options import (
    DryRun,
    Id,
    app,
    archive_and_definitions,
    follow_merges,
    named,
)
from fortnightly.cli.printing import say
from fortnightly.clock import now
from fortnightly.tasks.record import leased

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from storage.archive import Archive


@app.command()
def merge(
    id_: Id,
    others: Annotated[
        list[int], typer.Argument(metavar="OTHER...", help="The articles that are the same one.")
    ],
    *,
    dry_run: DryRun = False,
) -> None:
    """
    Make other articles a part of ID, because they are one; `split` undoes it.

    ID keeps its text. Its revisions keep their numbers, those that come get the next ones. The
    numbers and addresses of the others lead to ID from then on.
    """
    with _correcting(id_) as (archive, into):
        archive.merging.merge(into, others, now(), dry_run=dry_run)
        for other in dict.fromkeys(others):
            say(f"{'would be merged' if dry_run else 'merged'}: {other} is a part of {into}")
        _remind(archive, (into, *others), wanted=dry_run)


@app.command()
def split(
    id_: Id,
    revisions: Annotated[
        list[int] | None,
        typer.Argument(
            metavar="[REVISION...]",
            help="Its revisions that are another article; none: ID was merged, and is one again.",
        ),
    ] = None,
    *,
    dry_run: DryRun = False,
) -> None:
    """
    Make revisions of ID an article of their own, because they are another one.

    The addresses where they were seen last go along, and stay, also if their pages claim others.
    Revisions that came by `merge` become their former article again; others get a new number.
    The number of a merged article alone brings that article back.
    """
    with _correcting(id_, quietly=not revisions) as (archive, into):
        if revisions:
            new = archive.merging.split(into, revisions, now(), dry_run=dry_run)
            what = f"revision {', '.join(map(str, revisions))} of {into} is article {new}"
        else:
            archive.merging.restore(id_, now(), dry_run=dry_run)
            what = f"{id_} is an article again, and no part of {into}"
        say(f"{'would be split' if dry_run else 'split'}: {what}")
        _remind(archive, (into,), wanted=dry_run)


@contextmanager
def _correcting(id_: int, *, quietly: bool = False) -> Iterator[tuple[Archive, int]]:
    """Give the archive and the article that a number leads to, with the lease of its series."""
    with archive_and_definitions() as (archive, definitions):
        into = archive.articles.leads_to(id_) if quietly else follow_merges(archive, id_)
        definition = named(definitions, archive.articles.get(into).series)
        with leased(archive, definition):
            yield archive, into


def _remind(archive: Archive, ids: Iterable[int], *, wanted: bool) -> None:
    """In a dry run, say which articles are meant, and that all is as it was."""
    if not wanted:
        return
    for id_ in dict.fromkeys(ids):
        say(f"  {id_}  {archive.articles.get(id_).title}")
    say("nothing was recorded")
