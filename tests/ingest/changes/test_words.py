"""What changed in a text, word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.changes.words import wordings

COST = "It cost 1,200.50."
WATER = ("\u6c34\u4f4d", "\u4e0b\u964d", "\u4e0a\u5347")
WORDINGS = {
    "a word": ("It fell.", "It rose.", "It [-fell-]{+rose+}."),
    "two words in a row": ("A red door.", "A blue gate.", "A [-red door-]{+blue gate+}."),
    "a sign": ("So, it fell.", "So it fell.", "So[-,-] it fell."),
    "a number is one word": (COST, COST.replace("2", "3"), "It cost [-1,200.50-]{+1,300.50+}."),
    "a script without spaces": (
        WATER[0] + WATER[1],
        WATER[0] + WATER[2],
        f"{WATER[0]}[-{WATER[1]}-]{{+{WATER[2]}+}}",
    ),
    "nothing before": ("", "It rose.", "{+It rose.+}"),
}
MARKED = {"kept": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}


@pytest.mark.parametrize(("before", "after", "expected"), WORDINGS.values(), ids=WORDINGS)
def test_words_are_marked_as_kept_removed_and_added(before, after, expected):
    assert "".join(MARKED[run.op].format(run.text) for run in wordings(before, after)) == expected


LETTERS = st.text(st.sampled_from("ab .,\n\u6c34\u00e91"), max_size=40)


@given(LETTERS, LETTERS)
def test_the_words_of_a_change_are_all_of_either_text(before, after):
    runs = wordings(before, after)

    assert "".join(run.text for run in runs if run.op != "added") == before
    assert "".join(run.text for run in runs if run.op != "removed") == after
