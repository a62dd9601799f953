"""Text that recurs in a series: what a page shares with several articles identifies none."""

from __future__ import annotations

from collections import Counter
from itertools import chain, combinations
from typing import TYPE_CHECKING

from ingest.identity.similarity import is_within

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.identity.similarity import Shingle

RECURS = 2  #: articles that must share a text with a page for it to recur
_TWIN = 0.9  #: share of a text in another: not two entries, but one article stored twice


def backgrounds(
    own: frozenset[Shingle], texts: Sequence[frozenset[Shingle]]
) -> list[frozenset[Shingle]]:
    """Return, for each of the texts, what `own` has in common with two or more of the others."""
    shared = [own & text for text in texts]
    twins = _twins(texts, shared)
    times = Counter(chain.from_iterable(shared))
    often = frozenset(shingle for shingle, number in times.items() if number > RECURS)
    just = frozenset(shingle for shingle, number in times.items() if number == RECURS)
    return [
        _recurring(one for k, one in enumerate(shared) if k != i and (i, k) not in twins)
        if any(i in pair for pair in twins)
        else often | (just - shared[i])
        for i in range(len(texts))
    ]


def _recurring(shared: Iterable[frozenset[Shingle]]) -> frozenset[Shingle]:
    times = Counter(chain.from_iterable(shared))
    return frozenset(shingle for shingle, number in times.items() if number >= RECURS)


def _twins(
    texts: Sequence[frozenset[Shingle]], shared: Sequence[frozenset[Shingle]]
) -> frozenset[tuple[int, int]]:
    """
    Return the pairs of articles that are one, and so do not make a text recur.

    Compares only those that share something with the page.
    """
    pairs = [
        (i, k)
        for (i, one), (k, other) in combinations(enumerate(texts), 2)
        if shared[i] and shared[k] and is_within(one, other, _TWIN)
    ]
    return frozenset((*pairs, *((k, i) for i, k in pairs)))
