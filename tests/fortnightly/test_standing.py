"""What raises an alarm of a series, and what does not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from fortnightly.series.calendar import Slot
from fortnightly.series.periods import Cadence
from fortnightly.tasks.standing import Standing, alarms
from storage.records import CrawlRunRecord, SourceReport

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
FORTNIGHT = Cadence("P14D")


def run(outcome="complete", ago=timedelta(hours=1), **more):
    return CrawlRunRecord(
        **{
            "id": 7,
            "series": "walks",
            "trigger": "manual",
            "started": NOW - ago,
            "finished": NOW - ago,
            "outcome": outcome,
            "exit_code": 0,
            "sources": (),
            "failures": (),
            **dict.fromkeys(("requests", "not_modified", "new", "revised", "unchanged"), 0),
            **dict.fromkeys(("duplicates", "quarantined"), 0),
        }
        | more
    )


def raised(*states, last=None, complete=None, strict=False):
    slots = tuple(Slot(date(2026, 11, 20 + n), state) for n, state in enumerate(states))
    found = Standing(slots=slots, last_ended=last, last_complete=complete)
    return list(alarms(found, FORTNIGHT, NOW, strict=strict))


def test_a_series_that_is_well_raises_nothing():
    assert raised("found", "excused", "missing", "due", last=run(), complete=run()) == []


def test_each_rule_gives_its_own_reason():
    feed = SourceReport(kind="feed", url="https://e.org/", status="failed", failure="dns")

    assert raised("overdue", last=run(), complete=run()) == ["the entry due 2026-11-20 is overdue"]
    assert raised() == ["no run has ended yet"]
    assert raised(last=run("incomplete", sources=(feed,), quarantined=2), complete=run()) == [
        "run 7 was incomplete (feed: dns, 2 in quarantine)"
    ]


def test_missing_entries_count_only_if_strict():
    states = ("missing", "excused", "missing", "due")

    assert raised(*states, last=run(), complete=run()) == []
    assert raised(*states, last=run(), complete=run(), strict=True) == [
        "entries are missing: 2026-11-20, 2026-11-22"
    ]


@pytest.mark.parametrize(("hours", "count"), [(24, 0), (25, 1)])
def test_no_complete_run_for_twice_the_interval_is_a_reason(hours, count):
    found = raised(last=run(), complete=run(ago=timedelta(hours=hours)))

    assert len(found) == count
    assert all("no complete run since 2026-11-27 11:00 UTC" in one for one in found)
