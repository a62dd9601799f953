"""
What a person sees on a terminal: tables, an article as it reads, a run as it went.

Takes values and gives what rich can print; does not open the archive.
"""

from __future__ import annotations

import sys
import unicodedata
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, Group
from rich.table import Table as Grid
from rich.text import Text

from ingest.model import Heading, Image, ItemList, Paragraph, Quote, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from rich.console import RenderableType

    from crawler.cadence import Slot
    from ingest.model import Article, Block, Change
    from rereading import Again
    from storage.records import Entry, Head, Hit, Quarantined, Revision, Run

_WIDTH_OF_TEXT = 88
_EVERY = 5.0  # seconds between two lines of progress
_COLOURS = {
    "complete": "green",
    "incomplete": "yellow",
    "interrupted": "yellow",
    "locked": "yellow",
    "failed": "red",
    "overdue": "red",
    "missing": "red",
}


def console() -> Console:
    """Return what prints to stdout; where that is no terminal, nothing is cut to 80 columns."""
    out = Console(highlight=False, markup=False, emoji=False)
    return (
        out if out.is_terminal else Console(highlight=False, markup=False, emoji=False, width=140)
    )


def plain(text: str | None) -> str:
    """Return text that came from a page, without what would steer a terminal."""
    return "".join(c for c in text or "" if c in "\n\t" or unicodedata.category(c) != "Cc")


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


def articles(heading: str, heads: Iterable[Head]) -> Grid:
    rows = (
        (head.id, (head.published or "")[:10], head.title, head.word_count, head.revision)
        for head in heads
    )
    return table(heading, ("id#", "published", "title", "words#", "revision#"), rows)


def hits(found: Iterable[Hit]) -> Grid:
    rows = ((hit.id, (hit.published or "")[:10], hit.title, hit.snippet) for hit in found)
    return table("", ("id#", "published", "title", "found"), rows)


def ledger(runs: Iterable[Run]) -> Grid:
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


def _counts(run: Run) -> str:
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


def history(revisions: Iterable[Revision]) -> Group:
    return Group(*(part for revision in revisions for part in _revision(revision)))


def _revision(revision: Revision) -> Iterator[RenderableType]:
    heading = f"revision {revision.revision}  {_moment(revision.seen)}  {revision.weight}"
    yield Text(heading, style="bold")
    yield Text(f"  {plain(revision.title)}")
    yield from _changes(revision.changes)


def _changes(changes: Iterable[Change]) -> Iterator[RenderableType]:
    for change in changes:
        yield Text(f"  {change.op} {change.block}", style="cyan")
        if change.before is not None:
            yield _text(f"- {change.before}", "red", indent=4)
        if change.after is not None:
            yield _text(f"+ {change.after}", "green", indent=4)


def again(one: Again) -> Group:
    """Return what came of reading one page again, with what changes by it."""
    number = f"article {one.id}" if one.id else "new article" if one.title else "page"
    detail = f": {plain(one.detail)}" if one.detail else ""
    heading = Text(f"{number}  {one.outcome}{detail}", style="bold")
    title = Text(f"  {plain(one.title)}")
    return Group(heading, title, _address(f"  {one.url}"), *_changes(one.changes))


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


@contextmanager
def progress(what: str, total: int, every: float = _EVERY) -> Iterator[Callable[[], None]]:
    """
    Tell on stderr how far something is; gives what is called for each step.

    A bar on a terminal, elsewhere a line `every` few seconds.
    """
    from rich.progress import Progress  # noqa: PLC0415  only for a command that takes its time

    err = Console(stderr=True)
    if not err.is_terminal:
        yield _lines(what, total, every)
        return
    # what goes to the same terminal is printed above the bar; what goes elsewhere is let be
    bar = Progress(
        *Progress.get_default_columns(),
        console=err,
        transient=True,
        redirect_stdout=Console().is_terminal,
    )
    with bar:
        task = bar.add_task(plain(what), total=total)
        yield lambda: bar.advance(task)


def _lines(what: str, total: int, every: float) -> Callable[[], None]:
    done, last = 0, monotonic()

    def step() -> None:
        nonlocal done, last
        done += 1
        if monotonic() - last >= every:
            last = monotonic()
            sys.stderr.write(f"{what}: {done} of {total}\n")

    return step


def article(entry: Article | Entry) -> Group:
    """Return an article as it reads: what surrounds it, then its text, then what it links to."""
    return Group(*(line for part in _article(entry) for line in (part, Text())))


def _article(entry: Article | Entry) -> Iterator[RenderableType]:
    yield _text(entry.title, "bold")
    line = (
        ", ".join(entry.authors),
        entry.published or "",
        f"{entry.word_count} words",
        f"{entry.reading_minutes} min read" if entry.reading_minutes else "",
        entry.section or "",
    )
    yield Group(_text(" · ".join(filter(None, line)), "dim"), _address(entry.url))
    if entry.standfirst:
        yield _text(entry.standfirst, "italic")
    if image := entry.lead_image:
        yield _text(_picture(image.caption, image.credit), "dim")
    yield from map(_block, entry.body)
    yield from _around(entry)


def _around(entry: Article | Entry) -> Iterator[RenderableType]:
    for heading, texts in (("Pull quotes", entry.pull_quotes), ("Trailer", entry.trailer)):
        if texts:
            yield _text(heading, "bold dim")
            yield _text("\n".join(f"- {text}" for text in texts), "dim")
    if entry.related:
        yield _text("Read more", "bold dim")
        yield Group(*(line for link in entry.related for line in _link(link.title, link.url)))


def _link(title: str, url: str) -> Iterator[RenderableType]:
    yield _text(f"- {title}", "dim")
    yield _address(f"  {url}")


def _address(url: str) -> Text:
    """Return an address in one piece, to be copied."""
    return Text(plain(url), style="dim", no_wrap=True, overflow="ignore")


def _block(block: Block) -> RenderableType:
    match block:
        case Heading(text=text):
            return _text(text, "bold underline")
        case Quote(text=text):
            return _text(text, "italic", indent=4)
        case ItemList(ordered=ordered, items=items):
            marks = (f"{i}." if ordered else "-" for i in range(1, len(items) + 1))
            return _text(
                "\n".join(f"{mark} {item}" for mark, item in zip(marks, items, strict=True))
            )
        case Table(rows=rows):
            width = max((len(row) for row in rows), default=0)
            return table("", [""] * width, rows)
        case Image(caption=caption, credit=credit, url=url):
            return _text(_picture(caption or url, credit), "dim")
        case Paragraph(text=text):
            return _text(text)


def _picture(caption: str | None, credit: str | None) -> str:
    return "Picture: " + " ".join(filter(None, (caption, f"[{credit}]" if credit else None)))


def _text(text: str, style: str = "", indent: int = 0) -> RenderableType:
    grid = Grid.grid(padding=(0, 0, 0, indent), pad_edge=True)
    grid.add_column(max_width=_WIDTH_OF_TEXT - indent, overflow="fold")
    grid.add_row(Text(plain(text), style=style))
    return grid


def _cell(value: object) -> Text:
    text = plain("" if value is None else str(value))
    return Text(text, style=_COLOURS.get(text, ""))


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
