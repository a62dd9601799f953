"""
What a person sees on a terminal: tables, a run as it went, what changed in an article.

Takes values and gives what rich can print; does not open the archive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.table import Table as Grid
from rich.text import Text

from fortnightly.export.sanitize import sanitize
from fortnightly.terminal.console import address, shown
from fortnightly.terminal.diff import By, changes, summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from rich.console import RenderableType

    from fortnightly.series.calendar import Slot
    from fortnightly.tasks.reread import RereadResult
    from storage.records import (
        ArticleSummary,
        CrawlRunRecord,
        Difference,
        Hit,
        Quarantined,
        Revision,
    )
    from storage.verifying.findings import Problem

_COLOURS = {
    "complete": "green",
    "incomplete": "yellow",
    "interrupted": "yellow",
    "locked": "yellow",
    "failed": "red",
    "overdue": "red",
    "missing": "red",
}


def table(heading: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Grid:
    """Return a table; columns whose name ends with # hold numbers."""
    grid = Grid(
        title=heading or None, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD
    )
    for column in columns:
        is_number = column.endswith("#")
        grid.add_column(
            column.rstrip("#"),
            justify="right" if is_number else "left",
            no_wrap=is_number,
            overflow="fold",
        )
    for row in rows:
        grid.add_row(*(_cell(value) for value in row))
    return grid


def articles(heading: str, heads: Iterable[ArticleSummary]) -> Grid:
    rows = (
        (head.id, (head.published or "")[:10], head.title, head.word_count, head.revision)
        for head in heads
    )
    return table(heading, ("id#", "published", "title", "words#", "revision#"), rows)


def hits(found: Iterable[Hit]) -> Grid:
    rows = ((hit.id, (hit.published or "")[:10], hit.title, hit.snippet) for hit in found)
    return table("", ("id#", "published", "title", "found"), rows)


def ledger(runs: Iterable[CrawlRunRecord]) -> Grid:
    columns = ("run#", "series", "started", "by", "outcome", "came", "requests", "sources")
    rows = (
        (
            run.id,
            run.series,
            _moment(run.started),
            run.trigger,
            run.outcome or "under way",
            _counts(run),
            f"{run.requests}, {run.not_modified} not modified",
            "\n".join(
                f"{s.kind}: {s.failure or s.status}, {s.entries} entries" for s in run.sources
            ),
        )
        for run in runs
    )
    return table("", columns, rows)


def _counts(run: CrawlRunRecord) -> str:
    """Return what a run brought, without what it did not."""
    counts = {
        "new": run.new,
        "revised": run.revised,
        "unchanged": run.unchanged,
        "duplicate": run.duplicates,
        "set aside": run.quarantined,
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "nothing new"


def quarantine(pages: Iterable[Quarantined]) -> Grid:
    rows = (
        (page.id, page.series, _moment(page.since), page.reason, page.detail, page.url)
        for page in pages
    )
    return table("", ("id#", "series", "since", "reason", "detail", "address"), rows)


def calendar(slots: Iterable[Slot]) -> Grid:
    return table("", ("due", "state", "article#"), ((s.due, s.state, s.article_id) for s in slots))


def history(revisions: Sequence[Revision], id_: int) -> Group:
    """Return the life of an article: at a glance, and then what each revision changed."""
    title = next((one.title for one in revisions if one.current), "")
    columns = ("revision", "from (UTC)", "to (UTC)", "seen#", "weight")
    told = (part for one in revisions for part in _revision(one, id_))
    name = Text(sanitize(title), style="bold")
    return Group(name, table("", columns, _life(revisions)), *told)


def _life(revisions: Iterable[Revision]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a table: when each revision stood there, and when nothing did."""
    for one in revisions:
        number = f"{one.revision}, current" if one.current else one.revision
        yield number, _minute(one.seen), _minute(one.last_seen), one.times, one.weight
        for gone in one.gone:
            until = _minute(gone.until) if gone.until else "now"
            yield f"gone ({gone.status})", _minute(gone.since), until, "", ""


def _revision(one: Revision, id_: int) -> Iterator[RenderableType]:
    """Yield what a revision of an article changed; the first one changed nothing."""
    if one.weight != "first":
        why = ": the same page, by later rules" if one.weight == "reread" else ""
        heading = f"revision {one.revision}  {_moment(one.seen)}  {one.weight}{why}"
        yield Text(heading, style="bold")
        yield shown(summary(one.changes), "italic", indent=2)
        yield from changes(one.changes)
        yield Text()
    for gone in one.gone:
        back = f", back {_moment(gone.until)}" if gone.until else ""
        what = "" if gone.article_id == id_ else f" for what was article {gone.article_id}"
        told = f"gone  {_moment(gone.since)}  the site answered {gone.status}{what}{back}"
        yield Text(told, style="bold red")
        yield Text()


def difference(found: Difference, by: By) -> Group:
    """Return what differs between two revisions."""
    if found.from_ == found.to:
        same = f"article {found.id}: nothing changed: revision {found.to} is compared with itself"
        return Group(Text(same))
    heading = f"article {found.id}  revision {found.from_} to {found.to}  {found.weight or ''}"
    return Group(
        Text(heading.rstrip(), style="bold"),
        shown(summary(found.changes), "italic", indent=2),
        *changes(found.changes, by),
    )


def again(one: RereadResult) -> Group:
    """Return what came of reading one page again, with what changes by it."""
    number = f"article {one.id}" if one.id else "new article" if one.title else "page"
    detail = f": {sanitize(one.detail)}" if one.detail else ""
    heading = Text(f"{number}  {one.outcome}{detail}", style="bold")
    title = Text(f"  {sanitize(one.title)}")
    return Group(heading, title, address(f"  {one.url}"), *changes(one.changes))


def problem(one: Problem) -> Group:
    """Return what is wrong with the archive, and what to do about it."""
    series = f"{one.series}  " if one.series else ""
    heading = Text(f"{series}{sanitize(one.what)}  {one.kind}", style="bold")
    return Group(
        heading,
        Text(f"  {sanitize(one.detail)}", style="red"),
        Text(f"  mend: {sanitize(one.mend)}", style="green"),
    )


def counts(outcomes: Mapping[str, int], *, recorded: bool) -> str:
    """
    Say in a line what came of reading pages again.

    >>> counts({"same": 3, "changed": 1}, recorded=False)
    '4 pages read again: 3 same, 1 changed, 0 refused, 0 recovered; nothing was recorded'
    """
    read = sum(outcomes.values()) - outcomes.get("unreadable", 0)
    kinds = ("same", "changed", "refused", "recovered")
    said = ", ".join(f"{outcomes.get(kind, 0)} {kind}" for kind in kinds)
    lost = outcomes.get("unreadable", 0)
    also = f", {lost} whose bytes cannot be read" if lost else ""
    end = "what changed was recorded" if recorded else "nothing was recorded"
    return f"{read} pages read again: {said}{also}; {end}"


def _cell(value: object) -> Text:
    text = sanitize("" if value is None else str(value))
    return Text(text, style=_COLOURS.get(text, ""))


def _moment(moment: datetime) -> str:
    return f"{_minute(moment)} UTC"


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
