"""What a user may set."""

from __future__ import annotations

from pathlib import Path

import pytest

from fortnightly.settings import SettingsError, read_settings


def test_nothing_set_gives_the_defaults(tmp_path):
    settings = read_settings({}, tmp_path)

    assert settings.home == Path("archive")
    assert settings.database == "sqlite:///archive/archive.db"
    assert settings.series_dir is None
    assert settings.delay == 2.0


def test_the_environment_goes_before_the_file(tmp_path):
    (tmp_path / "fortnightly.toml").write_text('delay = 5\nhome = "kept"\n', "utf-8")

    settings = read_settings({"FORTNIGHTLY_DELAY": "0.5"}, tmp_path)

    assert (settings.delay, settings.home) == (0.5, Path("kept"))


def test_an_empty_variable_is_as_if_it_were_not_set(tmp_path):
    assert read_settings({"FORTNIGHTLY_SERIES_DIR": ""}, tmp_path).series_dir is None


WRONG = {
    "an unknown variable": ({"FORTNIGHTLY_HOEM": "x"}, "", "FORTNIGHTLY_HOEM"),
    "an unknown key": ({}, "hoem = 'x'", "hoem"),
    "a value of the wrong kind": ({"FORTNIGHTLY_DELAY": "fast"}, "", "FORTNIGHTLY_DELAY"),
    "a delay below nothing": ({"FORTNIGHTLY_DELAY": "-1"}, "", "FORTNIGHTLY_DELAY"),
    "a key of the wrong kind": ({}, "home = 3", "home"),
    "bad TOML": ({}, "home =", "fortnightly.toml"),
    "a contact of nothing": ({}, "contact = ''", "contact"),
}


@pytest.mark.parametrize(("environ", "file", "named"), WRONG.values(), ids=WRONG)
def test_a_wrong_setting_is_named(tmp_path, environ, file, named):
    (tmp_path / "fortnightly.toml").write_text(file, "utf-8")

    with pytest.raises(SettingsError, match=named.replace(".", r"\.")):
        read_settings(environ, tmp_path)


NAMES = {
    "with commas": ({"FORTNIGHTLY_SERIES": "a, b,c"}, ""),
    "with spaces": ({"FORTNIGHTLY_SERIES": " a b  c "}, ""),
    "a list in the file": ({}, "series = ['a', 'b', 'c']"),
    "a text in the file": ({}, "series = 'a b c'"),
}


@pytest.mark.parametrize(("environ", "file"), NAMES.values(), ids=NAMES)
def test_the_series_that_are_served_are_named_in_several_ways(tmp_path, environ, file):
    (tmp_path / "fortnightly.toml").write_text(file, "utf-8")

    assert read_settings(environ, tmp_path).series == ("a", "b", "c")
