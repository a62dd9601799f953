"""What changed, and how much it matters."""

from __future__ import annotations

from functools import partial

import pytest
from msgspec.structs import replace

from ingest.changes import changes, weigh
from ingest.model import Article, Change, Embed, Heading, Image, Paragraph, RelatedLink

ONE = "Water returned to the canal in March after three dry years along the eastern bank."
TWO = "The fishermen of Basra came back with their boats, and some of them sang all the way."
THREE = "Nobody had asked the engineers, who said that the sluice would not hold for long."
make = partial(Article, url="https://example.org/canal", title="The canal fills")


def paragraphs(*texts):
    return make(body=tuple(map(Paragraph, texts)))


BEFORE = paragraphs(ONE, TWO, THREE)
WEIGHTS = {
    "quotes and dashes": (paragraphs(ONE, TWO.replace(",", " \u2013"), THREE), "cosmetic"),
    "case": (paragraphs(ONE.upper(), TWO, THREE), "cosmetic"),
    "one paragraph made two": (
        paragraphs(ONE, *TWO.split(", "), THREE),
        "cosmetic",
    ),
    "a slip of the pen": (paragraphs(ONE.replace("along", "allong"), TWO, THREE), "small"),
    "a word dropped": (paragraphs(ONE, TWO.replace(" all", ""), THREE), "small"),
    "a number": (paragraphs(ONE.replace("three", "3"), TWO, THREE), "substantive"),
    "a name": (paragraphs(ONE, TWO.replace("Basra", "Amara"), THREE), "substantive"),
    "a not": (paragraphs(ONE, TWO, THREE.replace("not ", "")), "substantive"),
    "a sentence": (paragraphs(ONE, TWO, THREE, "It did not hold after all."), "substantive"),
    "half of it gone": (paragraphs(ONE), "shrunk"),
    "another date": (
        make(published="2020-05-16", body=BEFORE.body),
        "substantive",
    ),
    "only a link beside it": (
        make(related=(RelatedLink("The bridge opens", "https://e.org/b"),), body=BEFORE.body),
        "small",
    ),
}


@pytest.mark.parametrize(("after", "weight"), WEIGHTS.values(), ids=WEIGHTS)
def test_weigh(after, weight):
    assert weigh(BEFORE, after) == weight


def test_nothing_changed():
    assert changes(BEFORE, BEFORE) == ()


def test_a_changed_block_is_named_by_its_place_in_the_newer_body():
    after = paragraphs("A new first line about something else.", ONE, TWO.replace("sang", "wept"))
    assert changes(BEFORE, after) == (
        Change(op="added", block="body 1", before=None, after=after.body[0].text),
        Change(op="changed", block="body 3", before=TWO, after=after.body[2].text),
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
    assert weigh(before, after) == "cosmetic"


def test_a_block_whose_words_changed_is_not_told_twice():
    before = make(body=(Paragraph("One two."), Paragraph("Six.")), markdown="One _two_.\n\n_Six._")
    after = make(body=(Paragraph("One ten."), Paragraph("Six.")), markdown="One ten.\n\nSix.")

    assert changes(before, after) == (
        Change(op="changed", block="body 1", before="One two.", after="One ten."),
        Change(op="changed", block="form", before="_Six._", after="Six."),
    )


def test_an_article_read_before_there_was_a_form_has_no_change_of_form():
    assert changes(make(body=BEFORE.body), marked("One _two_ three.")) == ()


def test_an_embed_that_came_is_told():
    (change,) = changes(marked("One"), marked("One\n\n[e.org: The flood](https://e.org/p)", PLAYER))

    assert (change.op, change.block, change.after) == ("added", "embed", "The flood")
