"""What recurs in a series: text that a page shares with several articles, and that tells none."""

from __future__ import annotations

from collections import Counter
from itertools import chain, combinations
from typing import TYPE_CHECKING

from ingest.identity.similarity import is_within

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.identity.similarity import Shingle

RECURS = 2  #: other articles in which text is found that recurs in the series
_TWIN = 0.9  #: of a text in another: not two entries, but one article that is known twice


def backgrounds(
    own: frozenset[Shingle], texts: Sequence[frozenset[Shingle]]
) -> list[frozenset[Shingle]]:
    """Return, for each article, what the text has in common with two others, or more."""
    found = [own & text for text in texts]
    twins = _twins(texts, found)
    times = Counter(chain.from_iterable(found))
    often = frozenset(shingle for shingle, number in times.items() if number > RECURS)
    just = frozenset(shingle for shingle, number in times.items() if number == RECURS)
    return [
        _again(one for k, one in enumerate(found) if k != i and (i, k) not in twins)
        if any(i in pair for pair in twins)
        else often | (just - found[i])
        for i in range(len(texts))
    ]


def _again(found: Iterable[frozenset[Shingle]]) -> frozenset[Shingle]:
    times = Counter(chain.from_iterable(found))
    return frozenset(shingle for shingle, number in times.items() if number >= RECURS)


def _twins(
    texts: Sequence[frozenset[Shingle]], found: Sequence[frozenset[Shingle]]
) -> frozenset[tuple[int, int]]:
    """
    Return which articles are one with which, so that nothing recurs by them.

    Asked only of those of which something is found in the page at all.
    """
    pairs = [
        (i, k)
        for (i, one), (k, other) in combinations(enumerate(texts), 2)
        if found[i] and found[k] and is_within(one, other, _TWIN)
    ]
    return frozenset((*pairs, *((k, i) for i, k in pairs)))
