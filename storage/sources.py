"""Sources: what is known of each of their pages, so that they are asked conditionally."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from storage.addresses import address, want
from storage.records import SourcePage
from storage.schema import SourcePageRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.model import Address
    from storage.database import Database
    from storage.records import Mention


class Sources:
    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, series: str, url: str) -> SourcePage | None:
        with self._database.reading() as db:
            row = db.get(SourcePageRow, (series, url))
            return _page(row) if row else None

    def note(
        self, series: str, page: SourcePage, mentions: Iterable[Mention] = ()
    ) -> list[Address]:
        """
        Note what a page of a source gave, together with the addresses that it names.

        The page's validators are never kept without the addresses: a 304 would hide them.
        Returns those of the addresses that are to be asked now: wanted, set aside, or kept while
        their source says something new of them.
        """
        with self._database.writing() as db:
            named = want(db, series, tuple(mentions), page.source_url, page.asked)
            row = db.get(SourcePageRow, (series, page.url))
            if row is None:
                row = SourcePageRow(series=series, url=page.url, most_entries=0)
                db.add(row)
            row.source_url = page.source_url
            row.etag, row.last_modified = page.etag, page.last_modified
            row.follow, row.asked = msgspec.json.encode(page.follow).decode(), page.asked
            row.entries = page.entries
            row.most_entries = max(row.most_entries, page.entries)
            return [address(row) for row in named]

    def has_worked(self, series: str, source_url: str) -> bool:
        """Return whether a source ever gave an entry."""
        rows = select(SourcePageRow.url).where(
            SourcePageRow.series == series,
            SourcePageRow.source_url == source_url,
            SourcePageRow.most_entries > 0,
        )
        with self._database.reading() as db:
            return db.execute(rows.limit(1)).first() is not None


def _page(row: SourcePageRow) -> SourcePage:
    return SourcePage(
        url=row.url,
        source_url=row.source_url,
        etag=row.etag,
        last_modified=row.last_modified,
        follow=msgspec.json.decode(row.follow, type=tuple[str, ...]),
        entries=row.entries,
        asked=row.asked,
    )
