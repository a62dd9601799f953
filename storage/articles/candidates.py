"""
Candidates for a reading: the articles at its addresses, and those that it may resemble.

Costs the same in an archive of any size: every lookup goes by an index, and reads a fixed number
of rows at the most. Decides nothing; see `ingest.identity.identify`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, delete, insert, select, union_all

from ingest import urls
from ingest.identity import similarity
from ingest.identity.identify import keys
from ingest.model import Candidate
from storage.articles.entries import document
from storage.crawl.addresses import standing_at
from storage.tables.articles import ArticleRow, RevisionRow, SightingRow
from storage.tables.crawl import AddressRow, CaptureRow
from storage.tables.identity import BandRow
from storage.tables.types import moment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from ingest.model import Article, Hosts, Reading

#: A band that more revisions have is passed over: it is of text that recurs in the whole series,
#: and whichever of its rows were read, they would crowd out the article that is sought.
OF_ONE_BAND = 32
ALIKE = 8  #: articles with the most bands in common
_VERSIONS = 3  # revisions of one of them, beside the current one
_NEAR = 2  # articles of the same series before a date, and as many from it on

_ITS = (
    ArticleRow.id,
    ArticleRow.url,
    ArticleRow.digest,
    ArticleRow.text_digest,
    ArticleRow.word_count,
    ArticleRow.revision,
)
_SAYING = (
    select(ArticleRow.id)
    .where(
        ArticleRow.series == bindparam("series"),
        ArticleRow.text_digest == bindparam("text_digest"),
    )
    .order_by(ArticleRow.id)
    .limit(ALIKE)
)
_DATED = select(ArticleRow.id).where(ArticleRow.series == bindparam("series"))
_BEFORE = (
    _DATED.where(ArticleRow.published_at < bindparam("at"))
    .order_by(ArticleRow.published_at.desc(), ArticleRow.id.desc())
    .limit(_NEAR)
)
_FROM = (
    _DATED.where(ArticleRow.published_at >= bindparam("at"))
    .order_by(ArticleRow.published_at, ArticleRow.id)
    .limit(_NEAR)
)
_ARTICLES = (
    select(*_ITS).where(ArticleRow.id.in_(bindparam("ids", expanding=True))).order_by(ArticleRow.id)
)
_KEYS = select(AddressRow.article_id, AddressRow.key, AddressRow.pinned).where(
    AddressRow.article_id.in_(bindparam("ids", expanding=True))
)
_ADD = insert(BandRow)
_SAID = select(RevisionRow.article_id, RevisionRow.digest).where(
    RevisionRow.article_id.in_(bindparam("ids", expanding=True))
)
_ANSWERED = (
    select(SightingRow.article_id, CaptureRow.url, CaptureRow.addresses)
    .join(CaptureRow, CaptureRow.id == SightingRow.capture_id)
    .where(SightingRow.article_id.in_(bindparam("ids", expanding=True)))
    .distinct()
)


class _Hits(Struct, frozen=True):
    """An article that has bands of a reading: which of its revisions, the most alike first."""

    id: int
    numbers: tuple[int, ...]


def candidates(
    db: Connection, series: str, reading: Reading, hosts: Hosts | None
) -> list[Candidate]:
    """
    Return the articles to compare a reading with.

    Those at its addresses, if there are any that answered there: nothing else is looked at then.
    Otherwise also those that say the same words, that share bands of its text, and the nearest in
    date.
    """
    at = standing_at(db, series, keys(reading, hosts))
    known = _at_its_addresses(db, at, hosts) if at else []
    if known and _have_answered(known, reading, hosts):
        return known
    article = reading.article
    saying = db.scalars(_SAYING, {"series": series, "text_digest": article.text_digest}).all()
    alike = {one.id: one.numbers for one in _alike(db, similarity.bands(series, article))}
    near = dict.fromkeys(_near(db, series, moment(article.published)), ())
    compared: dict[int, tuple[int, ...]] = near | alike
    return known + _known(db, {*saying, *compared}.difference(at), compared)


def answered(
    db: Connection, ids: Collection[int | None], hosts: Hosts | None
) -> dict[int, frozenset[str]]:
    """Return the keys of the addresses at which articles really answered."""
    found: dict[int, set[str]] = defaultdict(set)
    for row in db.execute(_ANSWERED, {"ids": list(ids)}):
        asked = msgspec.json.decode(row.addresses, type=tuple[str, ...])
        found[row.article_id].update(urls.key(url, hosts) for url in (row.url, *asked))
    return defaultdict(frozenset, {id_: frozenset(its) for id_, its in found.items()})


def _at_its_addresses(db: Connection, ids: Collection[int], hosts: Hosts | None) -> list[Candidate]:
    """Return articles at the addresses of a page, with their digests and where they answered."""
    its = answered(db, ids, hosts)
    compared: dict[int, tuple[int, ...]] = dict.fromkeys(ids, ())
    digests: dict[int, set[str]] = defaultdict(set)
    for row in db.execute(_SAID, {"ids": list(ids)}):
        digests[row.article_id].add(row.digest)
    return [
        replace(one, answered=its[one.id], digests=frozenset(digests[one.id]))
        for one in _known(db, ids, compared)
    ]


def _have_answered(known: Sequence[Candidate], reading: Reading, hosts: Hosts | None) -> bool:
    """Return True also if the reading proves no address."""
    proven = {urls.key(url, hosts) for url in reading.answered}
    return not proven or all(proven & (one.answered or frozenset()) for one in known)


def remember(db: Connection, series: str, id_: int, number: int, article: Article) -> None:
    """Store the bands by which a revision is found by its text."""
    its = {"article_id": id_, "number": number}
    if rows := [its | {"hash": band} for band in sorted(similarity.bands(series, article))]:
        db.execute(_ADD, rows)


def forget(db: Connection, ids: Collection[int]) -> None:
    db.execute(delete(BandRow).where(BandRow.article_id.in_(ids)))


def _alike(db: Connection, bands: Collection[int]) -> list[_Hits]:
    """Return the articles with the most bands in common; of equal ones, the oldest."""
    if not bands:
        return []
    rows = db.execute(_sharing(len(bands)), {f"b{n}": band for n, band in enumerate(bands)})
    shared: dict[int, dict[int, int]] = defaultdict(dict)
    for (id_, number), times in Counter(_telling(rows)).items():
        shared[id_][number] = times
    most = sorted(shared.items(), key=lambda item: (-max(item[1].values()), item[0]))
    return [
        _Hits(id_, tuple(number for number, _ in _most_common(numbers)))
        for id_, numbers in islice(most, ALIKE)
    ]


def _telling(rows: Iterable[Row[*tuple[Any, ...]]]) -> Iterator[tuple[int, int]]:
    """
    Yield the revisions that have bands that tell something, once for each band.

    A band that many revisions share still counts if they are of few articles.
    """
    having: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for band, id_, number in rows:
        having[band].append((id_, number))
    for revisions in having.values():
        if len(revisions) <= OF_ONE_BAND or len({id_ for id_, _ in revisions}) <= ALIKE:
            yield from revisions


def _most_common(numbers: Mapping[int, int]) -> list[tuple[int, int]]:
    return sorted(numbers.items(), key=lambda item: (-item[1], item[0]))[:_VERSIONS]


@cache
def _sharing(count: int) -> Any:
    """Select what has one of so many bands; of each of them one more than is looked at."""
    one_each = (
        select(BandRow.hash, BandRow.article_id, BandRow.number)
        .where(BandRow.hash == bindparam(f"b{n}"))
        .limit(OF_ONE_BAND + 1)
        .subquery()
        for n in range(count)
    )
    return union_all(*(select(one.c.hash, one.c.article_id, one.c.number) for one in one_each))


def _near(db: Connection, series: str, at: datetime | None) -> list[int]:
    if at is None:
        return []
    its = {"series": series, "at": at}
    return [*db.scalars(_BEFORE, its), *db.scalars(_FROM, its)]


def _known(
    db: Connection, ids: Collection[int | None], compared: Mapping[int, tuple[int, ...]]
) -> list[Candidate]:
    """Return articles; with versions those that are compared: the revisions named, and today's."""
    if not ids:
        return []
    its_keys: dict[int, set[str]] = defaultdict(set)
    pinned: dict[int, set[str]] = defaultdict(set)
    for row in db.execute(_KEYS, {"ids": list(ids)}):
        its_keys[row.article_id].add(row.key)
        if row.pinned:
            pinned[row.article_id].add(row.key)
    rows = db.execute(_ARTICLES, {"ids": list(ids)}).all()
    wanted = {
        row.id: tuple(dict.fromkeys((*compared[row.id], row.revision)))
        for row in rows
        if row.id in compared
    }
    documents = _documents(
        db, [(id_, number) for id_, numbers in wanted.items() for number in numbers]
    )
    return [
        Candidate(
            id=row.id,
            url=row.url,
            keys=frozenset(its_keys[row.id]),
            pinned=frozenset(pinned[row.id]),
            digest=row.digest,
            text_digest=row.text_digest,
            words=row.word_count,
            versions=tuple(documents[row.id, number] for number in wanted.get(row.id, ())),
        )
        for row in rows
    ]


def _documents(db: Connection, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Article]:
    """Return what revisions say, given by article and number."""
    if not wanted:
        return {}
    values = {f"a{n}": id_ for n, (id_, _) in enumerate(wanted)}
    values |= {f"n{n}": number for n, (_, number) in enumerate(wanted)}
    rows = db.execute(_revisions(len(wanted)), values)
    return {(row.article_id, row.number): document(row) for row in rows}


@cache
def _revisions(count: int) -> Any:
    """Select so many revisions: one lookup each, in one statement."""
    return union_all(
        *(
            select(RevisionRow.article_id, RevisionRow.number, RevisionRow.document).where(
                RevisionRow.article_id == bindparam(f"a{n}"),
                RevisionRow.number == bindparam(f"n{n}"),
            )
            for n in range(count)
        )
    )
