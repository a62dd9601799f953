"""
Addresses: every one of an entry that was ever met, and what is known of it.

Does not decide which to ask; a run does, from what it finds here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import aliased

from ingest.model import Address, AddressState, IsoTime
from storage import captures
from storage.quarantine import close_open
from storage.schema import AddressRow, ArticleRow, MentionRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import InstrumentedAttribute, Session

    from ingest.model import IsoTime
    from storage.database import Database
    from storage.records import Mention, Validators

_Row = TypeVar("_Row")
_Value = TypeVar("_Value")
_PAGE = 100
#: Asked in the next run whatever the sources say.
_WANTED = ("wanted", "set_aside")
#: Asked again when their source says something else of them.
_CLOSED = ("off_series", "gone")
_BEST_FIRST = case(
    {"kept": 0, "gone": 1, "off_series": 2, "set_aside": 3}, value=AddressRow.state, else_=4
)


class KeptAddress(NamedTuple):
    """The canonical address of an article, with what tells when to ask it again."""

    address: Address
    published: IsoTime | None
    first_seen: datetime


class Addresses:
    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, series: str, url: str) -> Address | None:
        with self._database.reading() as db:
            row = _find(db, series, url)
            return address(row) if row else None

    def wanted(self, series: str, now: datetime | None = None) -> list[Address]:
        """
        Return the addresses to ask whatever the sources say, oldest first.

        They are still to be fetched, or were set aside; with `now`, also the articles that are
        due to be asked again.
        """
        rows = select(AddressRow).where(AddressRow.series == series, AddressRow.state.in_(_WANTED))
        with self._database.reading() as db:
            found = list(db.scalars(rows.order_by(AddressRow.id)))
            if now is not None:
                due = _canonical(series).where(ArticleRow.check_at <= now)
                found += [row for _, row, *_ in db.execute(due.order_by(ArticleRow.check_at))]
            return [address(row) for row in dict.fromkeys(found)]

    def all_kept(self, series: str) -> Iterator[KeptAddress]:
        """Yield the address of every article at which to ask whether it is still as it was."""
        last = 0
        while page := self._kept_after(series, last):
            yield from (one for _, one in page)
            last = page[-1][0]

    def answered(
        self,
        series: str,
        url: str,
        key: str,
        validators: Validators,
        now: datetime,
        check_at: datetime | None = None,
    ) -> None:
        """
        Note that the page of an address is as we have it; `check_at` is when to ask again.

        What led to the page when it was kept has answered as well.
        """
        with self._database.writing() as db:
            rows = around(db, series, {url: key})
            id_ = _article_of(rows)
            state: AddressState = "off_series" if id_ is None else "kept"
            (row,) = (row for row in rows if row.url == url)
            row.etag = validators.etag or row.etag
            row.last_modified = validators.last_modified or row.last_modified
            row.state, row.article_id = state, id_
            for one in (row, *_at(db, series, captures.led_to(db, series, url))):
                one.asked, one.state = now, "kept" if one.article_id else state
            if id_ is not None:
                article = db.get_one(ArticleRow, id_)
                seen(article, now, check_at)
                lead_to(around(db, series, {url: key}, id_), {key}, id_, now)
                close_open(db, series, (key,), (url,), now)

    def _kept_after(self, series: str, last: int) -> list[tuple[int, KeptAddress]]:
        rows = _canonical(series).where(ArticleRow.id > last).order_by(ArticleRow.id).limit(_PAGE)
        with self._database.reading() as db:
            return [
                (id_, KeptAddress(address(row), published, first_seen))
                for id_, row, published, first_seen in db.execute(rows)
            ]


def address(row: AddressRow) -> Address:
    return Address(
        url=row.url,
        key=row.key,
        state=row.state,  # type: ignore[arg-type]
        article_id=row.article_id,
        etag=row.etag,
        last_modified=row.last_modified,
        asked=row.asked,
    )


def want(
    db: Session, series: str, mentions: Sequence[Mention], source_url: str, now: datetime
) -> list[AddressRow]:
    """
    Note the addresses that a source names; return those that are to be asked now.

    If the source says something else of one than it did before, it is wanted again if it was
    closed, and its article is due; so it stays until it answers, whatever happens in between.
    That two sources say different things means nothing.
    """
    first = {mention.url: mention for mention in reversed(mentions)}  # a feed may repeat itself
    rows = _met(db, series, {mention.url: mention.key for mention in first.values()})
    said = _said(db, rows.values(), source_url)
    changed = []
    for url, row in rows.items():
        fingerprint = first[url].fingerprint
        if row.id not in said:
            db.add(MentionRow(address_id=row.id, source_url=source_url, fingerprint=fingerprint))
        elif said[row.id].fingerprint != fingerprint:
            said[row.id].fingerprint = fingerprint
            changed.append(row)
    for row in changed:
        _reopen(db, row, now)
    return [row for row in rows.values() if row.state in _WANTED or row in changed]


def _met(db: Session, series: str, keyed: Mapping[str, str]) -> dict[str, AddressRow]:
    """Return the rows of addresses; a new one that is a twin of one we know is known as well."""
    rows = {row.url: row for row in _at(db, series, keyed)}
    new = {url: key for url, key in keyed.items() if url not in rows}
    twins = _best(db, series, set(new.values()))
    for url, key in new.items():
        row = rows[url] = _add(db, series, url, key)
        if key in twins:
            twin = twins[key]
            row.state, row.article_id, row.asked = twin.state, twin.article_id, twin.asked
    db.flush()
    return rows


def _said(db: Session, rows: Iterable[AddressRow], source_url: str) -> dict[int, MentionRow]:
    """Return what a source last said of addresses, by their numbers."""
    its = select(MentionRow).where(MentionRow.source_url == source_url)
    found = _in_parts(db, its, MentionRow.address_id, [row.id for row in rows])
    return {mention.address_id: mention for mention in found}


def _reopen(db: Session, row: AddressRow, now: datetime) -> None:
    row.state = "wanted" if row.state in _CLOSED else row.state
    if row.article_id is not None:
        db.get_one(ArticleRow, row.article_id).check_at = now


def around(
    db: Session, series: str, keyed: Mapping[str, str], article_id: int | None = None
) -> list[AddressRow]:
    """
    Return some addresses, given with their keys, and all those of the same keys.

    With an article, also all those that lead to it. What we have not met is added.
    """
    its = or_(AddressRow.url.in_(keyed), AddressRow.key.in_(set(keyed.values())))
    if article_id is not None:
        its = or_(its, AddressRow.article_id == article_id)
    rows = select(AddressRow).where(AddressRow.series == series, its)
    found = list(db.scalars(rows.order_by(AddressRow.id)))
    met = {row.url for row in found}
    return found + [_add(db, series, url, key) for url, key in keyed.items() if url not in met]


def lead_to(
    rows: Iterable[AddressRow], keys: Collection[str], article_id: int, now: datetime
) -> None:
    """
    Let addresses lead to an article, unless they lead to another one.

    Those with these keys are kept; whatever leads to the article has answered with it.
    """
    for row in rows:
        row.article_id = row.article_id or article_id
        if row.article_id == article_id:
            row.asked = row.asked or now
            row.state = "kept" if row.key in keys else row.state


def lead_nowhere(rows: Iterable[AddressRow], state: AddressState) -> None:
    """Note that addresses show no article of the series; those of an article stay with it."""
    for row in rows:
        row.state = row.state if row.article_id else state


def lost(db: Session, series: str, url: str, key: str, now: datetime) -> int | None:
    """Note that an address is gone; return the article that it led to."""
    rows = around(db, series, {url: key})
    for row in rows:
        row.asked = now if row.url == url else row.asked
    lead_nowhere(rows, "gone")
    return _article_of(rows)


def seen(row: ArticleRow, now: datetime, check_at: datetime | None) -> None:
    """Note that the site has an article as we have it, and when to ask it again."""
    row.last_seen, row.check_at = now, check_at
    row.gone_since = row.gone_status = None


def _article_of(rows: Iterable[AddressRow]) -> int | None:
    return next((row.article_id for row in rows if row.article_id is not None), None)


def _canonical(series: str) -> Select[int, AddressRow, str | None, datetime]:
    """Select for each article the address to ask: the canonical one, or else the first."""
    own = aliased(AddressRow)
    canonical = (
        select(own.id)
        .where(own.series == ArticleRow.series, own.url == ArticleRow.url)
        .where(own.article_id == ArticleRow.id)
        .scalar_subquery()
    )
    first = select(func.min(own.id)).where(own.article_id == ArticleRow.id).scalar_subquery()
    return (
        select(ArticleRow.id, AddressRow, ArticleRow.published, ArticleRow.first_seen)
        .join(AddressRow, AddressRow.id == func.coalesce(canonical, first))
        .where(ArticleRow.series == series)
    )


def _find(db: Session, series: str, url: str) -> AddressRow | None:
    rows = select(AddressRow).where(AddressRow.series == series, AddressRow.url == url)
    return db.scalars(rows).first()


def _at(db: Session, series: str, urls: Collection[str]) -> list[AddressRow]:
    rows = select(AddressRow).where(AddressRow.series == series)
    return _in_parts(db, rows, AddressRow.url, urls)


def _best(db: Session, series: str, keys: Collection[str]) -> dict[str, AddressRow]:
    """Return for each identity key the best of its addresses: a kept one before others."""
    rows = select(AddressRow).where(AddressRow.series == series)
    found = _in_parts(db, rows.order_by(_BEST_FIRST, AddressRow.id), AddressRow.key, keys)
    return {row.key: row for row in reversed(found)}


def _in_parts(
    db: Session,
    rows: Select[_Row],
    column: InstrumentedAttribute[_Value],
    values: Collection[_Value],
) -> list[_Row]:
    """Select the rows whose column has one of some values, of which there may be thousands."""
    wanted = list(values)
    return [
        row
        for start in range(0, len(wanted), _PAGE)
        for row in db.scalars(rows.where(column.in_(wanted[start : start + _PAGE])))
    ]


def _add(db: Session, series: str, url: str, key: str) -> AddressRow:
    row = AddressRow(series=series, url=url, key=key, state="wanted")
    db.add(row)
    return row
