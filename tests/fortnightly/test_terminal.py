"""What a terminal shows, by its width."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fortnightly.terminal import console, revisions, tables
from storage.records import ArticleSummary, CaptureRef, Hit, Quarantined, Revision, Sighting

AT = datetime(2026, 11, 7, 14, 23, tzinfo=UTC)
LONG = "https://www.newarab.com/analysis/" + "a-very-long-address-" * 8
WORDS = "The Iraq Report: A port takes shape in the south, and Samawah wonders who will work in it"
REF = CaptureRef(at=AT, url=LONG, digest="sha256:0", warc="w", offset=0)


def summary(id_=123456):
    return ArticleSummary(
        id=id_,
        title=WORDS,
        published="2026-11-07T14:23:00+00:00",
        url=LONG,
        revision=12,
        word_count=1032,
        first_seen=AT,
        last_seen=AT,
    )


@pytest.fixture
def printed(monkeypatch, capsys):
    """Return a function that prints in a pipe of so many columns, and returns the lines."""

    def print_(what, columns):
        monkeypatch.setenv("COLUMNS", str(columns))
        console.put(what())
        return capsys.readouterr().out.splitlines()

    return print_


@pytest.mark.parametrize("columns", [60, 80, 140])
def test_a_list_fits_and_neither_cuts_nor_pads(printed, columns):
    lines = printed(lambda: tables.articles("", [summary()]), columns)

    assert max(map(len, lines)) <= columns
    assert all(line == line.rstrip() for line in lines)
    assert any(line.startswith("123456  2026-11-07  The Iraq Report") for line in lines)
    assert " ".join(" ".join(lines).split()).count("who will work in it") == 1
    assert ("revision" in lines[0]) == (columns > 60)


@pytest.mark.parametrize("columns", [60, 80])
def test_addresses_stay_in_one_piece(printed, columns):
    page = Quarantined(
        id=1,
        series="iraq_report",
        url=LONG,
        reason="not_an_article",
        detail=WORDS,
        since=AT,
        capture=REF,
    )

    lines = printed(lambda: tables.quarantine([page]), columns)

    assert f"  {LONG}" in lines
    assert all(len(line) <= columns for line in lines if LONG not in line)


def test_a_hit_wraps_its_snippet_below_its_title(printed):
    hit = Hit(id=7, title="A walk", published="2026-11-07", url=LONG, snippet=f"[{WORDS}]")

    lines = printed(lambda: tables.hits([hit]), 60)

    assert lines[0] == "7  2026-11-07  A walk"
    assert all(line.startswith("  ") for line in lines[1:3])


def revision(number, seen, last, weight="substantive", **more):
    start, end = (AT + timedelta(hours=hours) for hours in (seen, last))
    shown = Sighting(at=start, last_at=end, times=1, url=LONG, digest="0", warc="w", offset=0)
    return Revision(
        **{
            "revision": number,
            "seen": start,
            "title": "A walk",
            "weight": weight,
            "changes": (),
            "capture": REF,
            "last_seen": end,
            "times": 1,
            "current": False,
            "captures": (shown,),
            "gone": (),
        }
        | more
    )


def test_an_old_revision_says_when_it_stood_and_what_replaced_it():
    three = [revision(1, 0, 5), revision(2, 24, 30), revision(3, 48, 50, current=True)]

    assert revisions.note(three, 1) == (
        "Revision 1 of 3, seen from 7 November 2026, 14:23 UTC to 7 November 2026, 19:23 UTC;"
        " replaced by revision 2."
    )
    assert revisions.note(three, 3).endswith("the current one.")


def test_a_revision_that_a_later_reading_replaced_says_so():
    two = [revision(1, 0, 5), revision(2, 0, 5, "reread", current=True)]

    assert revisions.note(two, 1).endswith(
        "replaced by revision 2, a reading of the same page by later rules."
    )


@pytest.mark.parametrize("columns", [60, 80])
def test_the_dates_of_a_history_are_not_wrapped(printed, columns):
    two = [revision(1, 0, 5, "first"), revision(2, 24, 30, current=True)]

    lines = printed(lambda: revisions.history(two, 7), columns)

    assert any("2026-11-08 14:23  2026-11-08 20:23" in line for line in lines)
    assert any(line.startswith("2, current") for line in lines)
    assert max(map(len, lines)) <= columns
