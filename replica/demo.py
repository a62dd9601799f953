"""
The main job, offline: ``make demo``.

Starts the replica on loopback, crawls the series into an archive, shows what was kept, crawls
again to show that nothing is fetched or stored twice, and says how to archive the live site. Runs
the commands that a user would run, with the settings that a user would set.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from replica import Site, serve

BIN = Path(sys.executable).parent
PROJECT = Path(__file__).parent.parent
ARCHIVE = PROJECT / "demo-archive"
DEFINITION = PROJECT / "crawler" / "series" / "iraq_report.toml"
ENTRIES = 40


def main() -> int:
    shutil.rmtree(ARCHIVE, ignore_errors=True)
    site = Site(ENTRIES, now=datetime.now(UTC))  # its newest entry is a day old
    with tempfile.TemporaryDirectory() as folder, serve(site) as address:
        # the replica speaks no TLS: the same definition, asked over http, through it as a proxy
        definition = DEFINITION.read_text("utf-8").replace("https://", "http://")
        Path(folder, DEFINITION.name).write_text(definition, "utf-8")
        return show(
            {
                "FORTNIGHTLY_HOME": str(ARCHIVE),
                "FORTNIGHTLY_SERIES_DIR": folder,
                "FORTNIGHTLY_DELAY": "0",
                "http_proxy": address,
            },
            site,
        )


def show(settings: dict[str, str], site: Site) -> int:
    """Run the job and look at its result; return the exit code of the first failure."""
    environment = {**os.environ, **settings}

    def run(*command: str) -> int:
        say("$ " + " ".join(command))
        return subprocess.run(
            [BIN / command[0], *command[1:]], env=environment, cwd=PROJECT, check=False
        ).returncode

    title(f"The series, crawled from a copy of the site on loopback: {ENTRIES} entries")
    exit_code = run("scrapy", "crawl", "iraq_report")
    if exit_code:
        return exit_code
    title("What was kept")
    run("fortnightly", "list", "iraq_report")
    title("One article, as it reads")
    number = worth_showing(environment)
    run("fortnightly", "show", number)
    title("Once more: nothing is fetched or stored twice")
    exit_code = run("scrapy", "crawl", "iraq_report")
    title("The article gets another title, address and sentence: it is the same one, revised")
    live(site, environment, number)
    exit_code = exit_code or run("scrapy", "crawl", "iraq_report", "-a", "recheck=1")
    run("fortnightly", "history", number)
    run("fortnightly", "diff", number)
    run("fortnightly", "why", number)
    title("The ledger: every run, and what came of it")
    run("fortnightly", "runs")
    run("fortnightly", "status")
    closing()
    return exit_code


def worth_showing(environment: dict[str, str]) -> str:
    """Return the number of the newest article that has pull quotes and links to others."""
    articles = kept(environment)
    return str(next(a["id"] for a in articles if a["pull_quotes"] and a["related"]))


def live(site: Site, environment: dict[str, str], number: str) -> None:
    """Let the publisher change an article, as publishers do."""
    url = next(a["url"] for a in kept(environment) if str(a["id"]) == number)
    site.retitle(url, "The Iraq Report: Another name for the same story", edited=True)


def kept(environment: dict[str, str]) -> list[dict[str, Any]]:
    """Return the articles of the archive, newest first."""
    command = [str(BIN / "fortnightly"), "list", "iraq_report", "--json"]
    listed = subprocess.run(command, env=environment, cwd=PROJECT, check=True, capture_output=True)
    return [json.loads(line) for line in listed.stdout.splitlines()]


def closing() -> None:
    title("Next")
    say(f"The archive of this demo is in {ARCHIVE.name}/ : a database, and the WARC files.")
    say("To archive the live site, into archive/, say first who you are to its keepers:")
    say("    export FORTNIGHTLY_CONTACT=you@your.address")
    say("    .venv/bin/scrapy crawl iraq_report      by hand")
    say("    .venv/bin/python -m scheduler           as a service")
    say("    .venv/bin/fortnightly --help            to look into the archive")


def title(text: str) -> None:
    say(f"\n=== {text} ===\n")


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
