"""How a source and a run fared, as tables of scenarios."""

from __future__ import annotations

import pytest

from crawler.failures import FetchFailure
from crawler.run.outcome import SourceProgress, run_outcome
from crawler.sources.link import Link, SourceContent
from fortnightly.series.definition import Feed, Listing
from ingest.errors import Failure

FEED = Feed(url="https://h/rss")
GUESS = Listing(url="https://h/tag", optional=True)
BROKEN = FetchFailure(failure=Failure.SERVER_ERROR, detail="the server answered 503")


def found(*paths):
    return SourceContent(links=tuple(Link(url=f"https://h/{path}") for path in paths))


def read(progress, entries=3):
    progress.read(progress.source.url, found("a", "b", "c"), entries)


def unchanged(progress, entries=3):
    progress.unchanged(progress.source.url, entries)


def fails(progress):
    progress.fail(progress.source.url, BROKEN)


def reads_and_fails(progress):
    read(progress)
    progress.fail(f"{progress.source.url}?page=1", BROKEN)


def never_asked(_):
    pass


VERDICTS = {
    "read": (FEED, read, False, "read", None),
    "unchanged": (FEED, unchanged, True, "unchanged", None),
    "failed": (FEED, fails, True, "failed", Failure.SERVER_ERROR),
    "failed on a later page": (FEED, reads_and_fails, True, "failed", Failure.SERVER_ERROR),
    "fell silent": (FEED, lambda p: read(p, 0), True, "failed", Failure.BAD_CONTENT),
    "still silent": (FEED, lambda p: unchanged(p, 0), True, "failed", Failure.BAD_CONTENT),
    "empty from the first": (FEED, lambda p: read(p, 0), False, "read", None),
    "not reached": (FEED, never_asked, True, "failed", None),
    "a guess that never worked": (GUESS, fails, False, "absent", None),
    "a guess that gives nothing": (GUESS, lambda p: read(p, 0), False, "absent", None),
    "a guess that worked and fails": (GUESS, fails, True, "failed", Failure.SERVER_ERROR),
    "a guess that works": (GUESS, read, False, "read", None),
}


@pytest.mark.parametrize(
    ("source", "what_happens", "worked_before", "verdict", "failure"),
    VERDICTS.values(),
    ids=VERDICTS,
)
def test_a_source(source, what_happens, worked_before, verdict, failure):
    progress = SourceProgress(source, worked_before=worked_before)

    what_happens(progress)

    assert (progress.verdict, progress.failure) == (verdict, failure)


def test_a_listing_ends_with_a_page_that_brings_no_new_link():
    progress = SourceProgress(GUESS, worked_before=True)

    goes_on = [
        progress.read("https://h/tag", found("nav", "a", "b"), 2),
        progress.read("https://h/tag?page=1", found("nav", "b", "c"), 2),
        progress.read("https://h/tag?page=2", found("nav", "c"), 1),
        progress.read("https://h/tag?page=3", found("nav"), 0),
        progress.read("https://h/tag?page=4", found(), 0),
    ]

    assert goes_on == [True, True, False, False, False]


def test_a_page_is_asked_once_and_no_more_pages_than_the_definition_allows():
    limited = Listing(url="https://h/tag", max_pages=2)
    progress = SourceProgress(limited, worked_before=False)

    asked = [progress.ask(f"https://h/tag?page={n}") for n in (0, 0, 1, 2)]

    assert asked == [True, False, True, False]


ENDINGS = {
    "all is kept": (True, False, True, ("complete", 0)),
    "something failed": (True, False, False, ("incomplete", 3)),
    "stopped by a signal": (False, False, True, ("interrupted", 3)),
    "storage failed": (False, True, True, ("failed", 6)),
}


@pytest.mark.parametrize(
    ("finished", "storage_failed", "flawless", "expected"), ENDINGS.values(), ids=ENDINGS
)
def test_a_run_ends(finished, storage_failed, flawless, expected):
    assert (
        run_outcome(finished=finished, storage_failed=storage_failed, flawless=flawless) == expected
    )
