"""
Carry out what `ingest.identity.identify` decided about a page. Decides nothing itself.

The caller opens the transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace
from sqlalchemy import bindparam, func, insert, select, union_all, update

from ingest.identity import claimed_urls
from ingest.model import Duplicate, New, Outcome, Revised, Unchanged
from storage.articles import candidates
from storage.captures import captures
from storage.crawl import addresses
from storage.crawl.quarantine import close_open
from storage.decisions import absences, decisions, redirects
from storage.engines import dialects
from storage.search import index
from storage.tables.articles import ArticleRow, RelatedLinkRow, RevisionRow, SightingRow
from storage.tables.crawl import CaptureRow
from storage.tables.identity import MergedRow
from storage.tables.types import moment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import Connection

    from ingest.model import Address, Article, Match, Reading
    from storage.records import Current, Visit

_OUTCOMES = {
    New: Outcome.NEW,
    Revised: Outcome.REVISED,
    Unchanged: Outcome.UNCHANGED,
    Duplicate: Outcome.DUPLICATE,
}


_ADD = insert(ArticleRow)
_LAST = union_all(select(func.max(ArticleRow.id)), select(func.max(MergedRow.id)))
_NUMBER = select(RevisionRow.number).where(RevisionRow.article_id == bindparam("its_id"))
_NUMBER_OF = _NUMBER.where(RevisionRow.digest == bindparam("digest"))
_ADD_REVISION = insert(RevisionRow)
_SIGHTED = dialects.insert(SightingRow).on_conflict_do_nothing()
_CURRENT = select(ArticleRow.revision, ArticleRow.url).where(ArticleRow.id == bindparam("its_id"))
_SHOW = update(ArticleRow).where(ArticleRow.id == bindparam("its_id"))
_READ_SO = update(RevisionRow).where(
    RevisionRow.article_id == bindparam("its_id"), RevisionRow.number == bindparam("its_number")
)
_ADD_LINKS = insert(RelatedLinkRow)


def carry_out(db: Connection, match: Match, reading: Reading, page: Visit) -> int:
    """Record a page of the series; return the number of its article."""
    decision = match.decision
    reading = claimed_urls.without(reading, match.disbelieved, page.hosts)
    id_ = _record(db, match, reading, page)
    keyed = page.keyed(reading.article.url, *reading.addresses)
    rows = addresses.around(db, page.capture.series, keyed, id_)
    rows = _home_again(db, rows, id_, page)
    rows = addresses.lead_to(rows, set(keyed.values()), id_, page.at)
    addresses.ask_articles(db, _redirected(rows, id_, page), page.check_at)
    if isinstance(decision, Duplicate) and reading.publisher is not None:
        rows = _copied(rows, {reading.article.url, page.capture.url}, id_, reading.publisher)
    addresses.save(db, page.capture.series, [_answered(row, page) for row in rows])
    decisions.note(db, match, page.capture, id_, page.now)
    _settle(db, page, keyed, _OUTCOMES[type(decision)])
    return id_


def read_again(db: Connection, current: Current, reading: Reading, page: Visit) -> int | None:
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
        _sighted(db, current.id, number, page)
        db.execute(_READ_SO, same | _read_by(reading))
        return number
    if known:
        _sighted(db, current.id, number, page)
    else:
        _add_revision(db, current.id, number, reading, page)
    url = reading.article.url
    if _may_stand_at(db, current.id, url, page):
        _stand_at(db, current.id, url, page)
    else:
        url = its.url
    shown = shown_of(reading.article) | {"url": url, "revision": number}
    db.execute(_SHOW, shown | {"its_id": current.id})
    index.index(db, current.id, index.parts(reading.article))
    return number


def close_off_series(db: Connection, page: Visit) -> None:
    """
    Record a page that is no article of the series; an article that was there stays.

    It is never asked with the validators of a page that is none of the series.
    """
    keyed = page.keyed()
    rows = addresses.around(db, page.capture.series, keyed)
    rows = addresses.lead_nowhere(rows, "off_series")
    rows = [row if row.article_id else _answered(row, page) for row in rows]
    addresses.save(db, page.capture.series, rows)
    addresses.ask_articles(db, rows, None)
    _settle(db, page, keyed, Outcome.OFF_SERIES)


def next_id(db: Connection) -> int:
    """
    Return the number of the next article: one that no article has, or ever had.

    Numbers of articles that are part of another one still lead there, and are not given again.
    """
    return max(last or 0 for last in db.scalars(_LAST)) + 1


def _record(db: Connection, judged: Match, reading: Reading, page: Visit) -> int:
    seen = {"last_seen": page.at, "check_at": page.check_at}
    shown = seen | shown_of(reading.article)
    match judged.decision:
        case New():
            id_ = next_id(db)
            first = {"series": page.capture.series, "first_seen": page.capture.at, "revision": 1}
            db.execute(_ADD, shown | first | {"id": id_})
            _add_revision(db, id_, 1, reading, page)
        case Revised(id_):
            if not _may_stand_at(db, id_, reading.article.url, page):
                del shown["url"]
            number, known = _revision_number(db, id_, reading.article.digest)
            db.execute(addresses.SEEN, shown | {"its_id": id_, "revision": number})
            absences.end(db, id_, page.at)
            if known:
                _sighted(db, id_, number, page)
            else:
                _add_revision(db, id_, number, reading, page)
        case Unchanged(id_) | Duplicate(id_):
            db.execute(addresses.SEEN, seen | {"its_id": id_})
            absences.end(db, id_, page.at)
            _sighted(db, id_, _shown_number(db, id_, reading.article.digest), page)
            return id_
    index.index(db, id_, index.parts(reading.article))
    return id_


def shown_of(article: Article) -> dict[str, object]:
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
    return redirects.last_number(db, article_id) + 1, False


def _shown_number(db: Connection, article_id: int, digest: str) -> int:
    """Return the number of the revision with this content; the current one's, if there is none."""
    number = db.scalar(_NUMBER_OF, {"its_id": article_id, "digest": digest})
    return number or db.execute(_CURRENT, {"its_id": article_id}).one().revision


