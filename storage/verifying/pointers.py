"""Rows that name other rows which are not there, and rows that cannot be read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import and_, delete, exists, false, or_, select, update
from sqlalchemy.orm import aliased

from ingest.errors import Failure
from ingest.model import Outcome
from storage.engines import paging
from storage.records import FailureReport, SourceReport
from storage.search import index
from storage.tables.articles import ArticleRow, RelatedLinkRow, SightingRow
from storage.tables.base import Base
from storage.tables.crawl import AddressRow, CaptureRow, MentionRow, QuarantineRow, RunRow
from storage.tables.identity import BandRow, DecisionRow, MergedRow, MovedRow
from storage.verifying.database import surplus
from storage.verifying.findings import COPY_OF_DATABASE, VERIFY_MEND, Finding, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import ColumnElement, Connection, ForeignKeyConstraint, Row, Select, Table

    from storage.engines.database import Database

#: Made from what is kept, or of no worth without what they name: such a row may go.
_DERIVED = frozenset(
    row.__tablename__
    for row in (BandRow, MentionRow, MergedRow, MovedRow, RelatedLinkRow, SightingRow)
)
_PAGE = 500  # rows in memory


def dangling(database: Database, series: str | None) -> Iterator[Finding]:
    """Yield the rows whose foreign keys name nothing, of all tables or of those of a series."""
    for table in Base.metadata.sorted_tables:
        for key in sorted(table.foreign_key_constraints, key=lambda one: tuple(one.column_keys)):
            yield from _dangling(database, table, key, series)


def _dangling(
    database: Database, table: Table, key: ForeignKeyConstraint, series: str | None
) -> Iterator[Finding]:
    parent = key.referred_table.alias()
    pairs = [(one.parent, parent.c[one.column.name]) for one in key.elements]
    rows = select(table).where(
        *(column.is_not(None) for column, _ in pairs),
        ~exists().where(*(column == named for column, named in pairs)),
    )
    if series is not None:
        rows = rows.where(_is_of(table, series))
    with database.reading() as db:
        found = db.execute(rows.order_by(*table.primary_key)).all()
    for row in found:
        yield _points_nowhere(table, key, row, series)


def _is_of(table: Table, series: str) -> ColumnElement[bool]:
    if "series" in table.c:
        return table.c.series == series
    if "article_id" in table.c:
        its = select(ArticleRow.id).where(ArticleRow.series == series)
        return table.c.article_id.in_(its)
    return false()  # which series it is of, only what is not there would tell


def _points_nowhere(
    table: Table, key: ForeignKeyConstraint, row: Row[*tuple[Any, ...]], series: str | None
) -> Finding:
    its: dict[str, Any] = dict(zip(table.c.keys(), row, strict=True))
    named = ", ".join(f"{name} {its[name]}" for name in key.column_keys)
    remake = _remake(table, key, its)
    problem = Problem(
        series=its.get("series", series),
        kind="points_nowhere",
        what=f"{table.name} {', '.join(str(its[c.name]) for c in table.primary_key)}",
        detail=f"names {named} of {key.referred_table.name}, which is not there",
        mend=f"`{VERIFY_MEND}`" if remake else COPY_OF_DATABASE,
    )
    return Finding(problem, remake)


def _remake(
    table: Table, key: ForeignKeyConstraint, its: Mapping[str, Any]
) -> Callable[[Connection], object] | None:
    """Return what makes a row right that names nothing; None where it holds what is kept."""
    this = and_(*(column == its[column.name] for column in table.primary_key))
    if table.name in _DERIVED:
        return lambda db: db.execute(delete(table).where(this))
    if table.name == AddressRow.__tablename__:
        wanted = {"article_id": None, "state": "wanted", "etag": None, "last_modified": None}
        return lambda db: db.execute(update(table).where(this).values(wanted))
    (name,) = key.column_keys if len(key.column_keys) == 1 else ("",)
    if name and table.c[name].nullable:
        return lambda db: db.execute(update(table).where(this).values({name: None}))
    return None


def loose(database: Database, series: str | None) -> Iterator[Finding]:
    """Yield the rows that name nothing where no foreign key holds them."""
    with database.reading() as db:
        decisions = db.execute(_of(_DECISIONS, DecisionRow, series)).all()
        gone = db.execute(_of(_GONE, ArticleRow, series)).all()
        merged = db.execute(_of(_MERGED, ArticleRow, series)).all()
        nowhere = db.execute(_of(_NOWHERE, AddressRow, series)).all()
    for row in decisions:
        yield _remade(
            row.series,
            "points_nowhere",
            f"decision {row.id}",
            f"speaks of article {row.article_id} and {row.other_id}, not both are there",
            partial(_drop, its=delete(DecisionRow).where(DecisionRow.id == row.id)),
        )
    for row in gone:
        its = update(ArticleRow).where(ArticleRow.id == row.id)
        yield _remade(
            row.series,
            "points_nowhere",
            f"article {row.id}",
            f"is gone by capture {row.gone_capture_id}, which is not there",
            partial(_drop, its=its.values(gone_capture_id=None)),
        )
    for row in merged:
        yield _remade(
            row.series,
            "merged_twice",
            f"article {row.id}",
            "is there, and is noted as merged into another one",
            partial(_drop, its=delete(MergedRow).where(MergedRow.id == row.id)),
        )
    for row in nowhere:
        its = update(AddressRow).where(AddressRow.id == row.id)
        yield _remade(
            row.series,
            "address_nowhere",
            f"address {row.url}",
            "is noted as kept, but leads to no article",
            partial(_drop, its=its.values(state="wanted", etag=None, last_modified=None)),
        )


def _there(number: Any) -> ColumnElement[bool]:
    """Condition: a number is of an article, or was before it was merged."""
    return or_(exists().where(ArticleRow.id == number), exists().where(MergedRow.id == number))


_DECISIONS: Select[*tuple[Any, ...]] = select(
    DecisionRow.series, DecisionRow.id, DecisionRow.article_id, DecisionRow.other_id
).where(
    or_(
        ~_there(DecisionRow.article_id),
        and_(DecisionRow.other_id != 0, ~_there(DecisionRow.other_id)),
    )
)
_SHOWS = aliased(CaptureRow)
_GONE: Select[*tuple[Any, ...]] = select(
    ArticleRow.series, ArticleRow.id, ArticleRow.gone_capture_id
).where(
    ArticleRow.gone_capture_id.is_not(None),
    ~exists().where(_SHOWS.id == ArticleRow.gone_capture_id),
)
_MERGED: Select[*tuple[Any, ...]] = select(ArticleRow.series, ArticleRow.id).where(
    exists().where(MergedRow.id == ArticleRow.id)
)
_NOWHERE: Select[*tuple[Any, ...]] = select(AddressRow.series, AddressRow.id, AddressRow.url).where(
    AddressRow.state == "kept", AddressRow.article_id.is_(None)
)


def _of(rows: Select[*tuple[Any, ...]], table: Any, series: str | None) -> Select[*tuple[Any, ...]]:
    return (rows if series is None else rows.where(table.series == series)).order_by(table.id)


def _drop(db: Connection, its: Any) -> None:
    db.execute(its)


def _remade(
    series: str, kind: Any, what: str, detail: str, remake: Callable[[Connection], object]
) -> Finding:
    mend = f"`{VERIFY_MEND} {series}`"
    return Finding(Problem(series=series, kind=kind, what=what, detail=detail, mend=mend), remake)


def unreadable(database: Database, series: str | None) -> Iterator[Finding]:
    """Yield the rows whose values our own code cannot read."""
    for table, read in _READ.items():
        for page in paging.pages(database, _of(select(table), table, series), table.id, size=_PAGE):
            for row in page:
                if why := _why(row, read):
                    problem = Problem(
                        series=row.series,
                        kind="row_unreadable",
                        what=f"{table.__tablename__} {row.id}",
                        detail=why,
                        mend=COPY_OF_DATABASE,
                    )
                    yield Finding(problem)


def _why(row: Row[*tuple[Any, ...]], read: Callable[[Row[*tuple[Any, ...]]], object]) -> str:
    try:
        read(row)
    except (msgspec.MsgspecError, ValueError) as error:
        return str(error)
    return ""


def _read_capture(row: Row[*tuple[Any, ...]]) -> None:
    msgspec.json.decode(row.addresses, type=tuple[str, ...])
    Outcome(row.outcome)


def _read_run(row: Row[*tuple[Any, ...]]) -> None:
    msgspec.json.decode(row.sources, type=tuple[SourceReport, ...])
    msgspec.json.decode(row.failures, type=tuple[FailureReport, ...])


def _read_quarantined(row: Row[*tuple[Any, ...]]) -> None:
    Failure(row.reason)


def _read_decision(row: Row[*tuple[Any, ...]]) -> None:
    msgspec.json.decode(row.grounds)


_READ: dict[Any, Callable[[Row[*tuple[Any, ...]]], object]] = {
    CaptureRow: _read_capture,
    RunRow: _read_run,
    QuarantineRow: _read_quarantined,
    DecisionRow: _read_decision,
}


def surplus_index(database: Database) -> Iterator[Finding]:
    """Yield what can be found by searching, and is no article."""
    with database.reading() as db:
        numbers = surplus(db)
    for number in numbers:
        problem = Problem(
            series=None,
            kind="index_surplus",
            what=f"article {number}",
            detail="it can be searched, but is not there",
            mend=f"`{VERIFY_MEND}`",
        )
        yield Finding(problem, partial(index.drop, id_=number))
