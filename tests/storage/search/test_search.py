"""Full-text search: all words in any order, OR, NOT, phrases, and beginnings on demand."""

from __future__ import annotations

from datetime import date

import pytest
from building import PAGE, SERIES, article
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
    "a beginning on demand": ("minis*", {"On oil"}),
    "a beginning anywhere": ("minis* oil", {"On oil"}),
    "no beginning unasked": ("minis", set()),
    "a word of the title": ("on both", {"On both"}),
    "a word of the standfirst": ("river", {"On oil", "On vote", "On both"}),
    "without accents": ("cafe naive", {"On vote"}),
    "a name with a hyphen": ("al-Kadhimi", {"On vote"}),
    "a phrase": ('"oil ministry"', {"On oil"}),
    "a phrase in another order": ('"ministry oil"', set()),
    "a phrase and its beginning": ('"oil minis"*', {"On oil"}),
    "one of two": ("ministry OR vote", {"On oil", "On vote", "On both"}),
    "one of two, and another": ("oil OR cafe vote", {"On vote", "On both"}),
    "a phrase or a word": ('"ministry oil" OR "oil ministry" OR cafe', {"On oil", "On vote"}),
    "not a word": ("oil NOT vote", {"On oil"}),
    "not a phrase": ('oil NOT "the vote"', {"On oil"}),
    "not a beginning": ("oil NOT vot*", {"On oil"}),
    "only what is not wanted": ("NOT oil", set()),
    "AND is no word": ("oil AND vote", {"On both"}),
    "an operator in quotes": ('oil "OR" vote', set()),
    "operators without words": ("OR NOT AND OR", set()),
    "an operator at the end": ("ministry OR", {"On oil"}),
    "an abbreviation": ("U.S.", {"On both"}),
    "an apostrophe": ("can't", {"On both"}),
    "small operators are words": ("oil or vote", set()),
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


def test_search_keeps_to_days_of_publication(shelf, archive):
    for day in ("2026-11-06", "2026-11-20T00:30:00+01:00", None):
        shelf.record(article(f"{PAGE}/{day}", f"The river of {day}.", published=day))

    def days(**between):
        found = archive.articles.search("river", **between)
        return {hit.published and hit.published[:10] for hit in found}

    assert days(since=date(2026, 11, 20)) == {"2026-11-20"}
    assert days(until=date(2026, 11, 19)) == {"2026-11-06"}
    assert days(since=date(2026, 11, 7), until=date(2026, 11, 19)) == set()
    assert days() == {"2026-11-06", "2026-11-20", None}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=60))
def test_no_input_breaks_a_search(filled, words):
    assert len(filled.articles.search(words)) <= 3


def test_a_long_input_is_searched_for_its_first_words(filled):
    assert filled.articles.search("oil " * 5000 + "zebra")