def _add_revision(
    db: Connection, article_id: int, number: int, reading: Reading, page: Visit
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
    _sighted(db, article_id, number, page)
    candidates.remember(db, page.capture.series, article_id, number, article)
    links = enumerate(map(page.key, (link.url for link in article.related)))
    if rows := [its | {"position": position, "key": key} for position, key in links]:
        db.execute(_ADD_LINKS, rows)


def _sighted(db: Connection, article_id: int, number: int, page: Visit) -> None:
    """Add a sighting of a revision by a page, once."""
    its = {"capture_id": page.capture.id, "article_id": article_id, "number": number}
    db.execute(_SIGHTED, its)


def _read_by(reading: Reading) -> dict[str, object]:
    """Return what a revision says, and how it was read."""
    return {
        "document": msgspec.json.encode(reading.article).decode(),
        "extractor": reading.extractor,
        "rules": reading.rules,
        "evidence": msgspec.json.encode(reading.evidence).decode(),
    }


def _may_stand_at(db: Connection, id_: int, url: str, page: Visit) -> bool:
    """Return False if the address leads to another article."""
    rows = addresses.around(db, page.capture.series, {url: page.key(url)})
    return all(row.article_id in {None, id_} for row in rows)


def _stand_at(db: Connection, id_: int, url: str, page: Visit) -> None:
    """Assign the canonical address of a new reading to its article."""
    rows = addresses.around(db, page.capture.series, {url: page.key(url)})
    own = [row for row in rows if row.url == url and row.article_id is None]
    addresses.save(
        db, page.capture.series, addresses.lead_to(own, {page.key(url)}, id_, page.capture.at)
    )


def _copied(
    rows: Iterable[Address], urls: Collection[str], id_: int, publisher: str
) -> list[Address]:
    """Note who publishes the copy of an article that is at some of its addresses."""
    return [
        replace(row, publisher=publisher) if row.article_id == id_ and row.url in urls else row
        for row in rows
    ]


def _home_again(db: Connection, rows: Iterable[Address], id_: int, page: Visit) -> list[Address]:
    """Take an address that answered from an article that claimed it, and never answered there."""
    return [
        replace(row, article_id=None)
        if row.url in page.addresses and _is_only_claimed(db, row, id_, page)
        else row
        for row in rows
    ]


def _redirected(rows: Iterable[Address], id_: int, page: Visit) -> list[Address]:
    """Return the addresses that redirected here and belong to other articles."""
    return [row for row in rows if row.url in page.addresses and row.article_id not in {None, id_}]


def _is_only_claimed(db: Connection, row: Address, id_: int, page: Visit) -> bool:
    """Also gives that other article, which only claimed the address, its latest own address."""
    owner = row.article_id
    if owner in {None, id_} or row.pinned:
        return False
    if row.key in candidates.answered(db, [owner], page.hosts)[owner]:
        return False
    home = select(CaptureRow.url).join(SightingRow, SightingRow.capture_id == CaptureRow.id)
    latest = home.where(SightingRow.article_id == owner).order_by(CaptureRow.id.desc()).limit(1)
    its = update(ArticleRow).where(ArticleRow.id == owner, ArticleRow.url == row.url)
    db.execute(its.values(url=func.coalesce(latest.scalar_subquery(), ArticleRow.url)))
    return True


def _answered(row: Address, page: Visit) -> Address:
    """Return an address of a page as answered; only the last one gave the validators."""
    if row.url == page.capture.url:
        etag, last_modified = page.validators.etag, page.validators.last_modified
        row = replace(row, etag=etag, last_modified=last_modified)
    return replace(row, asked=page.at) if row.url in page.addresses else row


def _settle(db: Connection, page: Visit, keyed: Mapping[str, str], outcome: Outcome) -> None:
    close_open(db, page.capture.series, set(keyed.values()), keyed, page.now)
    captures.close(db, page.capture.id, outcome)
