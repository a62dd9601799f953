"""Commands that only look: on a crawled archive they change nothing, and without one make none."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from contextlib import chdir
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from msgspec import Struct

import replica
from fortnightly import cli
from storage.copying import copying
from tests.conftest import SERIES, World

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = {
    "status": ("status",),
    "status of one": ("status", SERIES, "--json"),
    "list": ("list", SERIES),
    "list whole": ("list", SERIES, "--json"),
    "show": ("show", "1"),
    "show --explain": ("show", "1", "--explain"),
    "history": ("history", "1"),
    "diff": ("diff", "1"),
    "runs": ("runs", "--json"),
    "quarantine": ("quarantine", "--json"),
    "search": ("search", "Iraq"),
    "calendar": ("calendar", SERIES, "--json"),
    "why": ("why", "1"),
    "doubts": ("doubts", "--json"),
    "verify": ("verify", "--json"),
    "reread --dry-run": ("reread", "--dry-run"),
}
every_command = pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)


class Ended(Struct, frozen=True):
    code: int
    out: str
    err: str


class Home:
    """A copy of a crawled archive, and the commands on it, in this process."""

    def __init__(self, home: Path, series_dir: Path, capsys, patch) -> None:
        self.home = home
        self.series_dir = series_dir
        self.database_url = ""
        self._capsys = capsys
        self._patch = patch

    @property
    def file(self) -> Path:
        return self.home / "archive.db"

    def run(self, *command: str) -> Ended:
        settings = {
            "HOME": self.home,
            "SERIES_DIR": self.series_dir,
            "DATABASE_URL": self.database_url,
        }
        for name, value in settings.items():
            self._patch.setenv(f"FORTNIGHTLY_{name}", str(value))
        self._patch.setattr(sys, "argv", ["fortnightly", *command])
        with chdir(self.series_dir), pytest.raises(SystemExit) as end:
            cli.main()
        out, err = self._capsys.readouterr()
        return Ended(end.value.code or 0, out, err)

    def on_disk(self) -> dict[str, tuple[int, bytes]]:
        paths = sorted((self.home.parent, *self.home.parent.rglob("*")))
        return {
            str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
            for path in paths
        }


@pytest.fixture(scope="module")
def once_crawled(tmp_path_factory):
    """A world crawled twice: one article was revised, one page is in quarantine."""
    folder = tmp_path_factory.mktemp("crawled")
    site = replica.Site(12)
    with replica.serve(site) as address:
        world = World(site, address, folder)
        assert world.crawl().returncode == 0
        site.edit(site.newsroom.series()[11].path, text="It was said again.")
        site.fail(world.entry(6).path, kind="challenge")
        assert world.crawl("-a", "recheck=1").returncode == 3
    return world


@pytest.fixture
def crawled(once_crawled, tmp_path, capsys, monkeypatch):
    shutil.copytree(once_crawled.home, tmp_path / "home")
    return Home(tmp_path / "home", once_crawled.series_dir, capsys, monkeypatch)


@pytest.fixture
def nothing(once_crawled, tmp_path, capsys, monkeypatch):
    """A home that is not there."""
    return Home(tmp_path / "home", once_crawled.series_dir, capsys, monkeypatch)


@every_command
def test_a_command_that_only_looks_changes_nothing_on_the_disk(crawled, command):
    before = crawled.on_disk()

    ended = crawled.run(*command)

    assert (ended.code, crawled.on_disk()) == (0, before), ended.err


@every_command
def test_a_command_that_only_looks_makes_no_archive(nothing, command):
    before = nothing.on_disk()

    ended = nothing.run(*command)

    message = f"no archive at {nothing.file} (FORTNIGHTLY_HOME); a crawl makes one\n"
    assert ended == Ended(2, "", message)
    assert nothing.on_disk() == before


@every_command
def test_a_command_that_only_looks_leaves_an_older_archive_to_those_that_write(crawled, command):
    with sqlite3.connect(crawled.file) as database:
        database.execute("UPDATE alembic_version SET version_num = '0004'")
    database.close()
    before = crawled.on_disk()

    ended = crawled.run(*command)

    assert (ended.code, ended.out) == (2, "")
    assert "a crawl or `fortnightly reread` upgrades it" in ended.err
    assert crawled.on_disk() == before


@pytest.fixture(scope="module")
def reader_url(once_crawled, postgresql):
    """The archive on PostgreSQL, for a role that may only SELECT."""
    source = f"sqlite:///{once_crawled.home / 'archive.db'}"
    with postgresql.database() as name:
        with copying(source, postgresql.url(name), datetime.now(UTC)) as copy:
            copy.run()
        postgresql.execute("CREATE ROLE looker LOGIN", name)
        postgresql.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO looker", name)
        yield postgresql.url(name).replace("postgres@", "looker@")
    postgresql.execute("DROP ROLE looker")


@every_command
def test_on_a_server_the_right_to_select_is_enough(crawled, command, reader_url):
    on_file = crawled.run(*command)
    crawled.database_url = reader_url

    assert crawled.run(*command) == on_file


@pytest.mark.parametrize("command", [("status",), ("reread",), ("doubts", "dismiss", "1")])
def test_a_database_of_another_program_is_never_touched(nothing, command):
    nothing.home.mkdir()
    with sqlite3.connect(nothing.file) as database:
        database.execute("CREATE TABLE bookmarks (url)")
    database.close()
    before = nothing.on_disk()

    ended = nothing.run(*command)

    assert (ended.code, ended.out) == (2, "")
    assert "has tables of another program (bookmarks)" in ended.err
    assert nothing.on_disk() == before


def test_a_crawl_does_not_touch_a_database_of_another_program(world):
    world.home.mkdir()
    file = world.home / "archive.db"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE articles (title)")
    database.close()
    before = file.read_bytes(), file.stat().st_mtime_ns

    done = world.crawl()

    assert (done.returncode, world.site.log) == (2, [])
    assert "has tables of another program (articles)" in done.stderr
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    assert list(world.home.iterdir()) == [file]


@pytest.fixture
def undefined(crawled):
    """A crawled archive whose series has no definition any more."""
    with sqlite3.connect(crawled.file) as database:
        for table in ("articles", "runs", "captures", "addresses", "quarantine", "decisions"):
            database.execute(f"UPDATE {table} SET series = 'old_walks'")
    database.close()
    return crawled


def test_a_series_without_a_definition_stays_in_status(undefined):
    lines = undefined.run("status", "--json").out
    (one,) = (line for line in json.loads(lines) if line["series"] == "old_walks")

    assert {key: one[key] for key in ("title", "next_due", "overdue", "missing", "defined")} == {
        "title": "old_walks",
        "next_due": None,
        "overdue": False,
        "missing": 0,
        "defined": False,
    }
    assert one["entries"] == 12
    assert json.loads(undefined.run("status", "old_walks", "--json").out) == one
    assert "no definition" in undefined.run("status").out
    assert undefined.run("status", "old_walks", "--check").code == 0


@pytest.mark.parametrize(
    "command",
    [
        ("list", "old_walks", "--json"),
        ("runs", "old_walks", "--json"),
        ("search", "Iraq", "--json"),
        ("quarantine", "old_walks", "--json"),
        ("verify", "old_walks"),
    ],
)
def test_a_series_without_a_definition_is_listed_like_any_other(undefined, command):
    ended = undefined.run(*command)

    assert ended.code == 0
    assert len(ended.out.splitlines()) > 0
    assert ("old_walks: no definition" in ended.err) == ("old_walks" in command)


def test_a_series_that_is_neither_defined_nor_held_is_wrong_usage(undefined):
    for command in ("status", "list", "runs", "quarantine", "verify", "doubts"):
        assert undefined.run(command, "nobody").code == 2
