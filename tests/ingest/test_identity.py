"""Which article is it? Scenarios of addresses and texts."""

from __future__ import annotations

import pytest

from ingest.identity import identify, keys
from ingest.membership import membership
from ingest.model import (
    Article,
    Duplicate,
    Hosts,
    Known,
    Member,
    New,
    Paragraph,
    Reading,
    Revised,
    Unchanged,
)

HOSTS = Hosts("www.example.org", ("old.example.net",))
TEXT = "Water returned to the canal after three dry years, and with it the fishermen."


def reading(path="/news/canal", text=TEXT, addresses=(), title="The canal fills"):
    article = Article(url=f"https://www.example.org{path}", title=title, body=(Paragraph(text),))
    return Reading(article=article, addresses=addresses, rule=None, extractor="test", rules="test")


def known(number, *paths, text=TEXT, title="The canal fills"):
    one = reading(text=text, title=title).article
    found = frozenset(f"www.example.org{path}" for path in paths)
    return Known(
        id=number,
        keys=found,
        digest=one.digest,
        text_digest=one.text_digest,
        words=one.word_count,
    )


OTHER = "Another text altogether, about the bridge and those who paid for it."

DECISIONS = {
    "nothing is known": (reading(), [], New()),
    "the same again": (reading(), [known(1, "/news/canal")], Unchanged(1)),
    "another text at its address": (reading(text=OTHER), [known(1, "/news/canal")], Revised(1)),
    "another title at its address": (reading(title="New"), [known(1, "/news/canal")], Revised(1)),
    "known by an alias": (
        reading("/new", addresses=("http://old.example.net/news/canal/",)),
        [known(1, "/news/canal")],
        Unchanged(1),
    ),
    "the same text elsewhere": (reading("/copy"), [known(1, "/news/canal")], Duplicate(1)),
    "a twin with a text of its own": (
        reading("/news/canal-1", text=OTHER),
        [known(1, "/news/canal")],
        New(),
    ),
    "its canonical address goes before another": (
        reading(addresses=("https://www.example.org/other",)),
        [known(1, "/other", text=OTHER), known(2, "/news/canal")],
        Unchanged(2),
    ),
    "of two by another address the older": (
        reading("/new", addresses=("https://www.example.org/a", "https://www.example.org/b")),
        [known(5, "/a"), known(4, "/b", text=OTHER)],
        Revised(4),
    ),
    "an address goes before a text": (
        reading("/a"),
        [known(1, "/elsewhere"), known(2, "/a", text=OTHER)],
        Revised(2),
    ),
    "no text is no twin": (reading("/a", text=""), [known(1, "/b", text="")], New()),
}


@pytest.mark.parametrize(("page", "archive", "decision"), DECISIONS.values(), ids=DECISIONS)
def test_identify(page, archive, decision):
    assert identify(page, archive, HOSTS).decision == decision


@pytest.mark.parametrize(("page", "archive", "decision"), DECISIONS.values(), ids=DECISIONS)
def test_the_order_of_the_archive_decides_nothing(page, archive, decision):
    assert identify(page, archive[::-1], HOSTS).decision == decision


def test_keys_hold_every_address():
    page = reading(addresses=("http://old.example.net/x/", "https://www.example.org/news/canal"))
    assert keys(page, HOSTS) == {"www.example.org/x", "www.example.org/news/canal"}


def article(**fields):
    return Article(**{"url": "https://e.org/news/canal", "title": "The canal fills", **fields})


MEMBER = Member(title="^(The )?Canal Report:", trailer="is a weekly feature", path="/canal-report-")
MEMBERS = {
    "by title": (article(title="the canal report: water"), "title"),
    "by trailer": (article(trailer=("The Canal Report is a weekly feature.",)), "trailer"),
    "by a trailer left in the text": (
        article(body=(Paragraph("It is a weekly feature."),)),
        "trailer",
    ),
    "by path": (article(url="https://e.org/news/canal-report-7"), "path"),
    "by none": (article(), None),
    "a query is no path": (article(url="https://e.org/n?x=/canal-report-7"), None),
}


@pytest.mark.parametrize(("one", "rule"), MEMBERS.values(), ids=MEMBERS)
def test_membership(one, rule):
    assert membership(one, MEMBER) == rule


def test_no_rules_no_member():
    assert membership(article(), None) is None
