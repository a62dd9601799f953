"""Reading again what was kept: another reading of a page is no edit of it."""

from __future__ import annotations

import pytest
from building import (
    HOSTS,
    NOW,
    PAGE,
    SERIES,
    article,
    decided,
    exchange,
    key,
    later,
    reading,
    visit,
    want,
)

from ingest.model import Evidence, New, Revised
from storage.records import Validators

TWO = "https://www.example.org/walks/two"


def read_again(archive, id_, text, rules="newer", **more):
    """Record that today's rules read the current page of an article so."""
    current = archive.articles.current_of(id_)
    made = reading(article(text=text, **more), rules=rules)
    return archive.articles.read_again(current, made, HOSTS, later(days=9))


def weights(archive, id_):
    return [one.weight for one in archive.articles.history(id_)]


def test_another_reading_is_one_more_revision_of_the_same_page(shelf, archive):
    id_ = shelf.record(article(text="A"))

    number = read_again(archive, id_, "A, whole")

    entry = archive.articles.get(id_)
    assert (number, entry.revision, entry.text, entry.rules) == (2, 2, "A, whole", "newer")
    assert entry.capture == archive.articles.get(id_, 1).capture
    assert archive.articles.get(id_, 1).text == "A"
    assert archive.articles.get(id_, 1).rules == "test"
    assert weights(archive, id_) == ["first", "reread"]
    assert archive.articles.search("whole")


def test_nothing_that_a_crawl_goes_by_changes_with_another_reading(shelf, archive):
    want(archive)
    id_ = shelf.record(article(text="A"), validators=Validators("e", "m"), check_at=later(days=3))
    before = archive.articles.get(id_)
    address = archive.addresses.get(SERIES, PAGE)

    read_again(archive, id_, "A, whole")

    after = archive.articles.get(id_)
    assert (after.first_seen, after.last_seen) == (before.first_seen, before.last_seen)
    assert (after.url, after.addresses) == (before.url, before.addresses)
    assert archive.addresses.get(SERIES, PAGE) == address
    assert archive.addresses.wanted(SERIES, later(days=2)) == []
    assert len(archive.addresses.wanted(SERIES, later(days=3))) == 1


def test_several_readings_in_a_row_and_edits_between_are_told_apart(shelf, archive):
    id_ = shelf.record(article(text="One sentence stands here."))
    read_again(archive, id_, "One sentence stands here, and one more.")
    read_again(archive, id_, "One sentence stands here, and two more.")
    edited = article(text="Nothing of it is left since the publisher changed his mind.")
    shelf.record(edited, decision=Revised(id_), now=later(days=10))
    read_again(archive, id_, "Nothing of it is left, as the publisher changed his mind twice.")

    assert weights(archive, id_) == ["first", "reread", "reread", "substantive", "reread"]
    assert archive.articles.get(id_).revision == 5


def test_a_page_that_says_again_what_it_said_is_read_again_against_that(shelf, archive):
    id_ = shelf.record(article(text="The river rose by nine feet."))
    other = article(text="The sea fell and nobody saw it.")
    shelf.record(other, decision=Revised(id_), now=later(days=1))
    shelf.record(
        article(text="The river rose by nine feet."), decision=Revised(id_), now=later(days=2)
    )

    assert read_again(archive, id_, "The river rose by nine feet. It fell.") == 3

    first, again, other = archive.articles.history(id_)
    assert (first.revision, again.revision, other.revision) == (1, 3, 2)
    assert (again.weight, other.weight) == ("reread", "substantive")
    assert [change.before for change in again.changes] == ["The river rose by nine feet."]
    assert "The river rose by nine feet." in [change.before for change in other.changes]


def test_a_reading_that_says_the_same_makes_no_revision_and_notes_how_it_was_read(shelf, archive):
    id_ = shelf.record(article(text="A"))

    number = read_again(archive, id_, "A", modified="2026-11-21", reading_minutes=3)

    entry = archive.articles.get(id_)
    assert (number, entry.revision, entry.revisions) == (1, 1, 1)
    assert (entry.rules, entry.modified, entry.reading_minutes) == ("newer", "2026-11-21", 3)


