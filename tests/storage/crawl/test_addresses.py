"""Addresses: which are to be asked, and what makes them asked again."""

from __future__ import annotations

import pytest
from building import FEED, HOSTS, NONE, NOW, PAGE, SERIES, article, exchange, key, later, page, want

from ingest.errors import Failure
from ingest.model import Unchanged
from storage.records import Mention, Validators

LISTING = "https://www.example.org/list"
LEGACY = "https://old.example.org/one"
TWIN = "http://example.org/walks/one?utm_source=feed"


def states(archive):
    return [(one.url, one.state) for one in archive.addresses.wanted(SERIES, later(days=1))]


def wanted(shelf):
    want(shelf.archive)


def kept(shelf):
    wanted(shelf)
    shelf.record(article())


def off_series(shelf):
    wanted(shelf)
    shelf.archive.articles.off_series(shelf.keep(exchange()), HOSTS, NONE, NOW)


def set_aside(shelf):
    wanted(shelf)
    shelf.archive.quarantine.set_aside(
        shelf.keep(exchange()),
        series=SERIES,
        url=PAGE,
        key=key(PAGE),
        reason=Failure.NOT_AN_ARTICLE,
        detail="",
        now=NOW,
    )


def gone(shelf):
    wanted(shelf)
    shelf.archive.addresses.gone(SERIES, PAGE, key(PAGE), NOW)


#: What an address is, what is to be asked by itself, and what a source's word makes of it:
#: the same word again, another word of the same source, a word of another source.
STATES = {
    "wanted": (wanted, True, (True, True, True)),
    "kept": (kept, False, (False, True, False)),
    "off_series": (off_series, False, (False, True, False)),
    "set_aside": (set_aside, True, (True, True, True)),
    "gone": (gone, False, (False, True, False)),
}
WORDS = [("a", FEED), ("b", FEED), ("b", LISTING)]


@pytest.mark.parametrize("state", STATES)
def test_what_is_to_be_asked_by_itself(shelf, archive, state):
    make, asked, _ = STATES[state]
    make(shelf)

    assert archive.addresses.get(SERIES, PAGE).state == state
    assert states(archive) == ([(PAGE, state)] if asked else [])


@pytest.mark.parametrize("word", [0, 1, 2], ids=["the same", "another", "of another source"])
@pytest.mark.parametrize("state", STATES)
def test_what_a_source_says_makes_an_address_asked(shelf, archive, state, word):
    make, _, to_ask = STATES[state]
    make(shelf)
    said, source = WORDS[word]

    found = want(archive, PAGE, said, source)

    assert [one.url for one in found] == ([PAGE] if to_ask[word] else [])


@pytest.mark.parametrize("state", STATES)
def test_a_twin_of_what_we_know_is_known_as_well(shelf, archive, state):
    make, _, _ = STATES[state]
    make(shelf)

    want(archive, TWIN)

    known = archive.addresses.get(SERIES, TWIN)
    first = archive.addresses.get(SERIES, PAGE)
    assert (known.state, known.article_id, known.asked) == (state, first.article_id, first.asked)


def test_a_kept_article_that_its_source_says_changed_is_wanted_until_it_answers(shelf, archive):
    kept(shelf)

    want(archive, said="b")
    before = states(archive)
    archive.addresses.answered(SERIES, PAGE, key(PAGE), NONE, NOW, later(days=30))

    assert before == [(PAGE, "kept")]
    assert states(archive) == []


def test_an_address_that_leads_elsewhere_answers_with_it(shelf, archive):
    want(archive, LEGACY)
    capture = shelf.keep(exchange(), LEGACY)
    shelf.record(article(), capture=capture)
    want(archive, LEGACY, "b")

    archive.addresses.answered(SERIES, PAGE, key(PAGE), NONE, later(days=1))

    assert archive.addresses.get(SERIES, LEGACY).asked == later(days=1)


