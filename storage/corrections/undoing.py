"""
Undoes that a person accepted a page from quarantine: the page is in quarantine again.

The revision that it made goes, and its number leads to the one before; so does an article that it
made. What cannot be told apart from later pages is not undone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, func, select, update

from ingest.errors import BadCorrection, NotInQuarantine
from ingest.model import Outcome, Reason
from storage.captures import captures
from storage.corrections.moving import latest_seen, remove, revisions, show, the_article
from storage.crawl import quarantine
from storage.decisions import decisions
from storage.search import index
from storage.tables.articles import ArticleRow, RelatedLinkRow, RevisionRow, SightingRow
from storage.tables.crawl import AddressRow, CaptureRow, QuarantineRow
from storage.tables.identity import BandRow, DecisionRow, MergedRow, MovedRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row


class Undone(NamedTuple):
    """The article that the page was accepted as; `revision` is its current one, None if it went."""

    article_id: int
    revision: int | None
    url: str


def undo(db: Connection, id_: int, now: datetime) -> Undone:
    """
    Put an accepted page back into quarantine.

    Raises NotInQuarantine if no page of this number was accepted, BadCorrection if the acceptance
    made no revision, or if another page has shown that revision since.
    """
    page = db.execute(
        select(QuarantineRow).where(QuarantineRow.id == id_, QuarantineRow.verdict == "accepted")
    ).first()
    if page is None or page.capture_id is None:
        raise NotInQuarantine(f"no page of the number {id_} was accepted")
    article_id, number = _made(db, page)
    there = revisions(db, article_id)
    db.execute(delete(DecisionRow).where(DecisionRow.capture_id == page.capture_id))
    if len(there) == 1:
        _remove_article(db, article_id)
        current = None
    else:
        current = _remove_revision(db, article_id, number)
        why = Reason(
            rule="person",
            detail=f"a person undid the acceptance of revision {number}",
            speaks_for=False,
        )
        decisions.note_person(db, page.series, "undone", (article_id, 0), why, now)
    _set_aside_again(db, page, now)
    return Undone(article_id, current, page.url)


def _made(db: Connection, page: Row[Any]) -> tuple[int, int]:
    """Return article and number of the revision that an accepted page made, and no other shows."""
    made = db.execute(select(RevisionRow).where(RevisionRow.capture_id == page.capture_id)).first()
    if made is None:
        raise BadCorrection(
            f"page {page.id} made no revision: the archive had its text already, or it moved"
        )
    its = SightingRow.article_id == made.article_id, SightingRow.number == made.number
    if db.scalar(select(func.count()).where(*its)) != 1:
        raise BadCorrection(
            f"revision {made.number} of article {made.article_id} was shown by other pages too"
        )
    led_here = select(MergedRow.id).where(MergedRow.into == made.article_id)
    if made.origin_id is not None or db.execute(led_here).first() is not None:
        raise BadCorrection(f"article {made.article_id} was merged or split since: undo that first")
    open_page = select(QuarantineRow.id).where(
        QuarantineRow.series == page.series,
        QuarantineRow.url == page.url,
        QuarantineRow.closed.is_(None),
        QuarantineRow.id != page.id,
    )
    if (other := db.scalar(open_page)) is not None:
        raise BadCorrection(f"another page of this address is in quarantine: {other}")
    return made.article_id, made.number


def _remove_revision(db: Connection, id_: int, number: int) -> int:
    """Remove a revision; where it was current, the one seen last before it is again."""
    was_current = the_article(db, id_).revision == number
    db.execute(
        delete(SightingRow).where(SightingRow.article_id == id_, SightingRow.number == number)
    )
    before = latest_seen(db, id_)
    remove(db, (id_, number), (id_, before))
    if was_current:
        show(db, id_, before)
    return int(the_article(db, id_).revision)


def _remove_article(db: Connection, id_: int) -> None:
    """Remove an article that has nothing but the revision of an accepted page."""
    index.drop(db, id_)
    db.execute(delete(MovedRow).where(MovedRow.to_article_id == id_))
    for table in (SightingRow, RelatedLinkRow, BandRow, RevisionRow, DecisionRow):
        db.execute(delete(table).where(table.article_id == id_))
    leading = update(AddressRow).where(AddressRow.article_id == id_)
    db.execute(leading.values(article_id=None, state="set_aside"))
    db.execute(delete(ArticleRow).where(ArticleRow.id == id_))


def _set_aside_again(db: Connection, page: Row[Any], now: datetime) -> None:
    again = update(QuarantineRow).where(QuarantineRow.id == page.id)
    db.execute(again.values(closed=None, verdict=None))
    captures.close(db, page.capture_id, Outcome.SET_ASIDE)
    kept = captures.capture(
        db.execute(select(CaptureRow).where(CaptureRow.id == page.capture_id)).one()
    )
    quarantine.ask_again(db, page.series, (page.url, kept.url, *kept.addresses), page.key, now)
