"""
How alike two texts are, and the few numbers by which an archive finds texts that are alike.

Texts are compared by their shingles, all runs of a few words: case, spacing, punctuation and
diacritics do not count. The bands of an article are MinHash values of its text and of its opening;
two texts share each with the probability that a shingle of both is one of both, so any one that is
shared makes a candidate. An article that grows from a few lines keeps its opening, where too
little is left of the whole to be found by. Does not decide: see `ingest.identity.identify`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct
from rensa import RMinHash

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.model import Article

#: Words of a shingle that is compared: short, so that an edit leaves many whole.
_WIDTH = 3
_SAME_LINE = 0.8  #: of the words of two titles or standfirsts
#: Words of a shingle that is looked up: long, so that unrelated texts share none.
_SOUGHT = 5
_WHOLE = 20  #: bands of the text
_OPENING = 8  #: bands of its opening
_OPENING_WORDS = 120
_FEWEST = 12  #: words; less is no text to find another by
_SEED = 4
#: Scripts that are written without spaces, where a character is taken for a word.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_MARKS = re.compile(
    "[\u0300-\u036f\u064b-\u065f\u0670\u0591-\u05c7\u3099\u309a\u00ad\u200b-\u200d]"
)
_PROBE = "The water of the canal rose again by three hands in the night, and nobody had opened it."

#: A run of words, by its hash: it holds within one process, and is compared sooner than words.
Shingle = int


class Similarity(Struct, frozen=True):
    """What two texts have in common, in shares from 0 to 1."""

    common: int  #: shingles in both
    within: float  #: share of the first text that stands in the second
    around: float  #: share of the second text that stands in the first

    @property
    def mean(self) -> float:
        """The mean of both shares: Kulczynski's measure, less strict than Jaccard's on growth."""
        return (self.within + self.around) / 2

    @property
    def smaller(self) -> float:
        """The share of the shorter text that stands in the other."""
        return max(self.within, self.around)

    @property
    def larger(self) -> float:
        """The share of the longer text that stands in the other."""
        return min(self.within, self.around)


def words(text: str) -> list[str]:
    """
    Return the words of a text without what does not count.

    >>> words("L'Été, à PARIS: 東京")
    ['l', 'ete', 'a', 'paris', '東', '京']
    """
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return _WORD.findall(plain)


@lru_cache(maxsize=64)
def shingles(text: str, width: int = _WIDTH) -> frozenset[Shingle]:
    """Return all runs of so many words; a shorter text is one run."""
    return frozenset(map(hash, _runs(words(text), width)))


def likeness(
    one: frozenset[Shingle], other: frozenset[Shingle], background: frozenset[Shingle]
) -> Similarity:
    """Compare two texts by their shingles, as if a background, part of `one`, was in neither."""
    both = one & other
    common = len(both - background)
    return Similarity(
        common,
        _share(common, len(one) - len(background)),
        _share(common, len(other) - (len(both) - common)),
    )


def is_within(one: frozenset[Shingle], other: frozenset[Shingle], share: float) -> bool:
    """Return whether so much of the shorter text is in the other; a sample may tell that not."""
    small, large = sorted((one, other), key=len)
    sample, missing = len(small) // 5, (1 - share) * len(small) + 1
    if len(large.intersection(islice(small, sample))) < sample - missing:
        return False
    return len(small & large) >= share * len(small)


def line(text: str | None) -> frozenset[str]:
    """Return the words of a title or a standfirst."""
    return frozenset(words(text or ""))


def is_one_line(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether two titles, or two standfirsts, have nearly the same words."""
    return bool(one) and len(one & other) >= _SAME_LINE * len(one | other)


def jaccard(one: frozenset[Shingle], other: frozenset[Shingle]) -> float:
    """Return how many of the shingles of two texts are in both."""
    return _share(len(one & other), len(one | other))


def order(one: str, other: str) -> float:
    """
    Return how much of what two texts have in common stands in the same order.

    >>> order("a b c d e f g h", "e f g h a b c d")
    0.5
    """
    place = {shingle: i for i, shingle in enumerate(dict.fromkeys(_runs(words(other), _WIDTH)))}
    common = [place[one] for one in dict.fromkeys(_runs(words(one), _WIDTH)) if one in place]
    return _share(_longest_rise(common), len(common))


def bands(series: str, article: Article) -> frozenset[int]:
    """Return what an article is looked up by, signed numbers of 64 bits; none for a short text."""
    return _bands(series, article.text)


@lru_cache(maxsize=8)  # of a new page, to look for others by them and to be found by
def _bands(series: str, text: str) -> frozenset[int]:
    found = words(text)
    if len(found) < _FEWEST:
        return frozenset()
    values = {*_signature(found, _WHOLE), *_signature(found[:_OPENING_WORDS], _OPENING)}
    return frozenset(_number(f"{series}\0{i}\0{value}") for i, value in values)


def _signature(found: Sequence[str], size: int) -> list[tuple[int, int]]:
    minhash = RMinHash(_WHOLE, _SEED)
    minhash.update(list(map(" ".join, set(_runs(found, _SOUGHT)))))
    return list(enumerate(minhash.digest()[:size]))


def _runs(found: Sequence[str], width: int) -> list[tuple[str, ...]]:
    if len(found) <= width:
        return [tuple(found)] if found else []
    return list(zip(*(found[i:] for i in range(width)), strict=False))


def _number(text: str) -> int:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _share(part: int, whole: int) -> float:
    return part / whole if whole > 0 else 0.0


def _longest_rise(numbers: Iterable[int]) -> int:
    """Return the length of the longest rising subsequence."""
    ends: list[int] = []  # the lowest end of a rise of each length
    for number in numbers:
        at = bisect_left(ends, number)
        ends[at : at + 1] = [number]
    return len(ends)


def _scheme() -> str:
    values = ",".join(str(value) for _, value in _signature(words(_PROBE), _WHOLE))
    return f"1-{hashlib.sha256(values.encode()).hexdigest()[:12]}"


#: Names how bands are made: bands of another scheme find nothing, and must be made anew. Holds a
#: digest of a probe, because another version of the library may hash differently.
SCHEME = _scheme()
