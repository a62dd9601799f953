"""Each distinct content once, with the captures that showed it; and when nothing was there."""

from __future__ import annotations

from collections import Counter

import pytest
from building import HOSTS, NONE, NOW, PAGE, SERIES, article, exchange, key, later, reading
from sqlalchemy import text
from warcio.archiveiterator import ArchiveIterator

from ingest.errors import NoSuchArticle
from ingest.model import Duplicate, New, Outcome, Revised, Unchanged

TWO = "https://www.example.org/walks/two"
SAYS = {b"A": "By the river.", b"B": "By the river, and over the bridge of Basra."}


def rows(archive, table):
    with archive._database.reading() as db:
        return [tuple(row) for row in db.execute(text(f"SELECT * FROM {table}"))]


def sightings(archive):
    """Return number of capture, article and revision of every sighting."""
    return sorted(rows(archive, "sightings"))


def records(shelf):
    """Return how many records of each kind are in the file of the run."""
    shelf.warc.close()
    (file,) = shelf.archive._folder.iterdir()
    with file.open("rb") as stream:
        return Counter(record.rec_type for record in ArchiveIterator(stream))


def show(shelf, body, at, decision):
    """Let the page say something; return its capture, recorded if that is pending."""
    capture = shelf.keep(exchange(body=body, at=at))
    if capture.outcome is Outcome.PENDING:
        shelf.record(article(text=SAYS[body]), decision=decision, capture=capture, now=at)
    return capture


def test_a_page_that_flaps_adds_no_rows(shelf, archive):
    first = show(shelf, b"A", NOW, New())
    other = show(shelf, b"B", later(days=1), Revised(1))
    before = {name: len(rows(archive, name)) for name in ("captures", "revisions", "sightings")}

    for day in (2, 4, 6):
        assert show(shelf, b"A", later(days=day), Revised(1)).id == first.id
        assert archive.articles.get(1).revision == 1
        assert show(shelf, b"B", later(days=day + 1), Revised(1)).id == other.id
        assert archive.articles.get(1).revision == 2

    assert {name: len(rows(archive, name)) for name in before} == before
    assert before == {"captures": 2, "revisions": 2, "sightings": 2}
    one, two = archive.articles.history(1)
    assert (one.times, one.last_seen) == (4, later(days=6))
    assert (two.times, two.last_seen) == (4, later(days=7))
    kinds = records(shelf)
    assert (kinds["response"], kinds["revisit"]) == (2, 6)


def test_a_page_that_says_what_it_said_last_is_not_read_again(shelf):
    show(shelf, b"A", NOW, New())

    again = shelf.keep(exchange(body=b"A", at=later(days=1)))

    assert again.outcome is Outcome.NEW
    assert (again.last_at, again.times) == (later(days=1), 2)


def test_a_304_counts_for_the_capture_that_it_confirms(shelf):
    show(shelf, b"A", NOW, New())

    again = shelf.keep_revisit(exchange(status=304, at=later(days=3)))

    assert (again.last_at, again.times, again.outcome) == (later(days=3), 2, Outcome.NEW)


def test_a_304_for_what_the_article_does_not_say_now_is_read_again(shelf):
    kept = show(shelf, b"A", NOW, New())
    elsewhere = shelf.keep(exchange(TWO, b"B", at=later(days=1)))
    shelf.record(article(TWO, SAYS[b"B"]), decision=Revised(1), capture=elsewhere)

    again = shelf.keep_revisit(exchange(status=304, at=later(days=2)))

    assert (again.id, again.outcome) == (kept.id, Outcome.PENDING)


def test_a_page_of_no_article_is_judged_anew_when_it_comes_after_another(shelf, archive):
    none = shelf.keep(exchange(body=b"none"))
    archive.articles.off_series(none, HOSTS, NONE, NOW)
    assert shelf.keep(exchange(body=b"none", at=later(days=1))).outcome is Outcome.OFF_SERIES
    show(shelf, b"A", later(days=2), New())

    again = shelf.keep(exchange(body=b"none", at=later(days=3)))

    assert (again.id, again.outcome) == (none.id, Outcome.PENDING)


def test_what_came_last_is_the_page_that_led_to_no_article(shelf, archive):
    first = shelf.keep(exchange(body=b"one"))
    archive.articles.off_series(first, HOSTS, NONE, NOW)
    second = shelf.keep(exchange(body=b"two", at=later(days=1)))
    archive.articles.off_series(second, HOSTS, NONE, NOW)
    again = shelf.keep(exchange(body=b"one", at=later(days=2)))
    archive.articles.off_series(again, HOSTS, NONE, NOW)

    assert [one.id for one in archive.captures.without_article(SERIES)] == [first.id]


def test_a_source_that_flaps_adds_no_rows(shelf, archive):
    feed = "https://www.example.org/feed"
    for day, body in enumerate((b"A", b"B", b"A", b"B")):
        shelf.keep(exchange(feed, body, at=later(days=day)), kind="feed")

    assert len(rows(archive, "captures")) == 2
    assert archive.captures.pending(SERIES) == []


DECISIONS = {"unchanged": Unchanged(1), "duplicate": Duplicate(1), "revised": Revised(1)}


@pytest.mark.parametrize("decision", DECISIONS.values(), ids=DECISIONS)
def test_every_capture_that_shows_a_revision_is_noted(shelf, archive, decision):
    shelf.record(article())
    other = shelf.keep(exchange(TWO, b"the same in another frame"))

    shelf.record(article(), decision=decision, capture=other)

    assert sightings(archive) == [(1, 1, 1), (other.id, 1, 1)]
    (one,) = archive.articles.history(1)
    assert [capture.url for capture in one.captures] == [PAGE, TWO]


