"""
The main job: a first crawl, a run with nothing new, and the memory of a growing archive.

``python -m benchmarks.crawl [first] [quiet] [memory]``; without arguments all of them. Everything
is served by the replica on this machine, without a delay, and shares its processors.
"""

from __future__ import annotations

import json
import sys
import tempfile
import urllib.request
from pathlib import Path

from benchmarks.ground import (
    BIN,
    Cost,
    crawl,
    last_run,
    measure,
    say,
    served,
    settings,
    typical,
)

ENTRIES = 400
TIMES = 3
LARGE = 10_000
NEW = 100  #: entries that come on top of the large archive, and of the empty one

_TRAFILATURA = """
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

def read(file):
    from trafilatura import extract
    return len(extract(Path(file).read_bytes()) or "")

if __name__ == "__main__":
    files = [str(file) for file in sorted(Path(sys.argv[1]).iterdir())]
    with ProcessPoolExecutor(2) as pool:
        assert sum(pool.map(read, files, chunksize=4))
"""
_SCRAPY = """
import os
import scrapy

class Fetch(scrapy.Spider):
    name = "fetch"
    custom_settings = {"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False}

    async def start(self):
        for url in open(os.environ["PAGES"]).read().split():
            yield scrapy.Request(url)

    def parse(self, response):
        assert response.body
"""
_EMPTY = """
import scrapy

class Empty(scrapy.Spider):
    name = "empty"
    custom_settings = {"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False}

    async def start(self):
        return
        yield
"""


def first(folder: Path) -> None:
    """Time a first crawl against its two parts alone, and its two steps by command line."""
    with served(ENTRIES, "rows=10") as address:
        urls = _save_pages(folder, address)
        bare = {**settings(folder / "bare", address), "PAGES": str(urls)}
        ours = typical(TIMES, lambda: crawl(settings(_fresh(folder), address)))
        reading = typical(TIMES, lambda: _python(folder, _TRAFILATURA, bare, folder / "pages"))
        fetching = typical(TIMES, lambda: _spider(folder, _SCRAPY, bare))
        command_line = typical(TIMES, lambda: _command_line(folder, bare))
    say(f"first crawl of {ENTRIES}: ours", f"{ours.seconds:.1f} s")
    say("  bare trafilatura, two processes, pages on disk", f"{reading.seconds:.1f} s")
    say("  bare Scrapy, fetching only", f"{fetching.seconds:.1f} s")
    say("  trafilatura's command line, pages on disk", f"{command_line.seconds:.1f} s")
    larger = max(reading.seconds, fetching.seconds)
    say("ours / the larger of reading and fetching (aim: 1.25)", f"{ours.seconds / larger:.2f}")
    say("ours / reading and fetching one after the other", _ratio(ours, reading, fetching))
    say(
        "ours / fetching, then trafilatura's command line (aim: 1)",
        _ratio(ours, fetching, command_line),
    )


def quiet(folder: Path) -> None:
    """Time a run with nothing new against a spider that does nothing."""
    for rows in (400, 50, 10):
        with served(ENTRIES, f"rows={rows}") as address:
            environment = settings(_fresh(folder), address)
            crawl(environment)
            again = typical(TIMES + 2, lambda: crawl(environment))  # noqa: B023  called at once
            run = last_run(environment)
        empty = typical(TIMES + 2, lambda: _spider(folder, _EMPTY, environment))  # noqa: B023
        assert run["requests"] == run["not_modified"]
        label = f"nothing new, {run['requests']} source pages, all 304"
        say(label, f"{again.seconds:.2f} s")
        say("  against an empty spider (aim: 1.5)", _ratio(again, empty))


def memory(folder: Path) -> None:
    """Compare the peak of a crawl into an archive of 10,000 articles with an empty one."""
    with served(NEW, "rows=50") as address:
        small = crawl(settings(_fresh(folder), address))
        environment = settings(_fresh(folder), address)
        _fill(environment)
        large = crawl(environment)
    say(f"crawl of {NEW} into an empty archive, peak", f"{small.megabytes:.0f} MB")
    say(f"crawl of {NEW} into an archive of {LARGE}, peak", f"{large.megabytes:.0f} MB")
    say("large / empty (aim: 1.10)", f"{large.megabytes / small.megabytes:.2f}")


def _fill(environment: dict[str, str]) -> None:
    """Put 10,000 articles into an archive, through its own door."""
    measure([sys.executable, "-m", "benchmarks.fill", str(LARGE)], environment)


def _save_pages(folder: Path, address: str) -> Path:
    """Save the page of every entry, and their addresses one a line."""
    pages = folder / "pages"
    pages.mkdir()
    proxy = urllib.request.build_opener(urllib.request.ProxyHandler({"http": address}))
    with urllib.request.urlopen(f"{address}/-/truth") as answer:
        urls = [truth["url"] for truth in json.load(answer)]
    for number, url in enumerate(urls):
        with proxy.open(url) as answer:
            (pages / f"{number:04}.html").write_bytes(answer.read())
    file = folder / "urls.txt"
    file.write_text("\n".join(urls), "utf-8")
    return file


def _command_line(folder: Path, environment: dict[str, str]) -> Cost:
    """
    Read the saved pages with trafilatura's command line.

    Its own downloads cannot be measured here: it asks no proxy, and no address on loopback.
    """
    texts = _fresh(folder)
    tool = [BIN / "trafilatura", "--input-dir", folder / "pages", "--output-dir", texts]
    cost = measure([*tool, "--parallel", "2", "--with-metadata", "--xml"], environment)
    kept = len(list(texts.rglob("*.xml")))
    assert kept >= 0.95 * ENTRIES, f"{kept} texts of {ENTRIES}"
    return cost


def _python(folder: Path, source: str, environment: dict[str, str], argument: Path) -> Cost:
    file = folder / "bare.py"
    file.write_text(source, "utf-8")
    return measure([sys.executable, file, argument], environment)


def _spider(folder: Path, source: str, environment: dict[str, str]) -> Cost:
    file = folder / "spider.py"
    file.write_text(source, "utf-8")
    plain = {k: v for k, v in environment.items() if k != "SCRAPY_SETTINGS_MODULE"}
    return measure([BIN / "scrapy", "runspider", file], plain, folder)


def _fresh(folder: Path) -> Path:
    return Path(tempfile.mkdtemp(dir=folder))


def _ratio(one: Cost, *others: Cost) -> str:
    return f"{one.seconds / sum(other.seconds for other in others):.2f}"


def main() -> None:
    chosen = sys.argv[1:] or ["first", "quiet", "memory"]
    for name in chosen:
        with tempfile.TemporaryDirectory() as folder:
            {"first": first, "quiet": quiet, "memory": memory}[name](Path(folder))


if __name__ == "__main__":
    main()
