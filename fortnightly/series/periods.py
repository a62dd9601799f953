"""Periods, pauses and cadences, read from ISO 8601."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import cached_property

from msgspec import Struct

_DURATION = re.compile(
    r"P(?=\d|T\d)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)
_DAY = r"\d{4}-\d\d-\d\d"
_PAUSE = re.compile(f"({_DAY})/({_DAY})")

RUNS_A_PERIOD = 28  #: so that a fortnightly series is asked twice a day
SHORTEST = timedelta(hours=1)
LONGEST = timedelta(hours=12)  #: a feed may keep an entry for no more than a few days


class Period(Struct, frozen=True):
    """A duration of the calendar: months have no fixed length (ISO 8601, 4.4.2)."""

    months: int = 0
    rest: timedelta = timedelta()

    @classmethod
    def parse(cls, text: str) -> Period:
        """
        Read an ISO 8601 duration. Raises ValueError.

        >>> Period.parse("P14D")
        Period(months=0, rest=datetime.timedelta(days=14))
        >>> Period.parse("P1Y2M")
        Period(months=14, rest=datetime.timedelta(0))
        """
        found = _DURATION.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is no ISO 8601 duration such as P14D, P1M or PT12H")
        part = {name: int(value or 0) for name, value in found.groupdict().items()}
        months = 12 * part.pop("years") + part.pop("months")
        return cls(months, timedelta(**part))

    def after(self, day: date) -> date:
        """
        Return the day that is this period later; the last of a month where it has no such day.

        >>> Period.parse("P1M").after(date(2026, 1, 31))
        datetime.date(2026, 2, 28)
        """
        year, month = divmod(day.year * 12 + day.month - 1 + self.months, 12)
        last = monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last)) + self.rest

    @property
    def about(self) -> timedelta:
        """How long it is, roughly: a month counts 30 days."""
        return timedelta(days=30 * self.months) + self.rest


class Pause(Struct, frozen=True):
    """An announced break, first and last day included."""

    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> Pause:
        """
        Read an interval of days. Raises ValueError.

        >>> Pause.parse("2026-08-01/2026-08-31").last
        datetime.date(2026, 8, 31)
        """
        found = _PAUSE.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is no interval such as 2026-08-01/2026-08-31")
        pause = cls(*map(date.fromisoformat, found.groups()))
        if pause.last < pause.first:
            raise ValueError(f"{text!r} ends before it begins")
        return pause

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


class Cadence(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """How often an entry comes out, how late it may be, and when none does."""

    every: str
    tolerance: str = "P0D"
    pauses: tuple[str, ...] = ()

    @cached_property
    def period(self) -> Period:
        return Period.parse(self.every)

    @cached_property
    def slack(self) -> Period:
        return Period.parse(self.tolerance)

    @property
    def interval(self) -> timedelta:
        """How long after a complete run the next one is due: a 28th of the period, 1 to 12 h."""
        return min(max(self.period.about / RUNS_A_PERIOD, SHORTEST), LONGEST)

    @cached_property
    def breaks(self) -> tuple[Pause, ...]:
        return tuple(map(Pause.parse, self.pauses))
