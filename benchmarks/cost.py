"""
What a decision costs in archives of different sizes: ``python -m benchmarks.cost FOLDER``.

Fills one archive on SQLite, with generated articles of 300 words, to each size in turn, and has
pages of five kinds judged and recorded in it by a fresh process: new ones, unchanged and edited
ones at a known address, retitled ones at a new address, and new ones that share half their text
with others. Lookup, judging and recording (the commit included) are timed each and together.

The figures depend on the machine: give the sizes to measure behind the folder to see one alone.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import msgspec
import psutil
from msgspec import Struct
from msgspec.structs import replace

from ingest.identity import similarity
from ingest.identity.identify import identify
from ingest.model import Article, Hosts, Outcome, Paragraph, Reading
from storage.archive import Archive, open_archive
from storage.records import Capture, Visit
from storage.search import index, ranking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.model import Candidate, Match

SIZES = (1_000, 100_000, 1_000_000)
EACH = 300  # decisions of each kind
SERIES = "cost"
HOSTS = Hosts("www.example.org")
BEGIN = datetime(1990, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = [f"w{number}" for number in range(20_000)]
BLOCKS = 5  # of background, each in one of five hundred articles
_BATCH = 2_000
_LONG = 1_000_003  # words, of which each filler is a part
KINDS = ("new", "unchanged", "edited", "retitled", "half shared")


class Timed(Struct, frozen=True):
    """How long a decision took, in seconds, and what it was."""

    kind: str
    decision: str
    lookup: float
    judge: float
    record: float

    @property
    def together(self) -> float:
        return self.lookup + self.judge + self.record


class Measured(Struct, frozen=True):
    """The decisions in an archive of one size."""

    articles: int
    bytes: int
    memory: int  #: that the process has resident at the end, in bytes
    times: tuple[Timed, ...]


def paragraphs(chance: random.Random, count: int) -> list[str]:
    return [" ".join(chance.choices(WORDS, k=50)) + "." for _ in range(count)]


def article(number: int) -> Article:
    """Return an article of 300 words; of every hundredth, half is background of its series."""
    if is_filler(number):
        start = number * 7919 % _LONG
        said = _long_text()[start : start + 300]
        return made(
            number,
            f"/walks/{number}",
            [" ".join(said[at : at + 50]) + "." for at in range(0, 300, 50)],
        )
    texts = paragraphs(random.Random(number), 6)
    if number % 100 == 0:
        texts[3:] = background(number // 100 % BLOCKS)
    return made(number, f"/walks/{number}", texts)


def made(number: int, path: str, texts: Sequence[str]) -> Article:
    return Article(
        url=f"https://www.example.org{path}",
        title=f"A walk, number {number}",
        standfirst=f"What there was to see on walk {number}.",
        published=(BEGIN + timedelta(minutes=15 * number)).date().isoformat(),
        body=tuple(map(Paragraph, texts)),
        markdown="\n\n".join(texts),
    )


def is_filler(number: int) -> bool:
    """Return whether an article only fills the archive: of two in ten, a page comes again."""
    return number % 10 > 1


@cache
def _long_text() -> list[str]:
    return random.Random("filler").choices(WORDS, k=_LONG + 300)


def background(block: int) -> list[str]:
    return paragraphs(random.Random(f"background {block}"), 3)


def page_of(kind: str, number: int, fresh: int) -> Article:
    """Return what a page says, of the article of a number or, where it is a new one, of another."""
    was, chance = article(number), random.Random(fresh)
    texts = [block.text for block in was.body if isinstance(block, Paragraph)]
    edited = [*texts[:2], f"{texts[2]} {' '.join(chance.choices(WORDS, k=8))}.", *texts[3:]]
    match kind:
        case "new":
            return made(fresh, f"/walks/{fresh}", paragraphs(chance, 6))
        case "unchanged":
            return was
        case "edited":
            return made(number, f"/walks/{number}", edited)
        case "retitled":
            return replace(made(number, f"/retitled/{fresh}", edited), title=f"Retitled {fresh}")
        case _:
            shared = [*paragraphs(chance, 3), *background(fresh % BLOCKS)]
            return made(fresh, f"/walks/{fresh}", shared)


# filling


def fill(file: Path, first: int, last: int) -> None:
    """Add articles as fast as it goes: without the indexes, which are made again at the end."""
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -500000"):
            db.execute(f"PRAGMA {pragma}")
        indexes = db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in indexes:
            db.execute(f'DROP INDEX "{name}"')
        db.execute("CREATE TABLE raw_bands (hash INTEGER, article_id INTEGER)")
        for start in range(first, last, _BATCH):
            db.execute("BEGIN")
            _add(db, range(start, min(start + _BATCH, last)))
            db.execute("COMMIT")
            _told(start, last)
        db.execute(
            "INSERT INTO bands SELECT hash, article_id, 1 FROM raw_bands ORDER BY hash, article_id"
        )
        db.execute("DROP TABLE raw_bands")
        for _, sql in indexes:
            db.execute(sql)
        db.execute("PRAGMA journal_mode = WAL")


def _add(db: sqlite3.Connection, numbers: Iterable[int]) -> None:
    rows: dict[str, list[dict[str, object]]] = {}
    bands: list[tuple[int, int]] = []
    for number in numbers:
        said = article(number)
        for table, row in _rows(number + 1, said):
            rows.setdefault(table, []).append(row)
        bands += ((band, number + 1) for band in _bands(number, said))
    for table, values in rows.items():
        names = list(values[0])
        marks = ", ".join(f":{name}" for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)
    db.executemany("INSERT INTO raw_bands VALUES (?, ?)", bands)


def _bands(number: int, said: Article) -> Iterable[int]:
    """Return the bands of a text; of a filler, as many that are of no text, which is faster."""
    if not is_filler(number):
        return similarity.bands(SERIES, said)
    chance = random.Random(-number)
    return [chance.getrandbits(64) - 2**63 for _ in range(_band_count())]


@cache
def _band_count() -> int:
    return len(similarity.bands(SERIES, article(1)))


def _digests(number: int, said: Article) -> dict[str, object]:
    """Return the digests of an article; of a filler, such as no text has."""
    if is_filler(number):
        return {"digest": f"sha256:{number:064x}", "text_digest": f"sha256:{-number:064x}"}
    return {"digest": said.digest, "text_digest": said.text_digest}


def _rows(id_: int, said: Article) -> Iterator[tuple[str, dict[str, object]]]:
    seen = _text(NOW - timedelta(seconds=id_))
    its = {"article_id": id_, "number": 1}
    digests = _digests(id_ - 1, said)
    yield "captures", _capture_row(id_, said.url, seen)
    yield (
        "articles",
        {
            "id": id_,
            "series": SERIES,
            "url": said.url,
            "title": said.title,
            "published": said.published,
            "published_at": f"{said.published}T00:00:00.000000Z",
            "word_count": said.word_count,
            "revision": 1,
            "first_seen": seen,
            "last_seen": seen,
            "check_at": _text(NOW + timedelta(days=90)),
        }
        | digests,
    )
    yield (
        "revisions",
        its
        | digests
        | {
            "seen": seen,
            "document": msgspec.json.encode(said).decode(),
            "extractor": "benchmark",
            "rules": "benchmark",
            "evidence": "[]",
            "capture_id": id_,
        },
    )
    yield "sightings", its | {"capture_id": id_}
    for url in (said.url, f"https://www.example.org/node/{id_}"):
        yield (
            "addresses",
            {
                "series": SERIES,
                "url": url,
                "key": url.removeprefix("https://"),
                "state": "kept",
                "article_id": id_,
                "pinned": 0,
                "asked": seen,
            },
        )
    yield (
        "decisions",
        {
            "series": SERIES,
            "article_id": id_,
            "capture_id": id_,
            "verdict": "new",
            "other_id": 0,
            "at": seen,
            "grounds": "[]",
        },
    )
    yield (
        "articles_fts",
        {
            "rowid": id_,
            "series": SERIES.encode().hex(),
            **ranking.searched(index.parts(said))._asdict(),
        },
    )


def _capture_row(id_: int, url: str, seen: str) -> dict[str, object]:
    return {
        "id": id_,
        "series": SERIES,
        "run_id": 1,
        "kind": "article",
        "url": url,
        "addresses": "[]",
        "at": seen,
        "last_at": seen,
        "times": 1,
        "status": 200,
        "content_type": "text/html",
        "digest": f"sha256:{id_:064x}",
        "payload_digest": f"sha1:{id_:032x}",
        "warc": f"cost-{id_ // 1000}.warc.gz",
        "offset": id_ % 1000 * 9000,
        "length": 9000,
        "outcome": "new",
    }


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}Z"


def _told(done: int, total: int) -> None:
    if done % 10_000 == 0:
        sys.stderr.write(f"{done} of {total} articles\n")


# measuring


def measure(folder: Path, size: int) -> Measured:
    """Have pages judged and recorded in an archive of some size; it grows by them."""
    chance = random.Random(size)
    fresh = 10_000_000 + size
    with opened(folder) as archive:
        times = []
        for kind in KINDS * EACH:
            fresh += 1
            number = 10 * chance.randrange(size // 10) + fresh % 2
            page = page_of(kind, number, fresh)
            times.append(_decide(archive, kind, page, folder, fresh))
    memory = psutil.Process().memory_info().rss
    return Measured(size, _bytes(folder), memory, tuple(times))


def _decide(archive: Archive, kind: str, said: Article, folder: Path, id_: int) -> Timed:
    capture = _keep(folder, id_, said.url)
    reading = Reading(
        article=said,
        addresses=(said.url,),
        rule="title",
        extractor="benchmark",
        rules="benchmark",
        answered=(said.url,),
    )
    marks: list[float] = []

    def judge(known: Sequence[Candidate]) -> Match:
        marks.append(perf_counter())
        judgement = identify(reading, known, HOSTS)
        marks.append(perf_counter())
        return judgement

    begun = perf_counter()
    check_at = NOW + timedelta(days=90)
    visit = Visit(capture=capture, hosts=HOSTS, now=NOW, check_at=check_at)
    done = archive.articles.record(reading, visit, judge)
    ended = perf_counter()
    looked_up, judged = marks
    return Timed(
        kind, type(done.decision).__name__, looked_up - begun, judged - looked_up, ended - judged
    )


def _keep(folder: Path, id_: int, url: str) -> Capture:
    """Add the row of a capture, as keeping its page would have."""
    row = _capture_row(id_, url, _text(NOW)) | {"outcome": "pending"}
    names = ", ".join(f'"{name}"' for name in row)
    with closing(sqlite3.connect(folder / "archive.db")) as db, db:
        db.execute("PRAGMA synchronous = NORMAL")
        marks = ", ".join(f":{name}" for name in row)
        db.execute(f"INSERT INTO captures ({names}) VALUES ({marks})", row)
    return Capture(
        id=id_,
        series=SERIES,
        run_id=1,
        kind="article",
        url=url,
        addresses=(),
        at=NOW,
        status=200,
        content_type="text/html",
        digest=str(row["digest"]),
        warc=str(row["warc"]),
        offset=id_,
        outcome=Outcome.PENDING,
        last_at=NOW,
        times=1,
    )


def opened(folder: Path) -> Archive:
    return open_archive(f"sqlite:///{folder / 'archive.db'}", folder)


def _bytes(folder: Path) -> int:
    return (folder / "archive.db").stat().st_size


# telling


def percentile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def tell(found: Sequence[Measured]) -> None:
    smallest = found[0]
    print(f"{'articles':>9} {'what':<12} {'step':<9} {'p50 ms':>8} {'p95 ms':>8} {'p95 ratio':>9}")
    for one in found:
        for kind in ("all", *KINDS):
            for step in ("lookup", "judge", "record", "together"):
                if kind == "all" or step == "together":
                    _tell_line(one, smallest, kind, step)
        print(
            f"{one.articles:>9} bytes an article: {one.bytes / one.articles:,.0f};"
            f" memory of the process: {one.memory / 2**20:.0f} MiB;"
            f" decisions: {_decisions(one)}"
        )


def _tell_line(one: Measured, smallest: Measured, kind: str, step: str) -> None:
    times, least = _times(one, kind, step), _times(smallest, kind, step)
    ratio = percentile(times, 0.95) / percentile(least, 0.95)
    print(
        f"{one.articles:>9} {kind:<12} {step:<9} {1000 * percentile(times, 0.5):>8.2f}"
        f" {1000 * percentile(times, 0.95):>8.2f} {ratio:>9.2f}"
    )


def _times(one: Measured, kind: str, step: str) -> list[float]:
    return [getattr(time, step) for time in one.times if kind in {"all", time.kind}]


def _decisions(one: Measured) -> str:
    found: dict[tuple[str, str], int] = {}
    for time in one.times:
        found[time.kind, time.decision] = found.get((time.kind, time.decision), 0) + 1
    return ", ".join(f"{kind} {what} {count}" for (kind, what), count in sorted(found.items()))


def main() -> None:
    folder, *sizes = sys.argv[1:] or ["--help"]
    if folder.startswith("-"):
        sys.stdout.write(__doc__ or "")
        return
    if sizes[:1] == ["measure"]:
        sys.stdout.write(msgspec.json.encode(measure(Path(folder), int(sizes[1]))).decode())
        return
    grown, found, filled = Path(folder) / "grown", [], 0
    grown.mkdir(parents=True)
    with opened(grown) as archive:
        archive.runs.start(SERIES, "manual", NOW)
    for size in map(int, sizes or SIZES):
        begun = perf_counter()
        fill(grown / "archive.db", filled, size)
        filled = size
        sys.stderr.write(f"filled to {size} in {perf_counter() - begun:.0f} s\n")
        found.append(_measured(grown, size))
    tell(found)


def _measured(grown: Path, size: int) -> Measured:
    """Measure in a fresh process, and in a copy: the archive is to grow to another size."""
    copy = grown.with_name("copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(grown, copy)
    os.sync()  # what was filled is not to be written while it is measured
    command = [sys.executable, "-m", "benchmarks.cost", str(copy), "measure", str(size)]
    measured = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return msgspec.json.decode(measured, type=Measured)


if __name__ == "__main__":
    main()
