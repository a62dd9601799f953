"""Articles as a reader gets them: one revision, with all that the archive knows around it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import Select, func, select

from ingest.model import Article
from storage.captures import capture_ref
from storage.records import Entry, Gone, Related
from storage.schema import AddressRow, ArticleRow, CaptureRow, RelatedLinkRow, RevisionRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from ingest.model import RelatedLink

#: An article, the revision to show, and the capture that first showed it.
Rows = tuple[ArticleRow, RevisionRow, CaptureRow]
_BATCH = 50


def query() -> Select[ArticleRow, RevisionRow, CaptureRow]:
    """Select every article in every revision."""
    return (
        select(ArticleRow, RevisionRow, CaptureRow)
        .join(RevisionRow, RevisionRow.article_id == ArticleRow.id)
        .join(CaptureRow, CaptureRow.id == RevisionRow.capture_id)
    )


def stream(db: Session, wanted: Select[ArticleRow, RevisionRow, CaptureRow]) -> Iterator[Entry]:
    """Yield entries in the order of a query, a batch in memory at a time."""
    result = db.execute(wanted, execution_options={"yield_per": _BATCH})
    for batch in result.partitions():
        yield from _entries(
            db, [(article, revision, capture) for article, revision, capture in batch]
        )


def document(row: RevisionRow) -> Article:
    return msgspec.json.decode(row.document, type=Article)


def _entries(db: Session, batch: Sequence[Rows]) -> Iterator[Entry]:
    articles = [article for article, _, _ in batch]
    addresses = _addresses(db, articles)
    revisions = _revision_counts(db, articles)
    related = _related(db, batch)
    for article, revision, capture in batch:
        said = document(revision)
        yield Entry(
            id=article.id,
            series=article.series,
            url=article.url,
            addresses=tuple(dict.fromkeys((article.url, *addresses[article.id]))),
            title=said.title,
            standfirst=said.standfirst,
            authors=said.authors,
            published=said.published,
            modified=said.modified,
            section=said.section,
            tags=said.tags,
            language=said.language,
            reading_minutes=said.reading_minutes,
            lead_image=said.lead_image,
            body=said.body,
            pull_quotes=said.pull_quotes,
            related=_links(said.related, related[article.id, revision.number]),
            trailer=said.trailer,
            text=said.text,
            word_count=said.word_count,
            gone=_gone(article),
            revision=revision.number,
            revisions=revisions[article.id],
            first_seen=article.first_seen,
            last_seen=article.last_seen,
            capture=capture_ref(capture),
            extractor=revision.extractor,
        )


def _addresses(db: Session, articles: Iterable[ArticleRow]) -> dict[int, list[str]]:
    """Return the addresses of each article, and those met since that have a key of it."""
    found: dict[int, list[str]] = defaultdict(list)
    owner: dict[tuple[str, str], int] = {}
    linked = select(AddressRow).where(AddressRow.article_id.in_([a.id for a in articles]))
    for row in db.scalars(linked.order_by(AddressRow.id)):
        if row.article_id is not None:
            found[row.article_id].append(row.url)
            owner.setdefault((row.series, row.key), row.article_id)
    for series in {series for series, _ in owner}:
        keys = [key for its_series, key in owner if its_series == series]
        twins = select(AddressRow.url, AddressRow.key).where(
            AddressRow.series == series,
            AddressRow.key.in_(keys),
            AddressRow.article_id.is_(None),
        )
        for url, key in db.execute(twins.order_by(AddressRow.id)):
            found[owner[series, key]].append(url)
    return found


def _revision_counts(db: Session, articles: Iterable[ArticleRow]) -> dict[int, int]:
    rows = (
        select(RevisionRow.article_id, func.count())
        .where(RevisionRow.article_id.in_([article.id for article in articles]))
        .group_by(RevisionRow.article_id)
    )
    return {article_id: count for article_id, count in db.execute(rows)}  # noqa: C416  a row is no tuple


def _related(db: Session, batch: Sequence[Rows]) -> dict[tuple[int, int], dict[int, int]]:
    """Return, for each revision, which of its links lead to which article of the archive."""
    found: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    rows = (
        select(
            RelatedLinkRow.article_id,
            RelatedLinkRow.number,
            RelatedLinkRow.position,
            AddressRow.article_id,
        )
        .join(ArticleRow, ArticleRow.id == RelatedLinkRow.article_id)
        .join(
            AddressRow,
            (AddressRow.series == ArticleRow.series) & (AddressRow.key == RelatedLinkRow.key),
        )
        .where(RelatedLinkRow.article_id.in_([article.id for article, _, _ in batch]))
        .order_by(AddressRow.id.desc())
    )
    for id_, number, position, leads_to in db.execute(rows):
        if leads_to is not None:
            found[id_, number][position] = leads_to
    return found


def _links(links: Sequence[RelatedLink], leads_to: dict[int, int]) -> tuple[Related, ...]:
    return tuple(
        Related(link.title, link.url, leads_to.get(position)) for position, link in enumerate(links)
    )


def _gone(article: ArticleRow) -> Gone | None:
    if article.gone_since is None or article.gone_status is None:
        return None
    return Gone(article.gone_since, article.gone_status)