def test_another_reading_is_shown_by_the_same_capture(shelf, archive):
    shelf.record(article())
    current = archive.articles.current_of(1)
    for said in ("By the river, whole.", "By the river."):
        made = reading(article(text=said), rules="newer")
        archive.articles.read_again(current, made, HOSTS, NOW)
        current = archive.articles.current_of(1)

    assert sightings(archive) == [(1, 1, 1), (1, 1, 2)]


def test_revisions_come_as_they_were_seen_each_against_what_stood_there_before(shelf, archive):
    first = "The river rose by nine feet in the night and fell in the morning."
    shelf.record(article(text=first))
    shelf.record(article(text=first + " It rained."), decision=Revised(1), now=later(days=1))
    shelf.record(article(text=first), decision=Revised(1), now=later(days=2))
    shelf.record(article(text=first + " It snowed."), decision=Revised(1), now=later(days=3))

    one, two, three = archive.articles.history(1)

    assert [change.before for change in two.changes] == [first]
    assert [change.before for change in three.changes] == [first]
    assert (one.current, two.current, three.current) == (False, False, True)


def test_the_difference_is_by_default_to_what_stood_there_before(shelf, archive):
    show(shelf, b"A", NOW, New())
    alone = archive.articles.difference(1)
    show(shelf, b"B", later(days=1), Revised(1))
    edited = archive.articles.difference(1)
    show(shelf, b"A", later(days=2), Revised(1))
    back = archive.articles.difference(1)

    assert (alone.from_, alone.to, alone.weight, alone.changes) == (1, 1, None, ())
    assert (edited.from_, edited.to, edited.weight) == (1, 2, "substantive")
    assert (back.from_, back.to) == (2, 1)
    assert archive.articles.difference(1, 1, 2) == edited


@pytest.mark.parametrize("asked", [(9,), (1, 1, 3), (1, 3, 1)])
def test_a_revision_that_is_not_there_has_no_difference(shelf, archive, asked):
    show(shelf, b"A", NOW, New())

    with pytest.raises(NoSuchArticle):
        archive.articles.difference(*asked)


def test_an_article_is_gone_with_the_answer_that_says_so(shelf, archive):
    shelf.record(article())

    shown = shelf.lose(1, exchange(body=b"Page not found", status=404, at=later(days=1)))

    gone = archive.articles.get(1).gone
    assert (gone.since, gone.status) == (later(days=1), 404)
    assert (gone.capture.offset, gone.capture.at) == (shown.offset, later(days=1))
    assert archive.body(shown) == b"Page not found"
    assert shown.outcome is Outcome.GONE
    (revision,) = archive.articles.history(1)
    (absence,) = revision.gone
    assert (absence.since, absence.until, absence.status) == (later(days=1), None, 404)


def test_an_answer_that_comes_again_is_counted_whatever_its_page_says(shelf, archive):
    shelf.record(article())
    first = shelf.lose(1, exchange(body=b"Sorry 1", status=404, at=later(days=1)))

    for day in range(2, 6):
        shelf.lose(1, exchange(body=b"Sorry %d" % day, status=404, at=later(days=day)))

    assert len(rows(archive, "captures")) == 2
    assert archive.articles.get(1).gone.since == later(days=1)
    again = shelf.keep_gone(exchange(body=b"Sorry 1", status=404, at=later(days=6)), 1)
    assert (again.id, again.times, again.last_at) == (first.id, 6, later(days=6))


def test_another_status_is_another_answer_and_the_same_absence(shelf, archive):
    shelf.record(article())
    for day, status in enumerate((404, 410, 404, 410), 1):
        shelf.lose(1, exchange(body=b"Sorry", status=status, at=later(days=day)))

    gone = archive.articles.get(1).gone
    assert (gone.since, gone.status, gone.capture.at) == (later(days=1), 410, later(days=2))
    assert len(rows(archive, "captures")) == 3
    assert len(archive.articles.history(1)[0].gone) == 1


def came_with_a_page(shelf, at):
    show(shelf, b"B", at, Revised(1))


def came_as_it_was(shelf, at):
    shelf.archive.addresses.answered(SERIES, PAGE, key(PAGE), NONE, at)


@pytest.mark.parametrize("back", [came_with_a_page, came_as_it_was])
def test_an_article_that_is_back_is_gone_no_more_and_its_history_tells(shelf, archive, back):
    show(shelf, b"A", NOW, New())
    shelf.lose(1, exchange(body=b"Sorry", status=404, at=later(days=1)))

    back(shelf, later(days=2))
    assert archive.articles.get(1).gone is None
    shelf.lose(1, exchange(body=b"Sorry", status=404, at=later(days=3)))

    gone = [absence for one in archive.articles.history(1) for absence in one.gone]
    assert [(one.since, one.until) for one in gone] == [
        (later(days=1), later(days=2)),
        (later(days=3), None),
    ]
    assert archive.articles.get(1).gone.since == later(days=3)


def test_an_answer_that_it_is_gone_is_no_page_to_ask_or_to_read(shelf, archive):
    shelf.record(article())
    shelf.lose(1, exchange(body=b"Sorry", status=404, at=later(days=1)))

    assert archive.captures.pending(SERIES) == []
    assert list(archive.captures.without_article(SERIES)) == []
    assert shelf.keep_revisit(exchange(status=304, at=later(days=2))).status == 200
