"""Quarantine: what a person says of a page that was set aside, and for how long it holds."""

from __future__ import annotations

import pytest
from building import HOSTS, NONE, NOW, PAGE, SERIES, article, exchange, key, later, want

from ingest.errors import Failure, NotInQuarantine
from ingest.model import Outcome

OTHER = "http://example.org/walks/one"


def set_aside(shelf, capture=None, now=NOW):
    """Set a page aside; return its number."""
    shelf.archive.quarantine.set_aside(
        capture,
        series=SERIES,
        url=PAGE,
        key=key(PAGE),
        reason=Failure.NOT_AN_ARTICLE,
        detail="a listing",
        now=now,
    )
    (row,) = shelf.archive.quarantine.open(SERIES)
    return row.id


def test_a_page_that_is_set_aside_is_found_with_its_capture(shelf, archive):
    capture = shelf.keep(exchange())
    id_ = set_aside(shelf, capture)

    one = archive.quarantine.get(id_)

    assert [one.page] == archive.quarantine.open(SERIES)
    assert (one.capture.id, one.capture.outcome) == (capture.id, Outcome.SET_ASIDE)


NOT_THERE = {
    "never was": (lambda _: 99, "no page is set aside under the number 99"),
    "has no bytes": (set_aside, "no bytes are kept"),
}


@pytest.mark.parametrize(("make", "said"), NOT_THERE.values(), ids=NOT_THERE)
def test_a_page_that_cannot_be_settled_says_why(shelf, archive, make, said):
    with pytest.raises(NotInQuarantine, match=said):
        archive.quarantine.get(make(shelf))


def test_one_that_was_read_after_all_is_set_aside_no_more(shelf, archive):
    id_ = set_aside(shelf, shelf.keep(exchange()))
    shelf.record(article())

    with pytest.raises(NotInQuarantine):
        archive.quarantine.get(id_)


def test_what_a_person_accepted_stays_accepted_and_is_open_until_it_is_recorded(shelf, archive):
    capture = shelf.keep(exchange())
    archive.quarantine.accept(set_aside(shelf, capture))

    assert archive.quarantine.is_accepted(capture)
    assert archive.quarantine.count(SERIES) == 1

    shelf.record(article(), capture=capture)
    assert archive.quarantine.is_accepted(capture)
    assert archive.quarantine.count(SERIES) == 0


def test_another_page_at_the_same_address_is_judged_anew(shelf, archive):
    archive.quarantine.accept(set_aside(shelf, shelf.keep(exchange())))
    changed = shelf.keep(exchange(body=b"<html>other</html>"))
    set_aside(shelf, changed, later(days=1))

    assert not archive.quarantine.is_accepted(changed)


def dismiss(shelf, *asked):
    one = shelf.archive.quarantine.get(set_aside(shelf, shelf.keep(exchange(), *asked)))
    shelf.archive.quarantine.dismiss(one, key(PAGE), NOW)


def test_a_dismissed_page_is_not_asked_again_until_its_source_says_something_else(shelf, archive):
    want(archive, said="a")
    dismiss(shelf, OTHER)

    assert archive.quarantine.open(SERIES) == []
    assert archive.addresses.wanted(SERIES) == []
    assert want(archive, said="a") == []
    assert [row.url for row in want(archive, said="b")] == [PAGE]


@pytest.mark.parametrize("asked", [(), (OTHER,)], ids=["as before", "by another address"])
def test_the_same_bytes_of_a_dismissed_page_are_not_read_again(shelf, archive, asked):
    dismiss(shelf)

    again = shelf.keep(exchange(at=later(days=1)), *asked)

    assert again.outcome is Outcome.DISMISSED
    assert archive.captures.pending(SERIES) == []


def test_other_bytes_at_the_address_of_a_dismissed_page_are_read(shelf):
    dismiss(shelf)

    assert shelf.keep(exchange(body=b"<html>other</html>")).outcome is Outcome.PENDING


def test_a_304_never_speaks_of_a_dismissed_page(shelf):
    dismiss(shelf)

    assert shelf.keep_revisit(exchange(status=304)) is None


def test_a_dismissed_page_of_an_article_leaves_the_article_and_says_when_to_ask_again(
    shelf, archive
):
    id_ = shelf.record(article())
    one = archive.quarantine.get(set_aside(shelf, shelf.keep(exchange(body=b"bad"))))
    archive.quarantine.dismiss(one, key(PAGE), later(days=1))
    seen = archive.articles.get(id_).last_seen

    archive.quarantine.dismissed_again(one.capture, key(PAGE), later(days=2), later(days=9))

    assert archive.articles.get(id_).last_seen == seen
    assert archive.addresses.get(SERIES, PAGE).state == "kept"
    assert archive.addresses.wanted(SERIES, later(days=8)) == []
    assert [row.url for row in archive.addresses.wanted(SERIES, later(days=9))] == [PAGE]


def test_a_page_that_leaves_the_series_leaves_quarantine_whatever_was_said_of_it(shelf, archive):
    capture = shelf.keep(exchange())
    archive.quarantine.accept(set_aside(shelf, capture))
    archive.articles.off_series(capture, HOSTS, NONE, NOW)

    assert archive.quarantine.open(SERIES) == []
