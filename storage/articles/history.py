"""
The revisions of an article: when each was seen, by which captures, and what it changed.

What changed is computed from what the revisions say; nothing of it is stored.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import select

from ingest.changes.diff import changes
from ingest.changes.weight import weight_of
from ingest.model import Article
from storage.articles import entries
from storage.captures.captures import REF, capture_ref
from storage.decisions import absences
from storage.records import CaptureRef, Difference, Revision, Sighting
from storage.tables.articles import ArticleRow, RevisionRow, SightingRow
from storage.tables.crawl import CaptureRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Row

    from storage.records import Absence, Weight


class RevisionSightings(Struct, frozen=True):
    """A revision's content, the page that first showed it, and all that did."""

    number: int
    seen: datetime
    article: Article
    page: CaptureRef
    captures: tuple[Sighting, ...]
    is_current: bool

    @property
    def place(self) -> tuple[str, int]:
        return self.page.warc, self.page.offset

    @property
    def last_seen(self) -> datetime:
        return max((one.last_at for one in self.captures), default=self.seen)

    def stood_before(self, moment: datetime) -> datetime:
        """Return when it was last seen, as far as was known at a moment."""
        known = [t for one in self.captures for t in (one.at, one.last_at) if t <= moment]
        return max(known, default=self.seen)


def seen(db: Connection, article_id: int) -> list[RevisionSightings]:
    """Return the revisions of an article, in the order in which their pages were first seen."""
    rows = entries.query().add_columns(ArticleRow.revision.label("current"))
    found = db.execute(
        rows.where(ArticleRow.id == article_id).order_by(RevisionRow.seen, RevisionRow.number)
    ).all()
    shown = _sightings(db, article_id)
    return [_seen(row, shown[row.number]) for row in found]


def revisions(db: Connection, article_id: int) -> Iterator[Revision]:
    """Yield the revisions of an article, each with what it changed and with what came after it."""
    found = seen(db, article_id)
    gone = _after(found, absences.of(db, article_id))
    for place, now in enumerate(found):
        before = _before(found[:place], now)
        yield Revision(
            revision=now.number,
            seen=now.seen,
            title=now.article.title,
            weight=_weight(before, now),
            changes=changes(before.article, now.article) if before else (),
            capture=now.page,
            last_seen=now.last_seen,
            times=sum(one.times for one in now.captures),
            current=now.is_current,
            captures=now.captures,
            gone=tuple(gone[now.number]),
        )


def difference(
    article_id: int, found: Sequence[RevisionSightings], one: int | None, other: int | None
) -> Difference:
    """Compare two revisions; by default the current one, and what stood there before it."""
    by_number = {revision.number: revision for revision in found}
    current = next(revision for revision in found if revision.is_current)
    new = current if other is None else by_number[other]
    old = _stood_before(found, new) if one is None else by_number[one]
    changed = changes(old.article, new.article)
    return Difference(
        id=article_id,
        from_=old.number,
        to=new.number,
        weight=_weight(old, new) if changed else None,
        changes=changed,
    )


def _stood_before(found: Sequence[RevisionSightings], now: RevisionSightings) -> RevisionSightings:
    others = [one for one in found if one is not now]
    return max(others, key=lambda one: (one.last_seen, one.number), default=now)


def _after(
    found: Sequence[RevisionSightings], gone: Iterable[Absence]
) -> defaultdict[int, list[Absence]]:
    """Return the absences by the number of the revision that had stood there before each."""
    after: defaultdict[int, list[Absence]] = defaultdict(list)
    for absence in gone:
        known = [one for one in found if one.seen <= absence.since] or found[:1]
        last = max(known, key=lambda one: (one.stood_before(absence.since), one.number))
        after[last.number].append(absence)
    return after


def _seen(row: Row[Any], captures: Sequence[Sighting]) -> RevisionSightings:
    return RevisionSightings(
        number=row.number,
        seen=row.seen,
        article=entries.document(row),
        page=capture_ref(row),
        captures=tuple(captures),
        is_current=row.number == row.current,
    )


def _sightings(db: Connection, article_id: int) -> defaultdict[int, list[Sighting]]:
    """Return the captures that showed each revision of an article, the first one first."""
    rows = (
        select(SightingRow.number, CaptureRow.last_at, CaptureRow.times, *REF)
        .join(CaptureRow, CaptureRow.id == SightingRow.capture_id)
        .where(SightingRow.article_id == article_id)
        .order_by(CaptureRow.at, CaptureRow.id)
    )
    shown: defaultdict[int, list[Sighting]] = defaultdict(list)
    for row in db.execute(rows):
        its = Sighting(
            at=row.at,
            last_at=row.last_at,
            times=row.times,
            url=row.capture_url,
            digest=row.digest,
            warc=row.warc,
            offset=row.offset,
        )
        shown[row.number].append(its)
    return shown


def _before(
    earlier: Sequence[RevisionSightings], now: RevisionSightings
) -> RevisionSightings | None:
    """
    Return what a revision is compared with: another reading of its page, or what stood there.

    That is none that was made later from an earlier page, when that was read again.
    """
    same_page = [one for one in earlier if one.place == now.place]
    places = [one.place for one in earlier]
    stood = [
        one
        for number, one in enumerate(earlier)
        if one.number < now.number or one.place not in places[:number]
    ]
    if same_page:
        return same_page[-1]
    return max(stood, key=lambda one: (one.stood_before(now.seen), one.number), default=None)


def _weight(before: RevisionSightings | None, now: RevisionSightings) -> Weight:
    """Return how much a revision matters; the same bytes read in another way are no edit."""
    if before is None:
        return "first"
    same = before.page.digest == now.page.digest
    return "reread" if same else weight_of(before.article, now.article)
