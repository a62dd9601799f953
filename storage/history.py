"""The revisions of an article, each with what changed since the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest.changes import changes, weigh
from storage.captures import capture_ref
from storage.entries import document
from storage.records import Revision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Row

    from ingest.model import Article
    from storage.records import CaptureRef, Weight

#: A revision's content, and the page that first showed it.
_Seen = tuple["Article", "CaptureRef"]


def revisions(rows: Iterable[Row[Any]]) -> Iterator[Revision]:
    """Yield the revisions of one article, given in order."""
    before: _Seen | None = None
    for row in rows:
        now = document(row), capture_ref(row)
        article, shown = now
        yield Revision(
            revision=row.number,
            seen=row.seen,
            title=article.title,
            weight=_weight(before, now),
            changes=changes(before[0], article) if before else (),
            capture=shown,
        )
        before = now


def _weight(before: _Seen | None, now: _Seen) -> Weight:
    """Say how much a revision matters; the same bytes read in another way are no edit."""
    if before is None:
        return "first"
    return "reread" if before[1].digest == now[1].digest else weigh(before[0], now[0])
