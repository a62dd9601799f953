"""Dates of articles as moments, for their order."""

from __future__ import annotations

from datetime import UTC, datetime


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
