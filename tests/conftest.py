"""A world to crawl in: the replica over HTTP, an archive in a folder, and the real commands."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack, chdir, contextmanager, redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from threading import Event, Semaphore

import hypothesis
import pytest

import replica
from fortnightly import cli
from replica import postgres

BIN = Path(sys.executable).parent
PROJECT = Path(__file__).parent.parent
SHIPPED = PROJECT / "crawler" / "series" / "iraq_report.toml"
SERIES = "iraq_report"
#: Commands of `fortnightly` that start runs, which need a process each.
STARTING_RUNS = {"crawl", "schedule"}
#: Seconds after which something that has not happened never will, on the busiest machine.
PATIENCE = 180

# The same examples in every run; `make fuzz` looks for new ones.
hypothesis.settings.register_profile(
    "same", derandomize=True, database=None, deadline=None, max_examples=50
)
hypothesis.settings.register_profile("fuzz", deadline=None, max_examples=2_000, print_blob=True)
hypothesis.settings.load_profile("same")


class World:
    """
    One site and one archive, and the commands as a user runs them.

    `start` always starts a process. `run` does, except for what `fortnightly` does by itself: that
    runs in this process, which is a second quicker.
    """

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
        if command[0] == "fortnightly" and command[1] not in STARTING_RUNS:
            return self._run_here(command, settings)
        with self.start(*command, **settings) as process:
            out, err = process.communicate(timeout=PATIENCE)
        return subprocess.CompletedProcess(command, process.returncode, out, err)

    def _run_here(
        self, command: tuple[str, ...], settings: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        out, err = (
            TextIOWrapper(BytesIO(), "utf-8", errors, write_through=True)
            for errors in ("strict", "backslashreplace")
        )
        with (
            pytest.MonkeyPatch.context() as patch,
            chdir(self.series_dir),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            patch.setattr(sys, "argv", list(command))
            for name, value in (self.environment | settings).items():
                patch.setenv(name, value)
            try:
                cli.main()
                code = 0
            except SystemExit as end:
                code = end.code or 0
        printed, complaints = (stream.buffer.getvalue().decode() for stream in (out, err))
        return subprocess.CompletedProcess(command, code, printed, complaints)

    def crawl(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        self.site.log.clear()
        return self.run("scrapy", "crawl", SERIES, *arguments, **settings)

    def json(self, *command: str) -> list[dict]:
        """Run a command of `fortnightly` with --json; return the objects it printed."""
        done = self.run("fortnightly", *command, "--json")
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def keep(self, folder: Path) -> None:
        """Copy the site, the definitions and the archive into a folder that does not exist yet."""
        unfinished = folder.with_suffix(".unfinished")
        shutil.copytree(self.home, unfinished / "home")
        shutil.copytree(self.series_dir, unfinished / "series")
        (unfinished / "site").write_bytes(pickle.dumps(self.site))
        unfinished.rename(folder)

    def take_over(self, folder: Path) -> None:
        """Start from the archive and the definitions that `keep` copied."""
        shutil.copytree(folder / "home", self.home)
        shutil.copytree(folder / "series", self.series_dir, dirs_exist_ok=True)

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


class HeldSite(replica.Site):
    """Answers some requests, and the others when it is let go on."""

    def __init__(self, entries: int, answers: int) -> None:
        super().__init__(entries)
        self._answers = Semaphore(answers)
        self._going_on = Event()

    def answer(self, url):
        if not self._answers.acquire(blocking=False):
            self._going_on.wait(PATIENCE)
        return super().answer(url)

    def go_on(self) -> None:
        self._going_on.set()


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


@pytest.fixture(scope="session")
def of_all_workers(tmp_path_factory):
    """A folder that all workers of this session share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def alone(file: Path):
    """Let one process at a time in; the others wait."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def crawl_once(world: World) -> None:
    done = world.crawl()
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def one_worker(of_all_workers):
    """Return a function from a name to a context that one worker at a time is in."""
    return lambda name: alone(of_all_workers / f"{name}.lock")


@pytest.fixture
def begin(make_world, of_all_workers, tmp_path):
    """
    Return a function that makes a world as some steps leave it, in an SQLite archive.

    The steps are a function of a module, by default a first crawl. They are played once a session;
    every test that begins with them gets a copy of the site, the definitions and the archive.
    """

    def begin(play=crawl_once, entries: int = 12, **switches: object) -> World:
        name = f"{play.__module__}.{play.__qualname__} {entries} {sorted(switches.items())}"
        kept = of_all_workers / f"world-{hashlib.sha256(name.encode()).hexdigest()[:16]}"
        with alone(kept.with_suffix(".lock")):
            if not kept.exists():
                first = tmp_path / "first"
                first.mkdir()
                played = make_world(entries, folder=first, **switches)
                play(played)
                played.keep(kept)
        world = make_world(site=pickle.loads((kept / "site").read_bytes()))
        world.take_over(kept)
        return world

    return begin


@pytest.fixture
def world(make_world):
    return make_world()


@pytest.fixture
def crawled(begin):
    """A world whose series was crawled once."""
    return begin()


@pytest.fixture
def hold(make_world, wait_for):
    """
    Return a function that makes a world with a run under way, and gives that process too.

    Its site has answered some requests, and answers no more before `world.site.go_on()`.
    """
    sites = []

    def hold(entries: int, answers: int, *command: str, database_url=None, **settings: str):
        sites.append(HeldSite(entries, answers))
        world = make_world(site=sites[-1], database_url=database_url)
        process = world.start(*(command or ("scrapy", "crawl", SERIES)), **settings)
        wait_for(lambda: len(world.site.log) >= answers or process.poll() is not None)
        assert process.poll() is None, process.communicate()
        return world, process

    yield hold
    for site in sites:
        site.go_on()


@pytest.fixture(scope="session")
def postgresql():
    """A real PostgreSQL; it starts with the first test that needs it."""
    with postgres.serving() as server:
        yield server


@pytest.fixture(scope="session")
def wait_for():
    """Return a function that waits until a condition holds."""

    def wait_for(condition) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, "it did not happen"
            time.sleep(0.02)

    return wait_for


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
