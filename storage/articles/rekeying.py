"""
Update hashes of texts and keys of addresses that were made by older rules.

Both are stored for look-ups, and so is what they are made from. The version is noted at the end:
killed in the middle, it starts again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import bindparam, select, update

from ingest import urls
from ingest.identity import similarity as text
from storage.articles import candidates
from storage.articles.entries import document
from storage.engines import dialects, paging
from storage.tables.articles import ArticleRow, RelatedLinkRow, RevisionRow
from storage.tables.crawl import AddressRow, QuarantineRow
from storage.tables.identity import SchemeRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Select

    from ingest.model import Article, Hosts
    from storage.engines.database import Database

    _Keyed = type[AddressRow | QuarantineRow]
    _Table = _Keyed | type[ArticleRow]

_BATCH = 200
_NOTE = dialects.upsert(dialects.insert(SchemeRow), ("series", "name"), ("version",))
_VERSION = select(SchemeRow.version).where(
    SchemeRow.series == bindparam("series"), SchemeRow.name == bindparam("name")
)
_REVISIONS = (
    select(RevisionRow.article_id, RevisionRow.number, RevisionRow.document)
    .where(RevisionRow.article_id.in_(bindparam("ids", expanding=True)))
    .order_by(RevisionRow.article_id, RevisionRow.number)
)
_SET_LINK = update(RelatedLinkRow).where(
    RelatedLinkRow.article_id == bindparam("its_id"),
    RelatedLinkRow.number == bindparam("its_number"),
    RelatedLinkRow.position == bindparam("its_position"),
)
_KEYED: tuple[_Keyed, ...] = (AddressRow, QuarantineRow)


class RekeyingProgress(Struct, frozen=True):
    """How far a series is brought up to date."""

    series: str
    what: str
    done: int  #: rows so far

    def __str__(self) -> str:
        return f"{self.series}: {self.what} made again by the rules of today: {self.done} so far"


def outdated(db: Connection, series: str, hosts: Hosts | None) -> dict[str, str]:
    """Return the versions to come, of what was made by other rules than today's."""
    wanted = {"bands": text.SCHEME, "keys": keys_version(hosts)}
    return {
        name: version
        for name, version in wanted.items()
        if db.scalar(_VERSION, {"series": series, "name": name}) != version
    }


def bring_up_to_date(
    database: Database, series: str, hosts: Hosts | None
) -> Iterator[RekeyingProgress]:
    """Make again what is outdated, a batch in a transaction; yield how far it is after each."""
    with database.reading() as db:
        versions = outdated(db, series, hosts)
    if "keys" in versions:
        yield from _make_keys_again(database, series, hosts)
    if "bands" in versions:
        yield from _make_bands_again(database, series)
    if versions:
        with database.writing() as db:
            rows = [{"series": series, "name": n, "version": v} for n, v in versions.items()]
            db.execute(_NOTE, rows)


def are_keyed(db: Connection, series: str, hosts: Hosts | None) -> bool:
    """Return whether the keys of a series are noted as those of today's rules."""
    its = {"series": series, "name": "keys"}
    return db.scalar(_VERSION, its) == keys_version(hosts)


def keys_version(hosts: Hosts | None) -> str:
    """Return what the keys depend on: our rules, and the names of the site."""
    names = (hosts.canonical, *hosts.aliases) if hosts else ()
    return " ".join((str(urls.KEY_VERSION), *names))


def _make_bands_again(database: Database, series: str) -> Iterator[RekeyingProgress]:
    done = 0
    for ids in _pages(database, ArticleRow, series):
        with database.writing() as db:
            candidates.forget(db, ids)
            for row in db.execute(_REVISIONS, {"ids": ids}).all():
                candidates.remember(db, series, row.article_id, row.number, document(row))
                done += 1
        yield RekeyingProgress(series, "hashes of texts", done)


def _make_keys_again(
    database: Database, series: str, hosts: Hosts | None
) -> Iterator[RekeyingProgress]:
    done = 0
    for table in _KEYED:
        for ids in _pages(database, table, series):
            with database.writing() as db:
                _set_keys(db, table, ids, hosts)
            done += len(ids)
            yield RekeyingProgress(series, "keys of addresses", done)
    for ids in _pages(database, ArticleRow, series):
        with database.writing() as db:
            for row in db.execute(_REVISIONS, {"ids": ids}).all():
                _set_keys_of_links(db, row.article_id, row.number, document(row), hosts)
                done += 1
        yield RekeyingProgress(series, "keys of addresses", done)


def _pages(database: Database, table: _Table, series: str) -> Iterator[Sequence[int]]:
    """Yield the numbers of the rows of a series, a batch at a time, in their order: from 1 on."""
    rows: Select[*tuple[Any, ...]] = select(table.id, table.series).where(table.id > 0)
    for page in paging.pages(database, rows, table.id, size=_BATCH):
        if ids := [row.id for row in page if row.series == series]:
            yield ids


def _set_keys(db: Connection, table: _Keyed, ids: Sequence[int], hosts: Hosts | None) -> None:
    found = db.execute(select(table.id, table.url, table.key).where(table.id.in_(ids)))
    changed = [
        {"its_id": row.id, "key": key}
        for row in found
        if (key := urls.key(row.url, hosts)) != row.key
    ]
    if changed:
        db.execute(update(table).where(table.id == bindparam("its_id")), changed)


def _set_keys_of_links(
    db: Connection, article_id: int, number: int, article: Article, hosts: Hosts | None
) -> None:
    its = {"its_id": article_id, "its_number": number}
    if links := [
        its | {"its_position": position, "key": urls.key(link.url, hosts)}
        for position, link in enumerate(article.related)
    ]:
        db.execute(_SET_LINK, links)
