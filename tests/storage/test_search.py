"""Full-text search: all words, in any order, the last one perhaps only begun."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import PAGE, SERIES, article

TEXTS = {
    "oil": "The oil ministry said that production of oil rose in Basra.",
    "vote": "Mustafa al-Kadhimi won the vote; the café of naïve voters cheered.",
    "both": 'Oil and the vote: U.S. officials can\'t say "no".',
}


@pytest.fixture
def filled(shelf):
    for n, (title, text) in enumerate(TEXTS.items()):
        shelf.record(article(f"{PAGE}/{n}", text, title=f"On {title}", standfirst="River"))
    return shelf.archive


QUESTIONS = {
    "one word": ("ministry", {"On oil"}),
    "another case": ("MINISTRY", {"On oil"}),
    "two words in any order": ("vote oil", {"On both"}),
    "a word begun": ("minis", {"On oil"}),
    "only the last word may be begun": ("minis oil", set()),
    "a word of the title": ("on both", {"On both"}),
    "a word of the standfirst": ("river", {"On oil", "On vote", "On both"}),
    "without accents": ("cafe naive", {"On vote"}),
    "a name with a hyphen": ("al-Kadhimi", {"On vote"}),
    "in quotes": ('"oil ministry"', {"On oil"}),
    "an abbreviation": ("U.S.", {"On both"}),
    "an apostrophe": ("can't", {"On both"}),
    "operators are words": ("oil OR vote", set()),
    "what looks like a column": ("title:oil", set()),
    "signs only": ('"*" ( ) ^ - :', set()),
    "nothing": ("  ", set()),
    "no word of any": ("zebra", set()),
}


@pytest.mark.parametrize(("words", "titles"), QUESTIONS.values(), ids=QUESTIONS)
def test_search_finds_by(filled, words, titles):
    assert {hit.title for hit in filled.articles.search(words)} == titles


def test_the_article_that_is_about_it_comes_first(filled):
    assert [hit.title for hit in filled.articles.search("oil")] == ["On oil", "On both"]


def test_a_snippet_shows_the_words_in_brackets_in_one_line(shelf, archive):
    shelf.record(article(text="word " * 100 + "\n\nthe needle " + "word " * 100))

    (hit,) = archive.articles.search("needle")

    assert "the [needle] word" in hit.snippet
    assert "\n" not in hit.snippet
    assert len(hit.snippet.split()) < 50


def test_a_hit_tells_what_article_it_is(filled):
    (hit,) = filled.articles.search("ministry")

    assert (hit.id, hit.title, hit.published, hit.url) == (1, "On oil", "2026-11-20", f"{PAGE}/0")


def test_search_keeps_to_a_series_and_a_limit(filled):
    assert filled.articles.search("river", "other") == []
    assert len(filled.articles.search("river", SERIES)) == 3
    assert len(filled.articles.search("river", limit=2)) == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=60))
def test_no_input_breaks_a_search(filled, words):
    assert len(filled.articles.search(words)) <= 3


def test_a_long_input_is_searched_for_its_first_words(filled):
    assert filled.articles.search("oil " * 5000 + "zebra")
