"""
How the drivers are started: a run and the service, each as a process, from any folder.

The application imports neither of them. A module of the same name in the current folder is kept
out (``python -P``); one that comes in by another way is noticed.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

#: The folder that holds this package, and the others beside it.
HOUSE = Path(__file__).resolve().parents[1]
PACKAGES = ("crawler", "ingest", "storage", "scheduler")

_PYTHON = (sys.executable, "-P", "-m")


def crawl_command(name: str, *options: str) -> list[str]:
    """Return the command of one run of a series."""
    return [*_PYTHON, "scrapy", "crawl", name, *options]


def service_command(*options: str) -> list[str]:
    """Return the command of the service."""
    return [*_PYTHON, "scheduler", *options]


def foreign_module(house: Path = HOUSE) -> str | None:
    """Return a message that names the first module that is another project's; None if all fit."""
    for name in PACKAGES:
        spec = find_spec(name)
        if spec is None:
            return f"module {name} is missing: install fortnightly again"
        found = Path(spec.origin or "").resolve()
        if found not in {house / name / "__init__.py", house / f"{name}.py"}:
            return (
                f"module {name} is {found}, not fortnightly's: take it out of PYTHONPATH, "
                f"or install fortnightly into an environment of its own"
            )
    return None
