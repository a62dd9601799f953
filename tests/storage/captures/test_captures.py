"""Captures: what was kept, what is pending, and what comes a second time."""

from __future__ import annotations

import pytest
from building import NONE, NOW, PAGE, SERIES, article, exchange, key, later

from ingest.errors import Failure
from ingest.model import New, Outcome, Unchanged, sha256

LEGACY = "https://old.example.org/one"
ALIAS = "https://example.org/one"


def set_aside(shelf, capture):
    shelf.archive.quarantine.set_aside(
        capture,
        series=SERIES,
        url=capture.url,
        key=key(capture.url),
        reason=Failure.INCOMPLETE_TEXT,
        detail="three words",
        now=NOW,
    )


def test_a_capture_tells_where_its_bytes_are(shelf):
    capture = shelf.keep(exchange(body=b"body"), LEGACY, ALIAS)

    assert capture.series == SERIES
    assert capture.run_id == shelf.run_id
    assert (capture.kind, capture.status, capture.outcome) == ("article", 200, Outcome.PENDING)
    assert capture.url == PAGE
    assert capture.addresses == (LEGACY, ALIAS)
    assert capture.at == NOW
    assert capture.content_type == "text/html; charset=utf-8"
    assert capture.digest == sha256(b"body")
    assert capture.offset > 0


@pytest.mark.parametrize("kind", ["feed", "listing", "sitemap", "wayback"])
def test_a_source_is_never_pending(shelf, archive, kind):
    assert shelf.keep(exchange(), kind=kind).outcome is Outcome.SOURCE
    assert archive.captures.pending(SERIES) == []


def test_what_is_pending_comes_oldest_first_and_in_its_series(shelf, archive):
    kept = [shelf.keep(exchange(f"{PAGE}/{n}")) for n in range(3)]

    assert archive.captures.pending(SERIES) == kept
    assert archive.captures.pending("other") == []


def read_it(shelf, capture):
    shelf.record(article(), capture=capture)


def nothing(shelf, capture):
    assert capture in shelf.archive.captures.pending(SERIES)


AGAIN = {
    "it is still pending": (nothing, (LEGACY,), Outcome.PENDING),
    "it was read": (read_it, (LEGACY,), Outcome.NEW),
    "it was set aside": (set_aside, (LEGACY,), Outcome.PENDING),
    "it was read, and another address led to it": (read_it, (ALIAS,), Outcome.PENDING),
}


@pytest.mark.parametrize(("then", "asked", "outcome"), AGAIN.values(), ids=AGAIN)
def test_the_same_page_again_makes_no_row(shelf, archive, then, asked, outcome):
    first = shelf.keep(exchange(), LEGACY)
    then(shelf, first)

    again = shelf.keep(exchange(at=later(days=1)), *asked)

    assert (again.id, again.offset, again.at) == (first.id, first.offset, NOW)
    assert again.outcome is outcome
    assert set(again.addresses) == {LEGACY, *asked}
    assert [one.id for one in archive.captures.pending(SERIES)] == (
        [first.id] if outcome is Outcome.PENDING else []
    )


def test_a_page_that_was_a_source_may_be_an_article(shelf):
    source = shelf.keep(exchange(), kind="listing")

    page = shelf.keep(exchange())

    assert page.id != source.id
    assert page.outcome is Outcome.PENDING


def test_a_page_that_says_something_else_is_a_new_capture(shelf, archive):
    first = shelf.keep(exchange(body=b"A"))
    second = shelf.keep(exchange(body=b"B"))

    assert first.id != second.id
    assert [archive.body(one) for one in (first, second)] == [b"A", b"B"]


def test_the_same_page_compressed_in_another_way_is_the_same_page(shelf, archive):
    first = shelf.keep(exchange(body=b"A"))
    again = shelf.keep(exchange(body=b"A", coding="gzip"))

    assert again.id == first.id
    assert archive.body(again) == b"A"


def test_a_304_confirms_the_page_that_was_read_last(shelf):
    read = shelf.keep(exchange(body=b"good"))
    shelf.record(article(), capture=read)
    set_aside(shelf, shelf.keep(exchange(body=b"bad")))

    assert shelf.keep_revisit(exchange(status=304)).id == read.id


def test_a_304_is_found_by_an_address_that_led_there(shelf):
    kept = shelf.keep(exchange(), kind="listing")

    assert shelf.keep_revisit(exchange(LEGACY, status=304), ALIAS, PAGE).id == kept.id
    assert shelf.keep_revisit(exchange(LEGACY, status=304), ALIAS) is None


def test_a_304_makes_no_row(shelf):
    shelf.record(article(), decision=New())
    shelf.record(article(), decision=Unchanged(1))
    before = shelf.keep(exchange("https://www.example.org/x")).id

    shelf.keep_revisit(exchange(status=304))

    assert shelf.keep(exchange("https://www.example.org/y")).id == before + 1


def test_an_article_found_as_it_was_is_seen_and_due_again_later(shelf, archive):
    id_ = shelf.record(article(), check_at=later(days=1))

    archive.addresses.answered(SERIES, PAGE, key(PAGE), NONE, later(days=2), later(days=9))

    assert archive.articles.get(id_).last_seen == later(days=2)
    assert archive.addresses.wanted(SERIES, later(days=3)) == []
    assert [one.url for one in archive.addresses.wanted(SERIES, later(days=9))] == [PAGE]
