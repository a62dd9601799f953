"""
How similar two texts are, and the numbers by which an archive looks up similar texts.

Texts are compared by their shingles, all runs of a few words (Broder: resemblance, containment);
case, spacing, punctuation and diacritics do not count. The bands of an article are MinHash values
of its text and of its opening. Two texts share each band with the probability that a shingle of
both is one of both, so any shared band makes a candidate. An article that grows from a few lines
keeps its opening, where too little is left of the whole to be found by.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct
from rensa import RMinHash

from ingest.text import longest_rise, shingle_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.model import Article

#: Words of a shingle for comparing: short, so that an edit leaves many whole.
_WIDTH = 3
_SAME_LINE = 0.8  #: of the words of two titles or standfirsts, by Jaccard's measure
#: Words of a shingle for looking up: long, so that unrelated texts share none.
_LOOKUP_WIDTH = 5
_WHOLE = 20  #: bands of the text
_OPENING = 8  #: bands of its opening
_OPENING_WORDS = 120
_FEWEST = 12  #: words that a text must have to be looked up by
_SEED = 4
_PROBE = "The water of the canal rose again by three hands in the night, and nobody had opened it."

#: A run of words, as a hash: quick to compare, and good within one process only.
Shingle = int


class Similarity(Struct, frozen=True):
    """What two texts have in common, in shares from 0 to 1."""

    common: int  #: shingles in both
    containment: float  #: of the first text in the second
    reverse_containment: float  #: of the second text in the first

    @property
    def mean(self) -> float:
        """The mean of both shares: Kulczynski's measure, less strict than Jaccard's on growth."""
        return (self.containment + self.reverse_containment) / 2

    @property
    def smaller(self) -> float:
        """The share of the shorter text that stands in the other."""
        return max(self.containment, self.reverse_containment)

    @property
    def larger(self) -> float:
        """The share of the longer text that stands in the other."""
        return min(self.containment, self.reverse_containment)


@lru_cache(maxsize=64)
def shingles(text: str, width: int = _WIDTH) -> frozenset[Shingle]:
    """Return all runs of `width` words; a shorter text is one run."""
    return frozenset(map(hash, _runs(shingle_words(text), width)))


def similarity_of(
    one: frozenset[Shingle], other: frozenset[Shingle], background: frozenset[Shingle]
) -> Similarity:
    """Compare two texts as if `background`, which is part of `one`, were in neither."""
    both = one & other
    common = len(both - background)
    return Similarity(
        common,
        _share(common, len(one) - len(background)),
        _share(common, len(other) - (len(both) - common)),
    )


def is_within(one: frozenset[Shingle], other: frozenset[Shingle], share: float) -> bool:
    """Return whether this share of the shorter text stands in the other."""
    small, large = sorted((one, other), key=len)
    sample, missing = len(small) // 5, (1 - share) * len(small) + 1
    if len(large.intersection(islice(small, sample))) < sample - missing:
        return False  # a sample shows it already
    return len(small & large) >= share * len(small)


def line(text: str | None) -> frozenset[str]:
    """Return the words of a title or a standfirst."""
    return frozenset(shingle_words(text or ""))


def is_one_line(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether two titles, or two standfirsts, have nearly the same words."""
    return bool(one) and len(one & other) >= _SAME_LINE * len(one | other)


def order(one: str, other: str) -> float:
    """
    Return the share of what two texts have in common that stands in the same order.

    >>> order("a b c d e f g h", "e f g h a b c d")
    0.5
    """
    first, second = (dict.fromkeys(_runs(shingle_words(text), _WIDTH)) for text in (one, other))
    place = {shingle: i for i, shingle in enumerate(second)}
    common = [place[shingle] for shingle in first if shingle in place]
    return _share(len(longest_rise(common)), len(common))


def bands(series: str, article: Article) -> frozenset[int]:
    """Return the numbers to look an article up by: signed, of 64 bits; none for a short text."""
    return _bands(series, article.text)


@lru_cache(maxsize=8)  # a new page looks for others by its bands, and is found by them
def _bands(series: str, text: str) -> frozenset[int]:
    words = shingle_words(text)
    if len(words) < _FEWEST:
        return frozenset()
    values = {*_signature(words, _WHOLE), *_signature(words[:_OPENING_WORDS], _OPENING)}
    return frozenset(_number(f"{series}\0{i}\0{value}") for i, value in values)


def _signature(words: Sequence[str], size: int) -> list[tuple[int, int]]:
    minhash = RMinHash(_WHOLE, _SEED)
    minhash.update(list(map(" ".join, set(_runs(words, _LOOKUP_WIDTH)))))
    return list(enumerate(minhash.digest()[:size]))


def _runs(words: Sequence[str], width: int) -> list[tuple[str, ...]]:
    if len(words) <= width:
        return [tuple(words)] if words else []
    return list(zip(*(words[i:] for i in range(width)), strict=False))


def _number(text: str) -> int:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _share(part: int, whole: int) -> float:
    return part / whole if whole > 0 else 0.0


def _scheme() -> str:
    values = ",".join(str(value) for _, value in _signature(shingle_words(_PROBE), _WHOLE))
    return f"1-{hashlib.sha256(values.encode()).hexdigest()[:12]}"


#: How bands are made: those of another scheme find nothing, and must be made again. Contains a
#: digest of a probe, because another version of the library may hash differently.
SCHEME = _scheme()
