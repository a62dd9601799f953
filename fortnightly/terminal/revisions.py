"""The revisions of an article on a terminal: when each stood, and what it changed."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from fortnightly.terminal.console import shown
from fortnightly.terminal.dates import minute, moment
from fortnightly.terminal.diff import By, changes, summary
from fortnightly.terminal.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from storage.records import Difference, Revision


def note(revisions: Sequence[Revision], number: int) -> str:
    """Return from when to when a revision stood, and which one replaced it."""
    one = next(revision for revision in revisions if revision.revision == number)
    line = f"Revision {number} of {len(revisions)}, seen from {moment(one.seen)}"
    if one.current:
        return f"{line}; the current one."
    line += f" to {moment(one.last_seen)}"
    if (after := _replacement(revisions, one)) is None:
        return f"{line}; it was replaced."
    why = ", a reading of the same page by later rules" if after.weight == "reread" else ""
    return f"{line}; replaced by revision {after.revision}{why}."


def _replacement(revisions: Sequence[Revision], one: Revision) -> Revision | None:
    """Return what a page showed next; else the reading that follows in the history."""
    shown_later = [
        (sighting.at, other)
        for other in revisions
        if other.revision != one.revision
        for sighting in other.captures
        if sighting.at > one.last_seen
    ]
    if shown_later:
        return min(shown_later, key=itemgetter(0))[1]
    following = revisions[revisions.index(one) + 1 :]
    return following[0] if following else next((r for r in revisions if r.current), None)


def history(revisions: Sequence[Revision], id_: int) -> Group:
    """Return the life of an article: at a glance, and then what each revision changed."""
    title = next((one.title for one in revisions if one.current), "")
    columns = ("revision!", "from (UTC)!", "to (UTC)!", "seen#?", "weight!")
    parts = (part for one in revisions for part in _revision(one, id_))
    return Group(shown(title, "bold"), Text(), table("", columns, _life(revisions)), Text(), *parts)


def _life(revisions: Iterable[Revision]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a table: when each revision stood there, and when nothing did."""
    for one in revisions:
        number = f"{one.revision}, current" if one.current else one.revision
        yield number, minute(one.seen), minute(one.last_seen), one.times, one.weight
        for gone in one.gone:
            until = minute(gone.until) if gone.until else "now"
            yield f"gone ({gone.status})", minute(gone.since), until, "", ""


def _revision(one: Revision, id_: int) -> Iterator[RenderableType]:
    """Yield what a revision of an article changed; the first one changed nothing."""
    if one.weight != "first":
        why = ": the same page, by later rules" if one.weight == "reread" else ""
        heading = f"revision {one.revision}  {moment(one.seen)}  {one.weight}{why}"
        yield Text(heading, style="bold")
        yield shown(summary(one.changes), "italic", indent=2)
        yield from changes(one.changes)
        yield Text()
    for gone in one.gone:
        back = f", back {moment(gone.until)}" if gone.until else ""
        what = "" if gone.article_id == id_ else f" for the former article {gone.article_id}"
        line = f"gone  {moment(gone.since)}  the site answered {gone.status}{what}{back}"
        yield shown(line, "bold red")
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
