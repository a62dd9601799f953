"""An archive in a temporary folder, and short ways to make what goes into it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from making import Shelf

from storage.archive import open_archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.archive import Archive


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of an archive that is new: made once, and copied for every test."""
    home = tmp_path_factory.mktemp("empty")
    open_archive(f"sqlite:///{home / 'archive.db'}", home).close()
    return home / "archive.db"


@pytest.fixture
def home(tmp_path: Path, empty: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(empty, home)
    return home


@pytest.fixture
def url(home: Path) -> str:
    return f"sqlite:///{home / 'archive.db'}?timeout=0.3"


@pytest.fixture
def archive(url: str, home: Path) -> Iterator[Archive]:
    with open_archive(url, home) as archive:
        yield archive


@pytest.fixture
def shelf(archive: Archive) -> Iterator[Shelf]:
    """An archive in which a run is under way."""
    with Shelf(archive) as shelf:
        yield shelf
