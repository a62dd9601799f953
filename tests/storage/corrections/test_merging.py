"""What a person merges and splits: everything goes along, and a split undoes a merge."""

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
)
from sqlalchemy import select

from ingest.errors import BadCorrection, NoSuchArticle
from ingest.model import Match, New, PossibleMatch, Reason, RelatedLink, Revised
from storage.tables.articles import ArticleRow, RelatedLinkRow, RevisionRow, SightingRow
from storage.tables.crawl import AddressRow
from storage.tables.identity import BandRow, MergedRow

TWO = "https://www.example.org/walks/two"
THREE = "https://www.example.org/walks/three"
NODE = "https://www.example.org/node/2"
LONG = " ".join(f"word{n} of the long text" for n in range(60))
#: What must be again as it was; of an address, what a person says of it is to stay.
KEPT = (ArticleRow, RevisionRow, SightingRow, BandRow, RelatedLinkRow, MergedRow)


def rows(archive):
    """Return all that is kept of articles, as it stands in the tables."""
    where = (AddressRow.url, AddressRow.key, AddressRow.state, AddressRow.article_id)
    with archive._database.reading() as db:
        found = {
            table.__tablename__: sorted(
                map(tuple, db.execute(select(*table.__table__.columns))), key=repr
            )
            for table in KEPT
        }
        return found | {"addresses": sorted(map(tuple, db.execute(select(*where))))}


@pytest.fixture
def two(shelf):
    """Two articles, of two revisions each: what each says now is what the search finds."""
    links = (RelatedLink("Three", THREE),)
    one = shelf.record(article(text=f"Heron. {LONG}"), now=later(hours=1))
    shelf.record(article(text=f"Kingfisher. {LONG}"), decision=Revised(one), now=later(hours=4))
    other = shelf.record(article(TWO, f"Bittern. {LONG}", related=links), NODE, now=later(hours=2))
    said = article(TWO, f"Plover. {LONG}", related=links, title="Two")
    shelf.record(said, decision=Revised(other), now=later(hours=3))
    return one, other


def texts(archive, id_):
    """What an article says, by the numbers of its revisions; a history goes by time."""
    numbers = sorted(one.revision for one in archive.articles.history(id_))
    return [archive.articles.get(id_, number).text.split(".")[0] for number in numbers]


def found(archive, word):
    return [hit.id for hit in archive.articles.search(word)]


def at(archive, url):
    page = reading(article(url, "x", published=None))
    return [one.id for one in archive.articles.candidates(SERIES, page, HOSTS)]


def test_a_merged_article_is_a_part_of_the_other_one(archive, two):
    one, other = two

    archive.merging.merge(one, [other], later(days=1))

    entry = archive.articles.get(one)
    assert [head.id for head in archive.articles.list(SERIES)] == [one]
    assert texts(archive, one) == ["Heron", "Kingfisher", "Bittern", "Plover"]
    assert (entry.revision, entry.url, entry.text[:5]) == (2, PAGE, "Kingf")
    assert set(entry.addresses) == {PAGE, TWO, NODE}
    assert (entry.first_seen, entry.last_seen) == (later(hours=1), later(hours=4))
    assert at(archive, TWO) == at(archive, NODE) == [one]
    assert (found(archive, "Kingfisher"), found(archive, "Plover")) == ([one], [])
    assert archive.articles.merged_into(other) == one
    with pytest.raises(NoSuchArticle):
        archive.articles.get(other)


def test_the_revisions_that_came_are_found_by_their_text(archive, shelf, two):
    one, _ = two
    other = shelf.record(article(NODE, f"Plover. {LONG.replace('word', 'term')}"))
    archive.merging.merge(one, [other], later(days=1))
    page = reading(article(THREE, f"Plover. {LONG.replace('word', 'term')}", published=None))

    known = archive.articles.candidates(SERIES, page, HOSTS)[0]

    assert known.id == one
    assert known.versions[0].text.startswith("Plover")
    assert known.versions[-1].text.startswith("Kingfisher")


