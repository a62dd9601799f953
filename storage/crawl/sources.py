"""Sources: what is known of each of their pages, so that they are asked conditionally."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import bindparam, select

from storage.crawl.addresses import want
from storage.engines import dialects
from storage.records import SourcePage
from storage.tables.crawl import SourcePageRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Row

    from ingest.model import Address
    from storage.engines.database import Database
    from storage.records import Mention

_KEY = ("series", "url")
_TOLD = ("source_url", "etag", "last_modified", "follow", "entries", "most_entries", "asked")
_PAGE = select(SourcePageRow).where(
    SourcePageRow.series == bindparam("series"), SourcePageRow.url == bindparam("url")
)
_NOTE = dialects.upsert(dialects.insert(SourcePageRow), _KEY, _TOLD)
_WORKED = (
    select(SourcePageRow.url)
    .where(
        SourcePageRow.series == bindparam("series"),
        SourcePageRow.source_url == bindparam("source_url"),
        SourcePageRow.most_entries > 0,
    )
    .limit(1)
)


class Sources:
    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, series: str, url: str) -> SourcePage | None:
        with self._database.reading() as db:
            row = db.execute(_PAGE, {"series": series, "url": url}).first()
            return _page(row) if row else None

    def note(
        self, series: str, page: SourcePage, mentions: Iterable[Mention] = ()
    ) -> list[Address]:
        """
        Note what a page of a source returned, together with the addresses that it lists.

        The page's validators are never kept without the addresses: a 304 would hide them.
        Returns the addresses to ask now: wanted, set aside, or kept and listed otherwise than
        before.
        """
        with self._database.writing() as db:
            named = want(db, series, tuple(mentions), page.source_url, page.asked)
            its = {"series": series, "url": page.url}
            known = db.execute(_PAGE, its).first()
            values = msgspec.structs.asdict(page)
            values["follow"] = msgspec.json.encode(page.follow).decode()
            values["most_entries"] = max(known.most_entries if known else 0, page.entries)
            db.execute(_NOTE, its | values)
            return named

    def has_worked(self, series: str, source_url: str) -> bool:
        """Return whether a source ever gave an entry."""
        with self._database.reading() as db:
            its = {"series": series, "source_url": source_url}
            return db.execute(_WORKED, its).first() is not None


def _page(row: Row[Any]) -> SourcePage:
    return SourcePage(
        url=row.url,
        source_url=row.source_url,
        etag=row.etag,
        last_modified=row.last_modified,
        follow=msgspec.json.decode(row.follow, type=tuple[str, ...]),
        entries=row.entries,
        asked=row.asked,
    )
