"""When to ask for a known article again: ever more rarely, as it ages. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_SOONEST = timedelta(hours=12)
_LATEST = timedelta(days=90)


def next_check(published: str | None, now: datetime) -> datetime:
    """
    Return when to ask again: after a quarter of the article's age, 12 hours to 90 days.

    `published` is the ISO 8601 text of the article; without one it counts as new.

    >>> next_check("2026-05-01", datetime(2026, 5, 9, tzinfo=UTC)).isoformat()
    '2026-05-11T00:00:00+00:00'
    """
    return now + min(max(_age(published, now) / 4, _SOONEST), _LATEST)


def _age(published: str | None, now: datetime) -> timedelta:
    if published is None:
        return timedelta()
    moment = datetime.fromisoformat(published)
    return now - (moment if moment.tzinfo else moment.replace(tzinfo=UTC))
