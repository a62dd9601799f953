"""
Full-text search in a large archive, on SQLite and on PostgreSQL, snippets included.

``python -m benchmarks.searching [--articles N] [--times N] [--json]``. The articles are generated,
of about 300 words, which come as often as words of a natural language do (Zipf's law). Both
databases hold the same ones, are asked the same in turn, and must find the same. Beside ten typical
queries there are harder ones, which are no part of the figures of all.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from sqlalchemy import insert

from ingest.model import Article, Paragraph
from replica import postgres
from storage.archive import open_archive
from storage.engines import dialects
from storage.search import index
from storage.tables.articles import ArticleRow, RevisionRow
from storage.tables.crawl import CaptureRow, RunRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Connection

SERIES = "walks"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = 50_000
LENGTH = 300
BATCH = 1_000
_COUNTS = (
    *("requests", "not_modified", "new", "revised", "unchanged", "duplicates", "quarantined"),
)
NAME = "al-Wadirun"  #: in one of a hundred articles
BEFORE, SINCE = "Formerly", "Nowadays"  #: in every other article of the older half, of the newer


class Asked(NamedTuple):
    """A query, and how many milliseconds it took each time."""

    what: str
    words: str
    hits: int
    took: list[float]


def vocabulary() -> list[str]:
    """Return words that can be told apart, the most frequent first; these are the short ones."""
    letters = [f"{one}{other}" for one in "bdfghklmnprstvz" for other in "aeiou"]
    made: list[str] = letters[:]
    for start in made:
        if len(made) >= WORDS:
            break
        made += [f"{start}{end}" for end in letters]
    return made[:WORDS]


def articles(count: int) -> Iterator[Article]:
    chance = random.Random(1)
    words = vocabulary()
    shares = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    for number in range(count):
        said = chance.choices(words, cum_weights=shares, k=LENGTH + 28)
        if number % 100 == 0:
            said[chance.randrange(28, len(said))] = NAME
        if number % 2:
            said[chance.randrange(28, len(said))] = BEFORE if number < count / 2 else SINCE
        yield Article(
            url=f"https://www.example.org/{number}",
            title=" ".join(said[:8]).capitalize(),
            standfirst=" ".join(said[8:28]).capitalize() + ".",
            body=tuple(
                Paragraph(" ".join(said[start : start + 75]).capitalize() + ".")
                for start in range(28, len(said), 75)
            ),
        )


def queries() -> dict[str, str]:
    words = vocabulary()
    return {
        "a word of most articles": words[9],
        "a word of every fifth": words[150],
        "a rare word": words[30_000],
        "two frequent words": f"{words[20]} {words[35]}",
        "a frequent and a rare word": f"{words[5]} {words[20_000]}",
        "three words": f"{words[80]} {words[300]} {words[700]}",
        "a phrase of frequent words": f"{words[12]}-{words[4]}",
        "a name with a hyphen": NAME,
        "a word begun": f"{words[60]} {words[1_500][:3]}*",
        "a word that is not there": "xyzzy",
    }


def harder() -> dict[str, str]:
    """Return queries that an index of words alone answers by reading much."""
    words = vocabulary()
    return {
        "a word of all articles": words[0],
        "three words of all articles": " ".join(words[:3]),
        "a frequent word of the older half": BEFORE,
        "one of the older, one of the newer half": f"{BEFORE} {SINCE}",
        "a phrase of the two most frequent words": "-".join(words[:2]),
        "a phrase of three frequent words": "-".join(words[:3]),
        "a phrase of five frequent words": "-".join(words[:5]),
        "a phrase of a frequent and a rare word": f"{words[3]}-{words[20_000]}",
        "a word begun with one letter": f"{words[60][0]}*",
        "a phrase begun with one letter": f"{words[12]}-{words[60][0]}*",
    }


def fill(url: str, home: Path, count: int) -> None:
    """Write the articles past the front door: of a page, nothing but its text is needed here."""
    open_archive(url, home).close()
    engine = dialects.connect(url)
    with dialects.writing(engine).begin() as db:
        run = dict.fromkeys(_COUNTS, 0)
        named = {"id": 1, "series": SERIES, "trigger": "manual", "started": NOW}
        db.execute(insert(RunRow), named | run | {"sources": "[]", "failures": "[]"})
        db.execute(insert(CaptureRow), _capture())
        _without_index(db)
    page: list[Article] = []
    for number, one in enumerate(articles(count), 1):
        page.append(one)
        if len(page) == BATCH or number == count:
            with dialects.writing(engine).begin() as db:
                first = number - len(page) + 1
                db.execute(insert(ArticleRow), [_row(first + n, a) for n, a in enumerate(page)])
                db.execute(
                    insert(RevisionRow), [_revision(first + n, a) for n, a in enumerate(page)]
                )
                for n, made in enumerate(page):
                    index.index(db, first + n, index.parts(made))
            page = []
    with dialects.writing(engine).begin() as db:
        _with_index(db)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.exec_driver_sql("ANALYZE")
    engine.dispose()


def _without_index(db: Connection) -> None:
    """Take the index of words away while the table is filled: made at the end, it comes sooner."""
    if db.dialect.name == "postgresql":
        db.exec_driver_sql("DROP INDEX ix_articles_fts_words")


def _with_index(db: Connection) -> None:
    if db.dialect.name == "postgresql":
        db.exec_driver_sql(index.INDEX_OF_WORDS)


def _capture() -> dict[str, object]:
    text = dict.fromkeys(["url", "content_type", "digest", "payload_digest", "warc"], "")
    whole = {"id": 1, "run_id": 1, "status": 200, "offset": 0, "length": 0, "times": 1}
    its = {"series": SERIES, "kind": "article", "addresses": "[]", "at": NOW, "last_at": NOW}
    return text | whole | its | {"outcome": "new"}


def _row(id_: int, one: Article) -> dict[str, object]:
    said = {"url": one.url, "title": one.title, "word_count": LENGTH, "revision": 1}
    digests = {"digest": one.digest, "text_digest": one.text_digest}
    return {"id": id_, "series": SERIES, "first_seen": NOW, "last_seen": NOW} | said | digests


def _revision(id_: int, one: Article) -> dict[str, object]:
    digests = {"digest": one.digest, "text_digest": one.text_digest}
    its = {"article_id": id_, "number": 1, "seen": NOW, "capture_id": 1} | digests
    document = {"document": msgspec.json.encode(one).decode(), "evidence": "[]"}
    return its | document | {"extractor": "", "rules": ""}


def ask(
    searches: Mapping[str, Callable[[str], list[object]]], times: int
) -> dict[str, list[Asked]]:
    """Ask each query of each database in turn; fail if they do not find the same."""
    took: dict[str, list[Asked]] = {kind: [] for kind in searches}
    for what, words in (queries() | harder()).items():
        found = {kind: search(words) for kind, search in searches.items()}
        assert len({msgspec.json.encode(one) for one in found.values()}) == 1, what
        for kind, hits in found.items():
            took[kind].append(Asked(what, words, len(hits), []))
        for _ in range(times):
            for kind, search in searches.items():
                began = perf_counter()
                search(words)
                took[kind][-1].took.append((perf_counter() - began) * 1000)
    return took


def measure(count: int, times: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        home = Path(folder)
        server = stack.enter_context(postgres.serving())
        name = stack.enter_context(server.database())
        searches = {}
        filled = {}
        for kind, url in {
            "sqlite": f"sqlite:///{home / 'archive.db'}",
            "postgresql": server.url(name),
        }.items():
            began = perf_counter()
            fill(url, home, count)
            filled[kind] = round(perf_counter() - began, 1)
            searches[kind] = stack.enter_context(open_archive(url, home)).articles.search
        return _figures(count, ask(searches, times)) | {"seconds_to_fill": filled}


def _figures(count: int, took: dict[str, list[Asked]]) -> dict[str, object]:
    typical = queries()
    every = {
        kind: [ms for one in asked if one.what in typical for ms in one.took]
        for kind, asked in took.items()
    }
    p95 = {kind: quantiles(all_, n=20)[-1] for kind, all_ in every.items()}
    return {
        "articles": count,
        "p50_ms": {kind: round(median(all_), 2) for kind, all_ in every.items()},
        "p95_ms": {kind: round(value, 2) for kind, value in p95.items()},
        "p95_postgresql_to_sqlite": round(p95["postgresql"] / p95["sqlite"], 2),
        "queries": [
            {
                "what": one.what,
                "hits": one.hits,
                "p50_ms": {kind: round(median(asked[n].took), 2) for kind, asked in took.items()},
                "p95_ms": {
                    kind: round(quantiles(asked[n].took, n=20)[-1], 2)
                    for kind, asked in took.items()
                },
            }
            for n, one in enumerate(took["sqlite"])
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    said = parser.parse_args()
    figures = measure(said.articles, said.times)
    if said.json:
        print(json.dumps(figures))
        return
    for one in figures.pop("queries"):
        print(f"{one['what']:40} {one['hits']:4} hits", one["p50_ms"], one["p95_ms"])
    for name, value in figures.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
