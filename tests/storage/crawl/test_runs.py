"""Sources, quarantine, runs and schedule: what a run leaves behind beside articles."""

from __future__ import annotations

import pytest
from building import HOSTS, NONE, NOW, PAGE, SERIES, article, exchange, key, later

from ingest.errors import Failure, StorageError
from ingest.model import Revised
from storage.records import CaptureRef, FailureReport, Mention, RunCounts, SourcePage, SourceReport

FEED = "https://www.example.org/feed"


def page(url=FEED, entries=3, **more):
    return SourcePage(
        **{
            "url": url,
            "source_url": FEED,
            "etag": '"a"',
            "last_modified": "Mon",
            "follow": (f"{FEED}?page=1",),
            "entries": entries,
            "asked": NOW,
        }
        | more
    )


def test_a_page_of_a_source_is_known_as_it_was_read_last(archive):
    archive.sources.note(SERIES, page())
    archive.sources.note(SERIES, last := page(entries=0, etag=None, follow=(), asked=later(days=1)))

    assert archive.sources.get(SERIES, FEED) == last
    assert archive.sources.get(SERIES, PAGE) is None
    assert archive.sources.get("other", FEED) is None


def test_a_source_has_worked_if_any_page_of_it_ever_gave_an_entry(archive):
    archive.sources.note(SERIES, page(entries=0))
    assert not archive.sources.has_worked(SERIES, FEED)

    archive.sources.note(SERIES, page(f"{FEED}?page=1", entries=1))
    archive.sources.note(SERIES, page(f"{FEED}?page=1", entries=0))

    assert archive.sources.has_worked(SERIES, FEED)
    assert not archive.sources.has_worked("other", FEED)


def test_a_page_of_a_source_and_its_addresses_are_noted_together_or_not_at_all(archive):
    with pytest.raises(StorageError):
        archive.sources.note(
            SERIES, page(), [Mention(PAGE, key(PAGE), "a"), Mention(None, "x", "a")]
        )

    assert archive.sources.get(SERIES, FEED) is None
    assert archive.addresses.wanted(SERIES) == []


def set_aside(shelf, capture=None, reason=Failure.NOT_AN_ARTICLE, detail="a listing", now=NOW):
    shelf.archive.quarantine.set_aside(
        capture,
        series=SERIES,
        url=PAGE,
        key=key(PAGE),
        reason=reason,
        detail=detail,
        now=now,
    )


def test_a_page_that_is_set_aside_again_has_one_row_and_its_latest_reason(shelf, archive):
    set_aside(shelf)
    capture = shelf.keep(exchange())
    set_aside(shelf, capture, Failure.INCOMPLETE_TEXT, "three words", later(days=1))

    (row,) = archive.quarantine.open(SERIES)

    assert (row.series, row.url, row.since) == (SERIES, PAGE, NOW)
    assert (row.reason, row.detail) == (Failure.INCOMPLETE_TEXT, "three words")
    assert row.capture == CaptureRef(
        at=NOW, url=PAGE, digest=capture.digest, warc=capture.warc, offset=capture.offset
    )
    assert archive.captures.pending(SERIES) == []
    assert archive.quarantine.open() == [row]
    assert archive.quarantine.open("other") == []
    assert (archive.quarantine.count(SERIES), archive.quarantine.count("other")) == (1, 0)


READ_AFTER_ALL = {
    "as an article": lambda shelf: shelf.record(article()),
    "as an article, at a twin": lambda shelf: shelf.record(article("http://example.org/walks/one")),
    "as none of the series": lambda shelf: shelf.archive.articles.off_series(
        shelf.keep(exchange()), HOSTS, NONE, NOW
    ),
}


@pytest.mark.parametrize("read", READ_AFTER_ALL.values(), ids=READ_AFTER_ALL)
def test_a_page_leaves_quarantine_when_it_is_read(shelf, archive, read):
    set_aside(shelf)
    read(shelf)

    assert archive.quarantine.open(SERIES) == []
    assert archive.addresses.wanted(SERIES) == []

    set_aside(shelf, now=later(days=9))
    assert [row.since for row in archive.quarantine.open(SERIES)] == [later(days=9)]


