"""
The archive is the same, row by row, as when its table of hashes was written.

A change that moves code, or makes it quicker, leaves every row as it is. One that means to change
what is kept writes the table anew, and shows in its diff which tables differ:

    python -m pytest tests/acceptance/test_same_rows.py --write-rows
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, select

TABLE = Path(__file__).with_name("rows.json")
#: Clocks, processes and places in a file: no two runs have them in common.
VOLATILE = {
    *("started", "finished", "at", "last_at", "first_seen", "last_seen", "check_at", "gone_since"),
    *("seen", "since", "settled", "asked", "closed", "expires", "due_at", "changed"),
    *("host", "pid", "process_started", "warc", "offset", "length"),
    "payload_digest",  # of the bytes as the replica packs them, which another zlib does otherwise
}
#: A number that a row has of its own: pages are read side by side, so that it differs by luck.
NUMBERED = {"articles": ("url",), "captures": ("url", "digest", "status"), "addresses": ("url",)}
#: Columns that hold such a number, and the table it is of.
LEADS = {
    **dict.fromkeys(("article_id", "other_id", "to_article_id", "into", "origin_id"), "articles"),
    **dict.fromkeys(("capture_id", "gone_capture_id"), "captures"),
    "address_id": "addresses",
}
#: A number of an article, or a clock, within a sentence.
_NUMBER = re.compile(
    r'(?<=article )\d+|(?<=closest is )\d+|(?<=other\\":)\d+|\d{4}-\d\d-\d\d \d\d:\d\d UTC'
)
#: Databases keep the index of words each in its own way.
NOT_OURS = re.compile("alembic|_fts")


def rows(database_url: str) -> dict[str, list[str]]:
    """Return the rows of each table as sorted lines, with names in place of numbers."""
    engine = create_engine(database_url)
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        found = {
            name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for name, table in metadata.tables.items()
            if not NOT_OURS.search(name)
        }
    engine.dispose()
    # What a new article was compared with, and how closely, depends on which came before it.
    for decision in found["decisions"]:
        if decision["verdict"] == "new":
            decision["grounds"] = ""
    names = {
        table: {row["id"]: " ".join(str(row[column]) for column in columns) for row in found[table]}
        for table, columns in NUMBERED.items()
    }
    return {
        table: sorted(_line(table, row, names) for row in kept)
        for table, kept in sorted(found.items())
    }


def _line(table: str, row: dict[str, object], names: dict[str, dict[int, str]]) -> str:
    def told(column: str, value: object) -> object:
        if column in LEADS and value is not None:
            return names[LEADS[column]].get(value, "none")
        return int(value) if isinstance(value, bool) else value

    kept = {
        column: told(column, value)
        for column, value in sorted(row.items())
        if column not in VOLATILE and not (column == "id" and table != "runs")
    }
    return _NUMBER.sub("then", json.dumps(kept, default=str, ensure_ascii=False))


def hashes(database_url: str) -> dict[str, str]:
    return {
        table: f"{len(lines)} rows, {hashlib.sha256(chr(10).join(lines).encode()).hexdigest()}"
        for table, lines in rows(database_url).items()
    }


@contextmanager
def one_processor():
    """Let pages be read one by one: side by side, who is compared with whom depends on luck."""
    all_of_them = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(all_of_them)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, all_of_them)


def crawl(world) -> None:
    """Keep a series through what happens to one: edits, new titles, losses, faults."""
    done = world.crawl()
    assert done.returncode == 0, done.stderr
    world.site.advance(14)
    world.site.publish("What the river left")
    assert world.crawl().returncode == 0
    world.site.edit(world.entry(1).path, 1, "The ministry has since withdrawn its figure.")
    world.site.delete(world.entry(5).path)
    world.site.fail(world.entry(2).path, kind="shrunk")
    assert world.crawl("-a", "recheck=1").returncode == 3  # one page is shrunken
    world.site.mend()
    world.site.advance(1)
    world.site.retitle(world.entry(4).path, "The Iraq Report: Another name", edited=True)
    assert world.crawl().returncode == 0


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def test_the_archive_is_the_same_row_by_row(make_world, database, request):
    if database == "sqlite":
        world = make_world()
        url = f"sqlite:///{world.home / 'archive.db'}"
    else:
        server = request.getfixturevalue("postgresql")
        url = server.url(server.create())
        world = make_world(database_url=url)

    with one_processor():
        crawl(world)
    found = hashes(url)

    if request.config.getoption("--write-rows"):
        TABLE.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    assert found == json.loads(TABLE.read_text("utf-8"))
