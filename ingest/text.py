"""Text as people read it: white space, letters, words, sentence ends, near-repetition."""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from difflib import Match, SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Scripts without spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han. For a class of `re`.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
#: The same with compatibility and rare Han. Stored bands depend on it: see `shingle_words`.
_ALL_UNSPACED = f"{UNSPACED}\uf900-\ufaff\U00020000-\U0003ffff"
#: Thai, kana, Han and Hangul, which is denser than an alphabet though it has spaces.
_DENSE = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

# What a word is. One pattern for each use; a test shows how they differ on the same text.
_LETTERS = re.compile(r"[^\W_]+")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_ALPHABETIC = re.compile(r"[^\W\d_]+")
_ASCII_SHINGLE_WORD = re.compile(r"[a-z0-9]+")
_SHINGLE_WORD = re.compile(rf"[{_ALL_UNSPACED}]|[^\W_{_ALL_UNSPACED}]+")
_DIACRITICS = re.compile(
    "[\u0300-\u036f\u064b-\u065f\u0670\u0591-\u05c7\u3099\u309a\u00ad\u200b-\u200d]"
)

_FINAL = (".", "!", "?", "…", "。")
_CLOSERS = "\"'”’»)] "
#: How much longer than a repetition the text that holds it may be, because words are left out.
_LONGEST_SPAN = 1.75


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
    return "".join(letter_runs(text))


def letter_runs(text: str) -> list[str]:
    """
    Return the runs of letters and digits of a text, case folded.

    `ingest.model` stores a hash of them: another pattern would make every article a revision.

    >>> letter_runs("The Army's 3rd re-opening")
    ['the', 'army', 's', '3rd', 're', 'opening']
    """
    return _LETTERS.findall(text.casefold())


def words_of(text: str) -> list[str]:
    """
    Return the words of a text, case folded; an apostrophe or a hyphen within a word is kept.

    For comparing sentences, where "re-opening" must not match "opening".

    >>> words_of("The Army's 3rd re-opening")
    ['the', "army's", '3rd', 're-opening']
    """
    return _WORD.findall(text.casefold().replace("’", "'"))


def alphabetic_runs(text: str) -> list[str]:
    """
    Return the runs of letters of a text, case folded; digits tell little of what it is about.

    >>> alphabetic_runs("The Army's 3rd re-opening")
    ['the', 'army', 's', 'rd', 're', 'opening']
    """
    return _ALPHABETIC.findall(text.casefold())


def shingle_words(text: str) -> list[str]:
    """
    Return the words by which the likeness of two texts is measured: no case, no diacritics.

    A character of a script without spaces is a word. Bands made from these are stored: another
    rule needs another `ingest.identity.similarity.SCHEME`.

    >>> shingle_words("L'Été, à PARIS: 東京")
    ['l', 'ete', 'a', 'paris', '東', '京']
    """
    if text.isascii():
        return _ASCII_SHINGLE_WORD.findall(text.lower())
    plain = _DIACRITICS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return _SHINGLE_WORD.findall(plain)


def count_words(text: str) -> int:
    """
    Return how many words a text has; two characters of a dense script count as one.

    >>> count_words("The Army's 3rd re-opening"), count_words("運河の水位")
    (4, 3)
    """
    return len(text.split()) + count_dense(text) // 2


def count_dense(text: str) -> int:
    """Return how many characters of a text are Thai, kana, Han or Hangul."""
    return len(_DENSE.findall(text))


def ends_like_a_sentence(text: str) -> bool:
    """Also true where a quotation mark or a bracket closes behind the stop."""
    return text.rstrip(_CLOSERS).endswith(_FINAL)


def repeats(part: Sequence[str], source: Sequence[str]) -> float:
    """
    Return the share of the words of `part` that stand in `source`, in order and close together.

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
    return sum(block.size for block in _close_together(blocks, len(part))) / len(part)


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """
    Return the places of a longest rising subsequence.

    >>> longest_rise([4, 0, 1, 9, 2])
    [1, 2, 4]
    """
    lowest: list[int] = []  # end of a rise, by its length
    places: list[int] = []  # of these ends
    before: list[int] = []  # place of the number before each in its rise, or -1
    for place, number in enumerate(numbers):
        length = bisect_left(lowest, number)
        before.append(places[length - 1] if length else -1)
        lowest[length : length + 1] = [number]
        places[length : length + 1] = [place]
    rise: list[int] = []
    place = places[-1] if places else -1
    while place >= 0:
        rise.append(place)
        place = before[place]
    return rise[::-1]


def _close_together(blocks: list[Match], size: int) -> list[Match]:
    """Drop stray matches at either end that would stretch the match too far."""
    while len(blocks) > 1 and _span(blocks) > _LONGEST_SPAN * size + 3:
        blocks = blocks[1:] if blocks[0].size < blocks[-1].size else blocks[:-1]
    return blocks


def _span(blocks: list[Match]) -> int:
    last = blocks[-1]
    return last.a + last.size - blocks[0].a
