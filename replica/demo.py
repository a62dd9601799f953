"""
The main job, offline: ``make demo``.

Serves the replica on loopback, crawls the series into ``demo-archive/`` and shows what is kept. The
commands are those of a user, but neither environment nor ``fortnightly.toml`` of the user reaches
them: all that the demo writes is below ``demo-archive/``.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from replica import Site, serve

BIN = Path(sys.executable).parent
PROJECT = Path(__file__).parent.parent
ARCHIVE = PROJECT / "demo-archive"
DEFINITION = PROJECT / "crawler" / "series" / "iraq_report.toml"
ENTRIES = 40
SETTINGS = """\
# Made by `make demo`, which removes this folder when it runs again.
home = "."
series_dir = "series"
delay = 0
"""
LINES_OF_EXCERPT = 12
#: What would lead the commands elsewhere: our settings, Scrapy's, and the proxies.
_FOREIGN = ("FORTNIGHTLY_", "SCRAPY_", "PYTHON")


class Failed(Exception):
    """A command of the demo failed; holds its exit code and what it printed."""

    def __init__(self, exit_code: int, printed: str) -> None:
        super().__init__(printed)
        self.exit_code = exit_code


def main() -> int:
    if not prepare():
        say(f"{ARCHIVE} is there and was not made by this demo: move it away first.")
        return 2
    site = Site(ENTRIES, now=datetime.now(UTC))  # its newest entry is a day old
    with serve(site) as address:
        try:
            show(site, address)
        except Failed as failed:
            say(str(failed))
            return failed.exit_code
    return 0


def prepare() -> bool:
    """Make an empty folder for the demo; return False if it holds something else."""
    settings = ARCHIVE / "fortnightly.toml"
    if ARCHIVE.exists() and not (settings.is_file() and settings.read_text("utf-8") == SETTINGS):
        return False
    shutil.rmtree(ARCHIVE, ignore_errors=True)
    (ARCHIVE / "series").mkdir(parents=True)
    settings.write_text(SETTINGS, "utf-8")
    # the replica speaks no TLS: the same definition, asked over http, through it as a proxy
    definition = DEFINITION.read_text("utf-8").replace("https://", "http://")
    (ARCHIVE / "series" / DEFINITION.name).write_text(definition, "utf-8")
    return True


def show(site: Site, address: str) -> None:
    say(f"A copy of the site runs on this machine: {ENTRIES} entries of The Iraq Report.\n")
    crawl(address, "first crawl")
    crawl(address, "once more")
    article = worth_showing()
    number = str(article["id"])
    site.retitle(article["url"], "The Iraq Report: Another name for the same story", edited=True)
    crawl(address, "after an edit", "-a", "recheck=1")
    step("verify", lambda: run("fortnightly", "verify").splitlines()[-1])

    title(f"One article as it reads (fortnightly show {number}), shortened")
    shown = run("fortnightly", "show", number).splitlines()
    say("\n".join([*shown[:LINES_OF_EXCERPT], "..."]))
    title(f"What the publisher changed (fortnightly diff {number})")
    say(run("fortnightly", "diff", number).rstrip())
    title(f"Its versions (fortnightly history {number})")
    say(table_of(run("fortnightly", "history", number)))
    closing(number)


def crawl(address: str, name: str, *arguments: str) -> None:
    """Crawl once, and say in a line what came of it."""

    def story() -> str:
        run("scrapy", "crawl", "iraq_report", *arguments, http_proxy=address)
        last = json.loads(run("fortnightly", "runs", "--json").splitlines()[0])
        kinds = ("new", "revised", "unchanged")
        counts = ", ".join(f"{last[kind]} {kind}" for kind in kinds if last[kind]) or "nothing new"
        asked = f"{last['requests']} requests, {last['not_modified']} not modified"
        return f"{last['outcome']}: {counts}; {asked}"

    step(name, story)


def step(name: str, do: Any) -> None:
    began = time.monotonic()
    result = do()
    say(f"  {name:15}{result}  ({time.monotonic() - began:.1f} s)")


def worth_showing() -> dict[str, Any]:
    """Return the newest article that has pull quotes and links to others."""
    listed = run("fortnightly", "list", "iraq_report", "--json").splitlines()
    articles: list[dict[str, Any]] = [json.loads(line) for line in listed]
    return next(a for a in articles if a["pull_quotes"] and a["related"])


def table_of(history: str) -> str:
    """Return the table at the top of a history, without the changes below it."""
    lines = history.splitlines()
    end = next((i for i, line in enumerate(lines) if re.match(r"revision \d", line)), len(lines))
    return "\n".join(line for line in lines[1:end] if line.strip())


def run(*command: str, **environment: str) -> str:
    """Run a command on the demo's archive; return what it prints. Raises Failed."""
    done = subprocess.run(
        [BIN / command[0], *command[1:]],
        env=own_environment() | {"COLUMNS": "80"} | environment,
        cwd=ARCHIVE,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Failed(done.returncode, f"$ {shlex.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def own_environment() -> dict[str, str]:
    """Return the environment without what would lead a command out of the demo's archive."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(_FOREIGN) and not name.lower().endswith("_proxy")
    }


def closing(number: str) -> None:
    ours = sorted(name for name in os.environ if name.startswith("FORTNIGHTLY_"))
    title("Next")
    say("Look around in the archive of this demo:")
    say(f"    cd {ARCHIVE.name}")
    if ours:
        say(f"    unset {' '.join(ours)}")
    say("    ../.venv/bin/fortnightly list iraq_report")
    say(f"    ../.venv/bin/fortnightly show {number}")
    say("    ../.venv/bin/fortnightly search salaries")
    say("Archive the live site, into archive/; first tell its keepers who you are:")
    say("    export FORTNIGHTLY_CONTACT=you@your.address")
    say("    .venv/bin/fortnightly crawl iraq_report     # once, by hand")
    say("    .venv/bin/fortnightly schedule              # as a service")


def title(text: str) -> None:
    say(f"\n== {text}")


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