def test_a_split_undoes_a_merge(archive, two):
    one, other = two
    before = rows(archive)
    archive.merging.merge(one, [other], later(days=1))

    new = archive.merging.split(one, [3, 4], later(days=2))

    assert new == other
    assert rows(archive) == before
    assert (found(archive, "Kingfisher"), found(archive, "Plover")) == ([one], [other])


def test_a_split_gives_back_what_both_articles_said(archive, shelf, two):
    one, other = two
    same = article(TWO, f"Kingfisher. {LONG}")
    shelf.record(same, decision=Revised(other), now=later(hours=5))
    before = rows(archive)
    archive.merging.merge(one, [other], later(days=1))
    together = texts(archive, one)

    archive.merging.split(one, [3, 4], later(days=2))

    assert together == ["Heron", "Kingfisher", "Bittern", "Plover"]
    assert rows(archive) == before
    assert archive.articles.get(other).text == same.text


def test_an_article_of_which_all_revisions_were_there_already_comes_back(archive, shelf, two):
    one, other = two
    links = (RelatedLink("Three", THREE),)
    every = (
        article(TWO, f"Bittern. {LONG}", related=links),
        article(TWO, f"Plover. {LONG}", related=links, title="Two"),
        article(text=f"Kingfisher. {LONG}"),
    )
    for hour, said in enumerate(every, start=5):
        shelf.record(said, decision=Revised(one), now=later(hours=hour))
    before = rows(archive)
    archive.merging.merge(one, [other], later(days=1))
    together = texts(archive, one)

    into = archive.merging.restore(other, later(days=2))

    assert (into, together) == (one, ["Heron", "Kingfisher", "Bittern", "Plover"])
    assert rows(archive) == before
    assert archive.decisions.why(other).decisions[-1].verdict == "split"


@pytest.mark.parametrize("further", [(), (Revised,)], ids=["some moved", "and some absorbed"])
def test_a_merge_is_undone_by_the_number_of_what_was_merged(archive, shelf, two, further):
    one, other = two
    for revised in further:
        said = article(TWO, f"Kingfisher. {LONG}")
        shelf.record(said, decision=revised(other), now=later(hours=5))
    before = rows(archive)
    archive.merging.merge(one, [other], later(days=1))

    assert archive.merging.restore(other, later(days=2)) == one
    assert rows(archive) == before


def test_one_of_several_merged_is_split_off_again(archive, shelf, two):
    one, other = two
    third = shelf.record(article(THREE, f"Wren. {LONG}"), now=later(hours=6))
    archive.merging.merge(other, [third], later(days=1))
    archive.merging.merge(one, [other], later(days=2))
    numbers = [archive.articles.merged_into(id_) for id_ in (other, third)]
    together = texts(archive, one)

    archive.merging.split(one, [5], later(days=3))
    archive.merging.split(one, [3, 4], later(days=4))

    assert (numbers, together[2:]) == ([one, one], ["Bittern", "Plover", "Wren"])
    assert texts(archive, one) == ["Heron", "Kingfisher"]
    assert texts(archive, other) == ["Bittern", "Plover"]
    assert texts(archive, third) == ["Wren"]
    assert (at(archive, PAGE), at(archive, TWO), at(archive, THREE)) == ([one], [other], [third])


def test_a_split_makes_a_new_article_of_what_was_always_one(archive, shelf):
    id_ = shelf.record(article(text=f"Heron. {LONG}"))
    shelf.record(article(text=f"Wren. {LONG}"), NODE, decision=Revised(id_), now=later(hours=1))
    capture = shelf.keep(exchange(TWO, b"two"), THREE)
    shelf.record(article(text=f"Tern. {LONG}"), TWO, decision=Revised(id_), capture=capture)

    new = archive.merging.split(id_, [3], later(days=1))

    assert new == id_ + 1
    assert (texts(archive, id_), texts(archive, new)) == (["Heron", "Wren"], ["Tern"])
    assert set(archive.articles.get(id_).addresses) == {PAGE, NODE}
    assert set(archive.articles.get(new).addresses) == {TWO, THREE}
    assert (archive.articles.get(id_).revision, archive.articles.get(new).revision) == (2, 1)
    assert (found(archive, "Wren"), found(archive, "Tern")) == ([id_], [new])
    assert archive.addresses.get(SERIES, TWO).pinned
    (known,) = archive.articles.candidates(SERIES, reading(article(TWO, "x")), HOSTS)
    assert (known.id, known.pinned) == (new, frozenset({key(TWO), key(THREE)}))


