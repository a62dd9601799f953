"""
When the site did not have an article: since when, until when, and the capture that shows it.

An absence is a decision of the verdict ``gone``, settled when the article was back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, bindparam, or_, select, update

from storage.captures.captures import REF, capture_ref
from storage.decisions import decisions
from storage.records import Absence
from storage.tables.articles import ArticleRow
from storage.tables.crawl import CaptureRow
from storage.tables.identity import DecisionRow, MergedRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from storage.records import Capture

_OPEN = (
    DecisionRow.article_id == bindparam("its_id"),
    DecisionRow.verdict == decisions.GONE,
    DecisionRow.settled.is_(None),
)
_BEGUN = select(DecisionRow.id).where(*_OPEN)
#: An article, and those that are a part of it.
_PARTS = or_(
    DecisionRow.article_id == bindparam("its_id"),
    DecisionRow.article_id.in_(select(MergedRow.id).where(MergedRow.into == bindparam("its_id"))),
)
_IS_GONE = DecisionRow.verdict == decisions.GONE
_END = update(DecisionRow).where(_PARTS, _IS_GONE, DecisionRow.settled.is_(None))
_REOPEN = update(DecisionRow).where(
    DecisionRow.article_id == bindparam("its_id"), _IS_GONE, DecisionRow.at == bindparam("since")
)
_ITS_ARTICLE = update(ArticleRow).where(ArticleRow.id == bindparam("its_id"))
_SINCE = select(ArticleRow.gone_since).where(ArticleRow.id == bindparam("its_id"))
_ALL: Select[*tuple[Any, ...]] = (
    select(
        DecisionRow.article_id,
        DecisionRow.at.label("since"),
        DecisionRow.settled.label("until"),
        CaptureRow.status,
        *REF,
    )
    .join(CaptureRow, CaptureRow.id == DecisionRow.capture_id)
    .where(_PARTS, _IS_GONE)
    .order_by(DecisionRow.at, DecisionRow.id)
)


def begin(db: Connection, article_id: int, page: Capture, check_at: datetime | None) -> None:
    """Begin an absence: the site answers without the article. One that has begun stays."""
    since = db.scalar(_SINCE, {"its_id": article_id}) or page.at
    gone = {"gone_since": since, "gone_status": page.status, "gone_capture_id": page.id}
    db.execute(_ITS_ARTICLE, {"its_id": article_id, **gone, "check_at": check_at})
    if db.execute(_BEGUN, {"its_id": article_id}).first() is None:
        decisions.note_gone(db, article_id, page, since)


def end(db: Connection, article_id: int, at: datetime) -> None:
    """End the absence of an article, if there is one."""
    db.execute(_END, {"its_id": article_id, "settled": at})


def reopen(db: Connection, article_id: int, since: datetime) -> None:
    """Open the last absence of an article again: it has not ended."""
    db.execute(_REOPEN, {"its_id": article_id, "since": since, "settled": None})


def of(db: Connection, article_id: int) -> tuple[Absence, ...]:
    """Return when the site did not have an article, or what is a part of it now, in order."""
    return tuple(
        Absence(
            article_id=row.article_id,
            since=row.since,
            until=row.until,
            status=row.status,
            capture=capture_ref(row),
        )
        for row in db.execute(_ALL, {"its_id": article_id})
    )
