"""
Addresses: every one of an entry that was ever seen, and its state.

Does not decide which to ask: a run does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import asdict, replace
from sqlalchemy import Select, and_, bindparam, case, exists, func, select, union_all, update
from sqlalchemy.orm import aliased

from ingest.model import Address, AddressState, IsoTime, Outcome
from storage.captures import captures
from storage.crawl import mentions
from storage.crawl.quarantine import close_open
from storage.decisions import absences
from storage.engines import dialects, paging
from storage.tables.articles import ArticleRow
from storage.tables.crawl import AddressRow, CaptureRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row, ScalarSelect

    from ingest.model import SourceEntry
    from storage.engines.database import Database
    from storage.records import Mention, Validators

_PAGE = 100
#: Asked in the next run, listed or not.
_WANTED = ("wanted", "set_aside")
#: Asked again when their source lists them otherwise.
_CLOSED = ("off_series", "gone")
_BEST_FIRST = case(
    {"kept": 0, "gone": 1, "off_series": 2, "set_aside": 3}, value=AddressRow.state, else_=4
)
_ADDRESS = (
    AddressRow.url,
    AddressRow.key,
    AddressRow.state,
    AddressRow.article_id,
    AddressRow.etag,
    AddressRow.last_modified,
    AddressRow.asked,
    AddressRow.pinned,
    AddressRow.publisher,
)
_ITS_SERIES = AddressRow.series == bindparam("series")
_ADDRESSES = select(*_ADDRESS).where(_ITS_SERIES)
_AT = _ADDRESSES.where(AddressRow.url.in_(bindparam("some", expanding=True)))
_BEST = _ADDRESSES.where(AddressRow.key.in_(bindparam("some", expanding=True))).order_by(
    _BEST_FIRST, AddressRow.id
)
#: Three lookups, and no OR of them: SQLite would rather read through the whole series.
_AROUND = (
    select(*_ADDRESS)
    .where(
        AddressRow.id.in_(
            union_all(
                *(
                    select(AddressRow.id).where(_ITS_SERIES, condition)
                    for condition in (
                        AddressRow.url.in_(bindparam("urls", expanding=True)),
                        AddressRow.key.in_(bindparam("keys", expanding=True)),
                        AddressRow.article_id == bindparam("article_id"),
                    )
                )
            )
        )
    )
    .order_by(AddressRow.id)
)
_SAVE = dialects.upsert(
    dialects.insert(AddressRow),
    ("series", "url"),
    ("state", "article_id", "etag", "last_modified", "asked", "pinned", "publisher"),
)
_STANDING_AT = (
    select(AddressRow.article_id)
    .where(
        _ITS_SERIES,
        AddressRow.key.in_(bindparam("keys", expanding=True)),
        AddressRow.article_id.is_not(None),
    )
    .order_by(AddressRow.id)
)
_CHECK_AT = update(ArticleRow).where(ArticleRow.id == bindparam("its_id"))
#: The site has an article as we have it; takes also when to ask it again.
SEEN = _CHECK_AT.values(gone_since=None, gone_status=None, gone_capture_id=None)


#: Of a capture: its page is an article of the series.
_SHOWS = frozenset({Outcome.NEW, Outcome.REVISED, Outcome.UNCHANGED, Outcome.DUPLICATE})
_SHOWN = (
    select(AddressRow.url, CaptureRow.outcome, CaptureRow.last_at)
    .join(
        CaptureRow,
        and_(
            CaptureRow.series == AddressRow.series,
            CaptureRow.url == AddressRow.url,
            CaptureRow.kind == "article",
        ),
    )
    .where(AddressRow.article_id == bindparam("article_id"), AddressRow.publisher.is_(None))
    .order_by(CaptureRow.last_at, CaptureRow.id)
)


class KeptAddress(NamedTuple):
    """The address at which to ask an article again, and what decides when."""

    address: Address
    published: IsoTime | None
    first_seen: datetime


class Addresses:
    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, series: str, url: str) -> Address | None:
        with self._database.reading() as db:
            return next(iter(_at(db, series, (url,))), None)

    def source_entries(self, series: str, keys: Collection[str]) -> tuple[SourceEntry, ...]:
        """Return what the sources list of the addresses of these keys, the most trusted first."""
        with self._database.reading() as db:
            return mentions.source_entries(db, series, keys)

    def wanted(self, series: str, now: datetime | None = None) -> list[Address]:
        """
        Return the addresses to ask, listed or not, oldest first.

        They are still to be fetched, or were set aside; with `now`, also the articles that are
        due to be asked again.
        """
        rows = _ADDRESSES.where(AddressRow.state.in_(_WANTED)).order_by(AddressRow.id)
        with self._database.reading() as db:
            found = list(map(_address, db.execute(rows, {"series": series})))
            if now is not None:
                due = _to_ask(series).where(ArticleRow.check_at <= now)
                found += map(_address, db.execute(due.order_by(ArticleRow.check_at)))
            return list({one.url: one for one in found}.values())

    def all_kept(self, series: str) -> Iterator[KeptAddress]:
        """Return the address of every article at which to ask whether it is still as it was."""
        rows = _to_ask(series)
        return paging.values(self._database, rows, _kept, ArticleRow.id, size=_PAGE)

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
        Note that the page of an address is unchanged; `check_at` is when to ask again.

        The addresses that redirected to it when it was kept have answered as well.
        """
        with self._database.writing() as db:
            rows = around(db, series, {url: key})
            id_ = _article_of(rows)
            (row,) = (row for row in rows if row.url == url)
            row = replace(
                row,
                article_id=id_,
                etag=validators.etag or row.etag,
                last_modified=validators.last_modified or row.last_modified,
            )
            led = _at(db, series, captures.redirected_from(db, series, url))
            state: AddressState = "off_series" if id_ is None else "kept"
            answered = [
                replace(one, asked=now, state="kept" if one.article_id else state)
                for one in (*(one for one in led if one.url != url), row)
            ]
            save(db, series, answered)
            if id_ is not None:
                db.execute(SEEN, {"its_id": id_, "last_seen": now, "check_at": check_at})
                absences.end(db, id_, now)
                found = around(db, series, {url: key}, id_)
                save(db, series, lead_to(found, {key}, id_, now))
                close_open(db, series, (key,), (url,), now)

    def gone(self, series: str, url: str, key: str, now: datetime) -> None:
        """
        Note that an address without an article is gone; for others see `Articles.gone`.

        It is not asked again until its source lists it otherwise.
        """
        with self._database.writing() as db:
            lose(db, series, url, key, now)