def test_a_page_at_a_pinned_address_does_not_take_the_address_of_another_article(archive, shelf):
    id_ = shelf.record(article(text="Heron."))
    capture = shelf.keep(exchange(TWO, b"two"))
    shelf.record(article(text="Tern."), TWO, decision=Revised(id_), capture=capture)
    new = archive.merging.split(id_, [2], later(days=1))

    again = shelf.keep(exchange(TWO, b"two, edited"))
    shelf.record(article(text="Tern, again."), TWO, decision=Revised(new), capture=again)

    assert (archive.articles.get(new).url, archive.articles.get(id_).url) == (TWO, PAGE)
    assert archive.articles.get(new).text == "Tern, again."


def cited(archive, id_, number):
    """What the revision says that was cited so, where it is now."""
    return archive.articles.get(*archive.articles.place(id_, number)).text.split(".")[0]


def test_a_number_that_was_cited_leads_to_its_text_whatever_is_merged_and_split(
    archive, shelf, two
):
    one, other = two
    third = shelf.record(article(THREE, f"Wren. {LONG}"), now=later(hours=6))
    said = {(one, 1): "Heron", (one, 2): "Kingfisher", (other, 1): "Bittern", (other, 2): "Plover"}
    said[third, 1] = "Wren"

    def merge(into, part):
        archive.merging.merge(into, [part], later(days=1))

    def split(*numbers):
        archive.merging.split(one, numbers, later(days=2))

    steps = (
        (lambda: merge(other, third), {(other, 3): "Wren"}),
        (lambda: merge(one, other), {(one, 3): "Bittern", (one, 4): "Plover", (one, 5): "Wren"}),
        (lambda: split(4, 5), {}),
        (lambda: split(3), {}),
        (
            lambda: shelf.record(article(text=f"Tern. {LONG}"), decision=Revised(one)),
            {(one, 6): "Tern"},
        ),
    )
    for step, more in steps:
        step()
        said |= more
        assert {place: cited(archive, *place) for place in said} == said


def test_the_number_of_a_revision_that_was_there_already_leads_to_what_says_the_same(
    archive, shelf, two
):
    one, other = two
    same = article(TWO, f"Kingfisher. {LONG}")
    shelf.record(same, decision=Revised(other), now=later(hours=5))

    archive.merging.merge(one, [other], later(days=1))

    assert [archive.articles.place(other, number) for number in (1, 2, 3, 4)] == [
        (one, 3),
        (one, 4),
        (one, 2),
        (other, 4),
    ]
    assert [(old.number, old.to, old.as_) for old in archive.articles.moved(other)] == [
        (1, one, 3),
        (2, one, 4),
        (3, one, 2),
    ]
    archive.merging.restore(other, later(days=2))
    assert archive.articles.place(other, 3) == (other, 3)
    assert archive.articles.moved(other) == ()


def gone_of(archive, id_):
    return [
        (one.article_id, one.since, one.until)
        for revision in archive.articles.history(id_)
        for one in revision.gone
    ]


def test_an_absence_of_a_merged_article_is_told_of_what_it_is_a_part_of(archive, shelf, two):
    one, other = two
    shelf.lose(other, exchange(TWO, b"Gone", status=404, at=later(days=1)))
    lasting = [(other, later(days=1), None)]

    archive.merging.merge(one, [other], later(days=2))
    together, its_own = gone_of(archive, one), archive.articles.get(one).gone
    archive.merging.restore(other, later(days=3))

    assert (together, its_own) == ([(other, later(days=1), later(days=2))], None)
    assert (gone_of(archive, one), gone_of(archive, other)) == ([], lasting)
    assert archive.articles.get(other).gone.since == later(days=1)


