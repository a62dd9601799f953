"""Why an article is what it is: every decision of it, and how each of its addresses came to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import bindparam, or_, select

from ingest.errors import NoSuchArticle
from ingest.model import Reason
from storage.captures import captures
from storage.records import Decided, LeadingAddress, Why
from storage.tables.articles import ArticleRow, SightingRow
from storage.tables.crawl import AddressRow, CaptureRow, MentionRow
from storage.tables.identity import DecisionRow, MergedRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Row

_SHOWN = (
    select(CaptureRow)
    .where(
        or_(
            CaptureRow.id.in_(
                select(SightingRow.capture_id).where(
                    SightingRow.article_id.in_(bindparam("numbers", expanding=True))
                )
            ),
            CaptureRow.id.in_(
                select(DecisionRow.capture_id).where(
                    DecisionRow.article_id.in_(bindparam("numbers", expanding=True))
                )
            ),
        )
    )
    .order_by(CaptureRow.id)
)
_DECISIONS = (
    select(
        DecisionRow.id,
        DecisionRow.verdict,
        DecisionRow.article_id,
        DecisionRow.other_id,
        DecisionRow.grounds,
        DecisionRow.settled,
        DecisionRow.at.label("decided"),
        *captures.REF,
    )
    .outerjoin(CaptureRow, CaptureRow.id == DecisionRow.capture_id)
    .where(
        or_(
            DecisionRow.article_id.in_(bindparam("numbers", expanding=True)),
            DecisionRow.other_id.in_(bindparam("numbers", expanding=True)),
        )
    )
    .order_by(DecisionRow.at, DecisionRow.id)
)
_MENTIONS = (
    select(MentionRow.address_id, MentionRow.source_url)
    .join(AddressRow, AddressRow.id == MentionRow.address_id)
    .where(AddressRow.article_id == bindparam("its_id"))
    .order_by(MentionRow.source_url)
)


def why(db: Connection, id_: int) -> Why:
    """Return all decisions and addresses of an article; raises NoSuchArticle."""
    its = db.execute(select(ArticleRow).where(ArticleRow.id == id_)).first()
    if its is None:
        raise NoSuchArticle(f"no article {id_}")
    merged = tuple(
        db.scalars(select(MergedRow.id).where(MergedRow.into == id_).order_by(MergedRow.id))
    )
    numbers = {"numbers": [id_, *merged]}
    decided = [_decided(row) for row in db.execute(_DECISIONS, numbers)]
    return Why(
        id=id_,
        series=its.series,
        title=its.title,
        url=its.url,
        numbers=merged,
        addresses=_addresses(db, its, db.execute(_SHOWN, numbers).all()),
        decisions=tuple(one for one in decided if one.verdict != "apart"),
        apart=tuple(one for one in decided if one.verdict == "apart"),
    )


def _decided(row: Row[*tuple[Any, ...]]) -> Decided:
    return Decided(
        at=row.decided,
        verdict=row.verdict,
        article_id=row.article_id,
        other_id=row.other_id or None,
        capture=captures.capture_ref(row) if row.warc else None,
        grounds=msgspec.json.decode(row.grounds, type=tuple[Reason, ...]),
        settled=row.settled,
    )


def _addresses(
    db: Connection, its: Row[Any], pages: Sequence[Row[Any]]
) -> tuple[LeadingAddress, ...]:
    named_by: dict[int, list[str]] = {}
    for address_id, source_url in db.execute(_MENTIONS, {"its_id": its.id}):
        named_by.setdefault(address_id, []).append(source_url)
    rows = select(AddressRow).where(AddressRow.article_id == its.id).order_by(AddressRow.id)
    return tuple(
        LeadingAddress(
            url=row.url,
            state=row.state,
            pinned=row.pinned,
            publisher=row.publisher,
            canonical=row.url == its.url,
            named_by=tuple(named_by.get(row.id, ())),
            how=_how(row.url, its, pages),
        )
        for row in db.execute(rows)
    )


def _how(url: str, its: Row[Any], pages: Iterable[Row[Any]]) -> str:
    """Return how an address came to lead to an article, in words."""
    for page in pages:
        if page.url == url:
            return f"its page was kept there, {page.at:%Y-%m-%d %H:%M} UTC"
    for page in pages:
        if url in msgspec.json.decode(page.addresses, type=tuple[str, ...]):
            return f"it led to the page at {page.url}, {page.at:%Y-%m-%d %H:%M} UTC"
    if url == its.url:
        return "its page calls this its own address"
    return "a page of it names it, or it is another form of one of these"
