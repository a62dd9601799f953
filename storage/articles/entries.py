"""Articles as a reader gets them: one revision, with all that the archive knows around it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Select, func, select

from ingest.model import Article
from storage.captures.captures import REF, capture, capture_ref
from storage.records import Current, Entry, Gone, Related
from storage.tables.articles import ArticleRow, RelatedLinkRow, RevisionRow
from storage.tables.crawl import AddressRow, CaptureRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Row

    from ingest.model import RelatedLink
    from storage.records import CaptureRef

_BATCH = 50


def query() -> Select[*tuple[Any, ...]]:
    """Select every article in every revision, with the capture that first showed it."""
    return (
        select(
            ArticleRow.id,
            ArticleRow.series,
            ArticleRow.url,
            ArticleRow.first_seen,
            ArticleRow.last_seen,
            ArticleRow.gone_since,
            ArticleRow.gone_status,
            ArticleRow.gone_capture_id,
            RevisionRow.number,
            RevisionRow.seen,
            RevisionRow.document,
            RevisionRow.extractor,
            RevisionRow.rules,
            *REF,
        )
        .join(RevisionRow, RevisionRow.article_id == ArticleRow.id)
        .join(CaptureRow, CaptureRow.id == RevisionRow.capture_id)
    )


def current() -> Select[*tuple[Any, ...]]:
    """Select every article in its current revision, with the capture that first showed that."""
    return (
        select(
            ArticleRow.id.label("article_id"),
            ArticleRow.revision,
            RevisionRow.document,
            RevisionRow.extractor,
            RevisionRow.rules,
            CaptureRow,
        )
        .join(
            RevisionRow,
            (RevisionRow.article_id == ArticleRow.id) & (RevisionRow.number == ArticleRow.revision),
        )
        .join(CaptureRow, CaptureRow.id == RevisionRow.capture_id)
    )


def as_current(row: Row[Any]) -> Current:
    return Current(
        id=row.article_id,
        revision=row.revision,
        article=document(row),
        extractor=row.extractor,
        rules=row.rules,
        capture=capture(row),
    )


def stream(db: Connection, wanted: Select[*tuple[Any, ...]]) -> Iterator[Entry]:
    """Yield entries in the order of a query, a batch in memory at a time."""
    result = db.execute(wanted, execution_options={"yield_per": _BATCH})
    for batch in result.partitions():
        yield from _entries(db, batch)


def document(row: Row[*tuple[Any, ...]]) -> Article:
    return msgspec.json.decode(row.document, type=Article)


def _entries(db: Connection, batch: Sequence[Row[Any]]) -> Iterator[Entry]:
    ids = [row.id for row in batch]
    addresses = _addresses(db, ids)
    revisions = _revision_counts(db, ids)
    related = _related(db, ids)
    evidence = _evidence(db, [row.gone_capture_id for row in batch])
    for row in batch:
        article = document(row)
        yield Entry(
            id=row.id,
            series=row.series,
            url=row.url,
            addresses=tuple(dict.fromkeys((row.url, *addresses[row.id]))),
            title=article.title,
            standfirst=article.standfirst,
            authors=article.authors,
            published=article.published,
            modified=article.modified,
            section=article.section,
            tags=article.tags,
            language=article.language,
            reading_minutes=article.reading_minutes,
            lead_image=article.lead_image,
            body=article.body,
            pull_quotes=article.pull_quotes,
            related=_links(article.related, related[row.id, row.number]),
            trailer=article.trailer,
            embeds=article.embeds,
            markdown=article.markdown,
            text=article.text,
            word_count=article.word_count,
            gone=_gone(row, evidence),
            revision=row.number,
            revisions=revisions[row.id],
            first_seen=row.first_seen,
            last_seen=row.last_seen,
            capture=capture_ref(row),
            extractor=row.extractor,
            rules=row.rules,
        )


def _addresses(db: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the addresses of each article, and those met since that have a key of it."""
    found: dict[int, list[str]] = defaultdict(list)
    owner: dict[tuple[str, str], int] = {}
    linked = select(AddressRow).where(AddressRow.article_id.in_(ids))
    for row in db.execute(linked.order_by(AddressRow.id)):
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


def _revision_counts(db: Connection, ids: Sequence[int]) -> dict[int, int]:
    rows = (
        select(RevisionRow.article_id, func.count())
        .where(RevisionRow.article_id.in_(ids))
        .group_by(RevisionRow.article_id)
    )
    return {article_id: count for article_id, count in db.execute(rows)}  # noqa: C416  a row is no tuple


def _related(db: Connection, ids: Sequence[int]) -> dict[tuple[int, int], dict[int, int]]:
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
        .where(RelatedLinkRow.article_id.in_(ids))
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


def _evidence(db: Connection, ids: Sequence[int | None]) -> dict[int, CaptureRef]:
    """Return the captures that show that an article is gone."""
    wanted = [id_ for id_ in ids if id_ is not None]
    rows: Select[*tuple[Any, ...]] = select(CaptureRow.id, *REF).where(CaptureRow.id.in_(wanted))
    return {row.id: capture_ref(row) for row in db.execute(rows)} if wanted else {}


def _gone(row: Row[Any], evidence: dict[int, CaptureRef]) -> Gone | None:
    if row.gone_since is None or row.gone_status is None:
        return None
    return Gone(row.gone_since, row.gone_status, evidence.get(row.gone_capture_id))
