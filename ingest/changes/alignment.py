"""
Align two sequences: which parts are the same, in order, at a bounded cost.

Items that occur once in each sequence are anchors (patience diff, as in git). Between two anchors,
a short rest is compared by `difflib`, whose cost is the square of the length or worse; a long rest
counts as replaced.
"""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ingest.text import longest_rise

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

_SHORT = 40_000  #: the most that difflib compares: product of the lengths
_DEPTH = 12  #: how often the rest between two anchors is divided again
_GRAMS = (1, 3, 8)  #: items of an anchor: more only where fewer give none


class Stretch(NamedTuple):
    """A part of each sequence: the same, or one replaced by the other; either may be empty."""

    same: bool
    old: slice
    new: slice


def stretches(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Stretch]:
    """Yield both sequences in full and in order, by turns what is the same and what changed."""
    i = k = 0
    for j, m, size in (*_merged(_same(old, new)), (len(old), len(new), 0)):
        if i < j or k < m:
            yield Stretch(same=False, old=slice(i, j), new=slice(k, m))
        if size:
            yield Stretch(same=True, old=slice(j, j + size), new=slice(m, m + size))
        i, k = j + size, m + size


def _merged(blocks: list[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Join runs that follow each other directly."""
    run = (0, 0, 0)
    for i, k, size in sorted(blocks):
        if (i, k) == (run[0] + run[2], run[1] + run[2]):
            run = (run[0], run[1], run[2] + size)
            continue
        if run[2]:
            yield run
        run = (i, k, size)
    if run[2]:
        yield run


def _same(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int, int]]:
    """Return the runs that are the same: where each begins in either sequence, and its length."""
    found: list[tuple[int, int, int]] = []
    todo = [(0, len(old), 0, len(new), 0)]
    while todo:
        i, j, k, m, depth = todo.pop()
        head = _common(old, new, range(i, j), range(k, m))
        i, k = _take(found, i, k, head)
        tail = _common(old, new, range(j - 1, i - 1, -1), range(m - 1, k - 1, -1))
        j, m = j - tail, m - tail
        _take(found, j, m, tail)
        if i == j or k == m:
            continue
        a, b = old[i:j], new[k:m]
        anchors = _anchors(a, b) if depth < _DEPTH and len(a) * len(b) > _SHORT else []
        if anchors:
            ends = [(0, 0), *anchors, (len(a), len(b))]
            todo += [(i + p, i + q, k + r, k + s, depth + 1) for (p, r), (q, s) in pairwise(ends)]
        elif len(a) * len(b) <= _SHORT:
            blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
            found += [(i + p, k + r, size) for p, r, size in blocks if size]
    return found


def _take(found: list[tuple[int, int, int]], i: int, k: int, size: int) -> tuple[int, int]:
    if size:
        found.append((i, k, size))
    return i + size, k + size


def _common(old: Sequence[Hashable], new: Sequence[Hashable], a: range, b: range) -> int:
    """Return how many items are the same from the beginning of two ranges."""
    size = 0
    for i, k in zip(a, b, strict=False):
        if old[i] != new[k]:
            break
        size += 1
    return size


def _anchors(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return the places of items that occur once in each: the most that have the same order."""
    for size in _GRAMS:
        there = _once(b, size)
        pairs = [(i, there[gram]) for gram, i in _once(a, size).items() if gram in there]
        if pairs:
            return [pairs[place] for place in longest_rise([k for _, k in pairs])]
    return []


def _once(items: Sequence[Hashable], size: int) -> dict[Hashable, int]:
    grams = [tuple(items[i : i + size]) for i in range(len(items) - size + 1)]
    counts = Counter(grams)
    return {gram: i for i, gram in enumerate(grams) if counts[gram] == 1}
