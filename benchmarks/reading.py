"""
Measures reading on real pages, against plain trafilatura in the same run.

    python -m benchmarks.reading                              the table
    python -m benchmarks.reading --set wcxb-dev --errors title
    python -m benchmarks.reading --memory                     over 5,000 pages

Both read each page in worker processes, as many as there are cores, in turns of some hundred pages,
so that whatever else the machine does slows both. Plain trafilatura is its default mode; what it
means to go without metadata is measured too.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from trafilatura import bare_extraction, extract

from benchmarks import scoring
from benchmarks.pages import SETS, SHARED, Gold, bodies, golds
from benchmarks.scoring import Result
from ingest.errors import PageError
from ingest.model import Page, Rules
from ingest.pipeline import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_TURN = 100
_WORKERS = 2
READERS = ("ours", "trafilatura", "trafilatura without metadata")
FIELDS: dict[str, Callable[[Gold, Result], bool | None]] = {
    "title": scoring.is_title_right,
    "author": scoring.is_author_right,
    "date": scoring.is_date_right,
    "invented author": scoring.is_author_invented,
    "invented date": scoring.is_date_invented,
    "kept": scoring.is_kept,
    "refused": scoring.is_refused,
}
#: What `--errors` shows: where the answer is this, something is wrong.
_WRONG = {"invented author": True, "invented date": True}


def read_ours(url: str, body: bytes) -> Result:
    try:
        article = read(Page(url=url, body=body), Rules()).article
    except PageError as error:
        return Result(refused=f"{error.failure}: {error.detail}")
    whole = "\n\n".join(filter(None, (article.title, article.standfirst, article.text)))
    return Result(
        None, article.text, whole, article.title, article.authors, article.published or ""
    )


def read_plain(url: str, body: bytes) -> Result:
    found = bare_extraction(body, url=url, with_metadata=True)
    if found is None:
        return Result(refused="nothing found")
    authors = tuple((found.author or "").split("; ")) if found.author else ()
    text = found.text or ""
    return Result(
        None, text, f"{found.title}\n\n{text}", found.title or "", authors, found.date or ""
    )


def read_text(url: str, body: bytes) -> Result:
    return Result(text=extract(body, url=url) or "")


_READ = dict(zip(READERS, (read_ours, read_plain, read_text), strict=True))


def main() -> None:
    options = _options()
    if not SHARED.is_dir():
        sys.exit(f"no pages at {SHARED}: the sets are no part of the project")
    if options.memory:
        _memory()
        return
    for name in options.set or SETS:
        _measure(name, options.only or READERS, options.limit, options.errors)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures reading on real pages.")
    parser.add_argument("--set", action="append", choices=SETS, help="only this set")
    parser.add_argument("--only", action="append", choices=READERS, help="only this reader")
    parser.add_argument("--limit", type=int, help="only so many pages of each set")
    parser.add_argument("--errors", choices=(*FIELDS, "text"), help="list what is wrong, by page")
    parser.add_argument("--memory", action="store_true", help="of one process over 5,000 pages")
    return parser.parse_args()


def _measure(name: str, readers: Sequence[str], limit: int | None, errors: str | None) -> None:
    gold = {one.id: one for one in golds(name)}
    results, seconds = _read_set(name, readers, limit, gold)
    for reader in readers:
        if reader == READERS[2]:  # for its speed alone
            continue
        pairs = [(gold[id_], found) for id_, found in results[reader].items()]
        _report(name, reader, pairs, seconds[reader])
        if errors and reader == readers[0]:
            _list_errors(errors, pairs)
    for reader in readers[1:]:
        ratio = seconds[reader] / seconds[readers[0]]
        print(f"{name}: pages a second, {readers[0]} / {reader}: {ratio:.2f}", flush=True)


def _read_set(
    name: str, readers: Sequence[str], limit: int | None, gold: dict[str, Gold]
) -> tuple[dict[str, dict[str, Result]], dict[str, float]]:
    """Let each reader read each page; return what it made of it, and the seconds it took."""
    results: dict[str, dict[str, Result]] = {reader: {} for reader in readers}
    seconds = dict.fromkeys(readers, 0.0)
    with ProcessPoolExecutor(_WORKERS, mp_context=get_context("forkserver")) as pool:
        for reader in readers:  # whatever is loaded once, is not measured
            list(pool.map(_READ[reader], [""] * 8, [b"<p>nothing</p>"] * 8))
        for turn in _turns(islice(bodies(name), limit)):
            urls, pages = [gold[id_].url for id_, _ in turn], [body for _, body in turn]
            for reader in readers:
                start = time.perf_counter()
                found = pool.map(_READ[reader], urls, pages, chunksize=4)
                results[reader].update(zip((id_ for id_, _ in turn), found, strict=True))
                seconds[reader] += time.perf_counter() - start
    return results, seconds


def _turns(pages: Iterator[tuple[str, bytes]]) -> Iterator[list[tuple[str, bytes]]]:
    while turn := list(islice(pages, _TURN)):
        yield turn


def _report(name: str, reader: str, pairs: list[scoring.Pair], seconds: float) -> None:
    articles = [pair for pair in pairs if pair[0].kind == "article"]
    lines = [
        ("text F1, words", scoring.text_f1(articles)),
        ("text F1, segments", scoring.segment_f1(articles)),
        ("the same with title and standfirst", scoring.segment_f1(articles, whole=True)),
    ]
    lines += [
        (field, scoring.share(judge(*pair) for pair in _judged(field, pairs, articles)))
        for field, judge in FIELDS.items()
    ]
    print(f"\n{name}, {reader}: {len(pairs)} pages, {len(pairs) / seconds:.1f} a second")
    for label, score in lines:
        if score.of:
            print(f"  {label:<36} {score}   {score.right:.0f} of {score.of:.0f}", flush=True)


def _judged(
    field: str, pairs: list[scoring.Pair], articles: list[scoring.Pair]
) -> Iterable[scoring.Pair]:
    return pairs if field in ("refused", "kept") else articles


def _list_errors(field: str, pairs: list[scoring.Pair]) -> None:
    """Print each page where a field is wrong: its id, what is right, and what was read."""
    if field == "text":
        scored = sorted((scoring.text_f1([pair]), pair) for pair in pairs if pair[0].body)
        for score, (gold, found) in scored[:150]:
            words = (len(text.split()) for text in (gold.body or "", found.text))
            print(gold.id, score, *words, found.refused or "", gold.url, sep="\t")
        return
    for gold, found in pairs:
        if FIELDS[field](gold, found) is _WRONG.get(field, False):
            right = {"title": gold.title, "date": gold.date}.get(field, gold.authors)
            read = {"title": found.title, "date": found.date}.get(
                field.rsplit(maxsplit=1)[-1], found.authors
            )
            print(gold.id, right, read, found.refused or "", gold.url, sep="\t")


def _memory() -> None:
    """Print what one process holds while it reads 5,000 pages."""
    pages: Iterable[tuple[str, bytes]] = cycle(islice(bodies("wcxb-dev"), 500))
    for number, (_, body) in enumerate(islice(pages, 5001)):
        read_ours("https://www.example.org/a", body)
        if number % 1000 == 0:
            print(f"after {number:>5} pages: {_resident():.0f} MB", flush=True)


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / (1 << 20)


if __name__ == "__main__":
    main()
