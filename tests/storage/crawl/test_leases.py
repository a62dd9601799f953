"""Leases: one run of a series at a time, whoever dies."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
from datetime import timedelta

import pytest
from building import NOW, SERIES, later

from ingest.errors import LockedError


def child(url, home, code, **more):
    """Start a real process that has the archive open as `archive`."""
    script = f"""
        import sys, time
        from datetime import UTC, datetime, timedelta
        from pathlib import Path
        from ingest.errors import LockedError
        from storage.archive import open_archive
        NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
        archive = open_archive("{url}", Path("{home}"))
    """
    whole = textwrap.dedent(script) + textwrap.dedent(code)
    return subprocess.Popen(
        [sys.executable, "-c", whole],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **more,
    )


HOLD = """
    archive.leases.take("walks", NOW)
    print("taken", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def holder(url, home):
    """Another process on this machine that holds the lease."""
    process = child(url, home, HOLD)
    with process:
        assert process.stdout.readline() == "taken\n"
        yield process
        process.kill()


def change(raw, **values):
    """Let the lease look as if somebody else had it."""
    for name, value in values.items():
        raw.execute(f"UPDATE leases SET {name} = :value", value=value)


def test_a_lease_that_is_held_is_refused_with_its_holder(archive, holder):
    with pytest.raises(LockedError, match=r"since 2026-11-22 10:00:00 UTC") as caught:
        archive.leases.take(SERIES, later(days=9))

    assert f"process {holder.pid} on {socket.gethostname()}" in str(caught.value)


@pytest.mark.usefixtures("holder")
def test_another_series_is_not_held(archive):
    assert archive.leases.take("other", NOW).pid == os.getpid()


def test_a_holder_that_was_killed_is_replaced_at_once(archive, holder):
    holder.send_signal(signal.SIGKILL)
    os.waitid(os.P_PID, holder.pid, os.WEXITED | os.WNOWAIT)  # dead, and not yet reaped

    assert archive.leases.take(SERIES, NOW).pid == os.getpid()

    holder.wait()


def test_a_holder_that_was_killed_and_reaped_is_replaced_at_once(archive, holder):
    holder.kill()
    holder.wait()

    assert archive.leases.take(SERIES, NOW).pid == os.getpid()


@pytest.mark.usefixtures("holder")
def test_a_process_that_only_has_the_number_of_the_holder_holds_nothing(raw, archive):
    change(raw, process_started=1_000_000.0)

    assert archive.leases.take(SERIES, NOW).pid == os.getpid()


def test_a_holder_elsewhere_is_believed_until_its_lease_expires(raw, archive):
    lease = archive.leases.take(SERIES, NOW)
    change(raw, host="elsewhere", pid=1)

    with pytest.raises(LockedError, match="on elsewhere"):
        archive.leases.take(SERIES, lease.expires - timedelta(seconds=1))

    assert archive.leases.take(SERIES, lease.expires).pid == os.getpid()


def test_a_process_cannot_take_what_it_holds(archive):
    archive.leases.take(SERIES, NOW)

    with pytest.raises(LockedError):
        archive.leases.take(SERIES, NOW)


def test_a_renewed_lease_lasts_longer_and_names_its_run(archive):
    lease = archive.leases.take(SERIES, NOW)
    run_id = archive.runs.start(SERIES, "manual", NOW)

    renewed = archive.leases.renew(SERIES, later(minutes=5), run_id=run_id)

    assert renewed.expires == lease.expires + timedelta(minutes=5)
    assert renewed.since == NOW
    assert archive.leases.renew(SERIES, later(minutes=6)).run_id == run_id
    assert archive.leases.get(SERIES).run_id == run_id


def test_a_lease_that_was_lost_cannot_be_renewed(raw, archive):
    archive.leases.take(SERIES, NOW)
    change(raw, host="elsewhere")
    with pytest.raises(LockedError, match="on elsewhere"):
        archive.leases.renew(SERIES, NOW)

    raw.execute("DELETE FROM leases")
    with pytest.raises(LockedError, match="lost"):
        archive.leases.renew(SERIES, NOW)


def test_a_released_lease_is_free(archive):
    archive.leases.take(SERIES, NOW)
    archive.leases.release(SERIES)
    archive.leases.release(SERIES)

    assert archive.leases.get(SERIES) is None
    archive.leases.take(SERIES, NOW)


def test_a_lease_of_another_is_not_released(archive, holder):
    archive.leases.release(SERIES)

    assert archive.leases.get(SERIES).pid == holder.pid


RACE = """
    sys.stdin.readline()
    won = 0
    for n in range(20):
        try:
            archive.leases.take(f"series {n}", NOW)
            won += 1
        except LockedError:
            pass
    print(won, flush=True)
    sys.stdin.readline()
"""


def test_of_processes_that_race_exactly_one_wins(url, home):
    url = url.replace("timeout=0.3", "timeout=60").replace("timeout%3D300", "timeout%3D60000")
    racers = [child(url, home, RACE) for _ in range(3)]
    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()

    won = [int(racer.stdout.readline()) for racer in racers]

    for racer in racers:
        racer.communicate("done\n")
    assert sum(won) == 20
