"""Articles and their revisions: recorded as decided, read as recorded."""

from __future__ import annotations

import pytest
from building import (
    HOSTS,
    NONE,
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

from ingest.errors import NoSuchArticle
from ingest.model import (
    Duplicate,
    Heading,
    Image,
    ItemList,
    LeadImage,
    New,
    Outcome,
    Paragraph,
    Quote,
    RelatedLink,
    Revised,
    Table,
    Unchanged,
    sha256,
)
from storage.records import CaptureRef, Related, Validators

TWO = "https://www.example.org/walks/two"
LEGACY = "https://old.example.org/2026/one"
NODE = "https://www.example.org/node/1"


def full_article():
    return article(
        title="A walk by the river",
        standfirst="Slow water.",
        authors=("A. Walker", "B. Runner"),
        published="2026-11-20T08:00:00+01:00",
        modified="2026-11-21",
        section="Walks",
        tags=("river", "autumn"),
        language="en",
        reading_minutes=3,
        lead_image=LeadImage("https://www.example.org/a.jpg", "A river", "Getty"),
        body=(
            Paragraph("By the river."),
            Heading(2, "Later"),
            Quote("Slow."),
            ItemList(ordered=False, items=("one", "two")),
            Table((("a", "b"), ("c", "d"))),
            Image("https://www.example.org/b.jpg", "A bridge"),
        ),
        pull_quotes=("Slow water",),
        related=(RelatedLink("Two", TWO), RelatedLink("Else", "https://example.net/x")),
        trailer=("Walks is a series",),
    )


MOVED_TO = "https://www.example.org/strolls/one"


def test_an_article_is_read_as_it_was_recorded(shelf, archive):
    made = full_article()
    capture = shelf.keep(exchange(LEGACY, b"bytes", at=later(minutes=1)))

    id_ = shelf.record(made, NODE, capture=capture, now=later(minutes=2))
    entry = archive.articles.get(id_)

    for name in made.__struct_fields__:
        if name != "related":
            assert getattr(entry, name) == getattr(made, name), name
    assert entry.related == (
        Related("Two", TWO, None),
        Related("Else", "https://example.net/x", None),
    )
    assert (entry.text, entry.word_count) == (made.text, made.word_count)
    assert (entry.revision, entry.revisions, entry.gone) == (1, 1, None)
    assert (entry.first_seen, entry.last_seen) == (later(minutes=1), later(minutes=2))
    assert set(entry.addresses) == {PAGE, LEGACY, NODE}
    assert entry.addresses[0] == PAGE
    assert entry.extractor == "test 1"
    assert entry.capture == CaptureRef(
        at=later(minutes=1),
        url=LEGACY,
        digest=sha256(b"bytes"),
        warc=capture.warc,
        offset=capture.offset,
    )


DECISIONS = {
    "new": (New(), Outcome.NEW, 1),
    "revised": (Revised(1), Outcome.REVISED, 2),
    "unchanged": (Unchanged(1), Outcome.UNCHANGED, 1),
    "duplicate": (Duplicate(1), Outcome.DUPLICATE, 1),
}


@pytest.mark.parametrize(("decision", "outcome", "revisions"), DECISIONS.values(), ids=DECISIONS)
def test_a_decision_is_carried_out(shelf, archive, decision, outcome, revisions):
    shelf.record(article())
    capture = shelf.keep(exchange(TWO, at=later(hours=1)))

    id_ = shelf.record(
        article(text="Else"), TWO, decision=decision, capture=capture, now=later(hours=2)
    )
    entry = archive.articles.get(id_)

    assert archive.captures.pending(SERIES) == []
    assert shelf.keep(exchange(TWO)).outcome == outcome
    assert entry.revisions == revisions
    assert entry.last_seen == later(hours=2)
    assert archive.articles.count(SERIES) == (2 if decision == New() else 1)
    assert archive.addresses.get(SERIES, TWO).article_id == id_


def test_an_unchanged_article_costs_no_row_but_its_time(shelf, archive):
    id_ = shelf.record(article())
    before = archive.articles.get(id_)

    shelf.record(article(), decision=Unchanged(id_), now=later(days=1))

    assert archive.articles.get(id_) == type(before)(
        **{name: getattr(before, name) for name in before.__struct_fields__}
        | {"last_seen": later(days=1)}
    )


def test_a_text_that_comes_back_moves_the_article_back_without_a_new_revision(shelf, archive):
    id_ = shelf.record(article(text="A"))
    seen = []
    for hour, text in enumerate(["B", "A", "B", "C", "A"], 1):
        made = article(text=text, title=f"Title {text}" if text != "A" else "A walk")
        shelf.record(made, decision=Revised(id_), now=later(hours=hour))
        entry = archive.articles.get(id_)
        seen.append((entry.text, entry.revision, entry.revisions))

    assert seen == [("B", 2, 2), ("A", 1, 2), ("B", 2, 2), ("C", 3, 3), ("A", 1, 3)]
    assert [hit.title for hit in archive.articles.search("A")] == ["A walk"]
    assert archive.articles.search("C") == []
    (known,) = archive.articles.candidates(SERIES, reading(article()), HOSTS)
    assert known.digest == article(text="A").digest
    assert archive.articles.list(SERIES)[0].title == "A walk"


def test_an_older_revision_can_be_read(shelf, archive):
    id_ = shelf.record(article(text="A"))
    shelf.record(article(text="B"), decision=Revised(id_), now=later(hours=1))

    assert archive.articles.get(id_, 1).text == "A"
    assert archive.articles.get(id_, 1).capture.at == NOW
    assert archive.articles.get(id_).text == "B"
    assert archive.articles.get(id_).capture.at == later(hours=1)


def test_history_tells_the_revisions_in_order(shelf, archive):
    id_ = shelf.record(article(text="A", title="First"))
    shelf.record(article(text="B", title="Second"), decision=Revised(id_), now=later(hours=1))

    first, second = archive.articles.history(id_)

    assert (first.revision, first.title, first.weight, first.changes) == (1, "First", "first", ())
    assert (second.revision, second.title, second.seen) == (2, "Second", later(hours=1))
    assert second.capture.at == later(hours=1)
    assert "title" in [change.block for change in second.changes]


def test_the_same_page_read_in_another_way_is_no_edit(shelf, archive):
    capture = shelf.keep(exchange())
    id_ = shelf.record(article(text="A"), capture=capture)
    shelf.record(article(text="Another reading"), decision=Revised(id_), capture=capture)
    shelf.record(article(text="An edit of it all, and more"), decision=Revised(id_))

    assert [one.weight for one in archive.articles.history(id_)] == [
        "first", "reread", "substantive",
    ]  # fmt: skip


def test_a_duplicate_leaves_the_article_as_it_is(shelf, archive):
    id_ = shelf.record(article())
    copy = article(TWO, related=(RelatedLink("x", PAGE),), title="Copied")

    shelf.record(copy, decision=Duplicate(id_), now=later(hours=1))

    entry = archive.articles.get(id_)
    assert (entry.url, entry.title, entry.related, entry.revisions) == (PAGE, "A walk", (), 1)
    assert set(entry.addresses) == {PAGE, TWO}


@pytest.mark.parametrize("ask", ["get", "history"])
def test_an_article_that_is_not_there_is_an_error(archive, ask):
    with pytest.raises(NoSuchArticle, match="no article 7"):
        getattr(archive.articles, ask)(7)


def test_a_revision_that_is_not_there_is_an_error(shelf, archive):
    id_ = shelf.record(article())

    with pytest.raises(NoSuchArticle, match="with a revision 2"):
        archive.articles.get(id_, 2)


def test_a_related_link_leads_to_its_article_at_whatever_address(shelf, archive):
    twin = "http://old.example.org/walks/two/?utm_source=feed"
    one = shelf.record(article(related=(RelatedLink("x", PAGE), RelatedLink("Two", twin))))
    two = shelf.record(article(TWO, "Two"))

    assert [link.article_id for link in archive.articles.get(one).related] == [one, two]
    assert [e.related for e in archive.articles.entries(SERIES) if e.id == one] == [
        archive.articles.get(one).related
    ]


LONG = " ".join(f"word{n} of the long text" for n in range(60))
ELSEWHERE = "https://www.example.org/walks/elsewhere"
CANDIDATES = {
    "an address of it": (reading(article(NODE, "x", published=None)), [(1, 1)]),
    "addresses of two": (reading(article(NODE, "x"), TWO), [(1, 1), (2, 1)]),
    "the same words, be they set otherwise": (
        reading(article(ELSEWHERE, "by the RIVER", published=None)),
        [(1, 0)],
    ),
    "nearly the same text": (
        reading(article(ELSEWHERE, f"{LONG} end", published=None)),
        [(3, 1)],
    ),
    "nearly the text that it had once": (
        reading(article(ELSEWHERE, f"Once {LONG.replace('word', 'term')}", published=None)),
        [(3, 2)],
    ),
    "a date near by": (
        reading(article(ELSEWHERE, "x", published="2026-11-21")),
        [(2, 1), (3, 1)],
    ),
    "nothing": (reading(article(ELSEWHERE, "x", published=None)), []),
}


@pytest.mark.parametrize(("page", "found"), CANDIDATES.values(), ids=CANDIDATES)
def test_candidates_are_the_articles_with(shelf, archive, page, found):
    shelf.record(article(text="An older text"), NODE)
    shelf.record(article(), NODE, decision=Revised(1), now=later(hours=1))
    shelf.record(article(TWO, "Two"))
    shelf.record(article(f"{PAGE}/3", LONG.replace("word", "term")))
    shelf.record(article(f"{PAGE}/3", LONG), decision=Revised(3), now=later(hours=1))

    known = archive.articles.candidates(SERIES, page, HOSTS)

    assert [(one.id, len(one.versions)) for one in known] == found
    assert archive.articles.candidates("other", page, HOSTS) == []
    said = {1: article(), 2: article(TWO, "Two"), 3: article(f"{PAGE}/3", LONG)}
    for one in known:
        assert one.digest == said[one.id].digest
        assert one.versions[-1:] in {(), (said[one.id],)}
        assert one.keys >= {key(PAGE), key(NODE)} if one.id == 1 else key(one.url) in one.keys


def test_the_address_of_a_copy_keeps_its_publisher(shelf, archive):
    copy = "https://copies.example.net/one"
    id_ = shelf.record(article())
    capture = shelf.keep(exchange(copy, b"copy"))
    made = reading(article(copy), publisher="Copies")
    archive.articles.record(made, visit(capture), decided(Duplicate(id_)))

    assert archive.addresses.get(SERIES, copy).publisher == "Copies"
    assert archive.addresses.get(SERIES, PAGE).publisher is None
    assert copy in archive.articles.get(id_).addresses


ORDER = [
    ("2026-11-20", 1),
    ("2026-11-20T00:30:00+02:00", 2),  # an hour and a half before the day begins in UTC
    (None, 3),
    ("2026-11-21T10:00:00Z", 4),
    ("2026-11-20", 5),
    ("2026-13-45", 6),  # looks like a date, and is none
]


def test_articles_come_newest_first_and_those_without_a_date_last(shelf, archive):
    for published, n in ORDER:
        shelf.record(article(f"{PAGE}/{n}", f"text {n}", published=published))

    assert [head.id for head in archive.articles.list(SERIES)] == [4, 5, 1, 2, 6, 3]
    assert [entry.id for entry in archive.articles.entries(SERIES)] == [4, 5, 1, 2, 6, 3]
    assert archive.articles.newest(SERIES).id == 4
    assert [(str(day), id_) for day, id_ in archive.articles.published_days(SERIES)] == [
        ("2026-11-20", 2),
        ("2026-11-20", 1),
        ("2026-11-20", 5),
        ("2026-11-21", 4),
    ]


def test_another_series_is_another_world(shelf, archive):
    shelf.record(article())

    assert archive.articles.list("other") == []
    assert archive.articles.newest("other") is None
    assert list(archive.articles.entries("other")) == []
    assert archive.articles.count("other") == 0
    assert archive.articles.published_days("other") == []


def test_a_deleted_article_stays_and_says_since_when_it_is_gone(shelf, archive):
    id_ = shelf.record(article(), check_at=NOW)

    shelf.lose(id_, exchange(PAGE, b"sorry", status=404, at=later(days=1)))
    shelf.lose(id_, exchange(PAGE, b"sorry", status=410, at=later(days=2)))

    gone = archive.articles.get(id_).gone
    assert (gone.since, gone.status) == (later(days=1), 410)
    assert archive.addresses.get(SERIES, PAGE).state == "kept"
    assert archive.addresses.wanted(SERIES, later(days=3)) == []


BACK = {
    "read anew": lambda shelf, id_: shelf.record(article(), decision=Unchanged(id_)),
    "found as it was": lambda shelf, _: shelf.archive.addresses.answered(
        SERIES, PAGE, key(PAGE), NONE, NOW
    ),
}


@pytest.mark.parametrize("comes_back", BACK.values(), ids=BACK)
def test_an_article_that_comes_back_is_gone_no_more(shelf, archive, comes_back):
    id_ = shelf.record(article())
    shelf.lose(id_, exchange(PAGE, b"sorry", status=404, at=later(days=1)))

    comes_back(shelf, id_)

    assert archive.articles.get(id_).gone is None


MOVED = {
    "shown at another address since": (1, [MOVED_TO], None, MOVED_TO),
    "shown there before the one that is gone": (-1, [], later(days=2), PAGE),
}


@pytest.mark.parametrize(("days", "wanted", "gone_since", "stands_at"), MOVED.values(), ids=MOVED)
def test_an_article_is_gone_if_the_site_has_not_shown_it_elsewhere_since(
    shelf, archive, days, wanted, gone_since, stands_at
):
    id_ = shelf.record(article(), check_at=later(days=9))
    page = shelf.keep(exchange(MOVED_TO, b"the same", at=later(days=days)))
    shelf.record(article(), decision=Duplicate(id_), capture=page, check_at=later(days=9))

    shelf.lose(id_, exchange(PAGE, b"sorry", status=404, at=later(days=2)))

    gone = archive.articles.get(id_).gone
    assert (gone and gone.since) == gone_since
    assert archive.articles.get(id_).url == stands_at
    assert [one.url for one in archive.addresses.wanted(SERIES, later(days=3))] == wanted


LED_ON = {
    "to another article": (lambda _, other: other, True),
    "to its own page": (lambda one, _: one, False),
    "where nothing is kept": (lambda *_: None, False),
}


@pytest.mark.parametrize(("leads_to", "told"), LED_ON.values(), ids=LED_ON)
def test_an_article_whose_address_leads_to_another_one_is_reported_and_asked_later(
    shelf, archive, leads_to, told
):
    one = shelf.record(article(), check_at=NOW)
    other = shelf.record(article(url=MOVED_TO, title="Another"), check_at=later(days=9))
    found = {one: PAGE, other: MOVED_TO}.get(leads_to(one, other), f"{PAGE}-else")
    address = archive.addresses.get(SERIES, PAGE)
    page = shelf.keep(exchange(found, b"it"))

    archive.articles.note_redirect(address, page, key(found), NOW, later(days=9))
    archive.articles.note_redirect(address, page, key(found), NOW, later(days=9))

    pairs = [(doubt.article_id, doubt.other_id) for doubt in archive.decisions.doubts(SERIES)]
    assert pairs == [(other, one)] * told
    assert (address in archive.addresses.wanted(SERIES, NOW)) is not told


def test_what_was_never_kept_can_be_gone(archive):
    want(archive)

    archive.addresses.gone(SERIES, PAGE, key(PAGE), NOW)

    assert archive.addresses.get(SERIES, PAGE).state == "gone"
    assert archive.addresses.wanted(SERIES) == []


def test_an_address_of_one_article_is_not_taken_by_another(shelf, archive):
    one = shelf.record(article())

    two = shelf.record(article(TWO, "Two"), PAGE)

    assert archive.addresses.get(SERIES, PAGE).article_id == one
    assert archive.articles.get(two).addresses == (TWO,)


def test_what_the_server_gave_to_ask_with_is_kept_for_the_address_that_gave_it(shelf, archive):
    capture = shelf.keep(exchange(PAGE), LEGACY)

    shelf.record(article(), NODE, capture=capture, validators=Validators('"a"', "Mon"))

    found = {url: archive.addresses.get(SERIES, url) for url in (PAGE, LEGACY, NODE)}
    assert {url: (one.etag, one.last_modified) for url, one in found.items()} == {
        PAGE: ('"a"', "Mon"),
        LEGACY: (None, None),
        NODE: (None, None),
    }
    assert {one.state for one in found.values()} == {"kept"}
    assert {one.asked for one in found.values()} == {NOW}


def off_series(shelf, capture, validators=NONE):
    shelf.archive.articles.off_series(capture, HOSTS, validators, NOW)


def test_a_page_that_is_not_of_the_series_is_not_asked_again(shelf, archive):
    want(archive, LEGACY)
    want(archive, f"{PAGE}?utm_source=x")
    capture = shelf.keep(exchange(PAGE), LEGACY)

    off_series(shelf, capture, Validators('"a"', None))

    assert archive.addresses.wanted(SERIES, later(days=100)) == []
    assert archive.addresses.get(SERIES, PAGE).state == "off_series"
    assert archive.addresses.get(SERIES, PAGE).etag == '"a"'
    assert archive.captures.pending(SERIES) == []
    assert archive.articles.count(SERIES) == 0


def test_a_page_that_turned_into_another_takes_nothing_from_its_article(shelf, archive):
    id_ = shelf.record(article(), validators=Validators('"good"', None), check_at=NOW)

    off_series(shelf, shelf.keep(exchange(PAGE, b"another page")), Validators('"bad"', None))

    assert archive.addresses.get(SERIES, PAGE).state == "kept"
    assert archive.addresses.get(SERIES, PAGE).article_id == id_
    assert archive.addresses.get(SERIES, PAGE).etag == '"good"'
    assert archive.addresses.wanted(SERIES, later(days=100)) == []


def test_many_articles_stream_in_batches_with_all_that_belongs_to_them(shelf, archive):
    for n in range(120):
        link = RelatedLink("next", f"{PAGE}/{n + 1}")
        shelf.record(article(f"{PAGE}/{n}", f"text {n}", related=(link,)), f"{NODE}{n}")

    entries = list(archive.articles.entries(SERIES))

    assert [entry.id for entry in entries] == list(range(120, 0, -1))
    assert entries == [archive.articles.get(entry.id) for entry in entries]
    assert [e.related[0].article_id for e in entries] == [None, *range(120, 1, -1)]


def test_reading_stays_unread_until_it_is_recorded_whole(shelf, archive):
    capture = shelf.keep(exchange(PAGE))
    broken = reading(article(title="\udcff"))  # no text that could be written

    with pytest.raises(UnicodeEncodeError):
        archive.articles.record(broken, visit(capture), decided(New()))

    assert [one.id for one in archive.captures.pending(SERIES)] == [capture.id]
    assert archive.articles.count(SERIES) == 0
    assert archive.addresses.get(SERIES, PAGE) is None
