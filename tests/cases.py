"""Tables of cases of which `make test` runs the first, and `make test-long` the others."""

from __future__ import annotations

import pytest


def first(table, number=2):
    """Return the cases of a table by name as parameters of a test; all but the first are long."""
    return [
        pytest.param(*case, id=name, marks=() if place < number else pytest.mark.long)
        for place, (name, case) in enumerate(table.items())
    ]
