"""
Carries out, in the rows, what `ingest.identity` decided about a page; decides nothing itself.

All of it happens in one transaction, which the caller opens.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from sqlalchemy import select

from ingest import urls
from ingest.model import Duplicate, Hosts, New, Outcome, Revised, Unchanged
from storage import addresses, captures, dialects
from storage.quarantine import close_open
from storage.records import Capture, Validators
from storage.schema import ArticleRow, RelatedLinkRow, RevisionRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy.orm import Session

    from ingest.model import Article, Decision, Reading
    from storage.schema import AddressRow

_OUTCOMES = {
    New: Outcome.NEW,
    Revised: Outcome.REVISED,
    Unchanged: Outcome.UNCHANGED,
    Duplicate: Outcome.DUPLICATE,
}


class Answered(Struct, frozen=True, dict=True):
    """A page that came, and the addresses that led to it."""

    capture: Capture
    hosts: Hosts | None
    validators: Validators
    now: datetime

    def key(self, url: str) -> str:
        return urls.key(url, self.hosts)

    @cached_property
    def addresses(self) -> dict[str, str]:
        """The addresses that were asked, with their keys."""
        return {url: self.key(url) for url in (self.capture.url, *self.capture.addresses)}


def carry_out(
    db: Session,
    decision: Decision,
    reading: Reading,
    page: Answered,
    check_at: datetime | None,
) -> int:
    """Record a page of the series; return the number of its article."""
    row = _record(db, decision, reading, page)
    addresses.seen(row, page.now, check_at)
    told = {url: page.key(url) for url in (reading.article.url, *reading.addresses)}
    keyed = told | page.addresses
    rows = addresses.around(db, page.capture.series, keyed, row.id)
    addresses.lead_to(rows, set(keyed.values()), row.id, page.now)
    _note_answer(rows, page)
    _settle(db, page, keyed, _OUTCOMES[type(decision)])
    return row.id


def close_off_series(db: Session, page: Answered) -> None:
    """
    Record a page that is no article of the series; an article that was there is let be.

    It is never asked with the validators of a page that is none of the series.
    """
    rows = addresses.around(db, page.capture.series, page.addresses)
    addresses.lead_nowhere(rows, "off_series")
    _note_answer([row for row in rows if row.article_id is None], page)
    for id_ in {row.article_id for row in rows if row.article_id is not None}:
        db.get_one(ArticleRow, id_).check_at = None
    _settle(db, page, page.addresses, Outcome.OFF_SERIES)


def moment(published: str | None) -> datetime | None:
    """
    Return when something was published, for the order only: a day counts as its midnight UTC.

    >>> moment("2020-05-15T00:00:00+01:00").isoformat()
    '2020-05-14T23:00:00+00:00'
    """
    try:
        at = datetime.fromisoformat(published) if published else None
        return at and (at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def _record(db: Session, decision: Decision, reading: Reading, page: Answered) -> ArticleRow:
    capture = page.capture
    match decision:
        case New():
            row = ArticleRow(series=capture.series, revision=1, first_seen=capture.at)
            row.last_seen = capture.at
            db.add(row)
            known = False
        case Revised(id_):
            row = db.get_one(ArticleRow, id_)
            row.revision, known = _revision_number(db, id_, reading.article.digest)
        case Unchanged(id_) | Duplicate(id_):
            return db.get_one(ArticleRow, id_)
    _show(row, reading.article)
    db.flush()
    if not known:
        db.add(_revision(row, reading, capture))
        db.flush()
        db.add_all(_links(row, reading.article, page))
    dialects.index(db, row.id, _searched(reading.article))
    return row


def _show(row: ArticleRow, article: Article) -> None:
    row.url = article.url
    row.title = article.title
    row.published = article.published
    row.published_at = moment(article.published)
    row.word_count = article.word_count
    row.digest = article.digest
    row.text_digest = article.text_digest


def _revision_number(db: Session, article_id: int, digest: str) -> tuple[int, bool]:
    """Return the number of the revision with this content, and whether there was one."""
    its = select(RevisionRow.number).where(RevisionRow.article_id == article_id)
    known = db.scalars(its.where(RevisionRow.digest == digest)).first()
    if known is not None:
        return known, True
    return db.scalars(its.order_by(RevisionRow.number.desc()).limit(1)).one() + 1, False


def _revision(row: ArticleRow, reading: Reading, capture: Capture) -> RevisionRow:
    return RevisionRow(
        article_id=row.id,
        number=row.revision,
        seen=capture.at,
        digest=reading.article.digest,
        text_digest=reading.article.text_digest,
        document=msgspec.json.encode(reading.article).decode(),
        extractor=reading.extractor,
        capture_id=capture.id,
    )


def _links(row: ArticleRow, article: Article, page: Answered) -> Iterator[RelatedLinkRow]:
    for position, link in enumerate(article.related):
        yield RelatedLinkRow(
            article_id=row.id, number=row.revision, position=position, key=page.key(link.url)
        )


def _note_answer(rows: Iterable[AddressRow], page: Answered) -> None:
    """Note that the addresses of a page answered; only the last one gave the validators."""
    for row in rows:
        if row.url in page.addresses:
            row.asked = page.now
        if row.url == page.capture.url:
            row.etag, row.last_modified = page.validators.etag, page.validators.last_modified


def _settle(db: Session, page: Answered, keyed: Mapping[str, str], outcome: Outcome) -> None:
    close_open(db, page.capture.series, set(keyed.values()), keyed, page.now)
    captures.close(db, page.capture.id, outcome)


def _searched(article: Article) -> dict[str, str]:
    return {
        "title": article.title,
        "standfirst": article.standfirst or "",
        "authors": ", ".join(article.authors),
        "text": article.text,
    }