def test_an_absence_ends_when_another_part_of_an_article_is_there(archive, shelf, two):
    one, other = two
    for id_, url in ((one, PAGE), (other, TWO)):
        shelf.lose(id_, exchange(url, b"Gone", status=404, at=later(days=id_)))
    archive.merging.merge(one, [other], later(days=4))
    assert {until for _, _, until in gone_of(archive, one)} == {None}

    shelf.record(article(text=f"Kingfisher. {LONG}"), decision=Revised(one), now=later(days=5))

    assert {until for _, _, until in gone_of(archive, one)} == {later(days=5)}


def test_what_was_split_off_gets_its_numbers_back_when_it_is_merged(archive, two):
    one, _ = two
    new = archive.merging.split(one, [1], later(days=1))

    archive.merging.merge(one, [new], later(days=2))

    assert texts(archive, one) == ["Heron", "Kingfisher"]
    assert archive.articles.merged_into(new) == one


def test_the_number_of_a_merged_article_is_not_given_again(archive, shelf, two):
    one, other = two
    archive.merging.merge(one, [other], later(days=1))

    new = shelf.record(article(THREE, "Wren."))

    assert new == other + 1
    assert archive.articles.merged_into(other) == one


def refused(one, other, elsewhere):
    return {
        "with itself": ("merge", one, [one], BadCorrection, "with itself"),
        "of another series": ("merge", one, [elsewhere], BadCorrection, "series"),
        "of no article": ("merge", one, [99], NoSuchArticle, "99"),
        "into no article": ("merge", 99, [one], NoSuchArticle, "99"),
        "the one good, the other not": ("merge", one, [other, 99], NoSuchArticle, "99"),
        "all revisions": ("split", one, [1, 2], BadCorrection, "all revisions"),
        "no such revision": ("split", one, [1, 7], BadCorrection, "no revision 7"),
        "no revision": ("split", one, [], BadCorrection, "which revisions"),
        "of no such article": ("split", 99, [1], NoSuchArticle, "99"),
        "what is no part": ("restore", one, None, BadCorrection, "no part of another"),
        "what was never there": ("restore", 99, None, NoSuchArticle, "99"),
    }


@pytest.mark.parametrize("case", refused(0, 0, 0))
def test_what_makes_no_sense_is_refused_and_changes_nothing(archive, two, case):
    with archive._database.writing() as db:
        elsewhere = dict(db.execute(select(*ArticleRow.__table__.columns)).mappings().first())
        elsewhere |= {"id": 50, "series": "other"}
        db.execute(ArticleRow.__table__.insert(), elsewhere)
    before = rows(archive)
    verb, id_, others, error, said = refused(*two, 50)[case]

    with pytest.raises(error, match=said):
        getattr(archive.merging, verb)(id_, *([] if others is None else [others]), NOW)

    assert rows(archive) == before


def test_what_is_a_part_of_another_one_is_not_merged_again(archive, two):
    one, other = two
    archive.merging.merge(one, [other], NOW)

    with pytest.raises(BadCorrection, match=f"{other} is a part of article {one} already"):
        archive.merging.merge(one, [other], NOW)


def doubt(shelf, url, text, apart, *, decision=None):
    judge = decided(decision or New(), apart=(PossibleMatch(id=apart, grounds=(GROUND,)),))
    capture = shelf.keep(exchange(url, text.encode()))
    page = reading(article(url, text))
    return shelf.archive.articles.record(page, visit(capture), judge).article_id


GROUND = Reason(rule="text", detail="Half of it is the same.", other=1, measure=0.5)


def test_a_doubt_is_open_until_a_person_settles_it(archive, shelf):
    one = shelf.record(article())
    other = doubt(shelf, TWO, "Two", one)
    third = doubt(shelf, THREE, "Three", one)

    first, second = archive.decisions.doubts(SERIES)
    archive.decisions.dismiss(first.id, NOW)
    archive.merging.merge(one, [third], NOW)

    assert (first.article_id, first.other_id, first.grounds) == (other, one, (GROUND,))
    assert (second.article_id, second.other_id) == (third, one)
    assert archive.decisions.doubts() == archive.decisions.doubts("other") == []


SETTLING = {
    "nobody": (lambda _archive, _id: None, 1),
    "a split": (lambda archive, id_: archive.merging.split(id_, [2], later(days=1)), 0),
    "a dismissal": (
        lambda archive, _: archive.decisions.dismiss(
            archive.decisions.doubts()[0].id, later(days=1)
        ),
        0,
    ),
}


