"""Pull quotes in every place, markup and change of wording; and what is none."""

# ruff: noqa: E501 - markup and sentences read best on one line

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import FOUR, ONE, THREE, TWO, article, paragraphs, texts

FILL = [
    f"On day {number} of the {season} count the keepers noted {number * 7} boats, {number * 3} of them under sail, and wrote down the height of the water at the {place} lock."
    for number, (season, place) in enumerate(
        [("spring", "upper"), ("summer", "lower"), ("autumn", "old"), ("winter", "new")] * 3, 2
    )
]
SOURCE = "The ministry has spent four million dinars on the sluices since the drought began, and its engineers say that another dry winter would undo all of it within a season."
WORDS = [
    "The",
    "ministry",
    "has",
    "spent",
    "four",
    "million",
    "dinars",
    "on",
    "the",
    "sluices",
    "since",
    "the",
    "drought",
    "began",
]
FORMS = {
    "aside": "<aside>{}</aside>",
    "aside and paragraph": "<aside class='x'><p>{}</p></aside>",
    "blockquote": "<blockquote>{}</blockquote>",
    "blockquote and paragraph": "<blockquote class='quote'><p>{}</p></blockquote>",
    "paragraph with a class": "<p class='pull-quote'>{}</p>",
    "div with a class": "<div class='highlight'><p>{}</p></div>",
    "figure": "<figure class='pullquote'><blockquote>{}</blockquote></figure>",
    "paragraph": "<p>{}</p>",
}


def changed(place, how):
    words = list(WORDS)
    if how == "dropped":
        del words[place]
    elif how == "changed":
        words[place] = "indeed"
    return " ".join(words)


@given(
    form=st.sampled_from(sorted(FORMS)),
    place=st.integers(2, 10),
    how=st.sampled_from(["same", "dropped", "changed"]),
    source=st.integers(0, 11),
    pull=st.integers(0, 11),
)
def test_a_pull_quote_is_found_up_to_a_dozen_paragraphs_from_its_source(
    form, place, how, source, pull
):
    text = changed(place, how)
    blocks = [*FILL[:source], SOURCE, *FILL[source:]]
    markup = [f"<p>{one}</p>" for one in blocks]
    markup.insert(pull + 1, FORMS[form].format(text))
    one = article("".join(markup))
    assert one.pull_quotes == (text,)
    assert texts(one) == blocks


APART = {
    "with who said it": f"<blockquote><p>{' '.join(WORDS)}</p><cite>Jane Doe</cite></blockquote>",
    "in two parts": f"<aside class='pullquote'><p>{' '.join(WORDS[:7])}</p><p>{' '.join(WORDS[7:])}</p></aside>",
}


@pytest.mark.parametrize("markup", APART.values(), ids=APART)
def test_a_pull_quote_in_parts_leaves_the_text(markup):
    one = article(paragraphs(ONE, SOURCE) + markup + paragraphs(THREE, FOUR))
    assert texts(one) == [ONE, SOURCE, THREE, FOUR]
    assert " ".join(WORDS[:7]) in one.pull_quotes[0]


REAL = "We carried the gate down to the water in the night, and nobody asked us for a permit."


@pytest.mark.parametrize(
    "form", ["<blockquote>{}</blockquote>", "<blockquote class='quote'><p>{}</p></blockquote>"]
)
def test_a_quotation_that_repeats_nothing_stays(form):
    one = article(paragraphs(ONE, TWO) + form.format(REAL) + paragraphs(THREE, FOUR))
    assert (one.pull_quotes, texts(one)) == ((), [ONE, TWO, REAL, THREE, FOUR])


@given(places=st.sets(st.integers(0, 11), min_size=2, max_size=4))
def test_a_refrain_stays_wherever_it_stands(places):
    refrain = "And the water went on rising all the same, day after day after day."
    blocks = list(FILL)
    for place in sorted(places):
        blocks.insert(place, refrain)
    one = article(paragraphs(*blocks))
    assert (one.pull_quotes, texts(one)) == ((), blocks)