def test_a_reading_like_an_earlier_one_is_that_revision_again(shelf, archive):
    id_ = shelf.record(article(text="A"))
    read_again(archive, id_, "A, whole")

    assert read_again(archive, id_, "A", rules="newest") == 1
    assert (archive.articles.get(id_).revision, archive.articles.get(id_).revisions) == (1, 2)


def test_what_was_revised_in_between_is_not_read_again(shelf, archive):
    id_ = shelf.record(article(text="A"))
    current = archive.articles.current_of(id_)
    shelf.record(article(text="B"), decision=Revised(id_), now=later(days=1))

    made = reading(article(text="A, whole"), rules="newer")

    assert archive.articles.read_again(current, made, HOSTS, later(days=2)) is None
    assert archive.articles.get(id_).text == "B"


def test_a_canonical_address_that_is_read_anew_leads_to_the_article(shelf, archive):
    id_ = shelf.record(article(text="A"))

    current = archive.articles.current_of(id_)
    archive.articles.read_again(current, reading(article(TWO, text="A!", title="B")), HOSTS, NOW)

    assert archive.articles.get(id_).url == TWO
    assert set(archive.articles.get(id_).addresses) == {PAGE, TWO}
    assert archive.articles.candidates(SERIES, reading(article(TWO)), HOSTS)[0].id == id_


def test_a_canonical_address_of_another_article_is_not_taken(shelf, archive):
    id_ = shelf.record(article(text="A"))
    other = shelf.record(article(TWO, text="B"))

    current = archive.articles.current_of(id_)
    archive.articles.read_again(current, reading(article(TWO, text="A!", title="B")), HOSTS, NOW)

    assert archive.articles.get(id_).url == PAGE
    assert archive.articles.get(id_).title == "B"
    assert archive.articles.candidates(SERIES, reading(article(TWO)), HOSTS)[0].id == other


def test_the_evidence_of_each_revision_is_kept(shelf, archive):
    one = (Evidence(field="title", source="h1", value="A walk"),)
    two = (Evidence(field="title", source="JSON-LD", value="A walk", others=(("h1", "Walks"),)),)
    capture = shelf.keep(exchange())
    for text, why, decision in (("A", one, New()), ("B", two, Revised(1))):
        made = reading(article(text=text), evidence=why)
        archive.articles.record(made, visit(capture), decided(decision))

    assert archive.articles.evidence(1) == two
    assert archive.articles.evidence(1, 1) == one


def test_current_yields_every_article_with_its_page(shelf, archive):
    ids = [shelf.record(article(f"{PAGE}/{n}", text=f"Walk {n}")) for n in range(120)]

    found = list(archive.articles.current(SERIES))

    assert [one.id for one in found] == ids
    assert found[7].article.text == "Walk 7"
    assert found[7].capture.url == f"{PAGE}/7"
    assert found[7].capture.outcome == "new"


def set_aside(archive, capture):
    archive.quarantine.set_aside(
        capture,
        series=SERIES,
        url=capture.url,
        key=key(capture.url),
        reason="not_an_article",
        detail="x",
        now=NOW,
    )


@pytest.mark.parametrize("outcome", ["set aside", "off series"])
def test_only_the_latest_page_that_led_to_no_article_is_read_again(shelf, archive, outcome):
    for body in (b"one", b"two"):
        capture = shelf.keep(exchange(body=body))
        if outcome == "set aside":
            set_aside(archive, capture)
        else:
            archive.articles.off_series(capture, HOSTS, Validators(None, None), NOW)

    assert [one.id for one in archive.captures.without_article(SERIES)] == [capture.id]


def test_a_page_that_is_no_longer_set_aside_is_not_read_again(shelf, archive):
    capture = shelf.keep(exchange(body=b"challenge"))
    set_aside(archive, capture)
    shelf.record(article())  # another page of the same address: it is read after all

    assert list(archive.captures.without_article(SERIES)) == []
