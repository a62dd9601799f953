"""
Split a text into words for rating a change, without what is only typography.

A number is one word however its digits are grouped, and so is a character of a script without
spaces.
"""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ingest.text import UNSPACED

if TYPE_CHECKING:
    from collections.abc import Iterator

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_GROUPED = re.compile(r"(?<![\d.,])(\d{1,3})((?:[,'\u2019 ]\d{3})+)(?![\d,']|\.\d{3}(?!\d))")
_PER_CENT = re.compile(r"(?<=\d)\s*(?:per\s?cent|percent|%)(?!\w)", re.IGNORECASE)
_APOSTROPHES = str.maketrans("\u2019\u02bc\u2018`´", "'''''")
_SENTENCE_END = re.compile(r"""[\n.!?:;؟۔।]["'“”«»()\[\]\s–—•*-]*$""")
_LOOKED_AT = 6  #: characters before a word, to see whether a sentence ends there


class Word(NamedTuple):
    """A word as written, and its key for comparing."""

    text: str
    key: str  #: case folded, in plain digits
    begins: bool  #: it begins a sentence, so that its capital means nothing

    @property
    def is_number(self) -> bool:
        return any(map(str.isdigit, self.key))

    @property
    def is_sign(self) -> bool:
        """Return whether it is a sign of a currency, a percentage or arithmetic."""
        return not any(map(str.isalnum, self.key))

    @property
    def is_capital(self) -> bool:
        return self.text[:1].isupper()

    @property
    def has_case(self) -> bool:
        """Return whether its script has capitals."""
        return self.key.upper() != self.key


def words(text: str) -> list[Word]:
    """
    Return the words of a text, with signs of currency, percentage and arithmetic.

    >>> [word.key for word in words("He paid $1,200 \u2013 5 per cent.")]
    ['he', 'paid', '$', '1200', '5', '%']
    """
    plain = _plain(text)
    return list(_found(plain))


def _found(plain: str) -> Iterator[Word]:
    for found in _word().finditer(plain):
        before = plain[max(0, found.start() - _LOOKED_AT) : found.start()]
        start = "\n" if found.start() <= _LOOKED_AT else ""
        yield Word(found[0], _key(found[0]), bool(_SENTENCE_END.search(start + before)))


def _plain(text: str) -> str:
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_APOSTROPHES)
    plain = _GROUPED.sub(lambda found: found[1] + re.sub(r"\D", "", found[2]), plain)
    return _PER_CENT.sub(" %", plain)


def _key(text: str) -> str:
    key = text.casefold()
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in key)


@cache
def _word() -> re.Pattern[str]:
    """Match a number, a word with the marks of its letters, a character, or a sign."""
    marks = "".join(c for c in map(chr, range(0x300, 0x10000)) if unicodedata.category(c)[0] == "M")
    letter = rf"[^\W_{UNSPACED}]"
    return re.compile(
        rf"(?<![\w.,])[-+\u2212](?=\d)"
        rf"|\d+(?:[.,\u066b\u066c:/]\d+)+"
        rf"|{letter}(?:{letter}|[{marks}]|'(?={letter}))*"
        rf"|[{UNSPACED}][{marks}]*"
        rf"|[$£¥¢\u20a0-\u20cf%‰°<>≤≥=≠±×÷]"
    )
