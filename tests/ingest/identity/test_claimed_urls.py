"""A page's claims about its address: believed, unless two articles cannot be one."""

from __future__ import annotations

import pytest

from ingest.identity.claimed_urls import are_two, reads_as_another, without_disproved_urls
from ingest.model import Article, Candidate, Hosts, Paragraph, Reading

HOSTS = Hosts("www.example.org", ("old.example.net",))
BACKGROUND = " ".join(f"What was said before about the river, part {n}." for n in range(6))
CANAL = "Water returned to the canal after three dry years, and with it came the fishermen."
BRIDGE = "The bridge will be paid for by those who cross it, says the council of the province."
SITE = "https://www.example.org"


def article(url="/canal", title="Report: The canal", day="2020-05-15", text=CANAL):
    return Article(url=f"{SITE}{url}", title=title, published=day, body=(Paragraph(text),))


def reading(one, *answered, claimed=()):
    at = tuple(f"{SITE}{path}" for path in answered)
    claims = tuple(f"{SITE}{path}" for path in claimed)
    return Reading(
        article=one,
        addresses=tuple(dict.fromkeys((one.url, *at, *claims))),
        answered=at,
        rule=None,
        extractor="test",
        rules="test",
    )


def known(one, answered, claimed=(), **more):
    keys = frozenset(f"www.example.org{path}" for path in answered)
    return Candidate(
        id=1,
        keys=keys | {f"www.example.org{path}" for path in claimed},
        answered=keys,
        digest=one.digest,
        text_digest=one.text_digest,
        words=one.word_count,
        versions=(one,),
        **more,
    )


BRIDGE_ENTRY = article("/first", "Report: The bridge", "2020-05-29", BRIDGE)
TWO = {
    "other day, title and text": (article(), BRIDGE_ENTRY),
    "other day and title, most of the text shared": (
        article(text=f"{BACKGROUND} {CANAL}"),
        article(title="Report: The bridge", day="2020-05-29", text=f"{BACKGROUND} {BRIDGE}"),
    ),
    "other day and text under one title": (
        article(title="Weekly report"),
        article(title="Weekly report", day="2020-05-22", text=BRIDGE),
    ),
    "other title and text, no day": (article(day=None), article(title="The bridge", text=BRIDGE)),
    "other title and text on one day": (article(), article(title="The bridge", text=BRIDGE)),
}
PERHAPS_ONE = {
    "the same": (article(), article()),
    "the same text under another title, on another day": (
        article(),
        article(title="Report: Water", day="2020-05-29"),
    ),
    "another text under its title, on its day": (article(), article(text=BRIDGE)),
    "an edited text under its title, on another day": (
        article(text=f"{BACKGROUND} {CANAL}"),
        article(text=f"{BACKGROUND} {BRIDGE}", day="2020-05-16"),
    ),
    "half of the text under another title, on its day": (
        article(text=f"{CANAL} {BRIDGE}"),
        article(title="Report: Water", text=CANAL),
    ),
    "no text": (article(text=""), BRIDGE_ENTRY),
}


@pytest.mark.parametrize(("one", "other"), TWO.values(), ids=TWO)
def test_two_articles(one, other):
    assert are_two(one, [other])
    assert are_two(other, [one])


@pytest.mark.parametrize(("one", "other"), PERHAPS_ONE.values(), ids=PERHAPS_ONE)
def test_perhaps_one_article(one, other):
    assert not are_two(one, [other])
    assert not are_two(other, [one])


ENTRIES = {
    "another day, title and text": (article(), BRIDGE_ENTRY, True),
    "another day and text under the title of every entry": (
        article(),
        article(day="2020-05-29", text=BRIDGE),
        True,
    ),
    "another title and text, and no day": (
        article(day=None),
        article(title="Report: The bridge", day=None, text=BRIDGE),
        True,
    ),
    "another text, and no day": (article(day=None), article(day=None, text=BRIDGE), False),
    "another text on the same day": (article(), article(title="The bridge", text=BRIDGE), False),
    "another day and title": (article(), article(title="The bridge", day="2020-05-29"), False),
    "half of the text on another day": (
        article(text=f"{CANAL} {BRIDGE}"),
        article(day="2020-05-29"),
        False,
    ),
    "no text": (article(), article(day="2020-05-29", text=""), False),
}


@pytest.mark.parametrize(("one", "before", "other"), ENTRIES.values(), ids=ENTRIES)
def test_what_stands_at_an_address_is_another_entry(one, before, other):
    assert reads_as_another(one, [before]) is other
    assert not reads_as_another(one, [before, one])


def test_an_article_that_said_it_once_is_no_other():
    assert not are_two(article(), [BRIDGE_ENTRY, article()])
    assert not are_two(article(), [])


def test_a_canonical_address_that_belongs_to_another_entry_is_not_believed():
    page = reading(article("/first"), "/canal")

    cleared, kept = without_disproved_urls(page, [known(BRIDGE_ENTRY, ["/first"])], HOSTS)

    assert cleared.article.url == f"{SITE}/canal"
    assert cleared.addresses == (f"{SITE}/canal",)
    assert kept[0].keys == {"www.example.org/first"}


def test_an_address_that_both_only_claim_is_nobodys():
    page = reading(article("/first"), "/canal")

    cleared, kept = without_disproved_urls(
        page, [known(BRIDGE_ENTRY, ["/bridge"], ["/first"])], HOSTS
    )

    assert cleared.article.url == f"{SITE}/canal"
    assert kept[0].keys == {"www.example.org/bridge"}


def test_whoever_answers_at_an_address_has_it():
    page = reading(article("/canal"), "/canal")

    cleared, kept = without_disproved_urls(
        page, [known(BRIDGE_ENTRY, ["/bridge"], ["/canal"])], HOSTS
    )

    assert cleared == page
    assert kept[0].keys == {"www.example.org/bridge"}


KEPT = {
    "a twin": (reading(article(), "/canal/x"), known(article(), ["/canal"])),
    "a new title and address": (
        reading(article("/water", "Report: Water"), "/old"),
        known(article(), ["/water"]),
    ),
    "a rewritten page at its own address": (
        reading(BRIDGE_ENTRY, "/first"),
        known(article(), ["/first"]),
    ),
    "no versions to compare": (
        reading(article("/first"), "/canal"),
        Candidate(
            id=1, keys=frozenset({"www.example.org/first"}), digest="", text_digest="", words=1
        ),
    ),
}


@pytest.mark.parametrize(("page", "one"), KEPT.values(), ids=KEPT)
def test_what_can_be_is_believed(page, one):
    assert without_disproved_urls(page, [one], HOSTS) == (page, [one])


def test_what_a_person_assigned_stays():
    one = known(BRIDGE_ENTRY, ["/bridge"], ["/first"], pinned=frozenset({"www.example.org/first"}))

    _, kept = without_disproved_urls(reading(article("/first"), "/canal"), [one], HOSTS)

    assert kept == [one]
