"""The service: runs what is due, each run as a process of its own, and ends when told to."""

from __future__ import annotations

import signal
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from fortnightly.series.definition import load_definitions
from scheduler import due, next_due

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
IRAQ_REPORT = load_definitions()["iraq_report"]


def test_a_fortnightly_series_is_asked_twice_a_day():
    assert IRAQ_REPORT.cadence.interval == timedelta(hours=12)


NEXT = {
    "complete": (0, timedelta(hours=12)),
    "incomplete": (3, timedelta(hours=1)),
    "locked": (5, timedelta(hours=1)),
    "storage failed": (6, timedelta(hours=1)),
}


@pytest.mark.parametrize(("exit_code", "wait"), NEXT.values(), ids=NEXT)
def test_what_was_not_complete_is_tried_again_sooner(exit_code, wait):
    assert next_due(IRAQ_REPORT, exit_code, NOW) == NOW + wait


DUE = {
    "never scheduled": (None, True),
    "past": (NOW - timedelta(seconds=1), True),
    "now": (NOW, True),
    "to come": (NOW + timedelta(seconds=1), False),
}


@pytest.mark.parametrize(("due_at", "is_due"), DUE.values(), ids=DUE)
def test_a_series_is_due_when_its_time_has_come_or_was_never_set(due_at, is_due):
    assert bool(due([IRAQ_REPORT], {"iraq_report": due_at}.get, NOW)) is is_due


def scheduler(world, *arguments, **settings):
    return world.start(sys.executable, "-m", "scheduler", *arguments, **settings)


def test_once_runs_what_is_due_and_then_nothing(world):
    codes = []
    for _ in range(2):
        with scheduler(world, "--once") as process:
            process.communicate(timeout=180)
        codes.append(process.returncode)

    runs = world.json("runs")
    assert codes == [0, 0]
    assert [(run["trigger"], run["outcome"]) for run in runs] == [("scheduled", "complete")]
    assert len(world.articles) == 12


def test_once_exits_with_what_came_of_the_run(world):
    world.site.fail("/rss", status=500)

    with scheduler(world, "--once") as process:
        process.communicate(timeout=180)

    assert process.returncode == 3


def test_a_wrong_definition_ends_the_service_with_2(world):
    world.define("name = 3")

    with scheduler(world) as process:
        _, err = process.communicate(timeout=180)

    assert process.returncode == 2
    assert "iraq_report.toml" in err


@pytest.mark.long  # it waits as long as the service does: 15 s
def test_the_service_outlives_a_storage_that_fails_and_runs_what_was_due(crawled):
    world = crawled
    file = world.home / "archive.db"
    world.database_url = f"sqlite:///{file}?timeout=0.5"
    with closing(sqlite3.connect(file, isolation_level=None)) as blocker:
        blocker.execute("BEGIN IMMEDIATE")
        with scheduler(world) as process:
            said = iter(process.stderr.readline, "")
            assert any("database is locked" in line and "next try" in line for line in said)
            blocker.execute("ROLLBACK")
            assert any("run ended with 0" in line for line in said)
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=180)

    assert process.returncode == 0
    assert [run["outcome"] for run in world.json("runs")] == ["complete", "complete"]


def test_sigterm_ends_the_service_that_waits(world):
    with scheduler(world) as process:
        assert any("run ended with 0" in line for line in iter(process.stderr.readline, ""))
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=180)

    assert process.returncode == 0
    assert world.json("runs")[0]["outcome"] == "complete"


def test_sigterm_ends_the_run_under_way_cleanly_and_then_the_service(hold):
    world, process = hold(30, 8, sys.executable, "-m", "scheduler")

    process.send_signal(signal.SIGTERM)
    world.site.go_on()
    process.communicate(timeout=180)

    assert process.returncode == 0
    (run,) = world.json("runs")
    assert run["outcome"] == "interrupted"
    assert not list((world.home / "warc").glob("*.open"))
