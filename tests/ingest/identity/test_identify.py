"""Which article is it? Scenarios of addresses and texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ingest import urls
from ingest.identity.identify import identify, keys
from ingest.model import (
    Article,
    Candidate,
    Duplicate,
    Hosts,
    Member,
    New,
    Paragraph,
    Reading,
    Revised,
    Unchanged,
)
from ingest.quality.membership import membership

HOSTS = Hosts("www.example.org", ("old.example.net",))
TEXT = "Water returned to the canal after three dry years, and with it the fishermen."


def reading(path="/news/canal", text=TEXT, addresses=(), title="The canal fills"):
    article = Article(url=f"https://www.example.org{path}", title=title, body=(Paragraph(text),))
    return Reading(article=article, addresses=addresses, rule=None, extractor="test", rules="test")


def known(number, *paths, text=TEXT, title="The canal fills"):
    one = reading(text=text, title=title).article
    found = frozenset(f"www.example.org{path}" for path in paths)
    return Candidate(
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


# the whole picture, where no address is known

WORDS = ("water", "canal", "bridge", "road", "rain", "grain", "council", "market")


def passage(name, words=100):
    """Return a passage of its own words: two of other names share nothing."""
    return " ".join(f"{WORDS[i % len(WORDS)]}{name}{i % 37}" for i in range(words))


OWN = "\n\n".join(map(passage, "abcd"))
EDITED = f"{OWN.replace('a5 ', 'z ', 1)} {passage('e', 20)}"
BACKGROUND = "\n\n".join(map(passage, "stuvwxyz"))
MONDAY, TUESDAY, LATER = "2021-03-01", "2021-03-02T01:00:00+01:00", "2021-03-15"
COPY = "https://www.partner.net/news/canal"


def told(path="/new", text=OWN, **fields):
    """Return a page of an article that says everything, and what it says instead."""
    url = path if path.startswith("https:") else f"https://www.example.org{path}"
    its = {
        "url": url,
        "title": "The canal fills again",
        "standfirst": "After three dry years the water came back to the town",
        "published": MONDAY,
        "body": tuple(map(Paragraph, text.split("\n\n"))),
    }
    return Article(**its | fields)


def page(*args, publisher=None, **fields):
    return Reading(
        article=told(*args, **fields),
        addresses=(),
        rule=None,
        extractor="test",
        rules="test",
        publisher=publisher,
    )


def archived(number, *versions):
    current = versions[-1]
    return Candidate(
        id=number,
        url=current.url,
        keys=frozenset({urls.key(one.url, HOSTS) for one in versions}),
        digest=current.digest,
        text_digest=current.text_digest,
        words=current.word_count,
        versions=versions,
    )


def entry(number):
    """Return an entry of a series that shares four fifths of its text with the others."""
    return told(
        f"/entry-{number}",
        f"{BACKGROUND}\n\n{passage(f'p{number}')}\n\n{passage(f'q{number}')}",
        title=f"Report {passage(number, 5)}",
        standfirst=passage(f"s{number}", 12),
        published=f"2021-0{number}-01",
    )


OLD = archived(1, told("/old"))
UNTOLD = {"standfirst": None, "published": None}
RETITLED = {"title": "Rain brings back a river"}
SERIES = [archived(number, entry(number)) for number in (1, 2, 3, 4)]

PICTURES = {
    "retitled at a new address": (page(text=EDITED, **RETITLED), [OLD], Revised(1)),
    "retitled, and much of it rewritten on the same day": (
        page(text=f"{passage('a')}\n\n{passage('b')}\n\n{passage('n', 150)}", **RETITLED),
        [OLD],
        Revised(1),
    ),
    "retitled, no day and no standfirst told": (
        page(text=EDITED, **RETITLED, **UNTOLD),
        [OLD],
        Revised(1),
    ),
    "like what it once said": (
        page(text=EDITED, **RETITLED),
        [archived(1, told("/old"), told("/old", passage("m", 300)))],
        Revised(1),
    ),
    "a twin address with a text of its own, the same day and title": (
        page("/old-1", text=passage("n", 400)),
        [OLD],
        New(),
    ),
    "retitled and dated anew, with all but a few words the same": (
        page(text=EDITED, published=LATER, **RETITLED),
        [OLD],
        Revised(1),
    ),
    "most of the text on another day": (
        page(text=f"{OWN} {passage('e')}", published=LATER, **RETITLED),
        [OLD],
        New(),
    ),
    "all of a short text on another day": (
        page(text=f"{passage('a', 80)} then", published=LATER, **RETITLED),
        [archived(1, told("/old", passage("a", 80)))],
        New(),
    ),
    "one moment told in two zones": (page(text=EDITED, published=TUESDAY), [OLD], Revised(1)),
    "most of another entry's text, nothing else told": (
        page(text=f"{passage('a')}\n\n{passage('b')}\n\n{passage('n')}", **RETITLED, **UNTOLD),
        [OLD],
        New(),
    ),
    "the next entry of a series": (
        Reading(article=entry(5), addresses=(), rule=None, extractor="", rules=""),
        SERIES,
        New(),
    ),
    "an entry of a series, retitled": (
        Reading(
            article=replace(entry(3), url="https://www.example.org/x", title="Another title"),
            addresses=(),
            rule=None,
            extractor="",
            rules="",
        ),
        [replace(one, text_digest="") for one in SERIES],
        Revised(3),
    ),
    "retitled at a new address, with the same text": (page(**RETITLED), [OLD], Revised(1)),
    "retitled, with the same text and no day": (
        page(**RETITLED, published=None),
        [archived(1, told("/old", published=None))],
        Revised(1),
    ),
    "a bare page of the same text under a title of its own": (
        page("/press/7", title="Press view", **UNTOLD),
        [OLD],
        Duplicate(1),
    ),
    "under a title that it once had": (
        page(),
        [archived(1, told("/old"), told("/old", **RETITLED))],
        Duplicate(1),
    ),
    "another publisher's copy of the same text, under a title of its own": (
        page(COPY, publisher="The Partner", **RETITLED),
        [OLD],
        Duplicate(1),
    ),
    "another publisher's copy": (page(COPY, publisher="The Partner"), [OLD], Duplicate(1)),
    "another publisher's copy, edited and dated later": (
        page(COPY, text=EDITED, published=LATER, publisher="The Partner"),
        [OLD],
        Duplicate(1),
    ),
    "a copy that no one says is one": (page(COPY, text=EDITED), [OLD], Duplicate(1)),
    "another publisher's copy of another entry": (
        page(COPY, text=passage("n", 400), published=LATER, publisher="The Partner"),
        [OLD],
        New(),
    ),
    "a copy of the next entry, of which only the series' title is told": (
        page(COPY, text=f"{BACKGROUND}\n\n{passage('n', 200)}", **UNTOLD),
        [archived(1, told("/old", f"{BACKGROUND}\n\n{passage('m', 200)}"))],
        New(),
    ),
    "the original after the copy": (page(), [archived(1, told(COPY))], Revised(1)),
    "the original after the copy, edited": (
        page(text=EDITED),
        [archived(1, told(COPY))],
        Revised(1),
    ),
    "the site's own other address": (page(), [OLD], Duplicate(1)),
    "the copy again, with other words": (
        page(COPY, text=passage("n", 400), publisher="The Partner"),
        [replace(OLD, keys=OLD.keys | {urls.key(COPY, HOSTS)})],
        Duplicate(1),
    ),
    "an address that a person pinned goes before the canonical one": (
        page("/old"),
        [OLD, replace(archived(2, told("/b", OTHER)), pinned=frozenset({"www.example.org/old"}))],
        Revised(2),
    ),
}


@pytest.mark.parametrize(("one", "archive", "decision"), PICTURES.values(), ids=PICTURES)
def test_the_whole_picture_decides(one, archive, decision):
    assert identify(one, archive, HOSTS).decision == decision


@pytest.mark.parametrize(("one", "archive", "decision"), PICTURES.values(), ids=PICTURES)
def test_every_decision_says_why(one, archive, decision):
    found = identify(one, archive, HOSTS)

    assert found.grounds
    assert all(ground.detail.endswith(".") for ground in found.grounds)
    assert all(ground.measure is None or 0 <= ground.measure <= 1 for ground in found.grounds)
    if isinstance(decision, Revised | Duplicate):
        assert any(ground.speaks_for for ground in found.grounds)


@given(st.permutations(range(5)), st.sampled_from(sorted(PICTURES)))
def test_the_order_of_what_is_known_decides_nothing(places, name):
    archive = [*SERIES, replace(OLD, id=9)]
    one, _, _ = PICTURES[name]

    assert identify(one, [archive[i] for i in places], HOSTS) == identify(one, archive, HOSTS)


@pytest.mark.parametrize("one", [*SERIES, replace(OLD, id=9)], ids=lambda one: str(one.id))
def test_an_article_is_itself_wherever_it_stands(one):
    (version,) = one.versions
    there = Reading(article=version, addresses=(), rule=None, extractor="", rules="")
    moved = replace(there, article=replace(version, url="https://www.example.org/moved"))
    archive = [*(other for other in SERIES if other.id != one.id), one]

    assert identify(there, archive, HOSTS).decision == Unchanged(one.id)
    assert identify(moved, archive, HOSTS).decision == Duplicate(one.id)


TOO_CLOSE = {
    "most of the text on another day": (
        page(text=f"{OWN} {passage('e')}", published=LATER),
        [OLD],
    ),
    "half of the text, and nothing else told": (
        page(text=f"{passage('a')}\n\n{passage('b')}\n\n{passage('n')}", **RETITLED, **UNTOLD),
        [OLD],
    ),
    "the same day, title and standfirst, and another text": (
        page("/old-1", text=passage("n", 400)),
        [OLD],
    ),
    "the same day and standfirst, and another title and text": (
        page(text=passage("n", 400), **RETITLED),
        [OLD],
    ),
    "the same day and standfirst, another title and a little of the text": (
        page(text=f"{passage('a', 60)} {passage('n', 400)}", **RETITLED),
        [OLD],
    ),
}


@pytest.mark.parametrize(("one", "archive"), TOO_CLOSE.values(), ids=TOO_CLOSE)
def test_what_is_too_close_to_call_is_kept_apart_and_reported(one, archive):
    found = identify(one, archive, HOSTS)

    assert found.decision == New()
    assert [apart.id for apart in found.apart] == [1]
    assert {ground.rule for ground in found.apart[0].grounds} >= {"text", "date", "title"}


def test_an_article_that_is_known_twice_is_reported():
    found = identify(page(text=EDITED), [OLD, archived(2, told("/b", EDITED + " then"))], HOSTS)

    assert found.decision == Revised(2)
    assert [apart.id for apart in found.apart] == [1]


DISPUTED = {
    "another title above much other text": (
        page(text=f"{passage('a')}\n\n{passage('b')}\n\n{passage('n', 150)}", **RETITLED),
        [1],
    ),
    "the same title above much other text": (
        page(text=f"{passage('a')}\n\n{passage('b')}\n\n{passage('n', 150)}"),
        [],
    ),
    "another title above nearly the same text": (page(text=EDITED, **RETITLED), []),
}


@pytest.mark.parametrize(("one", "apart"), DISPUTED.values(), ids=DISPUTED)
def test_what_is_taken_for_one_article_against_a_sign_is_reported(one, apart):
    found = identify(one, [OLD], HOSTS)

    assert found.decision == Revised(1)
    assert [other.id for other in found.apart] == apart


def test_an_address_that_the_site_uses_again_is_reported():
    held = answering(1, "/a", OWN)
    one = replace(led("/a"), article=told("/a", OTHER, title="Bridges", published=LATER))

    found = identify(one, [held], HOSTS)

    assert found.decision == Revised(1)
    assert [(other.id, ground.rule) for other in found.apart for ground in other.grounds] == [
        (1, "another entry")
    ]


BEHIND = {
    "where it stood before": (told("/a", OWN), "/b", Duplicate(1)),
    "where it stands": (told("/b", OWN), "/b", Revised(1)),
    "something else where it stood before": (told("/a", EDITED), "/b", Revised(1)),
    "where it never stopped standing": (told("/a", OWN), "/a", Revised(1)),
}


@pytest.mark.parametrize(("one", "stands_at", "decision"), BEHIND.values(), ids=BEHIND)
def test_what_an_article_said_before_it_moved_is_no_revision(one, stands_at, decision):
    before, now = told("/a", OWN), told(stands_at, OTHER, **RETITLED)
    known_at = frozenset({"www.example.org/a", "www.example.org/b"})
    held = replace(archived(1, now), keys=known_at, digests=frozenset({before.digest, now.digest}))

    assert identify(replace(page(), article=one), [held], HOSTS).decision == decision


def led(to, *others):
    """Return a page at an address to which others led."""
    answered = tuple(f"https://www.example.org{path}" for path in (to, *others))
    return replace(page(to, text=OTHER), answered=answered, addresses=answered)


def answering(number, path, text=OTHER):
    one = archived(number, told(path, text))
    return replace(one, answered=one.keys)


LED = {
    "to another article": (led("/b", "/a"), [answering(1, "/a", OWN), answering(2, "/b")], 2, [1]),
    "to a new address": (led("/c", "/a"), [answering(1, "/a")], 1, []),
    "to an article that only claims it": (
        led("/b", "/a"),
        [replace(answering(1, "/a"), answered=frozenset()), answering(2, "/b")],
        2,
        [],
    ),
    "to another article, and a person has said whose it is": (
        led("/b", "/a"),
        [answering(1, "/a"), replace(answering(2, "/b"), pinned=frozenset({"www.example.org/a"}))],
        2,
        [],
    ),
}


@pytest.mark.parametrize(("one", "archive", "article", "apart"), LED.values(), ids=LED)
def test_an_article_whose_address_leads_to_another_is_reported(one, archive, article, apart):
    found = identify(one, archive, HOSTS)

    assert found.decision in {Unchanged(article), Revised(article)}
    assert [other.id for other in found.apart] == apart


def test_what_recurs_in_a_series_is_not_reported():
    one = Reading(article=entry(5), addresses=(), rule=None, extractor="", rules="")

    assert identify(one, SERIES, HOSTS).apart == ()


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
