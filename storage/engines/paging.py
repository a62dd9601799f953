"""Rows in pages: the next ones after the last one that was read, each page in a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import and_, or_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection, Row, Select

    from storage.engines.database import Database

    Key = Sequence[ColumnElement[Any] | Any]  #: columns that order the rows and are unique together
    Position = tuple[Any, ...]  #: the values of the key in the last row that was read


_Value = TypeVar("_Value")


def values(
    database: Database,
    rows: Select[*tuple[Any, ...]],
    read: Callable[[Row[*tuple[Any, ...]]], _Value],
    *key: Any,
    size: int,
) -> Iterator[_Value]:
    """Yield what `read` makes of each row, in the order of a key; a damaged row: StorageError."""
    for page in _pages(database, rows, read, key, size):
        yield from page


def pages(
    database: Database, rows: Select[*tuple[Any, ...]], *key: Any, size: int
) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    """Yield the rows of a query in the order of a key, `size` at a time; no page is empty."""
    return _pages(database, rows, lambda row: row, key, size)


def _pages(
    database: Database,
    rows: Select[*tuple[Any, ...]],
    read: Callable[[Row[*tuple[Any, ...]]], _Value],
    key: Key,
    size: int,
) -> Iterator[Sequence[_Value]]:
    last: Position | None = None
    while True:
        with database.reading() as db:
            page = next_page(db, rows, key, last, size)
            found = [read(row) for row in page]
        if not page:
            return
        yield found
        last = position(page[-1])


def next_page(
    db: Connection, rows: Select[*tuple[Any, ...]], key: Key, last: Position | None, size: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return up to `size` rows after a position; None: the first ones."""
    named = [column.label(f"key_{number}") for number, column in enumerate(key)]
    wanted = rows.add_columns(*named).order_by(*key).limit(size)
    if last is not None:
        wanted = wanted.where(_follows(key, last))
    return db.execute(wanted).all()


def position(row: Row[*tuple[Any, ...]]) -> Position:
    """Return where a row of a page stands."""
    return tuple(value for name, value in row._asdict().items() if name.startswith("key_"))


def _follows(key: Key, last: Position) -> ColumnElement[bool]:
    (first, *others), (value, *values) = key, last
    beyond: ColumnElement[bool] = first > value
    if not others:
        return beyond
    return or_(beyond, and_(first == value, _follows(others, tuple(values))))
