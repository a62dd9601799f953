"""The commands with which a person follows what an article is, and corrects it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Group
from rich.text import Text

from fortnightly.cli.options import (
    Id,
    Json,
    app,
    follow_merges,
    looking,
    named,
    note_undefined,
    print_json,
    writing,
)
from fortnightly.clock import now
from fortnightly.export.sanitize import sanitize
from fortnightly.tasks.record import leased
from fortnightly.terminal import console

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import RenderableType

    from ingest.model import Reason
    from storage.records import Decided, Doubt, LeadingAddress, Why

_VERDICTS = {
    "new": "a new article",
    "revised": "the same article, revised",
    "duplicate": "the same text at another address",
    "apart": "kept apart, too close to call",
    "merged": "merged",
    "split": "split",
    "gone": "gone from the site",
}


@app.command()
def why(id_: Id, *, as_json: Json = False) -> None:
    """
    Tell why an article is what it is: every decision of it, in the order of time.

    With each its page, what was weighed, and how it came out; then the addresses of the article,
    how each came to lead to it, and what it was kept apart from.
    """
    with looking() as (archive, _):
        found = archive.decisions.why(follow_merges(archive, id_))
    if as_json:
        print_json([found])
    else:
        console.put(Group(*_explained(found)))


@app.command()
def merge(
    id_: Id,
    others: Annotated[
        list[int], typer.Argument(metavar="OTHER...", help="The articles that are the same one.")
    ],
) -> None:
    """
    Make other articles a part of ID, because they are one; `split` undoes it.

    ID goes on to say what it says. Its revisions keep their numbers, those that come get the next
    ones. The numbers of the others, and their addresses, lead to ID from then on.
    """
    with writing() as (archive, definitions):
        id_ = follow_merges(archive, id_)
        definition = named(definitions, archive.articles.get(id_).series)
        with leased(archive, definition):
            archive.merging.merge(id_, others, now())
    for other in dict.fromkeys(others):
        typer.echo(f"merged: {other} is a part of {id_}")


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
) -> None:
    """
    Make revisions of ID an article of their own, because they are another one.

    The addresses where they were seen last go along, and stay with it, whatever their pages say.
    Revisions that came by `merge` become the article again that they were; others get a new number.
    With the number of an article that was merged, and nothing else, that is again what it was.
    """
    with writing() as (archive, definitions):
        into = archive.articles.merged_into(id_) if not revisions else follow_merges(archive, id_)
        definition = named(definitions, archive.articles.get(into).series)
        with leased(archive, definition):
            if not revisions:
                archive.merging.restore(id_, now())
                typer.echo(f"split: {id_} is an article again, and no part of {into}")
                return
            new = archive.merging.split(into, revisions, now())
    typer.echo(f"split: revision {', '.join(map(str, revisions))} of {into} is article {new}")


@app.command()
def doubts(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME | dismiss]", help="A series; or what to do with ID."),
    ] = None,
    id_: Annotated[
        int | None, typer.Argument(metavar="[ID]", help="The number of a doubt, as listed.")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """
    List the articles that were kept apart though it was too close to call, with what was weighed.

    `merge A B` settles it if they are one, `doubts dismiss ID` if they are two. One article alone
    may be two, at one address: `split ID N` settles that, or `doubts dismiss ID` if it is one.
    """
    if id_ is not None:
        _dismiss(name, id_)
        return
    with looking() as (archive, definitions):
        if name == "dismiss" and name not in definitions:
            raise typer.BadParameter("give the ID of a doubt: `fortnightly doubts dismiss ID`")
        if name:
            note_undefined(archive, definitions, name)
        if name == "dismiss":
            sys.stderr.write(f"the series {name!r}; to {name} a doubt, give its ID as well\n")
        found = archive.decisions.doubts(name)
    if as_json:
        print_json(found)
    else:
        console.put(Group(*(part for one in found for part in _doubt(one))))


def _dismiss(verb: str | None, id_: int) -> None:
    if verb != "dismiss":
        raise typer.BadParameter(f"give `dismiss {id_}`, not `{verb} {id_}`")
    with writing() as (archive, _):
        done = archive.decisions.dismiss(id_, now())
    are_two = f"{done.article_id} and {done.other_id} are two articles"
    is_one = f"all revisions of {done.article_id} are one article"
    typer.echo(f"dismissed: {is_one if done.article_id == done.other_id else are_two}")


def _explained(found: Why) -> Iterator[RenderableType]:
    yield Text(sanitize(f"article {found.id}  {found.title}"), style="bold")
    yield console.address(f"  {found.url}")
    if found.numbers:
        yield Text(f"  a part of it: {', '.join(map(str, found.numbers))}")
    yield Text("")
    if not found.decisions:
        yield Text("No decision is kept: it is from before they were.")
    for one in found.decisions:
        yield from _decision(one, found.id)
    yield Text("\naddresses", style="bold")
    for address in found.addresses:
        yield from _address(address)
    if found.apart:
        yield Text("\nkept apart from", style="bold")
    for one in found.apart:
        yield from _decision(one, found.id)
        yield from _to_settle(one, found)


def _to_settle(one: Decided, found: Why) -> Iterator[RenderableType]:
    """Yield what to type to settle a doubt that is open."""
    other = one.other_id if one.article_id in {found.id, *found.numbers} else one.article_id
    if one.settled is None and other is not None:
        yield Text(f"  {_correction(found.id, other)}; else see fortnightly doubts")


def _decision(one: Decided, id_: int) -> Iterator[RenderableType]:
    number = f" {one.article_id}" if one.article_id != id_ else ""
    other = f", {one.other_id}" if one.other_id and one.other_id != id_ else ""
    settled = f", until {one.settled:%Y-%m-%d %H:%M} UTC" if one.settled else ""
    said = f"{_VERDICTS.get(one.verdict, one.verdict)}{number}{other}{settled}"
    yield Text(f"{one.at:%Y-%m-%d %H:%M} UTC  {said}", style="cyan")
    if one.capture is not None:
        yield console.address(f"  page {one.capture.url}")
    yield from _grounds(one.grounds)


def _grounds(grounds: Iterable[Reason]) -> Iterator[RenderableType]:
    for ground in grounds:
        sign = {True: "+", False: "-", None: " "}[ground.speaks_for]
        measure = "" if ground.measure is None else f" ({ground.measure:.2f})"
        yield console.shown(f"{sign} {ground.rule}: {ground.detail}{measure}", indent=2)


def _address(one: LeadingAddress) -> Iterator[RenderableType]:
    notes = (
        "canonical" if one.canonical else "",
        "assigned by a person" if one.pinned else "",
        f"a copy by {one.publisher}" if one.publisher else "",
        one.how,
        *(f"named by {source}" for source in one.named_by),
    )
    yield console.address(f"  {one.url}")
    yield console.shown("; ".join(filter(None, notes)), indent=4)


def _doubt(one: Doubt) -> Iterator[RenderableType]:
    yield Text(f"doubt {one.id}  {one.series}  {one.at:%Y-%m-%d %H:%M} UTC", style="bold")
    named = {one.other_id: one.other_title, one.article_id: one.title}
    for id_, title in reversed(named.items()):
        yield Text(f"  {id_}  {sanitize(title)}")
    yield from _grounds(one.grounds)
    yield Text(f"  {_correction(one.article_id, one.other_id)}")
    yield Text(f"  if not: fortnightly doubts dismiss {one.id}")


def _correction(one: int, other: int) -> str:
    """Return the command that makes two articles one, the older one going on, or one two."""
    if one == other:
        return f"if it is two: fortnightly split {one} N, with N of fortnightly history {one}"
    return f"if they are one: fortnightly merge {min(one, other)} {max(one, other)}"
