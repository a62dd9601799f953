"""
Split an article, because a person says that some of its revisions are another one.

Revisions of an article that was merged become that article again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Row, delete, insert, select, update

from ingest.errors import BadCorrection
from ingest.model import Article, Reason
from storage.articles import candidates
from storage.articles.entries import document
from storage.articles.recording import next_id
from storage.corrections.moving import (
    ArticleBeforeMerge,
    Times,
    add_article,
    former,
    latest_seen,
    move,
    revisions,
    show,
    the_article,
    times,
)
from storage.decisions import absences, decisions, redirects
from storage.tables.articles import ArticleRow, RelatedLinkRow, RevisionRow, SightingRow
from storage.tables.crawl import AddressRow, CaptureRow
from storage.tables.identity import DecisionRow, MergedRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

_SEEN_AT = (
    select(
        SightingRow.number,
        SightingRow.capture_id,
        CaptureRow.url,
        CaptureRow.addresses,
        CaptureRow.last_at,
    )
    .join(CaptureRow, CaptureRow.id == SightingRow.capture_id)
    .order_by(CaptureRow.last_at, CaptureRow.id)
)


class _Parted(Struct, frozen=True):
    """What becomes an article of its own: revisions, with their addresses and captures."""

    rows: Sequence[Row[Any]]
    captures: frozenset[int]
    addresses: frozenset[str]

    @property
    def numbers(self) -> frozenset[int]:
        return frozenset(row.number for row in self.rows)


def split(db: Connection, its: Row[Any], numbers: frozenset[int], now: datetime) -> int:
    """Make revisions an article of their own, or their former article again; return its number."""
    rows = revisions(db, its.id)
    _refuse(its.id, {row.number for row in rows}, numbers)
    parted = _parted(db, its.id, rows, numbers)
    id_ = _former_number(db, its.id, parted.rows)
    if id_ is not None and (was := former(db, id_)) is not None:
        _revive(db, its, id_, was, parted)
    else:
        id_ = _begin(db, its, parted)
    which = ", ".join(map(str, sorted(numbers)))
    reason = f"a person says that revision {which} of {its.id} is another article, {id_}"
    _finish(db, its, id_, parted, (reason, now))
    return id_


def restore(db: Connection, id_: int, now: datetime) -> int:
    """
    Make a merged article again what it was; return the one that it was a part of.

    Its revisions come back, those as well that the other one had already.
    """
    into = db.scalar(select(MergedRow.into).where(MergedRow.id == id_))
    was = former(db, id_)
    if into is None or was is None:
        the_article(db, id_)
        raise BadCorrection(
            f"article {id_} is no part of another one: say which of its revisions are not its own"
        )
    its, rows = the_article(db, into), revisions(db, into)
    parted = _parted(db, into, rows, {row.number for row in rows if row.origin_id == id_})
    if len(parted.rows) == len(rows):
        raise BadCorrection(f"nothing would be left of article {into}")
    _revive(db, its, id_, was, parted)
    reason = f"a person says that {id_} is another article than {into}"
    _finish(db, its, id_, parted, (reason, now))
    return into


def _finish(
    db: Connection, its: Row[Any], id_: int, parted: _Parted, because: tuple[str, datetime]
) -> None:
    """Set the current revision of the article that stays, and divide the decisions."""
    detail, now = because
    show(db, its.id, latest_seen(db, its.id) if its.revision in parted.numbers else its.revision)
    _hand_over_decisions(db, its.id, id_, parted.captures)
    decisions.settle(db, (its.id, id_), (its.id, id_), now)
    why = Reason(rule="person", detail=detail, other=id_, speaks_for=False)
    decisions.note_person(db, its.series, "split", (its.id, id_), why, now)


def _refuse(id_: int, there: Collection[int], numbers: frozenset[int]) -> None:
    unknown = ", ".join(map(str, sorted(numbers.difference(there))))
    if unknown:
        raise BadCorrection(f"article {id_} has no revision {unknown}")
    if not numbers:
        raise BadCorrection("say which revisions are another article")
    if len(numbers) == len(there):
        raise BadCorrection(
            f"these are all revisions of article {id_}: nothing would be left of it"
        )


def _former_number(db: Connection, id_: int, chosen: Sequence[Row[Any]]) -> int | None:
    """Return the article that all these revisions came from, if it is a part of this one now."""
    origins = {row.origin_id for row in chosen}
    origin = origins.pop() if len(origins) == 1 else None
    into = select(MergedRow.id).where(MergedRow.id == origin, MergedRow.into == id_)
    return db.scalar(into) if origin is not None else None


def _parted(
    db: Connection, id_: int, rows: Sequence[Row[Any]], numbers: Collection[int]
) -> _Parted:
    """Return what goes along with revisions: the addresses where one of them was seen last."""
    captures, last_seen = set(), {}
    for row in db.execute(_SEEN_AT.where(SightingRow.article_id == id_)):
        if row.number in numbers:
            captures.add(row.capture_id)
        for url in (row.url, *msgspec.json.decode(row.addresses, type=tuple[str, ...])):
            last_seen[url] = row.number
    seen = {url for url, number in last_seen.items() if number in numbers}
    chosen = [row for row in rows if row.number in numbers]
    rest = [row for row in rows if row.number not in numbers]
    canonical = _canonical(chosen) - _canonical(rest) - last_seen.keys()
    return _Parted(chosen, frozenset(captures), frozenset(seen | canonical))


def _canonical(rows: Sequence[Row[Any]]) -> set[str]:
    return {document(row).url for row in rows}


def _begin(db: Connection, its: Row[Any], parted: _Parted) -> int:
    """Make revisions a new article; they remember which they were."""
    id_ = next_id(db)
    seen = min(row.seen for row in parted.rows)
    again = Times(**(asdict(times(its)) | {"first_seen": seen}))
    add_article(db, id_, its.series, again, document(parted.rows[-1]))
    for number, row in enumerate(parted.rows, start=1):
        move(db, (its.id, row.number), (id_, number), (its.id, row.number))
    _lead_to(db, its, id_, parted.addresses)
    show(db, id_, latest_seen(db, id_))
    return id_


def _revive(
    db: Connection, its: Row[Any], id_: int, was: ArticleBeforeMerge, parted: _Parted
) -> None:
    """Restore an article with all that it had, from these revisions and the absorbed ones."""
    documents = [
        *(row.document for row in parted.rows),
        *(one.columns.document for one in was.absorbed),
    ]
    add_article(db, id_, its.series, was.times, msgspec.json.decode(documents[0], type=Article))
    db.execute(update(ArticleRow).where(ArticleRow.id == id_).values(url=was.url))
    for row in parted.rows:
        move(db, (its.id, row.number), (id_, row.origin_number), (None, None))
    _restore_absorbed(db, its, id_, was)
    _lead_to(db, its, id_, parted.addresses | {*was.addresses})
    there = {row.number for row in revisions(db, id_)}
    show(db, id_, was.revision if was.revision in there else max(there))
    db.execute(delete(MergedRow).where(MergedRow.id == id_))
    _restore_times(db, its, was)
    for number in (id_, its.id):
        if (since := the_article(db, number).gone_since) is not None:
            absences.reopen(db, number, since)


def _restore_absorbed(db: Connection, its: Row[Any], id_: int, was: ArticleBeforeMerge) -> None:
    """Give an article back the revisions whose text the other article had as well."""
    for one in was.absorbed:
        place = {"article_id": id_, "number": one.number}
        db.execute(insert(RevisionRow), asdict(one.columns) | place)
        redirects.back(db, (id_, one.number))
        came = SightingRow.capture_id.in_({*one.captures}.difference(one.shared))
        db.execute(delete(SightingRow).where(came, SightingRow.article_id == its.id))
        if shown := [place | {"capture_id": capture} for capture in one.captures]:
            db.execute(insert(SightingRow), shown)
        if links := [place | {"position": at, "key": key} for at, key in enumerate(one.keys)]:
            db.execute(insert(RelatedLinkRow), links)
        article = msgspec.json.decode(one.columns.document, type=Article)
        candidates.remember(db, its.series, id_, one.number, article)


def _restore_times(db: Connection, its: Row[Any], was: ArticleBeforeMerge) -> None:
    """Give an article back the times that it had, unless they have changed since."""
    now, after = asdict(times(the_article(db, its.id))), asdict(was.after)
    before = {k: v for k, v in asdict(was.before).items() if now[k] == after[k]}
    if before:
        db.execute(update(ArticleRow).where(ArticleRow.id == its.id).values(before))


def _lead_to(db: Connection, its: Row[Any], id_: int, urls: Collection[str]) -> None:
    """Assign addresses of an article to another one, against what their pages say."""
    for url in urls:
        row = AddressRow.series == its.series, AddressRow.url == url
        here = update(AddressRow).where(*row, AddressRow.article_id == its.id)
        db.execute(here.values(article_id=id_, pinned=True))


def _hand_over_decisions(db: Connection, id_: int, new: int, captures: Collection[int]) -> None:
    """Move the decisions about pages to the article that they show now."""
    its = DecisionRow.capture_id.in_(captures)
    rows = select(DecisionRow.id, DecisionRow.capture_id, DecisionRow.verdict, DecisionRow.other_id)
    there = {tuple(row)[1:] for row in db.execute(rows.where(its, DecisionRow.article_id == new))}
    for row in db.execute(rows.where(its, DecisionRow.article_id == id_)).all():
        if tuple(row)[1:] not in there:
            one = update(DecisionRow).where(DecisionRow.id == row.id)
            db.execute(one.values(article_id=new))
