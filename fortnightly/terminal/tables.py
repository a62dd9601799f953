"""What lists and reports look like on a terminal: tables, and blocks where a table is too wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.table import Table as Grid
from rich.text import Text

from fortnightly.export.sanitize import sanitize
from fortnightly.terminal.console import address, console, shown
from fortnightly.terminal.dates import minute
from fortnightly.terminal.diff import changes, summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from rich.console import RenderableType

    from fortnightly.series.calendar import Slot
    from fortnightly.tasks.reread import RereadResult
    from fortnightly.tasks.standing import Status
    from ingest.model import Article, Change
    from storage.records import ArticleSummary, CrawlRunRecord, Hit, Quarantined
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
_READABLE = 30  #: columns that a wrapped text needs
_GAP = 2


def table(heading: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Grid:
    """
    Return a table. The signs at the end of a column's name say how it is shown.

    ``#`` holds numbers and ``!`` other values that are never wrapped; ``?`` is left out where the
    terminal is too narrow for it, the last such column first.
    """
    names, cells = list(columns), [[_cell(value) for value in row] for row in rows]
    shown = _fitting(names, cells, console().width)
    grid = Grid(
        title=heading or None,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for name in (names[at] for at in shown):
        grid.add_column(
            name.rstrip("#!?"),
            justify="right" if "#" in name else "left",
            no_wrap="#" in name or "!" in name,
            overflow="fold",
        )
    for row in cells:
        grid.add_row(*(row[at] for at in shown))
    return grid


def _fitting(names: Sequence[str], cells: Sequence[Sequence[Text]], width: int) -> list[int]:
    """Return the columns for which there is room."""
    needed = [_width(name, [row[at] for row in cells]) for at, name in enumerate(names)]
    shown = list(range(len(names)))
    for at in reversed(shown.copy()):
        if "?" in names[at] and sum(needed[i] + _GAP for i in shown) - _GAP > width:
            shown.remove(at)
    return shown


def _width(name: str, cells: Iterable[Text]) -> int:
    widest = max((cell.cell_len for cell in cells), default=0)
    is_wrapped = not {"#", "!"} & set(name)
    return max(len(name.rstrip("#!?")), min(widest, _READABLE) if is_wrapped else widest)


def articles(heading: str, found: Iterable[ArticleSummary]) -> Grid:
    rows = (
        (one.id, (one.published or "")[:10], one.title, one.word_count, one.revision)
        for one in found
    )
    return table(heading, ("id#", "published!", "title", "words#?", "revision#?"), rows)


def hits(found: Iterable[Hit]) -> Group:
    return Group(*(part for hit in found for part in _hit(hit)))


def _hit(hit: Hit) -> Iterator[RenderableType]:
    published = f"  {hit.published[:10]}" if hit.published else ""
    yield shown(f"{hit.id}{published}  {hit.title}", "bold")
    yield shown(hit.snippet, indent=2)
    yield Text()


def standings(found: Iterable[Status]) -> Group:
    return Group(*(part for one in found for part in _standing(one)))


def _standing(one: Status) -> Iterator[RenderableType]:
    newest = f", the newest of {one.newest[:10]}" if one.newest else ""
    title = sanitize(one.title) if one.defined else "no definition"
    yield Text.assemble((one.series, "bold"), f"  {title}")
    yield Text(f"  {one.entries} entries{newest}")
    if one.next_due:
        due = Text(f"  next due {one.next_due}")
        yield due.append(", ").append("overdue", "red") if one.overdue else due
    yield Text(f"  {one.missing} missing, {one.quarantined} in quarantine")
    yield Text("  last run ").append_text(_last_run(one.last_run))
    yield Text()


def _last_run(run: CrawlRunRecord | None) -> Text:
    if run is None:
        return Text("never")
    outcome = run.outcome or "under way"
    return Text.assemble((outcome, _COLOURS.get(outcome, "")), f", {_moment(run.started)}")


def ledger(runs: Iterable[CrawlRunRecord]) -> Group:
    return Group(*(part for run in runs for part in _run(run)))


def _run(run: CrawlRunRecord) -> Iterator[RenderableType]:
    outcome = run.outcome or "under way"
    yield Text.assemble(
        (f"run {run.id}  {run.series}", "bold"),
        f"  {_moment(run.started)}  {run.trigger}  ",
        (outcome, _COLOURS.get(outcome, "")),
    )
    yield shown(
        f"{_counts(run)}; {run.requests} requests, {run.not_modified} not modified", indent=2
    )
    for source in run.sources:
        state = f"failed, {source.failure}" if source.failure else source.status
        yield shown(f"{source.kind}: {state}, {source.entries} entries", indent=2)
    for failure in run.failures:
        yield address(f"  {failure.failure}: {failure.url}")
        yield shown(failure.detail, indent=4)
    yield Text()


def _counts(run: CrawlRunRecord) -> str:
    """Return what a run brought, without what it did not."""
    counts = {
        "new": run.new,
        "revised": run.revised,
        "unchanged": run.unchanged,
        "duplicate": run.duplicates,
        "in quarantine": run.quarantined,
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "nothing new"


def quarantine(pages: Iterable[Quarantined]) -> Group:
    return Group(*(part for page in pages for part in quarantined(page)))


def quarantined(page: Quarantined) -> Iterator[RenderableType]:
    yield Text.assemble(
        (f"{page.id}  {page.series}", "bold"), f"  since {_moment(page.since)}  ", page.reason
    )
    yield address(f"  {page.url}")
    yield shown(page.detail, indent=2)
    yield Text()


def calendar(slots: Iterable[Slot]) -> Grid:
    rows = ((slot.due, slot.state, slot.article_id) for slot in slots)
    return table("", ("due!", "state!", "article#"), rows)


def accepted(article: Article, found: Sequence[Change]) -> Group:
    """Return the article that an accepted page is, and what it changes."""
    heading = shown(f"{article.title} ({article.word_count} words)", "bold", indent=2)
    if not found:
        return Group(heading)
    return Group(heading, shown(summary(found), "italic", indent=2), *changes(found))


def again(one: RereadResult) -> Group:
    """Return what came of reading one page again, with what changes by it."""
    number = f"article {one.id}" if one.id else "new article" if one.title else "page"
    detail = f": {sanitize(one.detail)}" if one.detail else ""
    heading = Text(f"{number}  {one.outcome}{detail}", style="bold")
    title = Text(f"  {sanitize(one.title)}")
    return Group(heading, title, address(f"  {one.url}"), *changes(one.changes))


def problem(one: Problem) -> Group:
    """Return what is wrong with the archive, and how to mend it; no line is wrapped."""
    series = f"{one.series}  " if one.series else ""
    return Group(
        _unwrapped(f"{series}{one.what}  {one.kind}", "bold"),
        _unwrapped(f"  {one.detail}", "red"),
        _unwrapped(f"  mend: {one.mend}", "green"),
    )


def _unwrapped(line: str, style: str) -> Text:
    return Text(sanitize(line), style=style, no_wrap=True, overflow="ignore")


def counts(outcomes: Mapping[str, int], *, recorded: bool) -> str:
    """
    Sum up in a line what came of reading pages again.

    >>> counts({"same": 3, "changed": 1}, recorded=False)
    '4 pages read again: 3 same, 1 changed, 0 refused, 0 recovered; nothing was recorded'
    """
    read = sum(outcomes.values()) - outcomes.get("unreadable", 0)
    kinds = ("same", "changed", "refused", "recovered")
    counted = ", ".join(f"{outcomes.get(kind, 0)} {kind}" for kind in kinds)
    lost = outcomes.get("unreadable", 0)
    also = f", {lost} whose bytes cannot be read" if lost else ""
    end = "what changed was recorded" if recorded else "nothing was recorded"
    return f"{read} pages read again: {counted}{also}; {end}"


def _cell(value: object) -> Text:
    text = sanitize("" if value is None else str(value))
    return Text(text, style=_COLOURS.get(text, ""))


def _moment(moment: datetime) -> str:
    return f"{minute(moment)} UTC"
