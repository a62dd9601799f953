"""
Find articles without a current revision or address, and pages without their revision.

An article whose address leads to another one is in order: a person split it off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Select, and_, exists, insert, or_, select, update
from sqlalchemy.orm import aliased

from ingest import urls
from ingest.model import Article, Outcome
from storage.search import index
from storage.tables.articles import ArticleRow, RevisionRow, SightingRow
from storage.tables.crawl import AddressRow, CaptureRow
from storage.tables.identity import DecisionRow
from storage.tables.types import moment
from storage.verifying.findings import COPY_OF_DATABASE, VERIFY_MEND, Finding, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection, Row

    from ingest.model import Hosts
    from storage.engines.database import Database

_HAS_ADDRESS = exists().where(AddressRow.article_id == ArticleRow.id)
_IS_GIVEN_AWAY = exists().where(
    AddressRow.series == ArticleRow.series,
    AddressRow.url == ArticleRow.url,
    AddressRow.article_id.is_not(None),
)
_HAS_CURRENT = exists().where(
    RevisionRow.article_id == ArticleRow.id, RevisionRow.number == ArticleRow.revision
)
_NEWER = aliased(CaptureRow)
_READ_NEWER = exists().where(
    _NEWER.series == CaptureRow.series,
    _NEWER.url == CaptureRow.url,
    _NEWER.kind == CaptureRow.kind,
    or_(
        _NEWER.last_at > CaptureRow.last_at,
        and_(_NEWER.last_at == CaptureRow.last_at, _NEWER.id > CaptureRow.id),
    ),
)
#: Pages that made a revision: each that was new, and that changed one since decisions are noted.
_MADE_ONE = or_(
    CaptureRow.outcome == Outcome.NEW,
    and_(
        CaptureRow.outcome == Outcome.REVISED,
        exists().where(DecisionRow.capture_id == CaptureRow.id),
    ),
)
_SHOWING_NONE: Select[*tuple[Any, ...]] = select(
    CaptureRow.id, CaptureRow.series, CaptureRow.url, _READ_NEWER.label("is_old")
).where(
    _MADE_ONE,
    ~exists().where(SightingRow.capture_id == CaptureRow.id),
    ~exists().where(RevisionRow.capture_id == CaptureRow.id),
)


def articles(
    database: Database, series: str | None, hosts: Mapping[str, Hosts]
) -> Iterator[Finding]:
    """Yield articles that have no current revision, or that no address leads to."""
    rows: Select[*tuple[Any, ...]] = select(
        ArticleRow.id, ArticleRow.series, ArticleRow.url, ArticleRow.revision
    )
    if series is not None:
        rows = rows.where(ArticleRow.series == series)
    with database.reading() as db:
        without = db.execute(rows.where(~_HAS_CURRENT).order_by(ArticleRow.id)).all()
        lost = rows.where(~_HAS_ADDRESS, ~_IS_GIVEN_AWAY).order_by(ArticleRow.id)
        unreachable = db.execute(lost).all()
    for row in without:
        yield _without_current(database, row)
    for row in unreachable:
        yield _unreachable(row, hosts.get(row.series))


def showing_none(database: Database, series: str | None) -> Iterator[Finding]:
    """Yield the captures that were read as an article, and of which no revision is there."""
    rows = _SHOWING_NONE.order_by(CaptureRow.id)
    if series is not None:
        rows = rows.where(CaptureRow.series == series)
    with database.reading() as db:
        found = db.execute(rows).all()
    for row in found:
        yield _showing_none(row)


def _showing_none(row: Row[*tuple[Any, ...]]) -> Finding:
    """Have the page read again, unless a newer one of its address was read."""
    again = f"; or `{VERIFY_MEND} {row.series}`: the next run reads the page again"
    problem = Problem(
        series=row.series,
        kind="revision_missing",
        what=f"capture {row.id}",
        detail=f"{row.url} was read as an article, and no revision of it is there",
        mend=f"{COPY_OF_DATABASE}{'' if row.is_old else again}",
    )
    if row.is_old:
        return Finding(problem)
    its = update(CaptureRow).where(CaptureRow.id == row.id).values(outcome=Outcome.PENDING)
    return Finding(problem, lambda db: db.execute(its))


def _without_current(database: Database, row: Row[*tuple[Any, ...]]) -> Finding:
    newest = select(RevisionRow).where(RevisionRow.article_id == row.id)
    with database.reading() as db:
        last = db.execute(newest.order_by(RevisionRow.number.desc()).limit(1)).first()
    problem = Problem(
        series=row.series,
        kind="revision_missing",
        what=f"article {row.id}",
        detail=f"its current revision, {row.revision}, is not there",
        mend=COPY_OF_DATABASE,
    )
    if last is None:
        return Finding(problem)
    now = {"revision": last.number, "digest": last.digest, "text_digest": last.text_digest}
    its = update(ArticleRow).where(ArticleRow.id == row.id).values(now)
    shows = f"; or `{VERIFY_MEND} {row.series}`: shows revision {last.number} instead"
    problem = msgspec.structs.replace(problem, mend=f"{COPY_OF_DATABASE}{shows}")
    return Finding(problem, lambda db: _show(db, its, row.id, last.document))


def _show(db: Connection, its: Any, article_id: int, document: str) -> None:
    """Show one of the revisions of an article as the current one."""
    article = msgspec.json.decode(document, type=Article)
    shown = {
        "title": article.title,
        "published": article.published,
        "published_at": moment(article.published),
        "word_count": article.word_count,
    }
    db.execute(its.values(shown))
    index.index(db, article_id, index.parts(article))


def _unreachable(row: Row[*tuple[Any, ...]], hosts: Hosts | None) -> Finding:
    problem = Problem(
        series=row.series,
        kind="article_unreachable",
        what=f"article {row.id}",
        detail=f"no address leads to it, not even {row.url}",
        mend=f"`{VERIFY_MEND} {row.series}`: lets its canonical address lead to it",
    )
    its = {"series": row.series, "url": row.url, "key": urls.key(row.url, hosts)}
    leads = {"article_id": row.id, "state": "kept"}

    def remake(db: Connection) -> None:
        same = (AddressRow.series == row.series, AddressRow.url == row.url)
        known = update(AddressRow).where(*same, AddressRow.article_id.is_(None))
        if not db.execute(known.values(leads)).rowcount:
            db.execute(insert(AddressRow), its | leads | {"pinned": False})

    return Finding(problem, remake)
