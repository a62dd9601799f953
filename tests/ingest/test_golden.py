"""The rules do not change without their version; the same bytes give the same article."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec

from ingest.version import RULES
from tests.ingest.golden import COMMAND, pages, reading, table, written

PROJECT = Path(__file__).resolve().parents[2]


def test_whoever_changes_what_is_read_raises_the_version_of_the_rules():
    version, before = written()
    now = table()

    new = [name for name in now if before.get(name, {}).get("page") != now[name]["page"]]
    other = [name for name in now if name not in new and before[name] != now[name]]
    assert not other or version != RULES, (
        f"{', '.join(other)}: read otherwise than before. If that is meant, raise RULES in"
        f" ingest/version.py and write the table anew with: {COMMAND}"
    )
    assert (version, set(before), new) == (RULES, set(now), []), (
        f"the table is of other rules or other pages: write it anew with: {COMMAND}"
    )


def test_the_pages_hold_what_the_rules_are_about():
    read = [msgspec.json.decode(said)[0] for _, page in pages() if (said := reading(page))[0] == 91]

    assert len(read) > 20
    for part in ("authors", "published", "pull_quotes", "related", "trailer", "tags", "lead_image"):
        assert any(article.get(part) for article in read), part
    kinds = {block["type"] for article in read for block in article["body"]}
    assert kinds >= {"paragraph", "heading", "quote", "list", "table", "image"}


READ_ALL = """
import sys
from tests.ingest.golden import pages, reading
found = list(pages())
if sys.argv[1] == "backwards":
    found.reverse()
read = {name: reading(page) for name, page in found}
if sys.argv[1] == "twice":
    read = {name: reading(page) for name, page in found}
for name in sorted(read):
    sys.stdout.buffer.write(name.encode() + b" " + read[name] + b"\\n")
"""


def test_the_same_bytes_give_the_same_article_in_any_order_and_any_process():
    outputs = [
        subprocess.run(
            [sys.executable, "-c", READ_ALL, order],
            cwd=PROJECT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed, order in (("1", "forwards"), ("2", "backwards"), ("3", "twice"))
    ]

    assert outputs[0].count(b"\n") > 25
    assert outputs[1:] == outputs[:1] * 2
