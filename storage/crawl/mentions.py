"""Mentions: what each source last listed for an address. Does not decide what to fetch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict
from sqlalchemy import bindparam, case, select

from ingest.model import SourceEntry
from storage.engines import dialects
from storage.records import Mention
from storage.tables.crawl import AddressRow, MentionRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection, Row

_WHAT = ("kind", "title", "standfirst", "published")
_TOLD = tuple(getattr(MentionRow, name) for name in _WHAT)
_NOT_KEPT = SourceEntry(kind="")
_ITS_SERIES = AddressRow.series == bindparam("series")
#: A feed's item is written by the publisher; a row of a listing is cut; a sitemap is for machines.
_TRUST = case({"feed": 0, "listing": 1, "sitemap": 2}, value=MentionRow.kind, else_=3)
_SAID = (
    select(AddressRow.url, AddressRow.key, MentionRow.fingerprint, *_TOLD)
    .join(MentionRow, MentionRow.address_id == AddressRow.id)
    .where(
        _ITS_SERIES,
        AddressRow.url.in_(bindparam("some", expanding=True)),
        MentionRow.source_url == bindparam("source_url"),
    )
)
_SAY = dialects.upsert(
    dialects.insert(MentionRow).from_select(
        ["address_id", "source_url", "fingerprint", *_WHAT],
        select(
            AddressRow.id,
            *(
                bindparam(name, type_=MentionRow.title.type)
                for name in ("source_url", "fingerprint", *_WHAT)
            ),
        ).where(_ITS_SERIES, AddressRow.url == bindparam("url")),
    ),
    ("address_id", "source_url"),
    ("fingerprint", *_WHAT),
)
_OF_KEYS = (
    select(*_TOLD)
    .join(AddressRow, AddressRow.id == MentionRow.address_id)
    .where(
        _ITS_SERIES,
        AddressRow.key.in_(bindparam("keys", expanding=True)),
        MentionRow.kind != _NOT_KEPT.kind,
    )
    .order_by(_TRUST, MentionRow.source_url, AddressRow.id)
)


def listed(
    db: Connection, series: str, urls: Collection[str], source_url: str
) -> dict[str, Mention]:
    """Return what a source last listed for each of some addresses."""
    found = dialects.in_parts(db, _SAID, urls, series=series, source_url=source_url)
    return {row.url: Mention(row.url, row.key, row.fingerprint, _entry(row)) for row in found}


def say(db: Connection, series: str, mentions: Iterable[Mention], source_url: str) -> None:
    """Note what a source says of addresses now."""
    its = {"series": series, "source_url": source_url}
    if rows := [
        its | {"url": one.url, "fingerprint": one.fingerprint} | asdict(one.told or _NOT_KEPT)
        for one in mentions
    ]:
        db.execute(_SAY, rows)


def source_entries(db: Connection, series: str, keys: Collection[str]) -> tuple[SourceEntry, ...]:
    """Return what sources say of the addresses of these keys, the most trusted first."""
    found = db.execute(_OF_KEYS, {"series": series, "keys": list(keys)})
    return tuple(dict.fromkeys(one for row in found if (one := _entry(row))))


def _entry(row: Row[Any]) -> SourceEntry | None:
    """Return what a source listed, as far as it was kept; None where nothing was."""
    if row.kind == _NOT_KEPT.kind:
        return None
    return SourceEntry(
        kind=row.kind, title=row.title, standfirst=row.standfirst, published=row.published
    )
