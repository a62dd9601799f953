"""
Carries out, in the rows, what `ingest.identity` decided about a page; decides nothing itself.

All of it happens in one transaction, which the caller opens.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, insert, select, update

from ingest import urls
from ingest.model import Duplicate, Hosts, New, Outcome, Revised, Unchanged
from storage import addresses, captures, searching
from storage.quarantine import close_open
from storage.records import Capture, Validators
from storage.schema import ArticleRow, RelatedLinkRow, RevisionRow, SightingRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from ingest.model import Address, Article, Decision, Reading
    from storage.records import Current

_OUTCOMES = {
    New: Outcome.NEW,
    Revised: Outcome.REVISED,
    Unchanged: Outcome.UNCHANGED,
    Duplicate: Outcome.DUPLICATE,
}


_ADD = insert(ArticleRow).returning(ArticleRow.id)
_NUMBER = select(RevisionRow.number).where(RevisionRow.article_id == bindparam("its_id"))
_NUMBER_OF = _NUMBER.where(RevisionRow.digest == bindparam("digest"))
_LAST_NUMBER = _NUMBER.order_by(RevisionRow.number.desc()).limit(1)
_ADD_REVISION = insert(RevisionRow)
_ADD_SIGHTING = insert(SightingRow)
_CURRENT = select(ArticleRow.revision, ArticleRow.url).where(ArticleRow.id == bindparam("its_id"))
_SHOW = update(ArticleRow).where(ArticleRow.id == bindparam("its_id"))
_READ_SO = update(RevisionRow).where(
    RevisionRow.article_id == bindparam("its_id"), RevisionRow.number == bindparam("its_number")
)
_ADD_LINKS = insert(RelatedLinkRow)


class Answered(Struct, frozen=True):
    """A page that came, and the addresses that led to it."""

    capture: Capture
    hosts: Hosts | None
    validators: Validators
    now: datetime
    seen: datetime | None = None  #: when it said so, if that is not now

    @property
    def at(self) -> datetime:
        """When the page said what it says."""
        return self.seen or self.now

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses that were asked."""
        return (self.capture.url, *self.capture.addresses)

    def keyed(self, *more: str) -> dict[str, str]:
        """Return addresses with their keys: those that were asked, and more."""
        return {url: self.key(url) for url in dict.fromkeys((*more, *self.addresses))}

    def key(self, url: str) -> str:
        return urls.key(url, self.hosts)


def carry_out(
    db: Connection,
    decision: Decision,
    reading: Reading,
    page: Answered,
    check_at: datetime | None,
) -> int:
    """Record a page of the series; return the number of its article."""
    id_ = _record(db, decision, reading, page, check_at)
    keyed = page.keyed(reading.article.url, *reading.addresses)
    rows = addresses.around(db, page.capture.series, keyed, id_)
    rows = addresses.lead_to(rows, set(keyed.values()), id_, page.at)
    addresses.save(db, page.capture.series, [_answered(row, page) for row in rows])
    _settle(db, page, keyed, _OUTCOMES[type(decision)])
    return id_


def read_again(db: Connection, current: Current, reading: Reading, page: Answered) -> int | None:
    """
    Record what the page behind a current revision says when it is read again.

    Returns the number of the revision that is current then. One that says the same stays, and
    notes only how it is read now; otherwise there is one more, of the same page. Nobody saw the
    page now: when to ask for it, and with what, stays as it is. Returns None, and records nothing,
    if the article says something else by now.
    """
    its = db.execute(_CURRENT, {"its_id": current.id}).one()
    if its.revision != current.revision:
        return None
    number, known = _revision_number(db, current.id, reading.article.digest)
    if number == current.revision:
        same = {"its_id": current.id, "its_number": number}
        db.execute(_READ_SO, same | _read_by(reading))
        return number
    if not known:
        _add_revision(db, current.id, number, reading, page)
    url = reading.article.url if _may_stand_at(db, current.id, reading, page) else its.url
    shown = _shown(reading.article) | {"url": url, "revision": number}
    db.execute(_SHOW, shown | {"its_id": current.id})
    searching.index(db, current.id, searching.parts(reading.article))
    return number


