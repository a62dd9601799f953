"""
What the measurements stand on: a replica in a process of its own, and timed commands.

Times are wall seconds of whole processes; memory is the peak of the largest one.
"""

from __future__ import annotations

import json
import os
import resource  # noqa: TC003
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

BIN = Path(sys.executable).parent
PROJECT = Path(__file__).parent.parent
SHIPPED = PROJECT / "crawler" / "series" / "iraq_report.toml"


class Cost(NamedTuple):
    """What a command took."""

    seconds: float
    megabytes: float  #: peak of the process itself, without its children


@contextmanager
def served(entries: int, *switches: str) -> Iterator[str]:
    """Serve a replica with so many entries; yield its address."""
    command = [sys.executable, "-m", "replica", "--port", "0", "--articles", str(entries)]
    settings = [part for switch in switches for part in ("--set", switch)]
    with subprocess.Popen(
        [*command, *settings], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            process.stdout.readline()
            yield address
        finally:
            process.terminate()


def settings(folder: Path, address: str) -> dict[str, str]:
    """Return the environment of a crawl into `folder` through the replica."""
    series = folder / "series"
    series.mkdir(parents=True, exist_ok=True)
    definition = SHIPPED.read_text("utf-8").replace("https://", "http://")
    (series / SHIPPED.name).write_text(definition, "utf-8")
    return {
        **os.environ,
        "FORTNIGHTLY_HOME": str(folder / "home"),
        "FORTNIGHTLY_SERIES_DIR": str(series),
        "FORTNIGHTLY_DELAY": "0",
        "SCRAPY_SETTINGS_MODULE": "crawler.settings",
        "http_proxy": address,
    }


def measure(
    command: Sequence[str | Path], environment: dict[str, str], cwd: Path = PROJECT
) -> Cost:
    """Run a command to its end; raises CalledProcessError if it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, [str(part) for part in command])
    return Cost(seconds, _megabytes(usage))


def crawl(environment: dict[str, str]) -> Cost:
    return measure([BIN / "scrapy", "crawl", "iraq_report"], environment)


def last_run(environment: dict[str, str]) -> dict[str, int]:
    """Return the newest row of the ledger."""
    command = [BIN / "fortnightly", "runs", "--limit", "1", "--json"]
    printed = subprocess.run(command, env=environment, cwd=PROJECT, check=True, capture_output=True)
    return json.loads(printed.stdout)


def typical(times: int, once: Callable[[], Cost]) -> Cost:
    """Return the medians of several runs."""
    costs = [once() for _ in range(times)]
    return Cost(median(c.seconds for c in costs), median(c.megabytes for c in costs))


def say(label: str, value: str) -> None:
    print(f"{label:<64} {value:>12}", flush=True)


def _megabytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
