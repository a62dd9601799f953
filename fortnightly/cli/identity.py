"""The commands that explain why pages are one article or several, and list what is in doubt."""

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
    note_undefined,
    writing,
)
from fortnightly.cli.printing import print_json
from fortnightly.clock import now
from fortnightly.terminal import console
from fortnightly.terminal.console import shown

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
    "undone": "an accepted page went back into quarantine",
}


@app.command()
def why(id_: Id, *, as_json: Json = False) -> None:
    """
    Explain why a page is this article and no other: every decision, oldest first.

    Each with its page and the evidence for and against; then the addresses of the article, how
    each was found, and the articles that it was kept apart from.
    """
    with looking() as (archive, _):
        found = archive.decisions.why(follow_merges(archive, id_))
    if as_json:
        print_json([found])
    else:
        console.put(Group(*_explained(found)))


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
    List pairs of articles that were too close to call, with the evidence.

    `merge A B` settles a doubt if they are one, `doubts dismiss ID` if they are two. An article
    that may be two at one address: `split ID N` if it is, `doubts dismiss ID` if it is one.
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
    elif found:
        console.put(Group(*(part for one in found for part in _doubt(one))))
    else:
        sys.stderr.write("nothing is in doubt\n")


def _dismiss(verb: str | None, id_: int) -> None:
    if verb != "dismiss":
        raise typer.BadParameter(f"give `dismiss {id_}`, not `{verb} {id_}`")
    with writing() as (archive, _):
        done = archive.decisions.dismiss(id_, now())
    are_two = f"{done.article_id} and {done.other_id} are two articles"
    is_one = f"all revisions of {done.article_id} are one article"
    typer.echo(f"dismissed: {is_one if done.article_id == done.other_id else are_two}")


def _explained(found: Why) -> Iterator[RenderableType]:
    yield shown(f"article {found.id}  {found.title}", "bold")
    yield console.address(f"  {found.url}")
    if found.numbers:
        yield Text(f"  a part of it: {', '.join(map(str, found.numbers))}")
    yield Text("")
    if not found.decisions:
        yield Text("No decision is kept: the article is older than this record.")
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
        yield shown(f"{_correction(found.id, other)}; else see fortnightly doubts", indent=2)


def _decision(one: Decided, id_: int) -> Iterator[RenderableType]:
    number = f" {one.article_id}" if one.article_id != id_ else ""
    other = f", {one.other_id}" if one.other_id and one.other_id != id_ else ""
    settled = f", until {one.settled:%Y-%m-%d %H:%M} UTC" if one.settled else ""
    verdict = f"{_VERDICTS.get(one.verdict, one.verdict)}{number}{other}{settled}"
    yield shown(f"{one.at:%Y-%m-%d %H:%M} UTC  {verdict}", "cyan")
    if one.capture is not None:
        yield console.address(f"  page {one.capture.url}")
    yield from _grounds(one.grounds)


def _grounds(grounds: Iterable[Reason]) -> Iterator[RenderableType]:
    for ground in grounds:
        sign = {True: "+", False: "-", None: " "}[ground.speaks_for]
        measure = "" if ground.measure is None else f" ({ground.measure:.2f})"
        yield shown(f"{sign} {ground.rule}: {ground.detail}{measure}", indent=2)


def _address(one: LeadingAddress) -> Iterator[RenderableType]:
    notes = (
        "canonical" if one.canonical else "",
        "assigned by a person" if one.pinned else "",
        f"a copy by {one.publisher}" if one.publisher else "",
        one.how,
        *(f"named by {source}" for source in one.named_by),
    )
    yield console.address(f"  {one.url}")
    yield shown("; ".join(filter(None, notes)), indent=4)


def _doubt(one: Doubt) -> Iterator[RenderableType]:
    yield Text(f"doubt {one.id}  {one.series}  {one.at:%Y-%m-%d %H:%M} UTC", style="bold")
    named = {one.other_id: one.other_title, one.article_id: one.title}
    for id_, title in reversed(named.items()):
        yield shown(f"{id_}  {title}", indent=2)
    yield from _grounds(one.grounds)
    yield Text(f"  {_correction(one.article_id, one.other_id)}")
    yield Text(f"  if not: fortnightly doubts dismiss {one.id}")


def _correction(one: int, other: int) -> str:
    """Return the command that makes two articles one, the older one going on, or one two."""
    if one == other:
        return f"if it is two: fortnightly split {one} N, with N of fortnightly history {one}"
    return f"if they are one: fortnightly merge {min(one, other)} {max(one, other)}"