def test_good_text_stays_while_bad_text_is_set_aside(shelf, archive):
    id_ = shelf.record(article())

    set_aside(shelf, shelf.keep(exchange(body=b"bad")))
    assert archive.articles.get(id_).text == "By the river."
    assert [one.state for one in archive.addresses.wanted(SERIES)] == ["set_aside"]

    shelf.record(article(text="Better."), decision=Revised(id_))
    assert archive.quarantine.count(SERIES) == 0
    assert archive.addresses.wanted(SERIES) == []


def test_a_run_is_in_the_ledger_from_its_beginning_to_its_end(archive):
    id_ = archive.runs.start(SERIES, "scheduled", NOW)
    (begun,) = archive.runs.list()
    sources = (
        SourceReport(kind="feed", url=FEED, status="read", entries=4),
        SourceReport(kind="listing", url=PAGE, status="failed", failure=Failure.TIMEOUT),
    )
    tally = RunCounts(
        requests=5, not_modified=4, new=3, revised=2, unchanged=1, duplicates=6, quarantined=7
    )
    failures = (FailureReport(PAGE, Failure.SERVER_ERROR, "503"),)

    ended = archive.runs.finish(id_, "incomplete", 3, tally, sources, failures, later(hours=1))

    assert (begun.trigger, begun.started) == ("scheduled", NOW)
    assert (begun.finished, begun.outcome, begun.exit_code) == (None, None, None)
    assert (begun.requests, begun.sources, begun.failures) == (0, (), ())
    assert ended == archive.runs.last(SERIES)
    assert (ended.finished, ended.outcome, ended.exit_code) == (later(hours=1), "incomplete", 3)
    assert (ended.sources, ended.failures) == (sources, failures)
    assert (ended.requests, ended.not_modified, ended.new, ended.revised) == (5, 4, 3, 2)
    assert (ended.unchanged, ended.duplicates, ended.quarantined) == (1, 6, 7)


def test_a_refused_run_is_in_the_ledger_but_is_not_the_last(archive):
    id_ = archive.runs.start(SERIES, "manual", NOW)
    archive.runs.refuse(SERIES, "scheduled", later(minutes=1))

    refused, _ = archive.runs.list(SERIES)

    assert (refused.outcome, refused.exit_code) == ("locked", 5)
    assert refused.finished == refused.started == later(minutes=1)
    assert archive.runs.last(SERIES).id == id_
    assert archive.runs.last("other") is None


def test_the_ledger_comes_newest_first(archive):
    for series in ["a", "b", "a", "a"]:
        archive.runs.start(series, "manual", NOW)

    assert [run.id for run in archive.runs.list()] == [4, 3, 2, 1]
    assert [run.id for run in archive.runs.list("a", limit=2)] == [4, 3]


def test_a_due_time_is_kept_until_it_is_set_anew(archive):
    assert archive.schedule.due(SERIES) is None

    archive.schedule.set(SERIES, later(days=14), NOW)
    archive.schedule.set(SERIES, later(days=15), NOW)

    assert archive.schedule.due(SERIES) == later(days=15)
    assert archive.schedule.due("other") is None


def test_the_last_run_that_ended_is_found_beside_one_under_way(archive):
    counts = RunCounts()
    for outcome, code in (("complete", 0), ("incomplete", 3)):
        run = archive.runs.start(SERIES, "manual", NOW)
        archive.runs.finish(run, outcome, code, counts, [], [], NOW)
    archive.runs.refuse(SERIES, "manual", NOW)
    archive.runs.start(SERIES, "manual", NOW)

    assert archive.runs.last_ended(SERIES).outcome == "incomplete"
    assert archive.runs.last_ended(SERIES, outcome="complete").id == 1
    assert archive.runs.last_ended("other") is None
