"""A definition is right, or it names the file, the key and the reason."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fortnightly.series.definition import (
    Feed,
    Listing,
    load_definition,
    load_definitions,
    served,
)
from fortnightly.series.periods import Pause, Period
from fortnightly.settings import Settings, SettingsError
from ingest.errors import DefinitionError

GOOD = """
name = "riverside"
title = "Notes from the Riverside"
publisher = "The Riverside"
language = "en"
timezone = "Europe/London"

[cadence]
every = "P14D"
tolerance = "P4D"
pauses = ["2026-08-01/2026-08-31"]

[hosts]
canonical = "www.riverside.example"
aliases = ["riverside.example"]

[[sources]]
kind = "feed"
url = "https://www.riverside.example/rss"
[[sources]]
kind = "listing"
url = "https://archive.riverside.example/notes"
optional = true
links = "h2 a"
next = "a.older"
max_pages = 50
[[sources]]
kind = "sitemap"
url = "https://www.riverside.example/sitemap.xml"
[[sources]]
kind = "wayback"
url = "https://web.archive.example/cdx"
match = "riverside.example/notes*"

[member]
title = '^Notes:'
path = '/notes-'

[anatomy]
related = '^Read more:'
trailer = ['^Notes is a feature']
credit = '\\[(?P<credit>[^\\]]+)\\]$'
"""

WRONG = {
    "bad TOML": ("name =", "name", "", "bad TOML"),
    "an unknown key": ('title = "Notes', 'titel = "Notes', "titel", "unknown key"),
    "an unknown key of a source": ('links = "h2 a"', 'link = "h2 a"', "sources[1].link", "unknown"),
    "an unknown key of the cadence": ('tolerance = "P4D"', 'slack = "P4D"', "cadence.slack", "unk"),
    "a missing key": ('publisher = "The Riverside"', "", "publisher", "missing"),
    "a missing key of the hosts": (
        'canonical = "www.riverside.example"',
        "",
        "hosts.canonical",
        "missing",
    ),
    "an unknown kind of source": (
        '"sitemap"',
        '"telex"',
        "sources[2].kind",
        "unknown kind 'telex'",
    ),
    "a value of the wrong type": (
        "max_pages = 50",
        'max_pages = "x"',
        "sources[1].max_pages",
        "int",
    ),
    "a pattern that does not compile": ("'/notes-'", "'/notes-('", "member.path", "no pattern"),
    "a trailer that does not compile": (
        "'^Notes is",
        "'^Notes[ is",
        "anatomy.trailer[0]",
        "no patt",
    ),
    "a credit without its group": ("?P<credit>", "", "anatomy.credit", "group named credit"),
    "a duration that is none": (
        'every = "P14D"',
        'every = "fortnight"',
        "cadence.every",
        "ISO 8601",
    ),
    "a duration of nothing": ('every = "P14D"', 'every = "P0D"', "cadence.every", "shorter"),
    "a duration without a number": ('"P4D"', '"P"', "cadence.tolerance", "ISO 8601"),
    "a pause that is none": ("2026-08-01/2026-08-31", "August", "cadence.pauses[0]", "interval"),
    "a pause that ends early": ("-01/2026-08-31", "-01/2026-07-31", "cadence.pauses[0]", "ends"),
    "a day that is none": ("2026-08-01/", "2026-13-01/", "cadence.pauses[0]", "month"),
    "an address that is none": (
        "https://www.riverside.example/rss",
        "riverside/rss",
        "sources[0].url",
        "no http",
    ),
    "an address of a file": (
        "https://www.riverside.example/rss",
        "file:///rss",
        "sources[0].url",
        "h",
    ),
    "a host with a scheme": (
        '"www.riverside.example"',
        '"http://r.example"',
        "hosts.canonical",
        "ho",
    ),
    "a name that is no spider name": ('"riverside"', '"River Side"', "name", "no spider name"),
    "a zone that is none": ("Europe/London", "Europe/Atlantis", "timezone", "no time zone"),
    "a language that is none": ('language = "en"', 'language = "English!"', "language", "language"),
    "a selector that is none": ('"h2 a"', '"h2 >"', "sources[1].links", "no CSS selector"),
    "no page at all": ("max_pages = 50", "max_pages = 0", "sources[1].max_pages", "no number"),
    "no title": ('"Notes from the Riverside"', '" "', "title", "empty"),
}


def written(folder, text, name="riverside.toml"):
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def reasons(error):
    return {fault.key: fault.reason for fault in error.faults}


def test_a_good_definition_is_read_whole(tmp_path):
    definition = load_definition(written(tmp_path, GOOD))

    assert definition.name == "riverside"
    assert definition.cadence.period == Period(0, timedelta(days=14))
    assert definition.cadence.breaks == (Pause(date(2026, 8, 1), date(2026, 8, 31)),)
    assert [source.kind for source in definition.sources] == [
        "feed", "listing", "sitemap", "wayback",
    ]  # fmt: skip
    assert definition.sources[0] == Feed(url="https://www.riverside.example/rss")
    assert definition.sources[1] == Listing(
        url="https://archive.riverside.example/notes",
        optional=True,
        links="h2 a",
        next="a.older",
        max_pages=50,
    )
    assert definition.rules.timezone == "Europe/London"


@pytest.mark.parametrize(("right", "wrong", "key", "reason"), WRONG.values(), ids=WRONG)
def test_a_wrong_definition_names_file_key_and_reason(tmp_path, right, wrong, key, reason):
    assert right in GOOD or right == "name ="
    file = written(tmp_path, GOOD.replace(right, wrong, 1))

    with pytest.raises(DefinitionError) as caught:
        load_definition(file)

    assert reason in reasons(caught.value)[key]
    assert str(file) in str(caught.value)


@pytest.mark.parametrize("section", ["sources", "member"])
def test_a_definition_without_sources_or_rules_is_wrong(tmp_path, section):
    text = GOOD.replace("title = '^Notes:'\npath = '/notes-'", "") if section == "member" else ""
    if section == "sources":
        head, _, rest = GOOD.partition("[[sources]]")
        text = (
            head.replace("[cadence]", "sources = []\n[cadence]")
            + "[member]"
            + rest.partition("[member]")[2]
        )

    with pytest.raises(DefinitionError) as caught:
        load_definition(written(tmp_path, text))

    assert list(reasons(caught.value)) == [section]


def test_every_wrong_key_of_a_definition_is_named_at_once(tmp_path):
    text = (
        GOOD.replace('"en"', "3")
        .replace("'/notes-'", "'/notes-('")
        .replace('"P14D"', '"fortnight"')
        .replace('"sitemap"', '"telex"')
        .replace('publisher = "The Riverside"', "")
        .replace("max_pages = 50", 'max_pages = "x"')
        .replace('"riverside.example"]', "4]")
        + "[further]\n"
    )

    with pytest.raises(DefinitionError) as caught:
        load_definition(written(tmp_path, text))

    assert set(reasons(caught.value)) == {
        "language",
        "publisher",
        "cadence.every",
        "hosts.aliases[0]",
        "sources[1].max_pages",
        "sources[2].kind",
        "member.path",
        "further",
    }


def test_every_wrong_file_of_a_folder_is_named_at_once(tmp_path):
    written(tmp_path, "name =", "broken.toml")
    written(tmp_path, GOOD.replace('"en"', "3"), "other.toml")
    written(tmp_path, GOOD)

    with pytest.raises(DefinitionError) as caught:
        load_definitions(tmp_path)

    assert [fault.file.name for fault in caught.value.faults] == ["broken.toml", "other.toml"]


def test_what_marks_a_shipped_definition_is_no_key_of_a_file(tmp_path):
    with pytest.raises(DefinitionError, match="shipped: unknown key"):
        load_definition(written(tmp_path, "shipped = true\n" + GOOD))


def two_series(folder):
    written(folder, GOOD)
    written(folder, GOOD.replace('"riverside"', '"lakeside"', 1), "lakeside.toml")
    return load_definitions(folder)


def names_served(definitions, **settings):
    return [definition.name for definition in served(definitions, Settings(**settings))]


def test_the_shipped_series_is_served_where_nothing_is_set():
    assert names_served(load_definitions()) == ["iraq_report"]


def test_all_of_the_folder_are_served_and_the_shipped_one_is_not(tmp_path):
    assert names_served(two_series(tmp_path), series_dir=tmp_path) == ["lakeside", "riverside"]


def test_a_shipped_series_that_the_folder_defines_anew_is_served(tmp_path):
    written(tmp_path, GOOD.replace('"riverside"', '"iraq_report"', 1))

    assert names_served(load_definitions(tmp_path), series_dir=tmp_path) == ["iraq_report"]


def test_the_series_that_are_named_are_served(tmp_path):
    named = ("iraq_report", "lakeside")

    served_now = names_served(two_series(tmp_path), series_dir=tmp_path, series=named)

    assert served_now == ["iraq_report", "lakeside"]


def test_a_series_that_is_to_be_served_and_is_not_there_is_an_error_of_the_settings(tmp_path):
    there = "there are: iraq_report, lakeside, riverside"

    with pytest.raises(SettingsError, match=f"FORTNIGHTLY_SERIES: .* seaside; {there}"):
        served(two_series(tmp_path), Settings(series=("riverside", "seaside")))


def test_a_file_that_is_no_text_is_wrong(tmp_path):
    file = tmp_path / "riverside.toml"
    file.write_bytes(b"name = \xff\xfe")

    with pytest.raises(DefinitionError, match=r"riverside\.toml"):
        load_definition(file)


def test_two_definitions_of_one_name_in_one_folder_are_wrong(tmp_path):
    written(tmp_path, GOOD)
    written(tmp_path, GOOD, "twin.toml")

    with pytest.raises(DefinitionError, match=r"twin\.toml: name: 'riverside' is also the name"):
        load_definitions(tmp_path)


def test_a_folder_that_is_not_there_is_wrong(tmp_path):
    with pytest.raises(DefinitionError, match="no folder"):
        load_definitions(tmp_path / "nowhere")


def test_a_further_definition_stands_beside_the_shipped_one(tmp_path):
    written(tmp_path, GOOD)

    assert list(load_definitions(tmp_path)) == ["iraq_report", "riverside"]


def test_a_further_definition_replaces_a_shipped_one_of_the_same_name(tmp_path):
    written(tmp_path, GOOD.replace('"riverside"', '"iraq_report"', 1))

    assert load_definitions(tmp_path)["iraq_report"].title == "Notes from the Riverside"


def test_only_hosts_that_the_definition_names_may_be_asked(tmp_path):
    definition = load_definition(written(tmp_path, GOOD))

    assert definition.may_ask("http://WWW.riverside.example/notes-1")
    assert definition.may_ask("https://archive.riverside.example/notes?page=2")
    assert definition.may_ask("https://riverside.example:443/x")
    assert not definition.may_ask("https://riverside.example.evil.example/x")
    assert not definition.may_ask("https://user@riverside.example/x")
    assert not definition.may_ask("https://riverside.example:8080/x")
    assert not definition.may_ask("file:///etc/passwd")
    assert not definition.may_ask("http://169.254.169.254/latest")


PERIODS = {
    "P14D": (date(2026, 1, 1), date(2026, 1, 15)),
    "P2W": (date(2026, 1, 1), date(2026, 1, 15)),
    "P1M": (date(2028, 1, 31), date(2028, 2, 29)),
    "P3M": (date(2026, 11, 30), date(2027, 2, 28)),
    "P1Y": (date(2028, 2, 29), date(2029, 2, 28)),
    "P1Y2M3DT36H": (date(2026, 1, 1), date(2027, 3, 5)),
}


@pytest.mark.parametrize("text", PERIODS)
def test_a_period_is_counted_on_the_calendar(text):
    day, later = PERIODS[text]

    assert Period.parse(text).after(day) == later


@given(st.text(alphabet="P0123456789YMWDTHS.", max_size=12))
def test_whatever_is_read_as_a_duration_moves_a_day_on_or_not_at_all(text):
    with suppress(ValueError, OverflowError):
        assert Period.parse(text).after(date(2026, 1, 1)) >= date(2026, 1, 1)
