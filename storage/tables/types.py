"""
Column types that behave the same on both databases.

Knows no table. SQLite keeps what earlier versions wrote; PostgreSQL gets what behaves the same.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, DateTime, Integer, Text
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect
    from sqlalchemy.types import TypeEngine

#: A whole number of up to 64 bits; SQLite has no smaller ones, and numbers rows by this name only.
Whole = Integer().with_variant(BigInteger(), "postgresql")

_ESCAPE = "\ufffe"  # no character, and never will be one
_UNKEEPABLE = re.compile(f"[\0\ud800-\udfff{_ESCAPE}]")
_ESCAPED = re.compile(f"{_ESCAPE}([0-9a-f]{{4}})")


class UtcTime(TypeDecorator[datetime]):
    """
    A moment: aware in, aware UTC out.

    SQLite has no such type: it gets ``2026-11-22T10:00:00.000000Z``, which sorts by time and
    shows its zone to whoever reads the file.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name != "sqlite":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(
            sqlite.DATETIME(  # type: ignore[no-untyped-call]
                storage_format="%(year)04d-%(month)02d-%(day)02d"
                "T%(hour)02d:%(minute)02d:%(second)02d.%(microsecond)06dZ",
                regexp=r"(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)\.(\d+)Z",
            )
        )

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a time without zone cannot be kept: {value}")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value and (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)


class Words(TypeDecorator[str]):
    """
    Any text: what goes in comes out, and it is compared and ordered by its code points.

    PostgreSQL keeps no NUL, and neither database half a surrogate pair; see `keepable`.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        collation = "C" if dialect.name == "postgresql" else None
        return dialect.type_descriptor(Text(collation=collation))

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return value and keepable(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return value and as_it_was(value)


def keepable(text: str) -> str:
    r"""
    Return a text as every database can keep it; `as_it_was` gives it back.

    >>> keepable("a\0b")
    'a\ufffe0000b'
    >>> as_it_was(keepable("\ud800 and \ufffe")) == "\ud800 and \ufffe"
    True
    """
    return _UNKEEPABLE.sub(lambda found: f"{_ESCAPE}{ord(found[0]):04x}", text)


def as_it_was(text: str) -> str:
    if _ESCAPE not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def moment(published: str | None) -> datetime | None:
    """
    Return when something was published, for the order only: a day counts as its midnight UTC.

    >>> moment("2020-05-15T00:00:00+01:00").isoformat()
    '2020-05-14T23:00:00+00:00'
    """
    try:
        at = datetime.fromisoformat(published) if published else None
        return at and (at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None
