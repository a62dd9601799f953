"""
Carries out, in the rows, what `ingest.identity` decided about a page; decides nothing itself.

All of it happens in one transaction, which the caller opens.
"""

from __future__ import annotations

from datetime import UTC, datetime
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
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from ingest.model import Article, Decision, Reading

_OUTCOMES = {
    New: Outcome.NEW,
    Revised: Outcome.REVISED,
    Unchanged: Outcome.UNCHANGED,
    Duplicate: Outcome.DUPLICATE,
}


class Answered(Struct, frozen=True):
    """A page that came, and the addresses that led to it."""

    capture: Capture
    hosts: Hosts | None
    validators: Validators
    now: datetime

    def key(self, url: str) -> str:
        return urls.key(url, self.hosts)

    @property
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
    id_ = _record(db, decision, reading, page.capture)
    _link_related(db, id_, reading.article, page)
    told = {url: page.key(url) for url in (reading.article.url, *reading.addresses)}
    addresses.lead_to(db, page.capture.series, id_, told | page.addresses)
    _settle(db, page, told | page.addresses, _OUTCOMES[type(decision)])
    addresses.seen(db, id_, page.now, check_at)
    return id_


def close_off_series(db: Session, page: Answered) -> None:
    """Record a page that is no article of the series; an article that was there is let be."""
    for id_ in addresses.articles_at(db, page.capture.series, page.addresses):
        db.get_one(ArticleRow, id_).check_at = None
    addresses.lead_nowhere(db, page.capture.series, page.addresses)
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


def _record(db: Session, decision: Decision, reading: Reading, capture: Capture) -> int:
    match decision:
        case New():
            row = ArticleRow(series=capture.series, revision=1, first_seen=capture.at)
        case Revised(id_):
            row = db.get_one(ArticleRow, id_)
            row.revision = _revision_number(db, id_, reading.article.digest)
        case Unchanged(id_) | Duplicate(id_):
            return id_
    _show(row, reading.article)
    row.last_seen = capture.at
    db.add(row)
    db.flush()
    _keep_revision(db, row, reading, capture)
    dialects.index(db, row.id, _searched(reading.article))
    return row.id


def _show(row: ArticleRow, article: Article) -> None:
    row.url = article.url
    row.title = article.title
    row.published = article.published
    row.published_at = moment(article.published)
    row.word_count = article.word_count
    row.digest = article.digest
    row.text_digest = article.text_digest


def _revision_number(db: Session, article_id: int, digest: str) -> int:
    """Return the number of the revision with this content; of a new one, if there is none."""
    its = select(RevisionRow.number).where(RevisionRow.article_id == article_id)
    known = db.scalars(its.where(RevisionRow.digest == digest)).first()
    return known or db.scalars(its.order_by(RevisionRow.number.desc()).limit(1)).one() + 1


def _keep_revision(db: Session, row: ArticleRow, reading: Reading, capture: Capture) -> None:
    its = select(RevisionRow.id).where(RevisionRow.article_id == row.id)
    if db.scalars(its.where(RevisionRow.number == row.revision)).first() is not None:
        return
    revision = RevisionRow(
        article_id=row.id,
        number=row.revision,
        seen=capture.at,
        digest=reading.article.digest,
        text_digest=reading.article.text_digest,
        document=msgspec.json.encode(reading.article).decode(),
        extractor=reading.extractor,
        capture_id=capture.id,
    )
    db.add(revision)


def _link_related(db: Session, article_id: int, article: Article, page: Answered) -> None:
    """Keep the keys of the links of a revision, unless they are kept already."""
    db.flush()
    revisions = select(RevisionRow.id).where(
        RevisionRow.article_id == article_id, RevisionRow.digest == article.digest
    )
    revision_id = db.scalars(revisions).first()
    if revision_id is None or db.get(RelatedLinkRow, (revision_id, 0)) is not None:
        return
    db.add_all(
        RelatedLinkRow(revision_id=revision_id, position=position, key=page.key(link.url))
        for position, link in enumerate(article.related)
    )


def _settle(db: Session, page: Answered, keyed: Mapping[str, str], outcome: Outcome) -> None:
    """
    Note that the addresses of a page answered; only the last one gave the validators.

    An article is never asked with the validators of a page that is none of the series.
    """
    series = page.capture.series
    off_series = outcome is Outcome.OFF_SERIES
    for url, key in page.addresses.items():
        row = addresses.answered(db, series, url, key, page.now)
        if url == page.capture.url and not (off_series and row.article_id):
            row.etag, row.last_modified = page.validators.etag, page.validators.last_modified
    close_open(db, series, set(keyed.values()), keyed, page.now)
    captures.close(db, page.capture.id, outcome)


def _searched(article: Article) -> dict[str, str]:
    return {
        "title": article.title,
        "standfirst": article.standfirst or "",
        "authors": ", ".join(article.authors),
        "text": article.text,
    }
