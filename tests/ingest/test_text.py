"""What the words of a text are: several answers, because several questions are asked."""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import text as words

SENTENCE = "Málaga’s 3rd re-opening: 東京の水, snake_case"
ANSWERS = {
    words.letter_runs: ["málaga", "s", "3rd", "re", "opening", "東京の水", "snake", "case"],
    words.words_of: ["málaga's", "3rd", "re-opening", "東京の水", "snake_case"],
    words.alphabetic_runs: ["málaga", "s", "rd", "re", "opening", "東京の水", "snake", "case"],
    words.shingle_words: ["malaga", "s", "3rd", "re", "opening", *"東京の水", "snake", "case"],
}


@pytest.mark.parametrize(
    ("answer", "expected"), ANSWERS.items(), ids=lambda one: getattr(one, "__name__", "")
)
def test_each_use_has_words_of_its_own(answer, expected):
    assert answer(SENTENCE) == expected


@given(st.text())
@settings(derandomize=True)
def test_a_skeleton_is_what_is_alphanumeric(text):
    assert words.skeleton(text) == "".join(filter(str.isalnum, text.casefold()))


@given(st.lists(st.integers(0, 12), max_size=9))
@settings(derandomize=True)
def test_a_longest_rise_rises_and_none_is_longer(numbers):
    places = words.longest_rise(numbers)
    rise = [numbers[place] for place in places]

    assert places == sorted(set(places))
    assert rise == sorted(set(rise))
    assert len(places) == longest(numbers)


def longest(numbers):
    """Try every subsequence."""
    best = {(): 0}
    for number in numbers:
        best |= {(*one, number): len(one) + 1 for one in best if not one or one[-1] < number}
    return max(best.values())
