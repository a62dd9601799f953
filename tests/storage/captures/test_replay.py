"""What we keep, others can show: pywb replays our files, revisits included."""

from __future__ import annotations

import json
import subprocess
import textwrap
from pathlib import Path

import pytest
from building import PAGE, exchange, later

#: An environment of its own, which `make test` prepares.
REPLAY_PYTHON = Path(__file__).parents[3] / ".venv-replay" / "bin" / "python"
#: Runs where pywb may patch sockets and warn as it likes.
REPLAY = """
    from gevent import monkey; monkey.patch_all()
    import glob, json, sys
    from pywb.apps.frontendapp import FrontEndApp
    from pywb.manager.manager import main
    from werkzeug.test import Client

    main(["init", "ours"])
    main(["add", "ours", *glob.glob(sys.argv[1])])
    client = Client(FrontEndApp(custom_config={}))
    for address in sys.argv[2:]:
        page = client.get(f"/ours/{address}")
        said = [page.status_code, page.headers.get("Memento-Datetime"), page.get_data(as_text=True)]
        print("shown", json.dumps(said))
"""
DAYS = {0: "Sun, 22 Nov", 1: "Mon, 23 Nov", 2: "Tue, 24 Nov", 3: "Wed, 25 Nov"}


@pytest.fixture
def files(shelf, home):
    """A page that is there, twice the same, then changed; its feed, and a redirect to it."""
    moved = exchange("http://example.org/one", b"", status=301, headers=(("Location", PAGE),))
    shelf.keep(exchange(PAGE, b"By the river.", coding="gzip"), moved.url, hops=(moved,))
    shelf.keep(exchange(PAGE, b"By the river.", coding="gzip", at=later(days=1)), moved.url)
    shelf.record_latest()
    shelf.keep_revisit(exchange(PAGE, b"", status=304, at=later(days=2)))
    shelf.keep(exchange(PAGE, "Über die Brücke.".encode(), at=later(days=3)))
    shelf.keep(exchange("https://www.example.org/feed?page=1", b"<rss/>"), kind="feed")
    shelf.warc.close()
    return home / "warc" / "*.warc.gz"


@pytest.mark.skipif(not REPLAY_PYTHON.exists(), reason="needs pywb: `make test` prepares it")
def test_pywb_shows_every_page_as_it_was_on_its_day(files, tmp_path):
    at = [f"2026112{2 + day}100000id_/{PAGE}" for day in DAYS]
    others = [
        "20261122100000id_/https://www.example.org/feed?page=1",
        "20261122100000id_/http://example.org/one",
        "20261122100000id_/https://www.example.org/nothing",
    ]
    command = [REPLAY_PYTHON, "-c", textwrap.dedent(REPLAY), str(files), *at, *others]

    printed = subprocess.run(
        command, cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout
    shown = [json.loads(line[6:]) for line in printed.splitlines() if line.startswith("shown ")]
    *pages, feed, moved, nothing = shown

    river, bridge = "By the river.", "Über die Brücke."
    assert pages == [
        [200, f"{DAYS[day]} 2026 10:00:00 GMT", text]
        for day, text in enumerate([river, river, river, bridge])
    ]
    assert feed[::2] == [200, "<rss/>"]
    assert moved[0] == 301
    assert nothing[0] == 404
