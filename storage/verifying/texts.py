"""Check revisions, and what is made from them: article rows, index, links, sightings, bands."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Select, and_, delete, exists, insert, select, update

from ingest import urls
from ingest.identity import similarity
from ingest.model import Article
from ingest.version import RULES
from storage.articles import rekeying
from storage.engines import paging
from storage.search import index, ranking
from storage.tables.articles import ArticleRow, RelatedLinkRow, RevisionRow, SightingRow
from storage.tables.crawl import CaptureRow
from storage.tables.identity import BandRow, SchemeRow
from storage.tables.types import moment
from storage.verifying.database import indexed
from storage.verifying.findings import (
    COPY_OF_DATABASE,
    VERIFY_MEND,
    Finding,
    Problem,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Row

    from ingest.model import Hosts
    from storage.engines.database import Database
    from storage.verifying.findings import Kind

_PAGE = 100  # revisions in memory
_SHOWN = ("title", "published", "published_at", "word_count", "digest", "text_digest")
_SIGHTED = exists().where(
    SightingRow.capture_id == RevisionRow.capture_id,
    SightingRow.article_id == RevisionRow.article_id,
    SightingRow.number == RevisionRow.number,
)
_SHOWN_BY = exists().where(CaptureRow.id == RevisionRow.capture_id)
#: The series whose bands are of today's scheme; others are not checked.
_HASHED = select(SchemeRow.series).where(
    SchemeRow.name == "bands", SchemeRow.version == similarity.SCHEME
)
_REVISIONS: Select[*tuple[Any, ...]] = select(
    RevisionRow,
    ArticleRow.series,
    ArticleRow.url,
    ArticleRow.revision,
    ArticleRow.title,
    ArticleRow.published,
    ArticleRow.published_at,
    ArticleRow.word_count,
    ArticleRow.digest.label("article_digest"),
    ArticleRow.text_digest.label("article_text_digest"),
    and_(_SHOWN_BY, ~_SIGHTED).label("unsighted"),
).join(ArticleRow, ArticleRow.id == RevisionRow.article_id)
_KEY = (RevisionRow.article_id, RevisionRow.number)


class TextCheck:
    """Checks revision after revision, with what is made from the current one of an article."""

    def __init__(
        self,
        database: Database,
        series: str | None,
        hosts: Mapping[str, Hosts],
        step: Callable[[], None],
    ) -> None:
        self._database = database
        self._series = series
        self._hosts = hosts
        self._step = step

    def findings(self) -> Iterator[Finding]:
        last = None
        while page := self._after(last):
            for _, found in page:
                self._step()
                yield from found
            last = paging.position(page[-1][0])

    def _after(
        self, last: paging.Position | None
    ) -> list[tuple[Row[*tuple[Any, ...]], list[Finding]]]:
        """Return the next revisions, with what is wrong with them, as of one moment."""
        rows = _REVISIONS
        if self._series is not None:
            rows = rows.where(ArticleRow.series == self._series)
        with self._database.reading() as db:
            page = paging.next_page(db, rows, _KEY, last, _PAGE)
            around = _Around(db, page, self._hosts)
            return [(row, list(self._of_revision(row, around))) for row in page]

    def _of_revision(self, row: Row[*tuple[Any, ...]], around: _Around) -> Iterator[Finding]:
        if row.unsighted:
            detail = f"that capture {row.capture_id} showed it is not noted"
            yield _found(row, "sighting_missing", detail, partial(_sight, row=row))
        try:
            article = msgspec.json.decode(row.document, type=Article)
        except msgspec.MsgspecError as error:
            yield _found(row, "document_unreadable", str(error))
            return
        if wrong := _digests(row, article):
            yield _found(row, "digest_differs", wrong)
            return  # the rest cannot be compared with a damaged document
        hosts = self._hosts.get(row.series)
        if not around.has_links(row, [urls.key(link.url, hosts) for link in article.related]):
            detail = f"{len(article.related)} links in its document, others in the table of links"
            remake = partial(_link, row=row, article=article, hosts=hosts)
            yield _found(row, "links_outdated", detail, remake)
        if row.series in around.hashed:
            yield from _of_bands(row, similarity.bands(row.series, article), around)
        if row.number == row.revision:
            yield from _of_article(row, article)
            yield from _of_index(row, article, around)


class _Around:
    """What stands around some revisions."""

    def __init__(
        self,
        db: Connection,
        page: Sequence[Row[*tuple[Any, ...]]],
        hosts: Mapping[str, Hosts],
    ) -> None:
        ids = {row.article_id for row in page}
        self.hashed = frozenset(db.scalars(_HASHED))
        self.bands: dict[tuple[int, int], set[int]] = defaultdict(set)
        if self.hashed:
            rows = select(BandRow.article_id, BandRow.number, BandRow.hash)
            for id_, number, hash_ in db.execute(rows.where(BandRow.article_id.in_(ids))):
                self.bands[id_, number].add(hash_)
        self.indexed = indexed(db, ids)
        names = {row.series for row in page}
        self._keyed = {one for one in names if rekeying.are_keyed(db, one, hosts.get(one))}
        self._links: dict[tuple[int, int], dict[int, str]] = defaultdict(dict)
        links = select(RelatedLinkRow).where(RelatedLinkRow.article_id.in_(ids))
        for link in db.execute(links):
            self._links[link.article_id, link.number][link.position] = link.key

    def has_links(self, row: Row[*tuple[Any, ...]], keys: Sequence[str]) -> bool:
        """Of a series keyed by older rules, only the number of links is compared."""
        has = self._links[row.article_id, row.number]
        if row.series in self._keyed:
            return has == dict(enumerate(keys))
        return has.keys() == set(range(len(keys)))


def _digests(row: Row[*tuple[Any, ...]], article: Article) -> str:
    """
    Return how the digests of a revision differ from its document; empty if they agree.

    The rules decide what a digest is taken over: one of older rules is not checked.
    """
    if row.rules.partition("-")[0] != str(RULES):
        return ""
    wrong = [
        name for name in ("digest", "text_digest") if getattr(article, name) != getattr(row, name)
    ]
    return f"its document has another {' and '.join(wrong)} than is noted" if wrong else ""


def _of_article(row: Row[*tuple[Any, ...]], article: Article) -> Iterator[Finding]:
    shown = {
        "title": article.title,
        "published": article.published,
        "published_at": moment(article.published),
        "word_count": article.word_count,
        "digest": row.digest,
        "text_digest": row.text_digest,
    }
    has = {
        "title": row.title,
        "published": row.published,
        "published_at": row.published_at,
        "word_count": row.word_count,
        "digest": row.article_digest,
        "text_digest": row.article_text_digest,
    }
    if wrong := [name for name in _SHOWN if shown[name] != has[name]]:
        detail = f"its row has another {', '.join(wrong)} than revision {row.number}"
        its = update(ArticleRow).where(ArticleRow.id == row.article_id)
        yield _found(
            row, "article_outdated", detail, lambda db: db.execute(its.values(shown)), whole=True
        )


def _of_index(row: Row[*tuple[Any, ...]], article: Article, around: _Around) -> Iterator[Finding]:
    parts = index.parts(article)
    has = around.indexed.get(row.article_id)
    if has == ranking.searched(parts):
        return
    kind: Kind = "index_missing" if has is None else "index_outdated"
    detail = "it cannot be searched" if has is None else "the search finds an older text of it"

    def remake(db: Connection) -> None:
        index.index(db, row.article_id, parts)

    yield _found(row, kind, detail, remake, whole=True)


def _of_bands(
    row: Row[*tuple[Any, ...]], bands: frozenset[int], around: _Around
) -> Iterator[Finding]:
    if around.bands[row.article_id, row.number] == bands:
        return
    its = {"article_id": row.article_id, "number": row.number}
    old = (BandRow.article_id == row.article_id, BandRow.number == row.number)

    def remake(db: Connection) -> None:
        db.execute(delete(BandRow).where(*old))
        if rows := [its | {"hash": band} for band in sorted(bands)]:
            db.execute(insert(BandRow), rows)

    yield _found(row, "bands_outdated", "texts like it are not looked for rightly", remake)


def _sight(db: Connection, row: Row[*tuple[Any, ...]]) -> None:
    its = {"article_id": row.article_id, "number": row.number, "capture_id": row.capture_id}
    db.execute(insert(SightingRow), its)


def _link(
    db: Connection, row: Row[*tuple[Any, ...]], article: Article, hosts: Hosts | None
) -> None:
    its = {"article_id": row.article_id, "number": row.number}
    old = (RelatedLinkRow.article_id == row.article_id, RelatedLinkRow.number == row.number)
    db.execute(delete(RelatedLinkRow).where(*old))
    keys = [urls.key(link.url, hosts) for link in article.related]
    if rows := [its | {"position": position, "key": key} for position, key in enumerate(keys)]:
        db.execute(insert(RelatedLinkRow), rows)


def _found(
    row: Row[*tuple[Any, ...]],
    kind: Kind,
    detail: str,
    remake: Callable[[Connection], object] | None = None,
    *,
    whole: bool = False,
) -> Finding:
    problem = Problem(
        series=row.series,
        kind=kind,
        what=f"article {row.article_id}" + ("" if whole else f", revision {row.number}"),
        detail=detail,
        mend=f"`{VERIFY_MEND} {row.series}`" if remake else COPY_OF_DATABASE,
    )
    return Finding(problem, remake)
