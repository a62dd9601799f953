"""
How rightly versions of documents are grouped: by pairs, as the sets of the field are scored.

A pair is two versions of one document. Precision is how many of the pairs that stand in one group
are such pairs, recall how many of them stand in one group.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from benchmarks.versions import consecutive
from ingest.identity.similarity import shingles, similarity_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.versions import Version


class Quality(Struct, frozen=True):
    """Pairs of versions of one document: how many of those grouped are, and how many are found."""

    precision: float
    recall: float
    consecutive: float  #: recall of the pairs of a version and the next
    near: float  #: recall of the pairs that share half of their shingles (Jaccard)
    reported: float  #: recall, if all that is reported as too close to call were merged by a person
    doubts: int  #: that were reported, and of them those that are no version
    vain: int


def quality(
    given: Sequence[Version], labels: Sequence[int], doubts: Sequence[tuple[int, int]] = ()
) -> Quality:
    documents = [version.document for version in given]
    right = _pairs(zip(labels, documents, strict=True))
    whole = _pairs(documents)
    owner: dict[int, Counter[str]] = defaultdict(Counter)
    for label, document in zip(labels, documents, strict=True):
        owner[label][document] += 1
    main = {label: its.most_common(1)[0][0] for label, its in owner.items()}
    asked = {tuple(sorted(pair)) for pair in doubts if pair[0] != pair[1]}
    true = [pair for pair in asked if main[pair[0]] == main[pair[1]]]
    after = _merged(labels, true)
    near = [pair for pair in _same(given) if _jaccard(given, *pair) >= 0.5]
    return Quality(
        right / max(1, _pairs(labels)),
        right / whole,
        _together(labels, consecutive(given)),
        _together(labels, near),
        _pairs(zip(after, documents, strict=True)) / whole,
        len(asked),
        len(asked) - len(true),
    )


def _pairs(groups: Iterable[Any]) -> int:
    return sum(size * (size - 1) // 2 for size in Counter(groups).values())


def _same(given: Sequence[Version]) -> list[tuple[int, int]]:
    its: dict[str, list[int]] = defaultdict(list)
    for i, version in enumerate(given):
        its[version.document].append(i)
    return [(i, j) for group in its.values() for i in group for j in group if i < j]


def _jaccard(given: Sequence[Version], i: int, j: int) -> float:
    one, other = (shingles(given[k].article.text) for k in (i, j))
    return len(one & other) / max(1, len(one | other))


def _together(labels: Sequence[int], pairs: Sequence[tuple[int, int]]) -> float:
    return sum(labels[i] == labels[j] for i, j in pairs) / max(1, len(pairs))


def _merged(labels: Sequence[int], pairs: Iterable[tuple[int, ...]]) -> list[int]:
    """Return the groups as they are if a person merges these."""
    into = {label: label for label in labels}

    def root(label: int) -> int:
        while into[label] != label:
            label = into[label]
        return label

    for one, other in pairs:
        into[root(one)] = root(other)
    return [root(label) for label in labels]


def mean(found: Sequence[Quality]) -> dict[str, float]:
    names = Quality.__struct_fields__
    return {name: round(statistics.mean(getattr(one, name) for one in found), 4) for name in names}


def ceiling(given: Sequence[Version], share: float) -> float:
    """
    Return the recall of a judge who is never wrong, but groups only what shares some text.

    Two versions are in one group if a chain of versions leads from one to the other, each of which
    has so much of the shorter text in common with the next. All versions are known at once.
    """
    linked = [(i, j) for i, j in _same(given) if _smaller(given, i, j) >= share]
    labels = _merged(range(len(given)), linked)
    return _pairs(labels) / _pairs(version.document for version in given)


def _smaller(given: Sequence[Version], i: int, j: int) -> float:
    one, other = (shingles(given[k].article.text) for k in (i, j))
    return similarity_of(one, other, frozenset()).smaller
