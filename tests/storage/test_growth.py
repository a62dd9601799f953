"""What an archive costs when it is large: every lookup by an index, and memory that stays."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from building import (
    FEED,
    HOSTS,
    NONE,
    NOW,
    PAGE,
    SERIES,
    article,
    exchange,
    key,
    later,
    only_sqlite,
    reading,
    want,
)
from sqlalchemy import event

from ingest.errors import Failure
from ingest.model import Revised, Unchanged

CALLS = {
    "keep": lambda s: s.keep(exchange(f"{PAGE}/new", b"new"), PAGE),
    "keep the same": lambda s: s.keep(exchange(f"{PAGE}/1")),
    "keep a 304": lambda s: s.keep_revisit(exchange(f"{PAGE}/1", status=304)),
    "pending": lambda s: s.archive.captures.pending(SERIES),
    "get an address": lambda s: s.archive.addresses.get(SERIES, PAGE),
    "wanted": lambda s: s.archive.addresses.wanted(SERIES, later(days=1)),
    "all kept": lambda s: list(s.archive.addresses.all_kept(SERIES)),
    "answered": lambda s: s.archive.addresses.answered(SERIES, PAGE, key(PAGE), NONE, NOW),
    "get a source": lambda s: s.archive.sources.get(SERIES, FEED),
    "note": lambda s: want(s.archive, said="c"),
    "note a new address": lambda s: want(s.archive, f"{PAGE}/newest"),
    "candidates": lambda s: s.archive.articles.candidates(SERIES, reading(article()), HOSTS),
    "candidates by text": lambda s: s.archive.articles.candidates(
        SERIES, reading(article(f"{PAGE}/else", " ".join(map(str, range(99))))), HOSTS
    ),
    "why": lambda s: s.archive.decisions.why(1),
    "doubts": lambda s: s.archive.decisions.doubts(SERIES),
    "merge": lambda s: s.archive.merging.merge(1, [2], NOW),
    "bring up to date": lambda s: list(s.archive.bring_up_to_date("other", HOSTS)),
    "record new": lambda s: s.record(article(f"{PAGE}/newer", "newer"), PAGE),
    "record revised": lambda s: s.record(article(text="else"), decision=Revised(1)),
    "record unchanged": lambda s: s.record(article(text="else"), decision=Unchanged(1)),
    "off series": lambda s: s.archive.articles.off_series(
        s.keep(exchange(f"{PAGE}/off", b"off")), HOSTS, NONE, NOW
    ),
    "gone": lambda s: s.archive.addresses.gone(SERIES, PAGE, key(PAGE), NOW),
    "gone with its answer": lambda s: s.lose(1, exchange(PAGE, b"sorry", status=404)),
    "standing at": lambda s: s.archive.articles.standing_at(SERIES, {key(PAGE)}),
    "difference": lambda s: s.archive.articles.difference(1),
    "list": lambda s: s.archive.articles.list(SERIES),
    "entries": lambda s: list(s.archive.articles.entries(SERIES)),
    "get": lambda s: s.archive.articles.get(1),
    "history": lambda s: s.archive.articles.history(1),
    "newest": lambda s: s.archive.articles.newest(SERIES),
    "count": lambda s: s.archive.articles.count(SERIES),
    "published days": lambda s: s.archive.articles.published_days(SERIES),
    "set aside": lambda s: s.archive.quarantine.set_aside(
        None, series=SERIES, url=PAGE, key=key(PAGE), reason=Failure.GONE, detail="", now=NOW
    ),
    "quarantine": lambda s: s.archive.quarantine.open(SERIES),
    "count quarantine": lambda s: s.archive.quarantine.count(SERIES),
    "runs": lambda s: s.archive.runs.list(SERIES),
    "all runs": lambda s: s.archive.runs.list(),
    "last run": lambda s: s.archive.runs.last(SERIES),
    "recover": lambda s: s.archive.recover("other", NOW),
    "lease": lambda s: s.archive.leases.take(SERIES, NOW),
}
#: Small tables, a few rows of each band, or what asks for all there is: read through rightly.
FEW = ("SCAN source_pages", "SCAN runs", "SCAN quarantine", "SCAN anon_")
#: A lookup by an index that reads through all addresses of a series all the same.
ALL_ADDRESSES = re.compile(r"SEARCH addresses .*\(series=\?\)$")


def plans(engine, call):
    """Return how SQLite carries out each query that a call makes."""
    asked = []

    @event.listens_for(engine, "before_cursor_execute")
    def _listen(_connection, _cursor, statement, parameters, _context, many):
        asked.append((statement, parameters[0] if many else parameters))

    call()
    event.remove(engine, "before_cursor_execute", _listen)
    with engine.connect() as connection:
        for statement, parameters in asked:
            if statement.startswith(("SELECT", "UPDATE", "DELETE")):
                query = f"EXPLAIN QUERY PLAN {statement}"
                for row in connection.exec_driver_sql(query, parameters):
                    yield row[3], statement


@only_sqlite  # which says how it goes; PostgreSQL goes by what is in the tables at the moment
@pytest.mark.parametrize("call", CALLS)
def test_every_lookup_goes_by_an_index(shelf, call):
    for n in range(3):
        shelf.record(article(f"{PAGE}/{n}" if n else PAGE, f"text {n}"), check_at=NOW)
    engine = shelf.archive._database._engine

    found = list(plans(engine, lambda: CALLS[call](shelf)))

    slow = [
        (step, statement)
        for step, statement in found
        if ALL_ADDRESSES.search(step)
        or (step.startswith("SCAN") and "VIRTUAL" not in step and not step.startswith(FEW))
        or "AUTOMATIC" in step
        or ("TEMP B-TREE" in step and "ORDER BY articles." in statement and call != "candidates")
    ]
    assert slow == []


GROWN = """
    import gc, sys, tracemalloc
    sys.path[:0] = [{tests!r}]
    from pathlib import Path
    from building import HOSTS, NOW, PAGE, SERIES, Shelf, article, later, reading
    from storage.archive import open_archive
    home = Path("{home}")
    archive = open_archive("{url}", home)
    shelf = Shelf(archive)
    text = "By the river. " * 150

    def fill(first, last):
        for n in range(first, last):
            made = article(f"{{PAGE}}/{{n}}", f"{{text}} {{n}}")
            archive.articles.candidates(SERIES, reading(made), HOSTS)
            shelf.record(made)

    def peak(first, last):
        gc.collect()
        tracemalloc.start()
        fill(first, last)
        assert sum(1 for _ in archive.articles.entries(SERIES)) == last
        assert sum(1 for _ in archive.addresses.all_kept(SERIES)) == last
        assert archive.addresses.wanted(SERIES, later(days=9)) == []
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    fill(0, 120)
    small = peak(120, 140)
    fill(140, 400)
    print(small, peak(400, 420))
"""


@pytest.mark.long
def test_memory_does_not_grow_with_the_archive(url, home):
    code = textwrap.dedent(GROWN.format(url=url, home=home, tests=str(Path(__file__).parent)))

    printed = subprocess.check_output([sys.executable, "-c", code], text=True)

    small, large = map(int, printed.split())
    assert large < small * 1.15