def _kept(row: Row[*tuple[Any, ...]]) -> KeptAddress:
    return KeptAddress(_address(row), row.published, row.first_seen)


def _address(row: Row[*tuple[Any, ...]]) -> Address:
    return Address(
        url=row.url,
        key=row.key,
        state=row.state,
        article_id=row.article_id,
        etag=row.etag,
        last_modified=row.last_modified,
        asked=row.asked,
        pinned=row.pinned,
        publisher=row.publisher,
    )


def want(
    db: Connection, series: str, named: Sequence[Mention], source_url: str, now: datetime
) -> list[Address]:
    """
    Note the addresses that a source lists; return those to ask now.

    If the source lists one otherwise than before, it is wanted again if it was closed, and its
    article is due, until it answers. That two sources differ means nothing.
    """
    first = {mention.url: mention for mention in reversed(named)}  # a feed may repeat itself
    rows = {row.url: row for row in _at(db, series, first)}
    new = _new(db, series, {url: one.key for url, one in first.items() if url not in rows})
    listed = mentions.listed(db, series, first, source_url)
    changed = {
        url: _reopened(rows[url])
        for url, one in first.items()
        if url in listed and listed[url].fingerprint != one.fingerprint
    }
    save(db, series, [*new, *changed.values()])
    mentions.say(
        db, series, [one for url, one in first.items() if listed.get(url) != one], source_url
    )
    ask_articles(db, changed.values(), now)
    rows |= {row.url: row for row in new} | changed
    return [row for row in rows.values() if row.state in _WANTED or row.url in changed]


def _new(db: Connection, series: str, keyed: Mapping[str, str]) -> list[Address]:
    """Return addresses not met before; one that is a twin of one we know is known as well."""
    found = map(_address, dialects.in_parts(db, _BEST, set(keyed.values()), series=series))
    twins = {twin.key: twin for twin in reversed(list(found))}
    return [
        replace(twins[key], url=url, etag=None, last_modified=None)
        if key in twins
        else _wanted(url, key)
        for url, key in keyed.items()
    ]


def _reopened(row: Address) -> Address:
    return replace(row, state="wanted") if row.state in _CLOSED else row


def save(db: Connection, series: str, rows: Iterable[Address]) -> None:
    """Write what is known of addresses now."""
    if values := [{"series": series, **asdict(row)} for row in rows]:
        db.execute(_SAVE, values)


