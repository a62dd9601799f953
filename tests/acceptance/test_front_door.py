"""The command as a process: what it loads, and how it ends when it cannot print."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.archive import open_archive

#: Slow to import, and not needed to answer.
NOT_FOR_HELP = {"sqlalchemy", "alembic", "rich", "lxml", "trafilatura", "scrapy", "dateparser"}
NOT_FOR_HELP |= {"markdown_it", "nh3", "warcio", "rensa", "storage", "psycopg", "apscheduler"}
NOT_FOR_A_LIST = {"scrapy", "trafilatura", "dateparser", "resiliparse", "lxml", "alembic"}
NOT_FOR_A_LIST |= {"markdown_it", "nh3", "psycopg", "apscheduler", "pebble"}
LOADED = """
import atexit, sys
atexit.register(lambda: sys.stderr.write(" ".join({name.split(".")[0] for name in sys.modules})))
sys.argv = ["fortnightly", *sys.argv[1:]]
from fortnightly.cli import main
main()
"""
PAGE = (
    "<html lang='en'><head><title>Città</title><link rel='canonical' href='https://e.org/a'></head>"
    "<body><article><h1>Città</h1>{}</article></body></html>"
)
PARAGRAPH = (
    "<p>The river rose by {} centimetres in the café cellar, and families who live below the"
    " bridge carried what they could to the school on the hill before the night was over.</p>"
)
FORTNIGHTLY = str(Path(sys.executable).with_name("fortnightly"))


@pytest.fixture
def run(tmp_path):
    """Return a function that runs a process in an empty folder."""

    def run_(*command, stdout=subprocess.PIPE, **environment):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("FORTNIGHTLY_")}
        return subprocess.run(
            command,
            env=kept | environment,
            cwd=tmp_path,
            stdout=stdout,
            stderr=subprocess.PIPE,
            timeout=120,
            check=False,
        )

    return run_


@pytest.fixture
def page(tmp_path):
    file = tmp_path / "page.html"
    file.write_text(PAGE.format("".join(PARAGRAPH.format(n) for n in range(1000))), "utf-8")
    return str(file)


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_load_nothing_slow(run, option):
    done = run(sys.executable, "-c", LOADED, option)

    assert done.returncode == 0
    assert b"fortnightly" in done.stdout
    assert set(done.stderr.decode().split()) & NOT_FOR_HELP == set()


@pytest.mark.parametrize("command", [["list", "iraq_report"], ["status"]])
def test_a_command_that_looks_loads_nothing_that_reads_pages(run, command, tmp_path):
    home = tmp_path / "archive"
    open_archive(f"sqlite:///{home / 'archive.db'}", home).close()

    loaded = set(run(sys.executable, "-c", LOADED, *command).stderr.decode().split())

    assert "sqlalchemy" in loaded
    assert loaded & NOT_FOR_A_LIST == set()


def test_a_full_device_ends_with_6_and_a_message(run, page):
    for command in (("--help",), ("read", page, "--json"), ("read", page)):
        with Path("/dev/full").open("wb") as full:
            done = run(FORTNIGHTLY, *command, stdout=full)

        assert done.returncode == 6, command
        assert b"No space left on device" in done.stderr
        assert b"Traceback" not in done.stderr


def test_a_pipe_that_nobody_reads_ends_quietly(run, page):
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        done = run(FORTNIGHTLY, "read", page, "--json", stdout=closed)

    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("locale", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}])
def test_an_output_of_ascii_alone_loses_characters_but_no_text_and_no_json(run, page, locale):
    shown = run(FORTNIGHTLY, "read", page, **locale)
    printed = run(FORTNIGHTLY, "read", page, "--json", **locale)

    assert (shown.returncode, printed.returncode) == (0, 0), shown.stderr
    assert b"The river rose by 999" in b" ".join(shown.stdout.split())
    assert json.loads(printed.stdout)["title"] == "Città"


def test_a_home_that_cannot_be_ends_with_a_message(run):
    done = run(FORTNIGHTLY, "status", FORTNIGHTLY_HOME="/dev/null/home")

    assert done.returncode in {2, 6}
    assert b"/dev/null/home" in done.stderr
    assert b"Traceback" not in done.stderr
