"""The demo is the first thing that a user sees, and touches nothing of theirs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
ARCHIVE = PROJECT / "demo-archive"


def demo(folder, **environment):
    return subprocess.run(
        [sys.executable, "-m", "replica.demo"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT), **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def no_archive(one_worker):
    """No demo has run: one that is there is put back afterwards."""
    aside = ARCHIVE.with_name("demo-archive.aside")
    with one_worker("demo-archive"):
        if ARCHIVE.exists():
            ARCHIVE.rename(aside)
        yield
        shutil.rmtree(ARCHIVE, ignore_errors=True)
        if aside.exists():
            aside.rename(ARCHIVE)


@pytest.mark.usefixtures("no_archive")
def test_the_demo_shows_the_main_job_and_stays_in_its_own_folder(tmp_path):
    home = tmp_path / "home"
    database = tmp_path / "of-the-user.db"
    (tmp_path / "fortnightly.toml").write_text(f'database_url = "sqlite:///{database}"', "utf-8")

    done = demo(
        tmp_path,
        FORTNIGHTLY_DATABASE_URL=f"sqlite:///{database}",
        FORTNIGHTLY_HOME=str(home),
        FORTNIGHTLY_DELAY="60",
        http_proxy="http://127.0.0.1:9",
        SCRAPY_SETTINGS_MODULE="no.such.module",
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["fortnightly.toml"]
    assert (ARCHIVE / "archive.db").is_file()
    lines = done.stdout.splitlines()
    assert len(lines) <= 50
    assert max(len(line) for line in lines if "http" not in line) <= 90
    for shown in (
        "complete: 40 new; 46 requests",
        "complete: nothing new; 6 requests, 6 not modified",
        "complete: 1 revised",
        ": sound",
        "{+Another name for+}",
        "2, current",
        "unset FORTNIGHTLY_DATABASE_URL",
        "../.venv/bin/fortnightly show ",
    ):
        assert shown in done.stdout


@pytest.mark.usefixtures("no_archive")
def test_the_demo_removes_no_folder_that_it_did_not_make(tmp_path):
    ARCHIVE.mkdir()
    (ARCHIVE / "notes.txt").write_text("mine", "utf-8")

    done = demo(tmp_path)

    assert done.returncode == 2
    assert "move it away" in done.stdout
    assert (ARCHIVE / "notes.txt").read_text("utf-8") == "mine"
