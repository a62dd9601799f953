"""The demo is the first thing that a user sees."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def test_the_demo_shows_the_main_job_and_ends_well():
    done = subprocess.run(
        [sys.executable, "-m", "replica.demo"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    shutil.rmtree(PROJECT / "demo-archive", ignore_errors=True)

    assert done.returncode == 0, done.stderr
    assert "40 new" in done.stderr
    assert "6 requests, 6 of them not modified" in done.stderr
    assert "0 new, 1 revised" in done.stderr
    assert "Another name for the same story" in done.stdout
    assert "Pull quotes" in done.stdout
    assert "scrapy crawl iraq_report" in done.stdout
