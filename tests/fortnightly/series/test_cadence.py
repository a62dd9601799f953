"""The slots of a series, and when an article is asked again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from fortnightly.series.calendar import slots
from fortnightly.series.periods import Cadence
from fortnightly.series.recheck import next_check

FORTNIGHT = Cadence(every="P14D", tolerance="P4D")
PAUSED = Cadence(every="P14D", tolerance="P4D", pauses=("2026-01-10/2026-02-05",))
MONTH = Cadence(every="P1M", tolerance="P5D")
TODAY = date(2026, 3, 1)

SERIES = {
    "nothing yet": (FORTNIGHT, [], []),
    "on time": (
        FORTNIGHT,
        ["2026-02-06", "2026-02-20"],
        ["2026-02-06 found", "2026-02-20 found", "2026-03-06 due"],
    ),
    "late, but within the tolerance": (
        FORTNIGHT,
        ["2026-02-06", "2026-02-24"],
        ["2026-02-06 found", "2026-02-20 found", "2026-03-10 due"],
    ),
    "one left out": (
        FORTNIGHT,
        ["2026-01-23", "2026-02-20"],
        ["2026-01-23 found", "2026-02-06 missing", "2026-02-20 found", "2026-03-06 due"],
    ),
    "an extra one in between": (
        FORTNIGHT,
        ["2026-02-13", "2026-02-16", "2026-02-27"],
        ["2026-02-13 found", "2026-02-16 found", "2026-03-02 found", "2026-03-13 due"],
    ),
    "overdue": (
        FORTNIGHT,
        ["2026-02-06"],
        ["2026-02-06 found", "2026-02-20 overdue", "2026-03-06 due"],
    ),
    "long silent": (
        FORTNIGHT,
        ["2026-01-09"],
        [
            "2026-01-09 found",
            "2026-01-23 missing",
            "2026-02-06 missing",
            "2026-02-20 overdue",
            "2026-03-06 due",
        ],
    ),
    "an announced break": (
        PAUSED,
        ["2026-01-02", "2026-02-13"],
        [
            "2026-01-02 found",
            "2026-01-16 excused",
            "2026-01-30 excused",
            "2026-02-13 found",
            "2026-02-27 due",
        ],
    ),
    "monthly, from the last of a month": (
        MONTH,
        ["2025-12-31", "2026-01-31"],
        ["2025-12-31 found", "2026-01-31 found", "2026-02-28 due"],
    ),
}


@pytest.mark.parametrize(("cadence", "days", "expected"), SERIES.values(), ids=SERIES)
def test_the_slots_of_a_series(cadence, days, expected):
    entries = [(date.fromisoformat(day), number) for number, day in enumerate(days, 1)]

    found = list(slots(cadence, entries, TODAY))

    assert [f"{slot.due} {slot.state}" for slot in found] == expected
    assert [slot.article_id for slot in found if slot.article_id] == [n for _, n in entries]


NOW = datetime(2026, 3, 1, tzinfo=UTC)
AGES = {
    "without a date": (None, timedelta(hours=12)),
    "an hour old": ("2026-02-28T23:00:00Z", timedelta(hours=12)),
    "a fortnight old": ("2026-02-15", timedelta(days=3.5)),
    "years old": ("2020-05-15", timedelta(days=90)),
    "of the future": ("2026-04-01", timedelta(hours=12)),
}


@pytest.mark.parametrize(("published", "wait"), AGES.values(), ids=AGES)
def test_an_article_is_asked_again_ever_more_rarely(published, wait):
    assert next_check(published, NOW) == NOW + wait
