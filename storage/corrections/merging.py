"""
What a person corrects: merges articles, splits one, takes back an accepted page.

The number of a merged article leads to the one that it is part of. What it was is kept beside it:
a split makes it that again.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import asdict, replace
from sqlalchemy import delete, insert, select, update

from ingest.errors import BadCorrection
from ingest.model import Reason
from storage.corrections import splitting, undoing
from storage.corrections.moving import (
    ArticleBeforeMerge,
    MergedRevision,
    Times,
    addresses_of,
    former,
    move,
    remove,
    revisions,
    said,
    the_article,
    times,
)
from storage.decisions import absences, decisions, redirects
from storage.engines import dialects
from storage.search import index
from storage.tables.articles import ArticleRow, RelatedLinkRow, SightingRow
from storage.tables.crawl import AddressRow
from storage.tables.identity import MergedRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from storage.corrections.undoing import Undone
    from storage.engines.database import Database

_SHOW = dialects.insert(SightingRow).on_conflict_do_nothing()


class Merging:
    def __init__(self, database: Database) -> None:
        self._database = database

    def merge(
        self, id_: int, others: Sequence[int], now: datetime, *, dry_run: bool = False
    ) -> None:
        """
        Make other articles a part of one, which keeps its current text.

        Its revisions keep their numbers, those that come get the next ones. Raises BadCorrection,
        and changes nothing, if they are not articles of one series.
        """
        with self._correcting(dry_run=dry_run) as db:
            for other in dict.fromkeys(others):
                _merge(db, the_article(db, id_), the_article(db, other), now)

    def split(
        self, id_: int, numbers: Sequence[int], now: datetime, *, dry_run: bool = False
    ) -> int:
        """
        Make revisions of an article one of their own; return its number.

        The addresses at which they were seen last go along. Revisions of one that was merged are
        that again, by its old number and theirs. Raises BadCorrection, and changes nothing, if the
        article has no such revisions, or no others.
        """
        with self._correcting(dry_run=dry_run) as db:
            return splitting.split(db, the_article(db, id_), frozenset(numbers), now)

    def restore(self, id_: int, now: datetime, *, dry_run: bool = False) -> int:
        """
        Make an article that is a part of another one again what it was; return that other one.

        Raises BadCorrection, and changes nothing, if it is no part of one, or nothing else is.
        """
        with self._correcting(dry_run=dry_run) as db:
            return splitting.restore(db, id_, now)

    def undo_acceptance(self, page_id: int, now: datetime, *, dry_run: bool = False) -> Undone:
        """Put a page that a person accepted back into quarantine: see `undoing.undo`."""
        with self._correcting(dry_run=dry_run) as db:
            return undoing.undo(db, page_id, now)

    @contextmanager
    def _correcting(self, *, dry_run: bool) -> Iterator[Connection]:
        """Give a transaction; that of a dry run is rolled back at its end."""
        with self._database.writing() as db:
            yield db
            if dry_run:
                db.rollback()


def _merge(db: Connection, into: Row[Any], other: Row[Any], now: datetime) -> None:
    _refuse(into, other)
    numbers = decisions.numbers(db, into.id), decisions.numbers(db, other.id)
    absorbed = _move_revisions(db, into.id, other.id, frozenset(numbers[1]))
    before, after = times(into), _together(times(into), times(other))
    was = ArticleBeforeMerge(
        url=other.url,
        revision=other.revision,
        times=times(other),
        addresses=_own_addresses(db, other.id, numbers[1]),
        absorbed=absorbed,
        before=before,
        after=after,
    )
    db.execute(
        update(AddressRow).where(AddressRow.article_id == other.id).values(article_id=into.id)
    )
    db.execute(update(MergedRow).where(MergedRow.into == other.id).values(into=into.id))
    kept = {"id": other.id, "into": into.id, "at": now, "was": msgspec.json.encode(was).decode()}
    db.execute(insert(MergedRow), kept)
    db.execute(delete(ArticleRow).where(ArticleRow.id == other.id))
    db.execute(update(ArticleRow).where(ArticleRow.id == into.id).values(asdict(after)))
    if after.gone_since is None:
        absences.end(db, into.id, now)
    index.drop(db, other.id)
    _note(db, into, other, numbers, now)


def _refuse(into: Row[Any], other: Row[Any]) -> None:
    if into.id == other.id:
        raise BadCorrection(f"article {into.id} cannot be merged with itself")
    if into.series != other.series:
        raise BadCorrection(
            f"article {into.id} is of the series {into.series}, {other.id} of {other.series}:"
            " only articles of one series can be one"
        )


def _move_revisions(
    db: Connection, into: int, other: int, numbers: frozenset[int]
) -> tuple[MergedRevision, ...]:
    """Move all revisions of an article; return those that said what there was already."""
    there = {row.digest: row.number for row in revisions(db, into)}
    absorbed = []
    for row in revisions(db, other):
        if row.digest in there:
            absorbed.append(_absorb(db, row, (into, there[row.digest])))
            continue
        home = redirects.home(db, into, (other, row.number))
        number = home or redirects.last_number(db, into) + 1
        known = row.origin_id in numbers  # it came from one that was merged into this one before
        origin = (row.origin_id, row.origin_number) if known else (other, row.number)
        is_back = (row.origin_id, row.origin_number) == (into, number)
        move(db, (other, row.number), (into, number), (None, None) if is_back else origin)
    return tuple(absorbed)


def _absorb(db: Connection, row: Row[Any], twin: tuple[int, int]) -> MergedRevision:
    """Let what showed a revision show another one that says the same."""
    one = row.article_id, row.number
    captures, theirs = _captures(db, one), _captures(db, twin)
    links = select(RelatedLinkRow.key).where(
        RelatedLinkRow.article_id == one[0], RelatedLinkRow.number == one[1]
    )
    keys = tuple(db.scalars(links.order_by(RelatedLinkRow.position)))
    remove(db, one, twin)
    shown = [{"capture_id": id_, "article_id": twin[0], "number": twin[1]} for id_ in captures]
    if shown:
        db.execute(_SHOW, shown)
    shared = tuple(id_ for id_ in captures if id_ in theirs)
    return MergedRevision(
        number=one[1], said=said(row), keys=keys, captures=captures, shared=shared
    )


def _captures(db: Connection, revision: tuple[int, int]) -> tuple[int, ...]:
    """Return the captures that showed a revision, given by article and number."""
    its = SightingRow.article_id == revision[0], SightingRow.number == revision[1]
    return tuple(db.scalars(select(SightingRow.capture_id).where(*its)))


def _own_addresses(db: Connection, id_: int, numbers: Sequence[int]) -> tuple[str, ...]:
    """Return the addresses of an article, without those that came with one merged into it."""
    came = {
        url
        for number in numbers
        if number != id_ and (was := former(db, number))
        for url in was.addresses
    }
    return tuple(url for url in addresses_of(db, id_) if url not in came)


def _together(one: Times, other: Times) -> Times:
    """Return the times of an article that another one is a part of."""
    if one.gone_since is not None and other.gone_since is None:
        one = replace(one, gone_since=None, gone_status=None, gone_capture_id=None)
    asked = [at for at in (one.check_at, other.check_at) if at is not None]
    return replace(
        one,
        first_seen=min(one.first_seen, other.first_seen),
        last_seen=max(one.last_seen, other.last_seen),
        check_at=min(asked, default=None),
    )


def _note(
    db: Connection,
    into: Row[Any],
    other: Row[Any],
    numbers: tuple[tuple[int, ...], tuple[int, ...]],
    now: datetime,
) -> None:
    why = Reason(
        rule="person",
        detail=f"a person says that {other.id}, {other.title!r}, is a part of {into.id}",
        other=other.id,
        speaks_for=True,
    )
    decisions.note_person(db, into.series, "merged", (into.id, other.id), why, now)
    decisions.settle(db, *numbers, now)
