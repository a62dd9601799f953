"""The command for pages in quarantine: list them, look at one, accept or dismiss it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct
from rich.console import Group
from rich.text import Text

from fortnightly.cli.options import DryRun, Json, app, looking, named, note_undefined, writing
from fortnightly.cli.printing import complain, print_json, say
from fortnightly.clock import now
from fortnightly.settings import read_settings
from fortnightly.tasks.record import accept, dismiss, identified, leased, read_quarantined
from fortnightly.terminal import article, console, tables
from ingest.changes.diff import changes
from ingest.errors import PageError
from ingest.model import Article, Duplicate, New, Revised, Unchanged
from storage.records import Quarantined

if TYPE_CHECKING:
    from fortnightly.series.definition import Definition
    from ingest.model import Decision
    from storage.archive import Archive
    from storage.crawl.quarantine import QuarantinedPage
    from storage.records import Current

_VERBS = ("show", "accept", "dismiss", "undo")


class Looked(Struct, frozen=True, kw_only=True):
    """A page in quarantine as it was read, and where its bytes are."""

    page: Quarantined
    warc: str  #: path of the file
    offset: int
    article: Article | None  #: None: not even a title and some text are there
    error: str | None = None


@app.command()
def quarantine(
    name: Annotated[
        str | None,
        typer.Argument(metavar=f"[NAME | {' | '.join(_VERBS)}]", help="A series; or a verb."),
    ] = None,
    id_: Annotated[
        int | None, typer.Argument(metavar="[ID]", help="The number of a page, as listed.")
    ] = None,
    *,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """
    List the pages in quarantine, each with its reason, or settle one by its ID.

    `show ID`: the page as it was read, the reason, and where its bytes are. `accept ID`: record it
    as an article all the same; see first with --dry-run. `undo ID`: take that back. `dismiss ID`:
    it is no article; it is not asked again until its source or the page changes.
    """
    if id_ is None:
        _list(name, as_json=as_json)
        return
    looks_only = name == "show" or (dry_run and name != "undo")
    with looking() if looks_only else writing() as (archive, definitions):
        if name == "undo":
            _undo(archive, named(definitions, archive.quarantine.accepted(id_)), id_, dry_run)
            return
        if name not in _VERBS:
            verbs = ", ".join(f"`{verb} {id_}`" for verb in _VERBS)
            raise typer.BadParameter(f"give one of {verbs}, not `{name} {id_}`")
        one = archive.quarantine.get(id_)
        definition = named(definitions, one.page.series)
        if name == "show":
            _show(archive, definition, one, as_json=as_json)
        elif name == "dismiss":
            if not dry_run:
                dismiss(archive, definition, one)
            say(f"{'would be dismissed' if dry_run else 'dismissed'}: {one.page.url}")
        else:
            _accept(archive, definition, one, dry_run=dry_run)


def _list(name: str | None, *, as_json: bool) -> None:
    with looking() as (archive, definitions):
        if name in _VERBS and name not in definitions:
            raise typer.BadParameter(f"give the ID of a page: `fortnightly quarantine {name} ID`")
        if name:
            note_undefined(archive, definitions, name)
        if name in _VERBS:
            complain(f"the series {name!r}; to {name} a page, give its ID as well")
        found = archive.quarantine.open(name)
    if as_json:
        print_json(found)
    elif found:
        console.put(tables.quarantine(found))
    else:
        sys.stderr.write("nothing is in quarantine\n")


def _show(archive: Archive, definition: Definition, one: QuarantinedPage, *, as_json: bool) -> None:
    made, error = None, None
    try:
        made = read_quarantined(archive, definition, one).article
    except PageError as reason:
        error = reason.detail
    looked = Looked(
        page=one.page,
        warc=str(Path(read_settings().home) / "warc" / one.capture.warc),
        offset=one.capture.offset,
        article=made,
        error=error,
    )
    if as_json:
        print_json([looked])
        return
    bytes_at = console.address(f"  bytes: {looked.warc}, offset {looked.offset}")
    console.put(Group(*list(tables.quarantined(one.page))[:-1], bytes_at, Text()))
    if made is not None:
        console.put(article.rendered(made))
    else:
        say(f"  not read: {error}")


def _accept(
    archive: Archive, definition: Definition, one: QuarantinedPage, *, dry_run: bool
) -> None:
    try:
        reading = read_quarantined(archive, definition, one)
    except PageError as error:
        raise typer.BadParameter(f"not even so an article: {error}") from error
    if not dry_run:
        done = accept(archive, definition, one, reading)
        say(f"{_named(done.decision)}: {done.article_id}  {one.page.url}")
        say(f"to take it back: fortnightly quarantine undo {one.page.id}")
        return
    decision = identified(archive, definition, reading).decision
    before = _before(archive, decision)
    number = f"article {before.id}" if before else "an article of its own"
    say(f"would be {_named(decision)}: {number}  {one.page.url}")
    is_revision = isinstance(decision, Revised)
    found = changes(before.article, reading.article) if before and is_revision else ()
    console.put(tables.accepted(reading.article, found))
    say("nothing was recorded")


def _named(decision: Decision) -> str:
    return type(decision).__name__.lower()


def _before(archive: Archive, decision: Decision) -> Current | None:
    """Return what the archive has of the article that a page is; None for a new one."""
    match decision:
        case New():
            return None
        case Duplicate(of=id_) | Revised(id=id_) | Unchanged(id=id_):
            return archive.articles.current_of(id_)


def _undo(archive: Archive, definition: Definition, id_: int, dry_run: bool) -> None:  # noqa: FBT001
    with leased(archive, definition):
        undone = archive.merging.undo_acceptance(id_, now(), dry_run=dry_run)
    verb = "would be undone" if dry_run else "undone"
    left = f"shows revision {undone.revision}" if undone.revision else "is removed"
    say(f"{verb}: article {undone.article_id} {left}; {undone.url} is in quarantine again")
