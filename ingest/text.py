"""Text as people read it: white space, letters, words, sentence ends, near-repetition."""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

import re
from difflib import Match, SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


_LETTERS = re.compile(r"[^\W_]+")


def squash(text: str) -> str:
    r"""
    Return a text with every run of white space made one space.

    >>> squash(" Islamic\n State\xa0 grows ")
    'Islamic State grows'
    """
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def skeleton(text: str) -> str:
    """
    Return only the letters and digits of a text, case folded: what survives any typography.

    >>> skeleton('"IS" had grown.')
    'ishadgrown'
    """
    return "".join(_LETTERS.findall(text.casefold()))


_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_FINAL = (".", "!", "?", "…", "。")
_CLOSERS = "\"'”’»)] "
#: A gap in the source is allowed to be as long as this share of the repetition.
_LONGEST_SPAN = 1.75


def words_of(text: str) -> list[str]:
    """Return the words of a text, case folded, without punctuation."""
    return _WORD.findall(text.casefold().replace("’", "'"))


def repeats(part: Sequence[str], source: Sequence[str]) -> float:
    """
    Return how much of a text stands in another, in the same order and close together.

    >>> repeats("he had barely been in office".split(), "now he has barely been in office".split())
    0.8333333333333334
    >>> repeats("not at all".split(), "something else".split())
    0.0
    """
    own = frozenset(part)
    if not own or len(own.intersection(source)) < 0.7 * len(own):
        return 0.0
    matcher = SequenceMatcher(None, source, part, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    runs = _close_together(blocks, len(part))
    return sum(block.size for block in runs) / len(part)


def ends_like_a_sentence(text: str) -> bool:
    """Return whether a text has a stop at its end, perhaps within a quotation mark."""
    return text.rstrip(_CLOSERS).endswith(_FINAL)


def _close_together(blocks: list[Match], size: int) -> list[Match]:
    """Drop the stray matches at either end that would stretch the match too far."""
    while len(blocks) > 1 and _span(blocks) > _LONGEST_SPAN * size + 3:
        blocks = blocks[1:] if blocks[0].size < blocks[-1].size else blocks[:-1]
    return blocks


def _span(blocks: list[Match]) -> int:
    last = blocks[-1]
    return last.a + last.size - blocks[0].a
