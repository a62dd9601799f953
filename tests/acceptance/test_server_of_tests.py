"""The PostgreSQL that the tests start is gone when they are, however they end."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

SERVING = """
from replica import postgres
with postgres.serving() as server:
    print(server.url("postgres"), flush=True)
    {then}
"""
ENDS = {
    "killed": "import os; os.kill(os.getpid(), 9)",
    "failed": "raise SystemExit(1)",
    "done": "pass",
}


@pytest.mark.parametrize("then", ENDS.values(), ids=ENDS)
def test_nothing_of_a_server_is_left_by_whoever_started_it(then):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SERVING.format(then=then)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    url = done.stdout.strip()

    assert url.startswith("postgresql://")
    end = time.monotonic() + 30
    while servers_of(url):
        assert time.monotonic() < end, "it is still there"
        time.sleep(0.1)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def servers_of(url):
    """Return the processes of a server whose sockets are in this folder, and the folder."""
    folder = Path(psycopg.conninfo.conninfo_to_dict(url)["host"])
    commands = (one.info["cmdline"] or () for one in psutil.process_iter(["cmdline"]))
    return [one for one in commands if any(str(folder) in word for word in one)] + [
        one for one in (folder,) if one.exists()
    ]
