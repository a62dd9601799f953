"""Starts the replica by hand: ``python -m replica``."""

from __future__ import annotations

import argparse
import json
import signal
from contextlib import suppress
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

from replica.control import change
from replica.server import serve
from replica.site import Site
from replica.switches import Switches

_EPILOG = """\
With http_proxy set to the printed address, the real host names answer:
  http_proxy=http://127.0.0.1:8765 curl -s http://www.newarab.com/rss

While it runs, another process may change it and read what it saw:
  curl -d '{"robots": "missing"}' http://127.0.0.1:8765/-/switch
  curl -d '{"fail": {"address": "/rss", "status": 503, "times": 2}}' http://127.0.0.1:8765/-/switch
  curl -d '{"publish": {}}' http://127.0.0.1:8765/-/switch
  curl http://127.0.0.1:8765/-/log

switches (--set NAME=VALUE, the value as JSON or as plain text):
"""


def main(arguments: list[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    site = Site(
        options.articles,
        now=options.now,
        newest_age=timedelta(days=options.newest_age),
        background=options.background,
    )
    try:
        change(site, _switches(options))
    except (TypeError, ValueError, KeyError) as error:
        raise SystemExit(f"replica: {error}") from error
    _run(site, options.port)


def _run(site: Site, port: int) -> None:
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with serve(site, port) as address:
        print(address, flush=True)
        print(f"ready: {len(site.newsroom.series())} entries; stop with Ctrl-C", flush=True)
        stop.wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m replica",
        description="Serve a small copy of the site on loopback, directly and as a proxy.",
        epilog=_EPILOG + "".join(f"  {f.name} (now {f.default!r})\n" for f in fields(Switches)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--port", type=int, default=8765, help="0 takes any free one (default: 8765)")
    add(
        "--articles",
        type=int,
        default=400,
        help="entries of the series (default: 400)",
    )
    add("--now", type=_moment, default=datetime.now(UTC), help="the site's time (default: now)")
    add("--newest-age", type=float, default=1.0, help="days since the newest entry (default: 1)")
    add("--background", type=float, default=0.0, help="the share of each that all have in common")
    add("--delay", type=float, default=0.0, help="seconds before every answer")
    add("--crawl-delay", type=float, help="a Crawl-delay line in robots.txt")
    add("--set", action="append", default=[], metavar="NAME=VALUE", help="set a switch, see below")
    return parser


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _switches(options: argparse.Namespace) -> dict[str, Any]:
    set_by_name = dict(map(_pair, options.set))
    return {"delay": options.delay, "crawl_delay": options.crawl_delay, **set_by_name}


def _pair(setting: str) -> tuple[str, Any]:
    name, _, value = setting.partition("=")
    with suppress(json.JSONDecodeError):
        return name, json.loads(value)
    return name, value


if __name__ == "__main__":
    main()
