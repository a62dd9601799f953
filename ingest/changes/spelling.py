"""
Tell a misspelt word from another word.

There is no dictionary: a slip keeps the first letter and nearly all others. In doubt, two words are
different words.
"""

# ruff: noqa: RUF001 - the vowels of three alphabets

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

_LONG = 8  #: letters of a word that may differ in two
_SHORTEST = 5  #: letters of a word in which one may be another
_STEM = 4  #: letters that two forms of a word share
_VOWELS = re.compile("[aeiouyаеёиоуыэюяαεηιουω]")
#: Marks that may be missing from a word; in scripts that are not listed they are vowels.
_ACCENTS = re.compile("['\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0670]")
_ENDINGS = frozenset(["", "s", "es", "d", "ed", "ing", "ly", "e", "n", "en"])


def is_slip(one: str, other: str) -> bool:
    """
    Return whether two words, in lower case, are one: misspelt, or with another ending.

    >>> is_slip("along", "allong"), is_slip("teh", "the"), is_slip("report", "reported")
    (True, True, True)
    >>> is_slip("million", "billion"), is_slip("rose", "fell"), is_slip("legal", "illegal")
    (False, False, False)
    """
    a, b = _letters(one), _letters(other)
    if a == b:
        return True
    if a[:1] != b[:1]:
        return _is_swap(a, b) and len(a) > 2
    return _is_swap(a, b) or _is_form(a, b) or _is_near(a, b)


def is_same_name(one: str, other: str) -> bool:
    """
    Return whether two names are spellings of one name.

    They have the same consonants in the same order, the same first and last letter, and differ in
    few letters: only a vowel or a doubled letter may come or go.

    >>> is_same_name("kadhmi", "kadhimi"), is_same_name("hassan", "hasan")
    (True, True)
    >>> is_same_name("iran", "iraq"), is_same_name("johnson", "johnston")
    (False, False)
    """
    a, b = _letters(one.removesuffix("'s")), _letters(other.removesuffix("'s"))
    if a == b:
        return True
    if not a or not b or (a[0], a[-1]) != (b[0], b[-1]) or min(len(a), len(b)) < _SHORTEST:
        return False
    return _is_swap(a, b) or (_consonants(a) == _consonants(b) and _distance(a, b) <= 2)


def _letters(word: str) -> str:
    """Return a word without accents, apostrophes and the points of Arabic and Hebrew."""
    apart = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart))


def _consonants(word: str) -> str:
    return "".join(letter for letter, _ in groupby(_VOWELS.sub("", word)))


def _is_swap(a: str, b: str) -> bool:
    """Return whether two neighbouring letters have changed places."""
    if len(a) != len(b):
        return False
    differ = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    return (
        len(differ) == 2
        and differ[1] == differ[0] + 1
        and (a[differ[0]], a[differ[1]]) == (b[differ[1]], b[differ[0]])
    )


def _is_form(a: str, b: str) -> bool:
    """Return whether two words differ in their endings alone."""
    shorter, longer = sorted((a, b), key=len)
    shared = next(
        (i for i, (x, y) in enumerate(zip(shorter, longer, strict=False)) if x != y), len(shorter)
    )
    return shared >= _STEM and {a[shared:], b[shared:]} <= _ENDINGS


def _is_near(a: str, b: str) -> bool:
    shorter = min(len(a), len(b))
    if shorter < _SHORTEST and not (shorter >= _STEM and len(a) != len(b)):
        return False
    return _distance(a, b) <= (2 if shorter >= _LONG else 1)


def _distance(a: str, b: str) -> int:
    """Return the edit distance (Levenshtein) of two words; 3 or more is too far."""
    if abs(len(a) - len(b)) > 2:
        return 3
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for k, y in enumerate(b, 1):
            before, row[k] = row[k], min(row[k] + 1, row[k - 1] + 1, before + (x != y))
    return row[-1]
