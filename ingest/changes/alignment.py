"""
Which parts of two sequences are the same, in an order: at a cost that is bounded.

What stands once in either sequence anchors it (patience diff, as git has it); between two anchors
the rest is compared by `difflib`, whose cost is the square of the length or worse, if it is short,
and is held for replaced if it is not. Knows nothing of articles.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

_SHORT = 40_000  #: product of the lengths of what difflib compares
_DEPTH = 12  #: how often the rest between two anchors is cut again
_GRAMS = (1, 3, 8)  #: how many neighbours anchor together, where no one alone does


class Stretch(NamedTuple):
    """A piece of either sequence: the same, or one in place of the other; either may be empty."""

    same: bool
    old: slice
    new: slice


def stretches(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Stretch]:
    """Yield all of both sequences in order, the same and the changed by turns."""
    i = k = 0
    for j, m, size in (*_merged(_same(old, new)), (len(old), len(new), 0)):
        if i < j or k < m:
            yield Stretch(same=False, old=slice(i, j), new=slice(k, m))
        if size:
            yield Stretch(same=True, old=slice(j, j + size), new=slice(m, m + size))
        i, k = j + size, m + size


def _merged(blocks: list[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Yield runs of what is the same, as long as they go."""
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
    """Return runs of what is the same: where they begin in either, and their length."""
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
    """Return how many are the same from the beginning of two ranges."""
    size = 0
    for i, k in zip(a, b, strict=False):
        if old[i] != new[k]:
            break
        size += 1
    return size


def _anchors(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return the places of what stands once in either: the most that are in one order."""
    for size in _GRAMS:
        there = _once(b, size)
        pairs = [(i, there[gram]) for gram, i in _once(a, size).items() if gram in there]
        if pairs:
            return _ascending(pairs)
    return []


def _once(items: Sequence[Hashable], size: int) -> dict[Hashable, int]:
    grams = [tuple(items[i : i + size]) for i in range(len(items) - size + 1)]
    counts = Counter(grams)
    return {gram: i for i, gram in enumerate(grams) if counts[gram] == 1}


def _ascending(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of some pairs, given by their first, whose second ascends too."""
    ends: list[int] = []  # the lowest second with which a chain of this length ends
    last: list[int] = []  # and the number of its pair
    before: list[int] = []
    for number, (_, k) in enumerate(pairs):
        length = bisect_left(ends, k)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [k]
        last[length : length + 1] = [number]
    chain: list[tuple[int, int]] = []
    at = last[-1] if last else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]