def close_off_series(db: Connection, page: Answered) -> None:
    """
    Record a page that is no article of the series; an article that was there is let be.

    It is never asked with the validators of a page that is none of the series.
    """
    keyed = page.keyed()
    rows = addresses.around(db, page.capture.series, keyed)
    rows = addresses.lead_nowhere(rows, "off_series")
    rows = [row if row.article_id else _answered(row, page) for row in rows]
    addresses.save(db, page.capture.series, rows)
    addresses.ask_articles(db, rows, None)
    _settle(db, page, keyed, Outcome.OFF_SERIES)


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


def _record(
    db: Connection,
    decision: Decision,
    reading: Reading,
    page: Answered,
    check_at: datetime | None,
) -> int:
    seen = {"last_seen": page.at, "check_at": check_at}
    shown = seen | _shown(reading.article)
    match decision:
        case New():
            first = {"series": page.capture.series, "first_seen": page.capture.at, "revision": 1}
            id_ = db.execute(_ADD, shown | first).scalar_one()
            _add_revision(db, id_, 1, reading, page)
        case Revised(id_):
            number, known = _revision_number(db, id_, reading.article.digest)
            db.execute(addresses.SEEN, shown | {"its_id": id_, "revision": number})
            if not known:
                _add_revision(db, id_, number, reading, page)
        case Unchanged(id_) | Duplicate(id_):
            db.execute(addresses.SEEN, seen | {"its_id": id_})
            return id_
    searching.index(db, id_, searching.parts(reading.article))
    return id_


def _shown(article: Article) -> dict[str, object]:
    return {
        "url": article.url,
        "title": article.title,
        "published": article.published,
        "published_at": moment(article.published),
        "word_count": article.word_count,
        "digest": article.digest,
        "text_digest": article.text_digest,
    }


def _revision_number(db: Connection, article_id: int, digest: str) -> tuple[int, bool]:
    """Return the number of the revision with this content, and whether there was one."""
    known = db.scalar(_NUMBER_OF, {"its_id": article_id, "digest": digest})
    if known is not None:
        return known, True
    return db.scalars(_LAST_NUMBER, {"its_id": article_id}).one() + 1, False


def _add_revision(
    db: Connection, article_id: int, number: int, reading: Reading, page: Answered
) -> None:
    article = reading.article
    its = {"article_id": article_id, "number": number}
    revision = {
        "seen": page.capture.at,
        "digest": article.digest,
        "text_digest": article.text_digest,
        "capture_id": page.capture.id,
    }
    db.execute(_ADD_REVISION, its | revision | _read_by(reading))
    db.execute(_ADD_SIGHTING, its | {"capture_id": page.capture.id})
    links = enumerate(map(page.key, (link.url for link in article.related)))
    if rows := [its | {"position": position, "key": key} for position, key in links]:
        db.execute(_ADD_LINKS, rows)


def _read_by(reading: Reading) -> dict[str, object]:
    """Return what a revision says, and how it was read."""
    return {
        "document": msgspec.json.encode(reading.article).decode(),
        "extractor": reading.extractor,
        "rules": reading.rules,
        "evidence": msgspec.json.encode(reading.evidence).decode(),
    }


def _may_stand_at(db: Connection, id_: int, reading: Reading, page: Answered) -> bool:
    """Let the canonical address of another reading lead to its article, if it does to no other."""
    url = reading.article.url
    rows = addresses.around(db, page.capture.series, {url: page.key(url)})
    if any(row.article_id not in {None, id_} for row in rows):
        return False
    own = [row for row in rows if row.url == url and row.article_id is None]
    addresses.save(
        db, page.capture.series, addresses.lead_to(own, {page.key(url)}, id_, page.capture.at)
    )
    return True


def _answered(row: Address, page: Answered) -> Address:
    """Note that the addresses of a page answered; only the last one gave the validators."""
    if row.url == page.capture.url:
        etag, last_modified = page.validators.etag, page.validators.last_modified
        row = replace(row, etag=etag, last_modified=last_modified)
    return replace(row, asked=page.at) if row.url in page.addresses else row


def _settle(db: Connection, page: Answered, keyed: Mapping[str, str], outcome: Outcome) -> None:
    close_open(db, page.capture.series, set(keyed.values()), keyed, page.now)
    captures.close(db, page.capture.id, outcome)
