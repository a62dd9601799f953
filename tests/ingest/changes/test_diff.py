"""What changed, block by block and word by word; how much it matters: see test_weight."""

from __future__ import annotations

from functools import partial

import pytest
from msgspec.structs import replace

from ingest.changes.diff import changes
from ingest.changes.weight import weight_of
from ingest.model import Article, Change, Embed, Heading, Image, Paragraph, Wording

ONE = "Water returned to the canal in March after three dry years along the eastern bank."
TWO = "The fishermen of Basra came back with their boats, and some of them sang all the way."
THREE = "Nobody had asked the engineers, who said that the sluice would not hold for long."
make = partial(Article, url="https://example.org/canal", title="The canal fills")


def paragraphs(*texts):
    return make(body=tuple(map(Paragraph, texts)))


BEFORE = paragraphs(ONE, TWO, THREE)


def test_nothing_changed():
    assert changes(BEFORE, BEFORE) == ()


def test_a_changed_block_is_named_by_its_place_in_the_newer_body():
    after = paragraphs("A new first line about something else.", ONE, TWO.replace("sang", "wept"))
    assert changes(BEFORE, after) == (
        Change(op="added", block="body 1", before=None, after=after.body[0].text),
        Change(
            op="changed",
            block="body 3",
            before=TWO,
            after=after.body[2].text,
            words=(
                Wording("kept", TWO.partition("sang")[0]),
                Wording("removed", "sang"),
                Wording("added", "wept"),
                Wording("kept", " all the way."),
            ),
        ),
        Change(op="removed", block="body 4", before=THREE, after=None),
    )


def test_every_field_is_compared():
    old = make(standfirst="Three dry years end.", pull_quotes=("They sang",))
    new = make(
        title="The canal is full",
        body=(Heading(2, "Boats"), Image("https://e.org/i.jpg", "A boat", "Getty")),
        trailer=("A weekly feature.",),
    )
    assert [(change.op, change.block) for change in changes(old, new)] == [
        ("changed", "title"),
        ("removed", "standfirst"),
        ("added", "body 1"),
        ("added", "body 2"),
        ("removed", "pull quote"),
        ("added", "trailer"),
    ]


def marked(markdown, *embeds):
    return make(body=BEFORE.body, markdown=markdown, embeds=embeds)


PLAYER = Embed("https://e.org/player?token=1", "The flood", 1)
FORMS = {
    "emphasis": (marked("One _two_ three."), marked("One two three."), True),
    "a link": (marked("One [two](https://e.org/a)."), marked("One [two](https://e.org/b)."), True),
    "a link that is a paragraph": (
        marked("[One](https://e.org/a)"),
        marked("[One](https://e.org/b)"),
        True,
    ),
    "the address of a picture": (
        marked("![One](https://e.org/a_\\(1\\).jpg?itok=1)\\\n_One_"),
        marked("![One](https://e.org/a_\\(1\\).jpg?itok=2)\\\n_One_"),
        False,
    ),
    "the address of an embed": (
        marked("One\n\n[e.org: The flood](https://e.org/player?token=1)", PLAYER),
        marked(
            "One\n\n[e.org: The flood](https://e.org/player?token=2)",
            replace(PLAYER, url="https://e.org/player?token=2"),
        ),
        False,
    ),
}


@pytest.mark.parametrize(("before", "after", "is_change"), FORMS.values(), ids=FORMS)
def test_a_change_of_form_is_cosmetic_and_one_of_volatile_addresses_is_none(
    before, after, is_change
):
    assert (before.digest != after.digest) == is_change
    assert [(c.op, c.block) for c in changes(before, after)] == [("changed", "form")] * is_change
    assert weight_of(before, after) == "cosmetic"


def test_a_block_whose_words_changed_is_not_told_twice():
    before = make(body=(Paragraph("One two."), Paragraph("Six.")), markdown="One _two_.\n\n_Six._")
    after = make(body=(Paragraph("One ten."), Paragraph("Six.")), markdown="One ten.\n\nSix.")

    told = [(change.block, change.before, change.after) for change in changes(before, after)]
    assert told == [("body 1", "One two.", "One ten."), ("form", "_Six._", "Six.")]


def test_an_article_read_before_there_was_a_form_has_no_change_of_form():
    assert changes(make(body=BEFORE.body), marked("One _two_ three.")) == ()


def test_an_embed_that_came_is_told():
    (change,) = changes(marked("One"), marked("One\n\n[e.org: The flood](https://e.org/p)", PLAYER))

    assert (change.op, change.block, change.after) == ("added", "embed", "The flood")


FOUR = "The price of fish at the market has not moved since, as far as anybody can tell."
CUT = TWO.index("and some")
MOVES = {
    "the last paragraph comes first": ((FOUR, ONE, TWO, THREE), ("body 1", "body 4")),
    "the first one comes last": ((TWO, THREE, FOUR, ONE), ("body 4", "body 1")),
    "two are exchanged": ((ONE, THREE, TWO, FOUR), ("body 2", "body 3")),
}


@pytest.mark.parametrize(("after", "where"), MOVES.values(), ids=MOVES)
def test_a_block_that_stands_elsewhere_has_moved_and_says_the_same(after, where):
    (change,) = changes(paragraphs(ONE, TWO, THREE, FOUR), paragraphs(*after))

    assert (change.op, change.block, change.moved) == ("changed", *where)
    assert change.before == change.after
    assert change.words == ()


def test_a_block_that_moved_and_was_edited_tells_both():
    after = paragraphs(FOUR.replace("fish", "crabs"), ONE, TWO, THREE)

    (change,) = changes(paragraphs(ONE, TWO, THREE, FOUR), after)

    assert (change.op, change.block, change.moved) == ("changed", "body 1", "body 4")
    assert [run.text for run in change.words if run.op != "kept"] == ["fish", "crabs"]


def test_a_paragraph_that_was_cut_in_two_is_one_change():
    parts = (TWO[:CUT].strip(), TWO[CUT:])

    (change,) = changes(BEFORE, paragraphs(ONE, *parts, THREE))

    assert (change.op, change.block) == ("changed", "body 2")
    assert (change.before, change.after) == (TWO, "\n\n".join(parts))
    assert [run for run in change.words if run.op != "kept"] == [
        Wording("removed", " "),
        Wording("added", "\n\n"),
    ]


def test_paragraphs_that_were_joined_are_one_change():
    joined = f"{ONE} {TWO}"

    (change,) = changes(BEFORE, paragraphs(joined, THREE))

    assert (change.op, change.block) == ("changed", "body 1")
    assert (change.before, change.after) == (f"{ONE}\n\n{TWO}", joined)


def test_an_edit_beside_a_new_paragraph_is_told_as_an_edit():
    after = paragraphs(ONE, FOUR, TWO.replace("boats", "nets"), THREE)

    assert [(c.op, c.block) for c in changes(BEFORE, after)] == [
        ("added", "body 2"),
        ("changed", "body 3"),
    ]


@pytest.mark.long
def test_a_book_that_was_written_anew_is_compared_in_bounds():
    """Either is of 100,000 words, none of which stands there once: difflib alone takes hours."""
    old = [" ".join(f"w{(i * 7919 + j * j) % 600}" for j in range(50)) for i in range(2000)]
    new = [" ".join(f"w{(i * 104729 + j * i) % 600}" for j in range(50)) for i in range(2000)]

    assert weight_of(paragraphs(*old), paragraphs(*new)) == "substantive"
    assert changes(paragraphs(*old), paragraphs(*new))
    assert changes(paragraphs(" ".join(old)), paragraphs(" ".join(new)))
