"""Readers in worker processes: what a page does to its worker, it does to nobody else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from ingest import pool as pool_module
from ingest.errors import BadContent
from ingest.model import Page, Rules
from ingest.pool import Readers
from tests.building import ONE, THREE, TWO, page, paragraphs

PROJECT = Path(__file__).resolve().parents[2]
URL = "https://www.example.org/a"
GOOD = Page(url=URL, body=page(paragraphs(ONE, TWO, THREE)).encode())
HEAVY = Page(url=URL, body=page(paragraphs(*[f"{ONE} {i}" for i in range(9_000)])).encode())


@pytest.fixture(scope="module")
def readers():
    with Readers(workers=2) as running:
        yield running


def test_pages_are_read_side_by_side(readers):
    futures = [readers.submit(GOOD, Rules()) for _ in range(8)]
    assert {future.result().article.title for future in futures} == {"The canal fills again"}


def test_a_page_that_cannot_be_read_fails_with_its_own_error(readers):
    error = readers.submit(Page(url=URL, body=b""), Rules()).exception()
    assert isinstance(error, BadContent)
    assert error.url == URL


def test_a_page_that_takes_too_long_is_given_up():
    with Readers(workers=1, timeout=0.2) as hasty:
        hasty.submit(GOOD, Rules()).exception()  # the worker loads what it needs
        error = hasty.submit(HEAVY, Rules()).exception()
    assert isinstance(error, BadContent)
    assert "too long" in error.detail


def test_a_page_that_takes_too_much_memory_is_given_up():
    with Readers(workers=1, memory=80 * 1024**2) as poor:
        error = poor.submit(HEAVY, Rules()).exception()
    assert isinstance(error, BadContent)


def test_pages_not_read_when_the_pool_closes_are_cancelled():
    readers = Readers(workers=1)
    futures = [readers.submit(HEAVY, Rules()) for _ in range(5)]
    readers.close()
    assert futures[-1].cancelled()


def test_importing_the_pool_loads_nothing_heavy():
    light = "ingest.pool, ingest.identity.identify, ingest.quality.membership"
    code = f"import sys, {light}; print(*sys.modules)"
    loaded = _python(code).stdout.split()
    assert not {"trafilatura", "lxml", "dateparser"} & set(loaded)


def test_ctrl_c_makes_no_noise_in_the_workers():
    code = f"""
        import signal, time
        from ingest.model import Page, Rules
        from ingest.pool import Readers
        if __name__ == "__main__":
            signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background
            readers = Readers(workers=1)
            readers.submit(Page(url="https://www.example.org/", body=b""), Rules()).exception()
            try:
                print("ready", flush=True)
                time.sleep({60})
            except KeyboardInterrupt:
                readers.close()
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    os.killpg(process.pid, signal.SIGINT)
    _, noise = process.communicate(timeout=180)
    assert (process.returncode, noise) == (0, "")


def _python(code):
    return subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )


def test_the_limits_are_sane():
    assert pool_module.TIMEOUT == 60
    assert pool_module.MEMORY >= 1024**3
