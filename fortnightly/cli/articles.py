"""The commands that read articles: lists, one of them, its revisions, full text."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from fortnightly.cli.options import (
    Explain,
    Form,
    Id,
    Json,
    Limit,
    Name,
    Since,
    Until,
    app,
    archive_and_definitions,
    check_form,
    follow_merges,
    named,
    revision_led_on,
)
from fortnightly.cli.printing import print_article, print_explained, print_json, with_evidence
from fortnightly.terminal import console, revisions, tables
from fortnightly.terminal.diff import By
from storage.records import Selection, SortKey

if TYPE_CHECKING:
    from datetime import date, datetime

    from storage.archive import Archive
    from storage.records import Difference

Older = Annotated[int | None, typer.Argument(metavar="A", help="The number of a revision.")]
Newer = Annotated[int | None, typer.Argument(metavar="B", help="The one to compare it with.")]
_NOTHING = "nothing found\n"


@app.command("list")
def list_(
    name: Name,
    *,
    since: Since = None,
    until: Until = None,
    sort: Annotated[
        SortKey,
        typer.Option(help="Newest or longest first, titles from A to Z; seen: by the archive."),
    ] = "published",
    limit: Annotated[
        int | None, typer.Option(min=1, help="How many, at the most; default: all.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the articles of a series, newest first; with --json each one whole."""
    wanted = Selection(since=_day(since), until=_day(until), sort=sort, limit=limit)
    with archive_and_definitions() as (archive, definitions):
        definition = named(definitions, name)
        if as_json:
            print_json(archive.articles.entries(name, wanted))
            return
        found = archive.articles.list(name, wanted)
    if found:
        console.put(tables.articles(definition.title, found))
    else:
        sys.stderr.write(_NOTHING)


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
    """Show one article as it reads; or print it whole, as Markdown, text, HTML or JSON."""
    check_form(form, as_json=as_json, explain=explain)
    with archive_and_definitions() as (archive, _):
        if revision is None:
            id_ = follow_merges(archive, id_)
        else:
            id_, revision = revision_led_on(archive, id_, revision)
        entry = archive.articles.get(id_, revision)
        evidence = archive.articles.evidence(id_, revision) if explain else ()
        note = revisions.note(archive.articles.history(id_), revision) if revision else ""
    if as_json:
        print_json([with_evidence(entry, evidence) if explain else entry])
    elif explain:
        facts = (("extractor", entry.extractor), ("rules", entry.rules))
        print_explained(entry, evidence, facts)
    else:
        print_article(entry, form, note)


@app.command()
def history(id_: Id, *, as_json: Json = False) -> None:
    """Show the revisions of an article: what each changed, when it stood, when it was gone."""
    with archive_and_definitions() as (archive, _):
        into = follow_merges(archive, id_)
        for moved in archive.articles.moved(id_) if into != id_ else ():
            sys.stderr.write(
                f"its revision {moved.number} is revision {moved.as_} of article {moved.to}\n"
            )
        found = archive.articles.history(into)
    if as_json:
        print_json(found)
    else:
        console.put(revisions.history(found, into))


@app.command()
def diff(
    id_: Id,
    one: Older = None,
    other: Newer = None,
    *,
    by: Annotated[By, typer.Option(help="Show the words that changed, or whole blocks.")] = By.WORD,
    as_json: Json = False,
) -> None:
    """Show what differs between two revisions; default: the current one and the one before it."""
    if (one is None) != (other is None):
        raise typer.BadParameter("give two revisions, or none")
    with archive_and_definitions() as (archive, _):
        if one is None or other is None:
            found = archive.articles.difference(follow_merges(archive, id_))
        else:
            found = _between(archive, id_, one, other)
    if as_json:
        print_json([found])
    else:
        console.put(revisions.difference(found, by))


@app.command()
def search(
    words: Annotated[
        list[str],
        typer.Argument(
            help="All of them must be there. `a OR b`: one of two; `NOT a`: without; `elect*`: a"
            " beginning; '\"oil ministry\"': side by side."
        ),
    ],
    *,
    series: Annotated[str | None, typer.Option(help="Only in this series.")] = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 20,
    as_json: Json = False,
) -> None:
    """Search the full text of all articles, best first. Case and accents do not count."""
    with archive_and_definitions() as (archive, _):
        found = archive.articles.search(
            " ".join(words), series, limit, since=_day(since), until=_day(until)
        )
    if as_json:
        print_json(found)
    elif found:
        console.put(tables.hits(found))
    else:
        sys.stderr.write(_NOTHING)


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None


def _between(archive: Archive, id_: int, one: int, other: int) -> Difference:
    """Compare two revisions, by the numbers that they have or once had."""
    article, old = revision_led_on(archive, id_, one)
    other_article, new = revision_led_on(archive, id_, other)
    if article != other_article:
        raise typer.BadParameter(
            f"revision {one} is of article {article} now, {other} of {other_article}:"
            " only revisions of one article are compared"
        )
    return archive.articles.difference(article, old, new)
