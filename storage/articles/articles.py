"""Articles and their revisions: recording a page, and every way to find an article."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVarTuple

import msgspec
from sqlalchemy import func, select, update

from ingest.errors import NoSuchArticle
from ingest.identity.identify import leads_here
from ingest.model import Evidence, PossibleMatch
from storage.articles import candidates, entries, history
from storage.articles.recording import carry_out, close_off_series, read_again
from storage.crawl import addresses
from storage.decisions import absences, decisions, redirects
from storage.engines import paging
from storage.records import EVERYTHING, ArticleSummary, Hit, Recorded, Selection, Visit
from storage.search import index
from storage.tables.articles import ArticleRow, RevisionRow
from storage.tables.identity import MergedRow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row, Select

    from ingest.model import Address, Candidate, Hosts, Match, Reading
    from storage.engines.database import Database
    from storage.records import (
        Capture,
        Current,
        Difference,
        Entry,
        Moved,
        Revision,
        SortKey,
        Validators,
    )

    Decider = Callable[[Sequence[Candidate]], Match]

_Row = TypeVarTuple("_Row")
_PAGE = 50  # articles in memory
_ORDERS: dict[SortKey, ColumnElement[Any]] = {
    "published": ArticleRow.published_at.desc().nulls_last(),
    "title": func.lower(ArticleRow.title),
    "words": ArticleRow.word_count.desc(),
    "seen": ArticleRow.first_seen.desc(),
}


class PublishedDay(NamedTuple):
    """The day of an article, as its page gives it."""

    day: date
    article_id: int


class Articles:
    def __init__(self, database: Database) -> None:
        self._database = database

    # writing

    def candidates(
        self, series: str, reading: Reading, hosts: Hosts | None = None
    ) -> Sequence[Candidate]:
        """Return the articles to compare a reading with: see `storage.articles.candidates`."""
        with self._database.reading() as db:
            return candidates.candidates(db, series, reading, hosts)

    def record(self, reading: Reading, visit: Visit, decide: Decider) -> Recorded:
        """
        Decide what a reading is and carry it out, in one transaction.

        No other process writes between the two. Nothing is stored if `decide` raises.
        """
        with self._database.writing() as db:
            match = decide(candidates.candidates(db, visit.capture.series, reading, visit.hosts))
            return Recorded(match, carry_out(db, match, reading, visit))

    def read_again(
        self, current: Current, reading: Reading, hosts: Hosts | None, now: datetime
    ) -> int | None:
        """
        Record another reading of the page that an article was read from: no edit by its publisher.

        Returns the number of the revision that is current then; None, and nothing is recorded, if
        the article says something else by now.
        """
        page = Visit(capture=current.capture, hosts=hosts, now=now)
        with self._database.writing() as db:
            return read_again(db, current, reading, page)

    def off_series(
        self, capture: Capture, hosts: Hosts | None, validators: Validators, now: datetime
    ) -> None:
        """
        Close a page that is no article of the series; asked again if its source lists a change.

        Only the addresses that were asked are closed, not what the page calls canonical; and an
        address of an archived article stays that article's.
        """
        with self._database.writing() as db:
            page = Visit(capture=capture, hosts=hosts, validators=validators, now=now)
            close_off_series(db, page)

    def gone(
        self,
        id_: int,
        shown_by: Capture,
        url: str,
        key: str,
        now: datetime,
        check_at: datetime | None = None,
    ) -> None:
        """
        Note that an address of an article is gone, as an answer shows.

        With it the article is gone, unless the site has shown it elsewhere since: then it stands
        there.
        """
        with self._database.writing() as db:
            addresses.lose(db, shown_by.series, url, key, now)
            elsewhere = addresses.redirected_to(db, id_, url)
            if elsewhere is None:
                absences.begin(db, id_, shown_by, check_at)
            else:
                its = update(ArticleRow).where(ArticleRow.id == id_)
                db.execute(its.values(url=elsewhere, check_at=now))  # is it there still?

    def note_redirect(
        self, address: Address, page: Capture, key: str, now: datetime, check_at: datetime | None
    ) -> None:
        """
        Note that a known address redirects to a page that we have, given with its key.

        If that is another article's, the two may be one: that is noted as a doubt.
        """
        with self._database.writing() as db:
            other = next(iter(addresses.standing_at(db, page.series, {key})), None)
            if address.pinned or address.article_id is None or other in {None, address.article_id}:
                return
            reason = leads_here(address.url, address.article_id)
            decisions.note_apart(
                db, page, other, PossibleMatch(id=address.article_id, grounds=(reason,)), now
            )
            addresses.ask_articles(db, (address,), check_at)

    # reading

    def standing_at(self, series: str, keys: Collection[str]) -> int | None:
        """Return the article to which the addresses of these keys lead, if they do; the oldest."""
        with self._database.reading() as db:
            return next(iter(addresses.standing_at(db, series, keys)), None)

    def list(self, series: str, wanted: Selection = EVERYTHING) -> Sequence[ArticleSummary]:
        with self._database.reading() as db:
            return [_head(row) for row in db.execute(_selected(select(ArticleRow), series, wanted))]

    def newest(self, series: str) -> ArticleSummary | None:
        return next(iter(self.list(series, Selection(limit=1))), None)

    def entries(self, series: str, wanted: Selection = EVERYTHING) -> Iterator[Entry]:
        """Yield articles whole; a few in memory at a time."""
        current = entries.query().where(RevisionRow.number == ArticleRow.revision)
        with self._database.reading() as db:
            yield from entries.stream(db, _selected(current, series, wanted))

    def get(self, id_: int, revision: int | None = None) -> Entry:
        """Return an article as it is, or as it was; raises NoSuchArticle."""
        number = ArticleRow.revision if revision is None else revision
        rows = entries.query().where(ArticleRow.id == id_, RevisionRow.number == number)
        with self._database.reading() as db:
            for entry in entries.stream(db, rows):
                return entry
        raise _no_such(id_, revision)

    def merged_into(self, id_: int) -> int:
        """Return the article that one is a part of now; its own number if it is not merged."""
        with self._database.reading() as db:
            return db.scalar(select(MergedRow.into).where(MergedRow.id == id_)) or id_

    def place(self, id_: int, number: int) -> tuple[int, int]:
        """Return article and number of the revision that has, or once had, this number of one."""
        with self._database.reading() as db:
            return redirects.place(db, id_, number)

    def moved(self, id_: int) -> Sequence[Moved]:
        """Return where the revisions of an article are that are another one's now."""
        with self._database.reading() as db:
            return redirects.moved(db, id_)

    def current(self, series: str) -> Iterator[Current]:
        """Return the current revision of each article, and the page that it was read from."""
        rows = entries.current().where(ArticleRow.series == series)
        return paging.values(self._database, rows, entries.as_current, ArticleRow.id, size=_PAGE)

    def current_of(self, id_: int) -> Current:
        """Return the current revision of an article, and its page; raises NoSuchArticle."""
        with self._database.reading() as db:
            row = db.execute(entries.current().where(ArticleRow.id == id_)).first()
        if row is None:
            raise NoSuchArticle(f"no article {id_}")
        return entries.as_current(row)

    def evidence(self, id_: int, revision: int | None = None) -> tuple[Evidence, ...]:
        """Return where each field of an article is from; empty where that was not kept."""
        number = ArticleRow.revision if revision is None else revision
        rows = (
            select(RevisionRow.evidence)
            .join(ArticleRow, ArticleRow.id == RevisionRow.article_id)
            .where(ArticleRow.id == id_, RevisionRow.number == number)
        )
        with self._database.reading() as db:
            found = db.scalar(rows)
        if found is None:
            raise _no_such(id_, revision)
        return msgspec.json.decode(found, type=tuple[Evidence, ...])

    def history(self, id_: int) -> Sequence[Revision]:
        """
        Return the revisions of an article, as they were first seen; raises NoSuchArticle.

        Another reading of a page follows the first one of it.
        """
        with self._database.reading() as db:
            found = list(history.revisions(db, id_))
        if not found:
            raise NoSuchArticle(f"no article {id_}")
        return found

    def difference(self, id_: int, one: int | None = None, other: int | None = None) -> Difference:
        """
        Return what differs between two revisions of an article.

        By default between the current one and what stood there before it. Raises NoSuchArticle.
        """
        with self._database.reading() as db:
            found = history.seen(db, id_)
        if not found:
            raise NoSuchArticle(f"no article {id_}")
        numbers = [revision.number for revision in found]
        for number in (one, other):
            if number is not None and number not in numbers:
                raise _no_such(id_, number)
        return history.difference(id_, found, one, other)

    def search(
        self,
        words: str,
        series: str | None = None,
        limit: int = 20,
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> Sequence[Hit]:
        """Return the articles that a query asks for (`ranking.query`), the best first."""
        scope = index.Scope(series, since, until)
        with self._database.reading() as db:
            return [
                Hit(
                    id=row.id,
                    title=row.title,
                    published=row.published,
                    url=row.url,
                    snippet=row.snippet,
                )
                for row in index.search(db, words, scope, limit)
            ]

    def count(self, series: str) -> int:
        rows = select(func.count()).where(ArticleRow.series == series)
        with self._database.reading() as db:
            return db.execute(rows).scalar_one()

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


def _no_such(id_: int, revision: int | None) -> NoSuchArticle:
    what = "" if revision is None else f" with a revision {revision}"
    return NoSuchArticle(f"no article {id_}{what}")


def _selected(rows: Select[*_Row], series: str, wanted: Selection) -> Select[*_Row]:
    """Articles of a series; by date, those without one come last, and are of no `since`."""
    rows = rows.where(ArticleRow.series == series)
    day = func.substr(ArticleRow.published, 1, 10)
    if wanted.since is not None:
        rows = rows.where(day >= wanted.since.isoformat())
    if wanted.until is not None:
        rows = rows.where(day <= wanted.until.isoformat())
    return rows.order_by(_ORDERS[wanted.sort], ArticleRow.id.desc()).limit(wanted.limit)


def _head(row: Row[Any]) -> ArticleSummary:
    return ArticleSummary(
        id=row.id,
        title=row.title,
        published=row.published,
        url=row.url,
        revision=row.revision,
        word_count=row.word_count,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
    )