def around(
    db: Connection, series: str, keyed: Mapping[str, str], article_id: int | None = None
) -> list[Address]:
    """
    Return some addresses, given with their keys, and all those of the same keys.

    With an article, also all those that lead to it; and what we have not met, as wanted.
    """
    keys = list(set(keyed.values()))
    its = {"series": series, "urls": list(keyed), "keys": keys, "article_id": article_id}
    found = list(map(_address, db.execute(_AROUND, its)))
    met = {row.url for row in found}
    return found + [_wanted(url, key) for url, key in keyed.items() if url not in met]


def standing_at(db: Connection, series: str, keys: Collection[str]) -> list[int]:
    """Return the articles to which the addresses of these keys lead, by the oldest address."""
    found = db.scalars(_STANDING_AT, {"series": series, "keys": list(keys)})
    return [id_ for id_ in dict.fromkeys(found) if id_ is not None]


def lead_to(
    rows: Iterable[Address], keys: Collection[str], article_id: int, now: datetime
) -> list[Address]:
    """
    Return addresses with an article assigned, unless they belong to another one.

    Those with these keys are kept; all addresses of the article have answered with it.
    """
    return [
        replace(
            row,
            article_id=article_id,
            asked=row.asked or now,
            state="kept" if row.key in keys else row.state,
        )
        if row.article_id in {None, article_id}
        else row
        for row in rows
    ]


def lead_nowhere(rows: Iterable[Address], state: AddressState) -> list[Address]:
    """Return addresses in a state without an article; those of an article stay with it."""
    return [row if row.article_id else replace(row, state=state) for row in rows]


def lose(db: Connection, series: str, url: str, key: str, now: datetime) -> None:
    """Note that an address is gone; one of an article stays that article's."""
    rows = around(db, series, {url: key})
    asked = [replace(row, asked=now) if row.url == url else row for row in rows]
    save(db, series, lead_nowhere(asked, "gone"))


def redirected_to(db: Connection, article_id: int, url: str) -> str | None:
    """
    Return where the site shows an article since one of its addresses last did, if anywhere.

    That is the other address of the site's own at which a page of it came last, and later.
    """
    last = {}
    for row in db.execute(_SHOWN, {"article_id": article_id}):
        if row.url != url or row.outcome != Outcome.GONE:
            last[row.url] = row
    since = last.pop(url).last_at if url in last else None
    shown = [
        row
        for row in last.values()
        if row.outcome in _SHOWS and (since is None or row.last_at > since)
    ]
    return max(shown, key=lambda row: row.last_at).url if shown else None


def ask_articles(db: Connection, rows: Iterable[Address], at: datetime | None) -> None:
    """Set when to ask the articles of addresses again; None: only when their source changes."""
    ids = {row.article_id for row in rows if row.article_id is not None}
    if ids:
        db.execute(_CHECK_AT, [{"its_id": id_, "check_at": at} for id_ in ids])


def _article_of(rows: Iterable[Address]) -> int | None:
    return next((row.article_id for row in rows if row.article_id is not None), None)


def _to_ask(series: str) -> Select[*tuple[Any, ...]]:
    """
    Select for each article the address to ask: one that has answered, the canonical one first.

    What a page calls its canonical address may never have been asked, and may not answer.
    """
    own = aliased(AddressRow)
    has_answered = exists().where(
        CaptureRow.series == own.series,
        CaptureRow.url == own.url,
        CaptureRow.kind == "article",
        CaptureRow.outcome != Outcome.GONE,
    )
    is_canonical = own.url == ArticleRow.url

    def first(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
        its = select(func.min(own.id)).where(own.article_id == ArticleRow.id, *conditions)
        return its.scalar_subquery()

    best = func.coalesce(
        first(has_answered, is_canonical), first(has_answered), first(is_canonical), first()
    )
    return (
        select(ArticleRow.id, *_ADDRESS, ArticleRow.published, ArticleRow.first_seen)
        .join(AddressRow, AddressRow.id == best)
        .where(ArticleRow.series == series)
    )


def _at(db: Connection, series: str, urls: Collection[str]) -> list[Address]:
    return list(map(_address, dialects.in_parts(db, _AT, urls, series=series)))


def _wanted(url: str, key: str) -> Address:
    return Address(
        url=url,
        key=key,
        state="wanted",
        article_id=None,
        etag=None,
        last_modified=None,
        asked=None,
    )
