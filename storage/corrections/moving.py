"""
Move revisions from one article to another, with all rows that belong to them.

The caller opens the transaction, and decides.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct, field
from msgspec.structs import asdict
from sqlalchemy import bindparam, delete, func, insert, literal, select, update

from ingest.errors import BadCorrection, NoSuchArticle
from storage.articles.entries import document
from storage.articles.recording import shown_of
from storage.decisions import redirects
from storage.search import index
from storage.tables.articles import ArticleRow, RelatedLinkRow, RevisionRow, SightingRow
from storage.tables.crawl import AddressRow, CaptureRow
from storage.tables.identity import BandRow, MergedRow

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from ingest.model import Article

_ITS_NUMBER = ("article_id", "number")
_HANGING = (SightingRow, RelatedLinkRow, BandRow)
_COPIED = [
    column
    for column in RevisionRow.__table__.columns
    if column.name not in {"article_id", "number", "origin_id", "origin_number"}
]
_LATEST_SEEN = (
    select(SightingRow.number)
    .join(CaptureRow, CaptureRow.id == SightingRow.capture_id)
    .where(SightingRow.article_id == bindparam("its_id"))
    .group_by(SightingRow.number)
    .order_by(func.max(CaptureRow.last_at).desc(), SightingRow.number.desc())
    .limit(1)
)


class Times(Struct, frozen=True, kw_only=True):
    """When an article was there, and when to ask for it."""

    first_seen: datetime
    last_seen: datetime
    check_at: datetime | None
    gone_since: datetime | None
    gone_status: int | None
    gone_capture_id: int | None


class RevisionColumns(Struct, frozen=True, kw_only=True):
    """The columns of a revision, without its number."""

    seen: datetime
    digest: str
    text_digest: str
    document: str
    extractor: str
    rules: str
    evidence: str
    capture_id: int
    origin_id: int | None
    origin_number: int | None


class MergedRevision(Struct, frozen=True, kw_only=True):
    """A revision with the same text as one of the article that it was merged into."""

    number: int
    columns: RevisionColumns = field(name="said")  #: its name in kept JSON stays
    keys: tuple[str, ...]  #: of its "Read more" links
    captures: tuple[int, ...]  #: that showed it
    shared: tuple[int, ...] = ()  #: those of them that showed the other article as well


class ArticleBeforeMerge(Struct, frozen=True, kw_only=True):
    """What an article was before it became a part of another one."""

    url: str
    revision: int
    times: Times
    addresses: tuple[str, ...]
    absorbed: tuple[MergedRevision, ...]
    before: Times  #: of the article that it was merged into
    after: Times


def the_article(db: Connection, id_: int) -> Row[Any]:
    """Return the row of an article; NoSuchArticle, or BadCorrection for a part of another one."""
    row = db.execute(select(ArticleRow).where(ArticleRow.id == id_)).first()
    if row is not None:
        return row
    into = db.scalar(select(MergedRow.into).where(MergedRow.id == id_))
    if into is not None:
        raise BadCorrection(f"{id_} is a part of article {into} already")
    raise NoSuchArticle(f"no article {id_}")


def times(row: Row[Any]) -> Times:
    return Times(**{name: getattr(row, name) for name in Times.__struct_fields__})


def columns_of(row: Row[Any]) -> RevisionColumns:
    return RevisionColumns(
        **{name: getattr(row, name) for name in RevisionColumns.__struct_fields__}
    )


def revisions(db: Connection, id_: int) -> list[Row[Any]]:
    rows = select(RevisionRow).where(RevisionRow.article_id == id_).order_by(RevisionRow.number)
    return list(db.execute(rows))


def addresses_of(db: Connection, id_: int) -> list[str]:
    rows = select(AddressRow.url).where(AddressRow.article_id == id_).order_by(AddressRow.id)
    return list(db.scalars(rows))


def former(db: Connection, id_: int) -> ArticleBeforeMerge | None:
    """Return what an article was that is a part of another one."""
    was = db.scalar(select(MergedRow.was).where(MergedRow.id == id_))
    return msgspec.json.decode(was, type=ArticleBeforeMerge) if was else None


def move(
    db: Connection,
    one: tuple[int, int],
    to: tuple[int, int],
    origin: tuple[int | None, int | None],
) -> None:
    """Move a revision; places are article and number, the origin is its first place."""
    its = RevisionRow
    theirs = (its.article_id == one[0]) & (its.number == one[1])
    values = (*to, *origin)
    new = select(*_COPIED, *(literal(value, its.number.type) for value in values)).where(theirs)
    names = [column.name for column in _COPIED]
    columns = [*names, *_ITS_NUMBER, "origin_id", "origin_number"]
    db.execute(insert(RevisionRow).from_select(columns, new))
    for table in _HANGING:
        hanging = update(table).where(table.article_id == one[0], table.number == one[1])
        db.execute(hanging.values(article_id=to[0], number=to[1]))
    redirects.lead(db, one, to)
    db.execute(delete(its).where(theirs))


def remove(db: Connection, one: tuple[int, int], twin: tuple[int, int]) -> None:
    """Remove a revision and its rows; its number leads to one with the same text."""
    redirects.lead(db, one, twin)
    for table in (*_HANGING, RevisionRow):
        db.execute(delete(table).where(table.article_id == one[0], table.number == one[1]))


def latest_seen(db: Connection, id_: int) -> int:
    """Return the revision of an article that was seen last."""
    found = db.scalar(_LATEST_SEEN, {"its_id": id_})
    return found or max(row.number for row in revisions(db, id_))


def show(db: Connection, id_: int, number: int) -> None:
    """Show a revision as the current one of its article, also in the search."""
    its = RevisionRow.article_id == id_, RevisionRow.number == number
    article = document(db.execute(select(RevisionRow.document).where(*its)).one())
    shown = shown_of(article) | {"revision": number, "url": _stands_at(db, id_, article.url)}
    db.execute(update(ArticleRow).where(ArticleRow.id == id_).values(shown))
    index.index(db, id_, index.parts(article))


def add_article(db: Connection, id_: int, series: str, its: Times, article: Article) -> None:
    """Add an article without revisions; once it has them, `show` sets the current one."""
    shown = shown_of(article) | {"id": id_, "series": series, "revision": 0}
    db.execute(insert(ArticleRow), shown | asdict(its))


def _stands_at(db: Connection, id_: int, url: str) -> str:
    """Return the canonical address of an article: the one its page names, if that leads to it."""
    its = the_article(db, id_)
    leads_to = select(AddressRow.article_id).where(
        AddressRow.series == its.series, AddressRow.url == bindparam("its_url")
    )
    for one in (its.url, url):
        if db.scalar(leads_to, {"its_url": one}) == id_:
            return one
    return next(iter(addresses_of(db, id_)), its.url)
