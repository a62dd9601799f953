"""Dates as people write them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


def written(iso: str | None) -> str:
    """
    Return a day, or a moment with its offset; empty for None.

    >>> written("2026-11-07"), written("2020-05-15T00:00:00+01:00")
    ('7 November 2026', '15 May 2020, 00:00 +01:00')
    """
    if iso is None:
        return ""
    at = datetime.fromisoformat(iso)
    return moment(at) if len(iso) > len("2026-11-07") else day(at)


def day(at: date) -> str:
    return f"{at.day} {at:%B %Y}"


def moment(at: datetime) -> str:
    """
    Return a moment to the minute.

    >>> moment(datetime.fromisoformat("2026-11-07T14:23:59+00:00"))
    '7 November 2026, 14:23 UTC'
    """
    offset = at.utcoffset()
    zone = "" if offset is None else " UTC" if offset == timedelta() else f" {at.isoformat()[-6:]}"
    return f"{day(at)}, {at:%H:%M}{zone}"


def minute(at: datetime) -> str:
    """Return a moment in the form of a table: 2026-11-07 14:23."""
    return f"{at:%Y-%m-%d %H:%M}"
