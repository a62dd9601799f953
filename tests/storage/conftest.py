"""
An archive in a temporary folder, on each database, and short ways to make what goes into it.

Every test that takes one of these runs on SQLite and on PostgreSQL; one that cannot, says so with
`building.only_sqlite` or `building.only_postgresql`, and why.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from building import Raw, Shelf

from storage.archive import open_archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.archive import Archive


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of an archive that is new: made once, and copied for every test."""
    home = tmp_path_factory.mktemp("empty")
    open_archive(f"sqlite:///{home / 'archive.db'}", home).close()
    return home / "archive.db"


@pytest.fixture(scope="session")
def empty_postgresql(postgresql, tmp_path_factory: pytest.TempPathFactory) -> str:
    name = postgresql.create()
    open_archive(postgresql.url(name), tmp_path_factory.mktemp("empty")).close()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """The database that a test runs on."""
    return request.param


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    return home


@pytest.fixture
def url(kind: str, home: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The database of an archive in which nothing is kept yet; others are waited for 0.3 s."""
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("empty_sqlite"), home)
        yield f"sqlite:///{home / 'archive.db'}?timeout=0.3"
    else:
        server = request.getfixturevalue("postgresql")
        with server.emptied(request.getfixturevalue("empty_postgresql")) as name:
            yield server.url(name, options="-c lock_timeout=300")


@pytest.fixture
def bare_url(kind: str, home: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database in which there is nothing at all."""
    if kind == "sqlite":
        yield f"sqlite:///{home / 'archive.db'}"
    else:
        server = request.getfixturevalue("postgresql")
        with server.database() as name:
            yield server.url(name)


@pytest.fixture
def archive(url: str, home: Path) -> Iterator[Archive]:
    with open_archive(url, home) as archive:
        yield archive


@pytest.fixture
def raw(url: str) -> Iterator[Raw]:
    """The database as somebody sees it who does not know that it is an archive."""
    with Raw(url) as raw:
        yield raw


@pytest.fixture
def shelf(archive: Archive) -> Iterator[Shelf]:
    """An archive in which a run is under way."""
    with Shelf(archive) as shelf:
        yield shelf
