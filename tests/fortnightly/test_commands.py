"""The commands, their lines in the help, and what is loaded for them."""

from __future__ import annotations

import pytest
import typer

from fortnightly.cli import COMMANDS, app


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_of_its_own(name, capsys):
    app([name, "--help"], standalone_mode=False)

    printed = capsys.readouterr().out
    assert printed.startswith("Usage:")
    assert "--help" in printed


@pytest.mark.parametrize("line", [line for _, line in COMMANDS.values()])
def test_the_line_of_a_command_fits_beside_its_name(line):
    assert len(line) <= 64


def test_a_command_that_is_not_there_is_named_with_the_nearest_one():
    with pytest.raises(typer.TyperException, match=r"'lsit'.*'list'"):
        app(["lsit"], standalone_mode=False)
