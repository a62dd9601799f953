"""Every error has one reaction, and each reaction one exit code."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import crawler
import fortnightly
import ingest
import storage
from fortnightly.exits import Exit, exit_code
from ingest.errors import (
    FortnightlyError,
    LockedError,
    PageError,
    SourceError,
    StorageError,
    UserError,
)

REACTIONS = {
    UserError: Exit.USAGE,
    PageError: Exit.INCOMPLETE,
    SourceError: Exit.INCOMPLETE,
    LockedError: Exit.LOCKED,
    StorageError: Exit.STORAGE,
}


def below(kind):
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def all_errors():
    for package in (ingest, storage, fortnightly, crawler):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in module.name and not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    return sorted(set(below(FortnightlyError)), key=lambda one: one.__name__)


@pytest.mark.parametrize("error", all_errors())
def test_an_error_has_one_reaction(error):
    branches = [branch for branch in REACTIONS if issubclass(error, branch)]

    assert len(branches) == 1
    assert exit_code(error.__new__(error)) is REACTIONS[branches[0]]
