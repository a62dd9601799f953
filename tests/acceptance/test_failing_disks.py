"""What fails below us: full disks, locked databases, cut power. Nothing is lost, half or double."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
from contextlib import ExitStack

import pytest

from storage.archive import open_archive

SERIES = "iraq_report"
ENTRIES = 16


class Disk:
    """A small file system of its own."""

    def __init__(self, folder, *options):
        self.folder = folder
        folder.mkdir()
        self._mount("-t", "tmpfs", "-o", ",".join(options), "tmpfs")

    def change(self, *options):
        self._mount("-o", ",".join(("remount", *options)))

    def remove(self):
        subprocess.run(["umount", "--lazy", self.folder], check=True)

    def _mount(self, *arguments):
        done = subprocess.run(
            ["mount", *arguments, self.folder], capture_output=True, text=True, check=False
        )
        if done.returncode:
            pytest.skip(f"needs leave to mount a file system: {done.stderr.strip()}")


@pytest.fixture
def make_disk(tmp_path):
    """Return a function that mounts a small disk; it is gone with the test."""
    if shutil.which("mount") is None:
        pytest.skip("needs the command mount")
    with ExitStack() as stack:

        def make(*options):
            disk = Disk(tmp_path / "disk", *options)
            stack.callback(disk.remove)
            return disk

        yield make


def assert_sound(world):
    done = world.run("fortnightly", "verify")
    assert done.returncode == 0, done.stdout + done.stderr


def assert_complete(world):
    """Run once more: everything is there, once."""
    done = world.crawl()
    assert done.returncode == 0, done.stderr
    assert [one["revision"] for one in world.articles.values()] == [1] * ENTRIES
    assert_sound(world)
    assert not list((world.home / "warc").glob("*.open"))


def on_disk(world, disk, what):
    """Put the database, the WARC files or both on a disk."""
    world.home.mkdir()
    if what == "warc":
        (world.home / "warc").symlink_to(disk.folder)
    elif what == "database":
        world.database_url = f"sqlite:///{disk.folder / 'archive.db'}"
    else:
        world.home.rmdir()
        world.home.symlink_to(disk.folder)


FULL = {
    "for the WARC files": ("warc", "size=64k"),
    "for the database": ("database", "size=600k"),
}
IN_SHORT = {"for the WARC files"}


@pytest.mark.parametrize(
    ("what", "size"),
    [
        pytest.param(*case, id=name, marks=() if name in IN_SHORT else pytest.mark.long)
        for name, case in FULL.items()
    ],
)
def test_a_disk_that_gets_full_ends_the_run_with_6_and_the_next_one_completes(
    make_world, make_disk, what, size
):
    world = make_world(ENTRIES)
    disk = make_disk(size)
    on_disk(world, disk, what)

    done = world.crawl()

    assert done.returncode == 6, done.stderr
    assert "Traceback" not in done.stderr
    assert "no space left" in done.stderr.lower() or "disk is full" in done.stderr
    assert "make room" in done.stderr
    disk.change("size=64m")
    assert_sound(world)
    assert_complete(world)


@pytest.mark.long
def test_a_disk_without_inodes_ends_the_run_with_6_and_the_next_one_completes(
    make_world, make_disk
):
    world = make_world(ENTRIES)
    disk = make_disk("size=64m", "nr_inodes=3")
    on_disk(world, disk, "warc")
    for number in range(2):
        (disk.folder / f"other-{number}").write_bytes(b"")

    done = world.crawl()

    assert done.returncode == 6, done.stderr
    assert "make room" in done.stderr
    assert "Traceback" not in done.stderr
    for number in range(2):
        (disk.folder / f"other-{number}").unlink()
    assert_sound(world)
    assert_complete(world)


@pytest.mark.parametrize("what", ["warc", pytest.param("all", marks=pytest.mark.long)])
def test_a_disk_that_cannot_be_written_ends_the_run_with_6_and_the_next_one_completes(
    make_world, make_disk, what
):
    world = make_world(ENTRIES)
    disk = make_disk("size=64m")
    on_disk(world, disk, what)
    open_archive(f"sqlite:///{world.home / 'archive.db'}", world.home).close()
    disk.change("ro")

    done = world.crawl()

    assert done.returncode == 6, done.stderr
    assert "Traceback" not in done.stderr
    assert "written" in done.stderr
    disk.change("rw")
    assert_sound(world)
    assert_complete(world)


@pytest.mark.long
def test_a_database_that_another_process_keeps_locked_ends_the_run_with_6(hold):
    world, process = hold(
        ENTRIES, 6, FORTNIGHTLY_DATABASE_URL="sqlite:///../home/archive.db?timeout=0.5"
    )
    blocker = sqlite3.connect(world.home / "archive.db", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")

    world.site.go_on()
    _, err = process.communicate(timeout=180)
    blocker.rollback()
    blocker.close()

    assert process.returncode == 6, err
    assert "another process" in err
    assert_sound(world)
    assert_complete(world)


@pytest.mark.long
def test_a_power_cut_that_took_what_the_database_names_is_got_over(hold):
    world, process = hold(ENTRIES, ENTRIES)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    world.site.go_on()
    (file,) = (world.home / "warc").iterdir()
    os.truncate(file, file.stat().st_size * 2 // 3)

    assert world.crawl().returncode in {0, 3}
    lost = world.run("fortnightly", "verify")
    world.run("fortnightly", "verify", "--mend")

    assert set(re.findall(r"  ([a-z]+_[a-z]+)$", lost.stdout, re.MULTILINE)) <= {"record_missing"}
    assert_complete(world)


@pytest.mark.long
def test_a_server_that_cuts_its_connections_loses_nothing(make_world, postgresql, wait_for):
    with postgresql.database() as name:
        world = make_world(ENTRIES, database_url=postgresql.url(name), delay=0.05)
        process = world.start("scrapy", "crawl", SERIES)
        for seen in (4, 8, 12):
            wait_for(lambda seen=seen: len(world.site.log) > seen or process.poll() is not None)
            postgresql.execute(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            )
        _, err = process.communicate(timeout=180)
        world.site.switch(delay=0)

        assert process.returncode in {0, 6}, err
        assert "Traceback" not in err
        assert_sound(world)
        assert_complete(world)
