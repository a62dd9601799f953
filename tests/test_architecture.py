"""Who may import whom, and who alone may use what."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).parent.parent

#: Part, and the parts of ours that it may import; a module's own line goes before its package's.
MAY_IMPORT = {
    "ingest": {"ingest"},
    "settings": set(),
    "storage": {"storage", "ingest"},
    "crawler": {"crawler", "ingest", "settings"},
    "crawler.keeper": {"crawler", "ingest", "settings", "storage"},
    "crawler.recording": {"crawler", "ingest", "storage"},
    "scheduler": {"crawler.definition", "ingest.errors", "storage", "settings"},
    "replica": {"replica"},
    "rereading": {
        "crawler.definition",
        "crawler.recheck",
        "crawler.recording",
        "ingest",
        "storage",
    },
    "comparing": {"formats", "ingest"},
    "formats": {"ingest", "storage.records"},
    "printing": {
        "comparing",
        "crawler.cadence",
        "formats",
        "ingest",
        "rereading",
        "storage.records",
        "storage.verifying.findings",
    },
    "rendering": {"comparing", "formats", "ingest", "printing", "storage.records"},
    "saved": {"ingest"},
    "cli": {
        "cli",
        "comparing",
        "crawler",
        "formats",
        "ingest",
        "printing",
        "rendering",
        "rereading",
        "saved",
        "settings",
        "storage",
    },
}
#: What only some may use.
ALONE = {
    "trafilatura": {"ingest.extract"},
    "sqlalchemy": {"storage"},
    "alembic": {"storage"},
    "warcio": {"storage"},
    "psycopg": {"storage"},
    "rensa": {"ingest.likeness"},
    "scrapy": {"crawler"},
    "apscheduler": {"scheduler"},
    "typer": {"cli"},
    "rich": {"comparing", "printing", "rendering", "cli"},
    "markdown_it": {"formats", "rendering"},
    "nh3": {"formats"},
    "os.environ": {"settings", "replica.demo"},
    "requests": set(),
    "urllib.request": set(),
}
OURS = {
    "ingest",
    "settings",
    "storage",
    "crawler",
    "scheduler",
    "rereading",
    "replica",
    "comparing",
    "formats",
    "printing",
    "rendering",
    "saved",
    "cli",
}
MODULES = {
    ".".join(file.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__"): file
    for part in sorted(OURS)
    for file in sorted((*PROJECT.glob(f"{part}.py"), *PROJECT.glob(f"{part}/**/*.py")))
}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_its_part_may(module):
    allowed = MAY_IMPORT[_closest(module, MAY_IMPORT)]

    strangers = {
        name
        for name in _imports(MODULES[module])
        if name.split(".")[0] in OURS and _closest(name, allowed) is None
    }

    assert strangers == set()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_uses_only_what_it_alone_may(module):
    forbidden = {
        name
        for name in (*_imports(MODULES[module]), *_environment(MODULES[module]))
        if (library := _closest(name, ALONE)) and _closest(module, ALONE[library]) is None
    }

    assert forbidden == set()


def test_every_part_is_there():
    assert {module.split(".")[0] for module in MODULES} == OURS


def _closest(name, among):
    """Return the longest of some dotted names that a name is, or stands below."""
    parts = name.split(".")
    prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((prefix for prefix in prefixes if prefix in among), None)


def _imports(file: Path) -> Iterator[str]:
    """Yield all that a module imports, also for types alone, and inside of functions."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _environment(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}:
            yield "os.environ"
