"""Pages that the gate sets aside: what becomes of them by themselves, and by a person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage.archive import open_archive

SERIES = "iraq_report"


def recheck(world):
    return world.crawl("-a", "recheck=1").returncode


def aside(world):
    """Return the one page that is set aside."""
    (page,) = world.json("quarantine", SERIES)
    return page


def settle(world, verb, page):
    return world.run("fortnightly", "quarantine", verb, str(page["id"]))


def crawl_past_a_challenge(world):
    """Crawl a series of which one page is a challenge."""
    world.site.fail(world.entry().path, kind="challenge")
    world.crawl()


@pytest.fixture
def challenged(begin):
    return begin(crawl_past_a_challenge)


def see_an_article_shrink(world):
    """Crawl a series, and again when most of an article is gone."""
    world.crawl()
    world.site.fail(world.entry().path, kind="shrunk")
    recheck(world)


@pytest.fixture
def shrunken(begin):
    return begin(see_an_article_shrink)


BAD = {
    "a challenge": ({"kind": "challenge"}, "not_an_article"),
    "an error page with status 200": ({"kind": "html"}, "not_an_article"),
    "most of it gone": ({"kind": "shrunk"}, "incomplete_text"),
    "half a page": ({"kind": "cut"}, "incomplete_text"),
}


#: One that is no article, and one that is not all of it.
IN_SHORT = {"a challenge", "most of it gone"}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        pytest.param(*case, id=name, marks=() if name in IN_SHORT else pytest.mark.long)
        for name, case in BAD.items()
    ],
)
def test_a_bad_page_never_replaces_a_good_article_and_heals_in_the_next_run(crawled, fault, reason):
    entry = crawled.entry()
    before = crawled.articles[crawled.url_of(entry)]
    crawled.site.fail(entry.path, **fault)

    first = recheck(crawled)
    page = aside(crawled)
    again = crawled.crawl().returncode
    crawled.site.mend()
    healed = crawled.crawl().returncode

    after = crawled.articles[crawled.url_of(entry)]
    assert (first, again, healed) == (3, 3, 0)
    assert (page["url"], page["reason"]) == (before["url"], reason)
    assert any(character.isdigit() for character in page["detail"])
    assert (after["revision"], after["text"]) == (1, before["text"])
    assert crawled.json("quarantine", SERIES) == []


@pytest.mark.long
def test_entries_that_lead_to_one_page_that_is_none_are_set_aside_each_until_they_are_back(crawled):
    listing = "http://www.newarab.com/tag/iraq-report"
    two = [entry.path for entry in crawled.site.newsroom.series()[:2]]
    for path in two:
        crawled.site.fail(path, kind="redirect", value=listing)

    first = recheck(crawled)
    pages = crawled.json("quarantine", SERIES)
    crawled.site.mend()
    healed = recheck(crawled)

    assert (first, healed) == (3, 0)
    assert {page["url"] for page in pages} == {f"http://www.newarab.com{path}" for path in two}
    assert all(page["detail"].endswith(f"it led to {listing}") for page in pages)
    assert crawled.json("quarantine", SERIES) == []


def test_what_a_person_accepts_is_recorded_and_stays_when_it_comes_again(shrunken):
    entry = shrunken.entry()
    before = shrunken.articles[shrunken.url_of(entry)]

    done = settle(shrunken, "accept", aside(shrunken))
    again = recheck(shrunken)

    after = shrunken.articles[shrunken.url_of(entry)]
    assert (done.returncode, again) == (0, 0)
    assert done.stdout.startswith(f"revised: {before['id']}")
    assert after["revision"] == 2
    assert after["word_count"] < before["word_count"] / 2
    assert shrunken.json("quarantine", SERIES) == []


def test_a_page_is_shown_as_read_with_its_reason_and_the_place_of_its_bytes(shrunken):
    crawled, entry = shrunken, shrunken.entry()
    page = aside(crawled)

    (looked,) = crawled.json("quarantine", "show", str(page["id"]))
    shown = crawled.run("fortnightly", "quarantine", "show", str(page["id"])).stdout

    kept = page["capture"]
    assert looked["page"] == page
    assert looked["warc"] == str(crawled.home / "warc" / kept["warc"])
    assert looked["offset"] == kept["offset"]
    assert looked["article"]["title"] == entry.title
    for part in (page["url"], page["detail"], f"{looked['warc']}, offset {kept['offset']}"):
        assert part in shown


def test_an_acceptance_is_shown_before_and_can_be_taken_back(shrunken):
    crawled, entry = shrunken, shrunken.entry()
    page, seen = aside(crawled), crawled.articles
    id_ = seen[crawled.url_of(entry)]["id"]

    tried = crawled.run("fortnightly", "quarantine", "accept", str(page["id"]), "--dry-run")
    assert (aside(crawled), crawled.articles) == (page, seen)
    settle(crawled, "accept", page)
    undone = settle(crawled, "undo", page)
    sound = crawled.run("fortnightly", "verify")
    again = recheck(crawled)

    assert tried.stdout.startswith(f"would be revised: article {id_}")
    assert "removed" in tried.stdout
    assert undone.stdout.startswith(f"undone: article {id_} shows revision 1; ")
    assert (sound.returncode, again) == (0, 3)
    assert aside(crawled) == page
    assert crawled.articles[crawled.url_of(entry)]["text"] == seen[crawled.url_of(entry)]["text"]


def test_an_article_that_was_accepted_goes_when_that_is_taken_back(world):
    entry = world.entry()
    world.site.fail(entry.path, kind="cut")
    world.crawl()
    page, before = aside(world), world.articles

    tried = world.run("fortnightly", "quarantine", "accept", str(page["id"]), "--dry-run")
    accepted = settle(world, "accept", page)
    undone = settle(world, "undo", page)
    sound = world.run("fortnightly", "verify")

    assert tried.stdout.startswith("would be new: ")
    assert accepted.stdout.startswith("new: ")
    assert "is removed" in undone.stdout
    assert (sound.returncode, sound.stdout.count("sound")) == (0, 1)
    assert (aside(world), world.articles) == (page, before)
    world.site.mend()
    assert world.crawl().returncode == 0
    assert len(world.articles) == len(before) + 1


@pytest.mark.long
def test_an_accepted_page_that_is_reached_by_another_address_is_not_set_aside(shrunken):
    settle(shrunken, "accept", aside(shrunken))

    shrunken.site.switch(old_links=True)
    shrunken.site.advance(0.1)
    again = recheck(shrunken)

    assert again == 0
    assert shrunken.json("quarantine", SERIES) == []


def test_what_a_person_dismisses_is_not_asked_again(challenged):
    done = settle(challenged, "dismiss", aside(challenged))
    again = challenged.crawl().returncode

    assert (done.returncode, again) == (0, 0)
    assert challenged.url_of(challenged.entry()) not in challenged.asked()
    assert challenged.json("quarantine", SERIES) == []
    assert len(challenged.articles) == 11


@pytest.mark.long
def test_a_dismissed_page_is_asked_again_when_its_source_says_something_else_of_it(challenged):
    world = challenged
    settle(world, "dismiss", aside(world))

    world.site.mend()
    entry = world.site.retitle(world.entry().path, "The Iraq Report: The bridge at last")
    world.site.advance(0.1)
    again = world.crawl().returncode

    assert again == 0
    assert world.articles[world.url_of(entry)]["title"] == "The Iraq Report: The bridge at last"


@pytest.mark.long
def test_a_dismissed_page_of_an_article_says_nothing_of_it(crawled):
    entry = crawled.entry()
    before = crawled.articles[crawled.url_of(entry)]
    crawled.site.fail(entry.path, kind="challenge")
    recheck(crawled)
    settle(crawled, "dismiss", aside(crawled))

    again = recheck(crawled)
    between = crawled.articles[crawled.url_of(entry)]
    crawled.site.mend()
    crawled.site.edit(entry.path, 1, "The ministry has since withdrawn its figure altogether.")
    edited = recheck(crawled)

    after = crawled.articles[crawled.url_of(entry)]
    assert (again, edited) == (0, 0)
    assert crawled.json("quarantine", SERIES) == []
    assert between == before
    assert "withdrawn its figure" in after["text"]


def test_nothing_is_settled_while_a_run_is_under_way(challenged):
    world = challenged
    page = aside(world)

    with open_archive(f"sqlite:///{world.home / 'archive.db'}", world.home) as archive:
        archive.leases.take(SERIES, datetime.now(UTC))
        done = [settle(world, verb, page) for verb in ("accept", "dismiss")]
        archive.leases.release(SERIES)

    assert [one.returncode for one in done] == [5, 5]
    assert all("under way" in one.stderr for one in done)
    assert aside(world) == page


def empty_archive(world):
    open_archive(f"sqlite:///{world.home / 'archive.db'}", world.home).close()


WRONG = {
    "no such page": (("accept", "99"), "no page is set aside under the number 99"),
    "nothing to dismiss": (("dismiss", "99"), "no page is set aside under the number 99"),
    "without a number": (("accept",), "give the ID of a page"),
    "no verb of ours": (("forget", "1"), "accept 1"),
    "a series and a number": ((SERIES, "1"), "accept 1"),
    "nothing to show": (("show", "99"), "no page is set aside under the number 99"),
    "nothing to undo": (("undo", "99"), "no page of the number 99 was accepted"),
}


@pytest.mark.parametrize(("command", "said"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_settled_ends_with_2_and_a_message(world, command, said):
    empty_archive(world)

    done = world.run("fortnightly", "quarantine", *command)

    assert done.returncode == 2
    assert said in " ".join(done.stderr.replace("│", " ").split())


def test_a_series_may_be_named_like_a_verb(world):
    text = world.definition.replace('name = "iraq_report"', 'name = "accept"')
    world.define(text, "accept")
    empty_archive(world)

    done = world.run("fortnightly", "quarantine", "accept", "--json")

    assert (done.returncode, done.stdout) == (0, "")
    assert "give its ID" in done.stderr


@pytest.mark.long
def test_a_page_of_which_not_even_a_title_is_there_is_not_accepted(world):
    entry = world.entry()
    world.site.fail(entry.path, kind="empty")
    world.crawl()
    page = aside(world)

    done = settle(world, "accept", page)

    assert done.returncode == 2
    assert "not even so an article" in " ".join(done.stderr.replace("│", " ").split())
    assert aside(world) == page