def test_an_address_that_leads_off_the_series_is_closed_again_with_its_page(shelf, archive):
    want(archive, LEGACY)
    capture = shelf.keep(exchange(), LEGACY)
    archive.articles.off_series(capture, HOSTS, NONE, NOW)
    want(archive, LEGACY, "b")

    archive.addresses.answered(SERIES, PAGE, key(PAGE), NONE, later(days=1))

    assert archive.addresses.get(SERIES, LEGACY).state == "off_series"
    assert states(archive) == []


def test_what_a_kept_address_and_one_that_is_gone_have_in_common_is_kept(shelf, archive):
    want(archive, TWIN)
    archive.addresses.gone(SERIES, TWIN, key(TWIN), NOW)
    shelf.record(article())

    want(archive, f"{PAGE}#again")

    assert archive.addresses.get(SERIES, f"{PAGE}#again").state == "kept"
    assert archive.addresses.get(SERIES, "https://nowhere.example") is None


def test_a_source_that_names_an_address_twice_says_nothing_new(shelf, archive):
    kept(shelf)
    twice = [Mention(PAGE, key(PAGE), said) for said in "ab"]

    found = [archive.sources.note(SERIES, page(LISTING), twice) for _ in range(2)]

    assert found == [[], []]


def test_a_source_may_name_thousands_of_addresses(archive):
    many = [Mention(f"{PAGE}/{n}", key(f"{PAGE}/{n}"), "a") for n in range(2001)]

    assert len(archive.sources.note(SERIES, page(), many)) == 2001
    assert len(archive.addresses.wanted(SERIES)) == 2001


def test_recording_one_address_settles_its_twins(shelf, archive):
    want(archive, TWIN)

    id_ = shelf.record(article())

    assert archive.addresses.get(SERIES, TWIN).article_id == id_
    assert states(archive) == []
    assert set(archive.articles.get(id_).addresses) == {PAGE, TWIN}


def test_wanted_addresses_come_oldest_first_then_what_is_due(shelf, archive):
    shelf.record(article(f"{PAGE}/1", "1"), check_at=later(hours=3))
    shelf.record(article(f"{PAGE}/2", "2"), check_at=later(hours=2))
    shelf.record(article(f"{PAGE}/3", "3"), check_at=later(hours=9))
    want(archive, f"{PAGE}/5")
    want(archive, f"{PAGE}/4")

    def asked(*now):
        return [one.url[-1] for one in archive.addresses.wanted(SERIES, *now)]

    assert asked() == ["5", "4"]
    assert asked(later(hours=3)) == ["5", "4", "2", "1"]
    assert archive.addresses.wanted("other", later(days=9)) == []


def test_every_article_is_asked_where_it_answered_the_canonical_address_first(shelf, archive):
    legacy = shelf.keep(exchange(LEGACY))
    shelf.record(article(), capture=legacy, validators=Validators("old", None))
    shelf.record(article(f"{PAGE}/2", "two"))
    moved = shelf.keep(exchange(f"{LEGACY}/3", b"three"))
    id_ = shelf.record(article(f"{PAGE}/3", "three"), capture=moved)
    shelf.record(article(f"{PAGE}/3", "three"), decision=Unchanged(id_))

    found = list(archive.addresses.all_kept(SERIES))

    assert [(one.address.url, one.published, one.first_seen) for one in found] == [
        (LEGACY, "2026-11-20", NOW),
        (f"{PAGE}/2", "2026-11-20", NOW),
        (f"{PAGE}/3", "2026-11-20", NOW),
    ]
    assert list(archive.addresses.all_kept("other")) == []


def test_every_article_is_checked_however_many_there_are(shelf, archive):
    capture = shelf.keep(exchange(LEGACY))
    for n in range(101):  # a page of them has 100
        shelf.record(article(f"{PAGE}/{n}", f"{n}"), capture=capture)

    assert len(list(archive.addresses.all_kept(SERIES))) == 101
