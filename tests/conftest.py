"""A world to crawl in: the replica over HTTP, an archive in a folder, and the real commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

import replica
from fortnightly import cli
from replica import postgres

BIN = Path(sys.executable).parent
PROJECT = Path(__file__).parent.parent
SHIPPED = PROJECT / "crawler" / "series" / "iraq_report.toml"
SERIES = "iraq_report"
#: Commands that read the archive, and do nothing else.
LOOKING = frozenset(
    {"status", "list", "show", "history", "diff", "runs", "quarantine", "search", "calendar"}
    | {"why", "doubts"}
)


class World:
    """One site and one archive; the commands run as a user runs them, in processes."""

    def __init__(
        self, site: replica.Site, address: str, folder: Path, database_url: str | None = None
    ) -> None:
        self.site = site
        self.database_url = database_url  #: None: SQLite, in the folder
        self.address = address
        self.home = folder / "home"
        self.series_dir = folder / "series"
        self.series_dir.mkdir()
        self.define(SHIPPED.read_text("utf-8").replace("https://", "http://"))

    def define(self, text: str, name: str = SERIES) -> Path:
        file = self.series_dir / f"{name}.toml"
        file.write_text(text, "utf-8")
        return file

    @property
    def definition(self) -> str:
        return (self.series_dir / f"{SERIES}.toml").read_text("utf-8")

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        database = {"FORTNIGHTLY_DATABASE_URL": self.database_url} if self.database_url else {}
        return (
            kept
            | database
            | {
                "FORTNIGHTLY_HOME": str(self.home),
                "FORTNIGHTLY_SERIES_DIR": str(self.series_dir),
                "FORTNIGHTLY_DELAY": "0",
                "http_proxy": self.address,
                "SCRAPY_SETTINGS_MODULE": "crawler.settings",
            }
        )

    def entry(self, number: int = 3) -> replica.Entry:
        """Return an entry of the series; by default one that is not in the feed any more."""
        return self.site.newsroom.series()[number]

    def url_of(self, entry: replica.Entry) -> str:
        return self.site.look().url(entry.path)

    def start(self, *command: str, **settings: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [BIN / command[0], *command[1:]],  # an absolute path stays what it is
            env=self.environment | settings,
            cwd=self.series_dir,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
        with self.start(*command, **settings) as process:
            out, err = process.communicate(timeout=180)
        return subprocess.CompletedProcess(command, process.returncode, out, err)

    def crawl(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        self.site.log.clear()
        return self.run("scrapy", "crawl", SERIES, *arguments, **settings)

    def json(self, *command: str) -> list[dict]:
        """
        Run a command of `fortnightly` with --json; return the objects it printed.

        One that only looks runs in this process: a second sooner, and there are hundreds.
        """
        if command[0] in LOOKING:
            printed = self._looked(command)
        else:
            done = self.run("fortnightly", *command, "--json")
            assert done.returncode == 0, done.stderr
            printed = done.stdout
        return [json.loads(line) for line in printed.splitlines()]

    def _looked(self, command: tuple[str, ...]) -> str:
        printed = StringIO()
        with (
            pytest.MonkeyPatch.context() as patch,
            chdir(self.series_dir),
            redirect_stdout(printed),
            redirect_stderr(StringIO()),
        ):
            for name, value in self.environment.items():
                patch.setenv(name, value)
            cli.app([*command, "--json"], standalone_mode=False)
        return printed.getvalue()

    @property
    def last_run(self) -> dict:
        return self.json("runs", SERIES)[0]

    @property
    def articles(self) -> dict[str, dict]:
        """The articles of the archive by address."""
        return {article["url"]: article for article in self.json("list", SERIES)}

    def asked(self) -> list[str]:
        """The addresses that the site was asked for since the last crawl began, in order."""
        return [entry["url"] for entry in self.site.log if "robots.txt" not in entry["url"]]


@pytest.fixture
def make_world(tmp_path):
    """Return a function that makes a world around a site; all of it ends with the test."""
    with ExitStack() as stack:

        def make(
            entries: int = 12,
            *,
            folder: Path = tmp_path,
            database_url: str | None = None,
            site: replica.Site | None = None,
            **switches: object,
        ) -> World:
            site = site or replica.Site(entries, **switches)
            address = stack.enter_context(replica.serve(site))
            return World(site, address, folder, database_url)

        yield make


@pytest.fixture
def world(make_world):
    return make_world()


@pytest.fixture
def crawled(world):
    """A world whose series was crawled once."""
    done = world.crawl()
    assert done.returncode == 0, done.stderr
    return world


@pytest.fixture(scope="session")
def postgresql():
    """A real PostgreSQL; it starts with the first test that needs it."""
    with postgres.serving() as server:
        yield server


@pytest.fixture(scope="session")
def shared():
    """The folder of real pages and feeds beside the project; the test skips where it is absent."""
    folder = PROJECT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"needs the real pages in ../{folder.relative_to(PROJECT.parent)}")
    return folder


def pytest_addoption(parser):
    parser.addoption(
        "--write-rows", action="store_true", help="write tests/acceptance/rows.json anew"
    )
