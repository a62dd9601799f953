"""
Articles, their revisions, and the way to find them.

Carries out what `ingest.identity` decided; decides nothing itself.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVarTuple

import msgspec
from sqlalchemy import func, or_, select

from ingest import urls
from ingest.errors import NoSuchArticle
from ingest.model import Duplicate, Known, New, Outcome, Revised, Unchanged
from storage import addresses, captures, dialects, entries, history
from storage.quarantine import close_open
from storage.records import Head, Hit
from storage.schema import AddressRow, ArticleRow, RelatedLinkRow, RevisionRow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from ingest.model import Article, Decision, Hosts, Reading
    from storage.database import Database
    from storage.records import Capture, Entry, Revision, Validators

_Row = TypeVarTuple("_Row")
_OUTCOMES = {
    New: Outcome.NEW,
    Revised: Outcome.REVISED,
    Unchanged: Outcome.UNCHANGED,
    Duplicate: Outcome.DUPLICATE,
}


class PublishedDay(NamedTuple):
    """The day of an article, as its page gives it."""

    day: date
    article_id: int


class Articles:
    def __init__(self, database: Database) -> None:
        self._database = database

    # writing

    def candidates(self, series: str, keys: Collection[str], text_digest: str) -> list[Known]:
        """Return every article that has one of these keys, or says these words now."""
        at_keys = select(AddressRow.article_id).where(
            AddressRow.series == series, AddressRow.key.in_(keys)
        )
        rows = select(ArticleRow).where(
            or_(
                ArticleRow.id.in_(at_keys),
                (ArticleRow.series == series) & (ArticleRow.text_digest == text_digest),
            )
        )
        with self._database.reading() as db:
            found = db.scalars(rows.order_by(ArticleRow.id)).all()
            its_keys = _keys(db, found)
        return [
            Known(
                id=row.id,
                keys=frozenset(its_keys[row.id]),
                digest=row.digest,
                text_digest=row.text_digest,
            )
            for row in found
        ]

    def record(  # noqa: PLR0913, PLR0917
        self,
        decision: Decision,
        reading: Reading,
        capture: Capture,
        hosts: Hosts | None,
        validators: Validators,
        now: datetime,
        check_at: datetime | None = None,
    ) -> int:
        """
        Carry out a decision, whole or not at all; return the number of the article.

        `check_at` is when to ask it again (see `Addresses.wanted`).
        """
        key = partial(urls.key, hosts=hosts)
        keyed = {url: key(url) for url in (reading.article.url, *reading.addresses)}
        led_here = _led_here(capture, key)
        with self._database.writing() as db:
            id_ = _carry_out(db, decision, reading, capture)
            _link_related(db, id_, reading.article, key)
            addresses.seen(db, id_, now, check_at)
            addresses.lead_to(db, capture.series, id_, keyed | led_here)
            _settle(db, capture, led_here, validators, now)
            close_open(db, capture.series, {*keyed.values(), *led_here.values()}, keyed, now)
            captures.close(db, capture.id, _OUTCOMES[type(decision)])
        return id_

    def off_series(
        self, capture: Capture, hosts: Hosts | None, validators: Validators, now: datetime
    ) -> None:
        """
        Note that a page is no article of the series; asked again if its source says it changed.

        Only the addresses that were asked are closed, not what the page calls canonical; and an
        address of an archived article stays that article's.
        """
        led_here = _led_here(capture, partial(urls.key, hosts=hosts))
        with self._database.writing() as db:
            addresses.lead_nowhere(db, capture.series, led_here)
            _settle(db, capture, led_here, validators, now)
            close_open(db, capture.series, set(led_here.values()), led_here, now)
            captures.close(db, capture.id, Outcome.OFF_SERIES)

    def gone(self, series: str, url: str, key: str, status: int, now: datetime) -> int | None:
        """
        Note that the site no longer has an address; return the article that is gone with it.

        An address that never led to an article is not asked again, until its source says
        something else of it.
        """
        with self._database.writing() as db:
            id_ = addresses.lost(db, series, url, key, now)
            if id_ is not None:
                row = db.get_one(ArticleRow, id_)
                row.gone_since = row.gone_since or now
                row.gone_status = status
            return id_

    # reading

    def list(self, series: str, limit: int | None = None) -> Sequence[Head]:
        """Return the articles of a series, newest first; those without a date come last."""
        rows = _newest_first(select(ArticleRow), series).limit(limit)
        with self._database.reading() as db:
            return [_head(row) for row in db.scalars(rows)]

    def entries(self, series: str) -> Iterator[Entry]:
        """Yield the articles of a series whole, newest first; a few in memory at a time."""
        current = entries.query().where(RevisionRow.number == ArticleRow.revision)
        with self._database.reading() as db:
            yield from entries.stream(db, _newest_first(current, series))

    def get(self, id_: int, revision: int | None = None) -> Entry:
        """Return an article as it is, or as it was; raises NoSuchArticle."""
        number = ArticleRow.revision if revision is None else revision
        rows = entries.query().where(ArticleRow.id == id_, RevisionRow.number == number)
        with self._database.reading() as db:
            for entry in entries.stream(db, rows):
                return entry
        what = "" if revision is None else f" with a revision {revision}"
        raise NoSuchArticle(f"no article {id_}{what}")

    def history(self, id_: int) -> Sequence[Revision]:
        """Return the revisions of an article, first to last; raises NoSuchArticle."""
        rows = entries.query().where(ArticleRow.id == id_).order_by(RevisionRow.number)
        with self._database.reading() as db:
            found = [(revision, capture) for _, revision, capture in db.execute(rows)]
        if not found:
            raise NoSuchArticle(f"no article {id_}")
        return list(history.revisions(found))

    def search(self, words: str, series: str | None = None, limit: int = 20) -> Sequence[Hit]:
        """Return the articles that have all the words, the best first; the last may be begun."""
        with self._database.reading() as db:
            return [
                Hit(
                    id=row.id,
                    title=row.title,
                    published=row.published,
                    url=row.url,
                    snippet=" ".join(row.snippet.split()),
                )
                for row in dialects.search(db, words, series, limit)
            ]

    def count(self, series: str) -> int:
        rows = select(func.count()).where(ArticleRow.series == series)
        with self._database.reading() as db:
            return db.scalars(rows).one()

    def published_days(self, series: str) -> Sequence[PublishedDay]:
        """Return the day of every article that has one, oldest first."""
        rows = (
            select(ArticleRow.published, ArticleRow.id)
            .where(ArticleRow.series == series, ArticleRow.published_at.is_not(None))
            .order_by(ArticleRow.published_at, ArticleRow.id)
        )
        with self._database.reading() as db:
            return [
                PublishedDay(date.fromisoformat(published[:10]), id_)
                for published, id_ in db.execute(rows)
                if published
            ]


def _carry_out(db: Session, decision: Decision, reading: Reading, capture: Capture) -> int:
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


def _link_related(
    db: Session, article_id: int, article: Article, key: Callable[[str], str]
) -> None:
    """Keep the keys of the links of a revision, unless they are kept already."""
    db.flush()
    revisions = select(RevisionRow.id).where(
        RevisionRow.article_id == article_id, RevisionRow.digest == article.digest
    )
    revision_id = db.scalars(revisions).first()
    if revision_id is None or db.get(RelatedLinkRow, (revision_id, 0)) is not None:
        return
    db.add_all(
        RelatedLinkRow(revision_id=revision_id, position=position, key=key(link.url))
        for position, link in enumerate(article.related)
    )


def _led_here(capture: Capture, key: Callable[[str], str]) -> dict[str, str]:
    """Return the addresses that were asked, with their keys."""
    return {url: key(url) for url in (capture.url, *capture.addresses)}


def _settle(
    db: Session,
    capture: Capture,
    led_here: dict[str, str],
    validators: Validators,
    now: datetime,
) -> None:
    """Note that the addresses of a capture answered; only the last one gave the validators."""
    for url, key in led_here.items():
        row = addresses.answered(db, capture.series, url, key, now)
        if url == capture.url:
            row.etag, row.last_modified = validators.etag, validators.last_modified


def _searched(article: Article) -> dict[str, str]:
    return {
        "title": article.title,
        "standfirst": article.standfirst or "",
        "authors": ", ".join(article.authors),
        "text": article.text,
    }


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


def _newest_first(rows: Select[*_Row], series: str) -> Select[*_Row]:
    return rows.where(ArticleRow.series == series).order_by(
        ArticleRow.published_at.desc().nulls_last(), ArticleRow.id.desc()
    )


def _head(row: ArticleRow) -> Head:
    return Head(
        id=row.id,
        title=row.title,
        published=row.published,
        url=row.url,
        revision=row.revision,
        word_count=row.word_count,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
    )


def _keys(db: Session, rows: Sequence[ArticleRow]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    its = select(AddressRow.article_id, AddressRow.key).where(
        AddressRow.article_id.in_([row.id for row in rows])
    )
    for article_id, key in db.execute(its):
        if article_id is not None:
            found[article_id].add(key)
    return found
