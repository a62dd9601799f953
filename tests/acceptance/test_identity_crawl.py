"""
The life of an article, end to end: real crawls of the replica, and what the commands say of it.

Each test plays what a site does with its articles, and asks whether one article is one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

import pytest

from replica import partner
from replica.forms import link

RECHECK = ("-a", "recheck=1")
SITE = "http://www.newarab.com"
PARTNER = f"""
[[sources]]
kind = "listing"
url = "http://{partner.HOST}{partner.LIST}"
"""


def numbers(articles):
    """Return the number of each article by its text."""
    return {article["text"]: article["id"] for article in articles.values()}


def at(articles, address):
    """Return the one article that has an address."""
    (found,) = [one for one in articles.values() if address in one["addresses"]]
    return found


@pytest.mark.long
def test_whatever_address_a_source_names_it_leads_to_the_same_article(make_world):
    """Dated addresses, other hosts, AMP, print, mobile, node, front controller, tracking."""
    world = make_world(
        entries=9,
        twins=True,
        canonical_link=False,
        aliases_redirect=False,
        feed_links="tracked",
        listing_links="mixed",
        now=datetime(2020, 6, 12, tzinfo=UTC),
    )
    world.define(world.definition.replace("aliases = [", 'aliases = ["m.newarab.com", '))
    world.crawl()
    first = world.articles
    world.site.switch(listing_links="plain", feed_links="plain", old_links=True)
    world.crawl(*RECHECK)
    second = world.articles

    assert numbers(first) == numbers(second)
    assert len(first) == 9
    assert {article["revisions"] for article in second.values()} == {1}
    for entry in world.site.newsroom.series():
        named = urljoin(SITE, link(entry, "mixed").partition("?")[0])
        assert at(second, named) == at(second, f"http://{entry.former[0]}")
    assert not any("utm_" in url for one in second.values() for url in one["addresses"])


@pytest.mark.long
def test_what_happens_to_an_article_in_its_life_is_told_by_its_history(make_world):
    """Retitled with a redirect; edited; flapping; gone, and back; pages that are never the same."""
    world = make_world(entries=6, restless=True)
    site = world.site
    newest = site.newsroom.series()[:5]
    retitled, edited, flapping, gone, _ = newest
    world.crawl()

    new = site.retitle(retitled.path, "The Iraq Report: Another name for it", edited=True)
    site.edit(edited.path, 1, "The ministry has since withdrawn its figure altogether.")
    site.flap(flapping.path, 2, "It was said that nothing of it is true.")
    site.delete(gone.path)
    world.crawl(*RECHECK)
    between = world.articles
    site.restore(gone.path)
    world.crawl(*RECHECK)

    after = world.articles
    assert len(after) == 6
    assert [at(after, world.url_of(one))["revisions"] for one in newest] == [2, 2, 2, 1, 1]
    assert (
        at(after, world.url_of(retitled))
        == at(after, world.url_of(new))
        == after[world.url_of(new)]
    )
    assert "nothing of it is true" in at(between, world.url_of(flapping))["text"]
    assert "nothing of it is true" not in at(after, world.url_of(flapping))["text"]
    assert at(between, world.url_of(gone))["gone"]["status"] == 404
    assert at(after, world.url_of(gone))["gone"] is None
    first, second = world.json("history", str(at(after, world.url_of(new))["id"]))
    assert (first["title"], second["title"]) == (retitled.title, new.title)
    assert {"title", "body 1"} <= {change["block"] for change in second["changes"]}


MOVED = {
    "nothing, but it has a short link": ({"moved": "missing"}, 0.0),
    "nothing": ({"moved": "missing", "shortlink": False}, 0.8),
    "the old page as it was": ({"moved": "page", "shortlink": False}, 0.6),
}


@pytest.mark.parametrize(
    ("answers", "background"),
    [
        pytest.param(*case, id=name, marks=() if name == "nothing" else pytest.mark.long)
        for name, case in MOVED.items()
    ],
)
def test_a_retitled_article_is_known_though_its_old_address_does_not_lead_on(
    begin, answers, background
):
    """Also among entries that have most of their text in common, and beside a new one."""
    world = begin(entries=5, background=background, **answers)
    entry = world.entry(1)
    new = world.site.retitle(entry.path, "The Iraq Report: Another name for it", edited=True)
    world.site.publish("What was left behind")

    world.crawl(*RECHECK)

    articles = world.articles
    assert len(articles) == 6
    moved = at(articles, world.url_of(new))
    assert world.url_of(entry) in moved["addresses"]
    assert (moved["title"], moved["revisions"]) == (new.title, 2)
    assert (moved["url"], moved["gone"]) == (world.url_of(new), None)


def test_entries_that_share_most_of_their_text_stay_apart(make_world):
    """Also where two have the same title, and so an address that ends in ``-1``."""
    world = make_world(entries=5, background=0.8)
    for _ in range(2):
        world.site.publish("What was left behind")
        world.site.advance(14)

    world.crawl()

    twin, other = world.site.newsroom.series()[:2]
    assert (twin.title, twin.path) == (other.title, f"{other.path}-1")
    assert set(world.articles) == {truth["url"] for truth in world.site.truth()}


def test_a_copy_at_another_publisher_is_an_address_of_the_article(make_world):
    world = make_world(entries=4)
    entry = world.entry(1)
    world.crawl()
    world.site.syndicate(entry.path)
    world.define(f"{world.definition}{PARTNER}")

    world.crawl()

    articles = world.articles
    run = world.last_run
    assert (run["new"], run["revised"], run["duplicates"]) == (0, 0, 1)
    assert len(articles) == 4
    article = at(articles, partner.address_of(entry))
    assert article["url"] == world.url_of(entry)
    assert article["capture"]["url"] == world.url_of(entry)


@pytest.mark.long
def test_an_entry_that_is_linked_to_elsewhere_is_asked_at_home_or_listed_as_not_asked(make_world):
    """A host for telephones is the site's own; a stranger's is asked only if it is named."""
    world = make_world(entries=3, twins=True, listing_links="mobile")
    stranger = "http://stranger.example/iraq-report-somewhere-else"
    entry = world.site.publish("What was left behind")
    world.site.add(replace(entry, node=1, path=stranger))

    done = world.crawl()

    run = world.last_run
    assert (done.returncode, run["new"]) == (0, 4)
    assert [(one["url"], one["failure"]) for one in run["failures"]] == [(stranger, "blocked")]
    assert {urlsplit(url).hostname for url in world.asked()} == {"www.newarab.com"}


@pytest.mark.parametrize("mistake", [pytest.param("listing", marks=pytest.mark.long), "oldest"])
def test_a_template_that_calls_one_address_canonical_on_every_page_makes_no_single_article(
    make_world, mistake
):
    world = make_world(entries=4, canonical=mistake)

    done = world.crawl()

    articles = world.articles
    assert done.returncode == 0
    assert {one["text"] for one in articles.values()} == {t["text"] for t in world.site.truth()}
    assert set(articles) == {truth["url"] for truth in world.site.truth()}


def test_a_person_can_follow_the_life_of_an_article(make_world):
    world = make_world(entries=3)
    entry = world.entry(1)
    world.crawl()
    world.site.retitle(entry.path, "The Iraq Report: Another name for it", edited=True)
    world.crawl(*RECHECK)
    number = str(at(world.articles, world.url_of(entry))["id"])

    why, diff = (world.run("fortnightly", name, number) for name in ("why", "diff"))

    assert (why.returncode, diff.returncode) == (0, 0)
    assert "address" in why.stdout
    assert "Another name for it" in diff.stdout