@pytest.mark.parametrize(("settle", "open_ones"), SETTLING.values(), ids=SETTLING)
def test_a_doubt_of_an_article_with_itself_is_settled_by(archive, shelf, settle, open_ones):
    id_ = shelf.record(article(text=f"Heron. {LONG}"))
    doubt(shelf, PAGE, "Tern.", id_, decision=Revised(id_))

    settle(archive, id_)

    assert len(archive.decisions.doubts(SERIES)) == open_ones


def test_a_doubt_of_a_merged_article_is_one_of_that_which_it_is_a_part_of(archive, shelf):
    one, two = shelf.record(article()), shelf.record(article(NODE, "Node"))
    other = doubt(shelf, TWO, "Two", one)

    archive.merging.merge(two, [other], NOW)

    (left,) = archive.decisions.doubts()
    assert (left.article_id, left.other_id) == (two, one)


def say_again(shelf, text, id_, apart):
    """Let another page of an article raise a doubt."""
    judge = decided(Revised(id_), apart=(PossibleMatch(id=apart, grounds=(GROUND,)),))
    capture = shelf.keep(exchange(TWO, text.encode()))
    shelf.archive.articles.record(reading(article(TWO, text)), visit(capture), judge)


@pytest.mark.parametrize("settle", [None, "dismissed", "parted"])
def test_a_doubt_of_two_articles_is_told_once_whichever_of_their_pages_raises_it(
    archive, shelf, settle
):
    one = shelf.record(article())
    other = doubt(shelf, TWO, "Two", one)
    (first,) = archive.decisions.doubts()
    if settle == "dismissed":
        archive.decisions.dismiss(first.id, NOW)
    elif settle == "parted":
        archive.merging.merge(one, [other], NOW)
        archive.merging.restore(other, NOW)

    say_again(shelf, "Two, edited", other, one)
    say_again(shelf, "Two, edited again", one, other)

    assert archive.decisions.doubts() == ([] if settle else [first])


def test_a_doubt_is_told_once_also_of_what_one_of_the_two_is_a_part_of_now(archive, shelf):
    one, third = shelf.record(article()), shelf.record(article(THREE, "Three"))
    other = doubt(shelf, TWO, "Two", one)
    archive.merging.merge(third, [other], NOW)

    say_again(shelf, "Two, edited", third, one)

    assert len(archive.decisions.doubts()) == 1


def test_a_page_that_comes_back_adds_no_decision(archive, shelf):
    one = shelf.record(article(text="A"))
    captures = {text: shelf.keep(exchange(PAGE, text.encode())) for text in "AB"}
    for text in "BABAB":
        shelf.record(article(text=text), decision=Revised(one), capture=captures[text])

    why = archive.decisions.why(one)

    assert sorted(decision.verdict for decision in why.decisions) == ["new", "revised", "revised"]


def test_why_tells_what_was_decided_in_the_order_of_time(archive, shelf):
    why = Reason(rule="address", detail="Its canonical address is known.", speaks_for=True)
    one = shelf.record(article(), NODE)
    capture = shelf.keep(exchange(PAGE, b"again", at=later(hours=1)), THREE)
    judgement = Match(decision=Revised(one), grounds=(why,))
    page = reading(article(text="B"))
    archive.articles.record(page, visit(capture, now=later(hours=1)), lambda _: judgement)
    other = doubt(shelf, TWO, "Two", one)
    archive.merging.merge(one, [other], later(hours=3))

    told = archive.decisions.why(one)

    assert [decision.verdict for decision in told.decisions] == ["new", "new", "revised", "merged"]
    assert told.decisions[2].grounds == (why,)
    assert told.decisions[2].capture.at == later(hours=1)
    assert told.decisions[3].capture is None
    assert [(apart.article_id, apart.other_id) for apart in told.apart] == [(other, one)]
    assert told.numbers == (other,)
    how = {address.url: address.how for address in told.addresses}
    assert how[PAGE].startswith("its page was kept there, 2026-11-22 10:00")
    assert how[THREE].startswith(f"it led to the page at {PAGE}")
    assert how[NODE].startswith("a page of it names it")
