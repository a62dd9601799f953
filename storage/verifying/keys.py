"""Check the keys by which addresses are looked up: by a wrong one, an address is not found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select, update

from ingest import urls
from storage.articles.rekeying import are_keyed
from storage.engines import paging
from storage.tables.crawl import AddressRow, QuarantineRow
from storage.verifying.findings import VERIFY_MEND, Finding, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Row

    from ingest.model import Hosts
    from storage.engines.database import Database

    _Keyed = type[AddressRow | QuarantineRow]

_PAGE = 500  # rows in memory
_KEYED: tuple[_Keyed, ...] = (AddressRow, QuarantineRow)


def outdated(
    database: Database, series: str | None, hosts: Mapping[str, Hosts]
) -> Iterator[Finding]:
    """Yield the addresses with a wrong key; a series keyed by older rules is not checked."""
    for name in hosts:
        if series in {None, name}:
            with database.reading() as db:
                keyed = are_keyed(db, name, hosts[name])
            if keyed:
                yield from _outdated(database, name, hosts[name])


def _outdated(database: Database, series: str, hosts: Hosts) -> Iterator[Finding]:
    for table in _KEYED:
        rows: Select[*tuple[Any, ...]] = select(table.id, table.url, table.key)
        rows = rows.where(table.series == series)
        for page in paging.pages(database, rows, table.id, size=_PAGE):
            for row in page:
                if (key := urls.key(row.url, hosts)) != row.key:
                    yield _found(table, series, row, key)


def _found(table: _Keyed, series: str, row: Row[*tuple[Any, ...]], key: str) -> Finding:
    problem = Problem(
        series=series,
        kind="key_outdated",
        what=f"{table.__tablename__} {row.id}",
        detail=f"{row.url} is not found by {key}, but by {row.key}",
        mend=f"`{VERIFY_MEND} {series}`",
    )
    its = update(table).where(table.id == row.id).values(key=key)
    return Finding(problem, lambda db: db.execute(its))
