"""The revisions of an article, each with what changed since the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ingest.changes import changes, weigh
from ingest.model import Article
from storage.captures import capture_ref
from storage.entries import document
from storage.records import CaptureRef, Revision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Row

    from storage.records import Weight


class _Seen(Struct, frozen=True):
    """A revision's content, and the page that first showed it."""

    article: Article
    page: CaptureRef

    @property
    def place(self) -> tuple[str, int]:
        return self.page.warc, self.page.offset


def revisions(rows: Iterable[Row[Any]]) -> Iterator[Revision]:
    """Yield the revisions of one article, given in order."""
    earlier: list[_Seen] = []
    for row in rows:
        now = _Seen(document(row), capture_ref(row))
        before = _before(earlier, now)
        yield Revision(
            revision=row.number,
            seen=row.seen,
            title=now.article.title,
            weight=_weight(before, now),
            changes=changes(before.article, now.article) if before else (),
            capture=now.page,
        )
        earlier.append(now)


def _before(earlier: Sequence[_Seen], now: _Seen) -> _Seen | None:
    """Return what a revision is compared with: another reading of its page, or the one before."""
    same_page = (one for one in reversed(earlier) if one.place == now.place)
    return next(same_page, earlier[-1] if earlier else None)


def _weight(before: _Seen | None, now: _Seen) -> Weight:
    """Say how much a revision matters; the same bytes read in another way are no edit."""
    if before is None:
        return "first"
    same = before.page.digest == now.page.digest
    return "reread" if same else weigh(before.article, now.article)
