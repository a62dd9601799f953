"""How similar two texts are, and the bands by which they are found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.identity.similarity import (
    SCHEME,
    bands,
    is_within,
    order,
    shingles,
    similarity_of,
)
from ingest.model import Article, Paragraph
from ingest.text import shingle_words

TEXT = " ".join(f"word{i} of{i % 7} the{i % 5} canal{i % 11}" for i in range(100))
NOTHING = frozenset()
TEXTS = st.lists(
    st.sampled_from(["water", "canal", "bridge", "road", "the", "of"]), max_size=40
).map(" ".join)


def article(text):
    return Article(url="", title="", body=(Paragraph(text),))


SAME_WORDS = {
    "case": ("The Canal FILLS", "the canal fills"),
    "spacing and punctuation": ("water -- at\n last!", "water at last"),
    "quotation marks": ("the “old” canal", 'the "old" canal'),
    "Latin diacritics": ("Málaga, Łódź, Đà Nẵng", "Malaga, Łodz, Đa Nang"),
    "Greek accents": ("Αθήνα", "Αθηνα"),
    "Arabic vowel marks": ("عَرَبِيّ", "عربي"),
    "Hebrew points": ("שָׁלוֹם", "שלום"),
    "full width": ("\uff21\uff22\uff23 \uff11\uff12", "abc 12"),
    "German sharp s": ("Straße", "STRASSE"),
}


@pytest.mark.parametrize(("one", "other"), SAME_WORDS.values(), ids=SAME_WORDS)
def test_what_does_not_count_is_left_out(one, other):
    assert shingle_words(one) == shingle_words(other) != []


@pytest.mark.parametrize(
    ("text", "number"), [("東京の水", 4), ("ราคา", 4), ("вода канал", 2), ("물이 다시", 2)]
)
def test_any_script_has_words(text, number):
    assert len(shingle_words(text)) == number


@given(TEXTS, TEXTS)
def test_measures_are_symmetrical_and_bounded(one, other):
    left, right = shingles(one), shingles(other)
    there, back = similarity_of(left, right, NOTHING), similarity_of(right, left, NOTHING)

    assert (there.containment, there.reverse_containment) == (
        back.reverse_containment,
        back.containment,
    )
    assert there.mean == back.mean
    assert 0 <= there.larger <= there.mean <= there.smaller <= 1
    assert order(one, other) == order(other, one) <= 1


@given(TEXTS)
def test_a_text_is_all_like_itself(text):
    own = shingles(text)

    assert similarity_of(own, own, NOTHING).mean == order(text, text) == bool(own)


@pytest.mark.parametrize("size", [0, 1, 9, 10, 99, 100, 1000])
@pytest.mark.parametrize("missing", [0, 1, 9, 10, 11, 99, 100, 101, 500])
@pytest.mark.parametrize("at_the_end", [True, False])
def test_a_sample_never_says_that_a_text_is_not_in_another_which_it_is(size, missing, at_the_end):
    small = range(size)
    there = small[: max(size - missing, 0)] if at_the_end else small[missing:]
    large = frozenset([*there, *range(5000, 7000)])

    assert is_within(frozenset(small), large, 0.9) == (len(there) >= 0.9 * size)


def test_what_recurs_is_in_neither_text():
    background = "a b c d e f "
    one, other = shingles(background + "g h i j"), shingles(background + "k l m n")

    assert similarity_of(one, other, NOTHING).common == 4
    assert similarity_of(one, other, shingles(background)).common == 0


def test_a_short_text_within_a_long_one_is_seen_from_both_sides():
    found = similarity_of(shingles(TEXT[:400]), shingles(TEXT), NOTHING)

    assert found.smaller == found.containment > 0.9
    assert found.larger == found.reverse_containment < 0.3


def test_an_edited_text_shares_bands():
    edited = TEXT.replace("word50 ", "another ").replace("word3 ", "")

    assert len(bands("canal", article(TEXT)) & bands("canal", article(edited))) >= 20


def test_a_text_that_grew_shares_the_bands_of_its_opening():
    stub, rest = TEXT[:700], " ".join(f"later{i}" for i in range(3000))

    assert bands("canal", article(stub)) & bands("canal", article(f"{stub} {rest}"))


def test_unrelated_texts_share_no_band():
    other = " ".join(f"some{i} thing{i % 9} else{i % 4}" for i in range(150))

    assert bands("canal", article(TEXT)).isdisjoint(bands("canal", article(other)))


def test_two_series_share_no_band():
    assert bands("canal", article(TEXT)).isdisjoint(bands("bridge", article(TEXT)))


def test_a_text_too_short_has_no_bands():
    assert bands("canal", article("Nothing was said.")) == frozenset()


def test_bands_are_few_signed_numbers_of_64_bits():
    found = bands("canal", article(TEXT))

    assert 20 <= len(found) <= 28
    assert all(-(2**63) <= band < 2**63 for band in found)


def test_the_scheme_hashes_as_it_did():
    """If this fails, bands that are stored are found no more: they must be made anew."""
    assert SCHEME == "1-6a03ff87ea62"
    assert sorted(bands("canal", article(TEXT)))[:2] == [-8800110550259355342, -8568000728400227478]
