"""The wheel, installed into an environment of its own: everything works from any folder."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

PROJECT = Path(__file__).parents[2]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


def finished(*command, **options):
    return subprocess.run(
        [str(word) for word in command], check=False, capture_output=True, text=True, **options
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = ("wheel", "--no-deps", "--no-index", "--no-build-isolation", "-w", folder)
    done = finished(*PIP, *build, PROJECT)
    assert done.returncode == 0, done.stderr
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of the commands in an environment that has the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    done = finished(*PIP, "--python", python, "install", "--no-index", "--no-deps", wheel)
    assert done.returncode == 0, done.stderr
    (site_packages,) = folder.glob("lib/python*/site-packages")
    # a path in a .pth file: of what is there, the editable install of this checkout does not count
    (site_packages / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return folder / "bin"


@pytest.fixture
def run(world, installed, tmp_path):
    """Return a function that runs a command of the wheel in an empty folder."""
    empty = tmp_path / "empty"
    empty.mkdir()

    def start(command, *arguments, **settings):
        environment = {
            name: value
            for name, value in (world.environment | settings).items()
            if name not in {"SCRAPY_SETTINGS_MODULE", "PYTHONPATH"} or name in settings
        }
        return finished(installed / command, *arguments, env=environment, cwd=empty)

    start.folder = empty
    return start


def test_the_wheel_holds_nothing_of_a_general_name(wheel):
    with ZipFile(wheel) as archive:
        top = {name.split("/")[0] for name in archive.namelist()}

    (info,) = (name for name in top if name.endswith(".dist-info"))
    assert top - {info} == {"crawler", "fortnightly", "ingest", "storage", "scheduler.py"}


def test_it_crawls_serves_and_lists_from_an_empty_folder(run):
    crawled = run("fortnightly", "crawl", "iraq_report")
    assert crawled.returncode == 0, crawled.stderr
    served = run("fortnightly", "schedule", "--once")
    assert served.returncode == 0, served.stderr

    listed = run("fortnightly", "list", "iraq_report", "--json")
    runs = run("fortnightly", "runs", "--json")
    assert len(listed.stdout.splitlines()) == 12
    assert [line.count('"complete"') for line in runs.stdout.splitlines()] == [1, 1]
    assert '"trigger":"scheduled"' in runs.stdout.splitlines()[0]
    assert list(run.folder.iterdir()) == []


def test_it_runs_beside_modules_and_a_project_of_the_same_names(run):
    for name in ("crawler", "ingest", "storage"):
        (run.folder / name).mkdir()
        (run.folder / name / "__init__.py").write_text("raise SystemExit('not ours')")
    (run.folder / "scheduler.py").write_text("raise SystemExit('not ours')")
    (run.folder / "scrapy.cfg").write_text("[settings]\ndefault = crawler.other\n")

    assert run("fortnightly", "crawl", "iraq_report").returncode == 0
    assert run("fortnightly", "schedule", "--once").returncode == 0


@pytest.mark.parametrize("name", ["crawler", "scheduler"])
@pytest.mark.parametrize("command", [("crawl", "iraq_report"), ("schedule", "--once")])
def test_a_module_of_another_project_is_named(run, name, command):
    stranger = run.folder / f"{name}.py"
    stranger.write_text("")

    done = run("fortnightly", *command, PYTHONPATH=str(run.folder))

    assert done.returncode == 2
    assert f"module {name} is {stranger}, not fortnightly's" in done.stderr


@pytest.mark.parametrize("name", ["ingest", "storage"])
def test_a_module_that_every_command_needs_is_named_too(run, name):
    stranger = run.folder / f"{name}.py"
    stranger.write_text("")

    done = run(
        "python", "-P", "-m", "fortnightly", "list", "iraq_report", PYTHONPATH=str(run.folder)
    )

    assert done.returncode == 2
    assert f"module {name} is {stranger}, not fortnightly's" in done.stderr


@pytest.mark.parametrize("arguments", [(), ("nowhere",)])
def test_a_crawl_without_a_series_that_is_there_names_those_there_are(run, arguments):
    done = run("fortnightly", "crawl", *arguments)

    assert done.returncode == 2
    assert "there are: iraq_report" in done.stderr


def test_options_reach_the_run(run):
    done = run("fortnightly", "crawl", "iraq_report", "-a", "since=yesterday")

    assert done.returncode == 2
    assert "since=yesterday is no day" in done.stderr


def test_only_the_series_that_are_named_are_served(run):
    done = run("fortnightly", "schedule", "--once", FORTNIGHTLY_SERIES="elsewhere")

    assert done.returncode == 2
    assert "FORTNIGHTLY_SERIES: no series is named elsewhere" in done.stderr
