from __future__ import annotations

import pytest

from replica.slugs import Slugs, legacy_slug, slug

SLUGS = {
    "stop-words go": ("A night at the last cinema of Homs", "night-last-cinema-homs"),
    "the group IS goes": ("The Iraq Report: What IS left behind", "iraq-report-what-left-behind"),
    "accents are folded": ("Café culture: Sfax à la carte", "cafe-culture-sfax-la-carte"),
    "punctuation goes": ("Erbil's “parties”, again?", "erbils-parties-again"),
    "hyphens separate": ("A pro-state list", "pro-state-list"),
    "nothing but stop-words stays": ("Up with this", "up-with-this"),
}


@pytest.mark.parametrize(("title", "expected"), SLUGS.values(), ids=SLUGS)
def test_a_slug_is_pathautos(title, expected):
    assert slug(title) == expected


def test_a_long_slug_ends_at_a_word():
    made = slug("Provinces " * 30)

    assert len(made) <= 100
    assert set(made.split("-")) == {"provinces"}


def test_a_legacy_slug_keeps_case_and_stop_words():
    assert legacy_slug("The Iraq Report: A dry March") == "The-Iraq-Report-A-dry-March"


def test_a_slug_that_is_taken_gets_a_number():
    slugs = Slugs()

    given = [slugs.unique(path) for path in ("/a", "/a", "/a-1", "/a")]

    assert given == ["/a", "/a-1", "/a-1-1", "/a-2"]
