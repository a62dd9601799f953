"""
Match the blocks of two bodies: edited, split, joined, moved, added or removed.

Blocks are texts here; `ingest.changes.diff` makes changes of them.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ingest.changes.alignment import stretches
from ingest.changes.tokens import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    _Bag = Callable[[str], Counter[str]]

_ALIKE = 0.5  #: share of their words that a block and its edited form have in common
_MOVED = 0.7  #: the same of a block that was edited and moved
_PART = 0.85  #: share of the words of a part that the whole block contains
_FEWEST = 5  #: words of such a part
_MOST = 2_500  #: pairs that are all compared; of more, only those near each other
_NEAR = 25  #: how many blocks from its place an edited one is then looked for


class Pair(NamedTuple):
    """Blocks of the older body and what they became, by number; empty if added or removed."""

    place: int  #: in the newer body; of removed blocks, where they would be
    old: tuple[int, ...]
    new: tuple[int, ...]
    moved: bool = False


def pairs(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """
    Return what differs between two bodies, in the order of the newer one.

    Leaves out what is the same and in order. A block may be paired with two or more neighbours
    that it was split into, or joined from.
    """
    bag = cache(_bag_of)
    found: list[Pair] = []
    for stretch in stretches(old, new):
        if not stretch.same:
            found += _stretch(_Bodies(old, new, bag), stretch.old, stretch.new)
    return sorted(_with_moves(_Bodies(old, new, bag), found), key=lambda one: (one.place, one.new))


def _bag_of(text: str) -> Counter[str]:
    return Counter(word.key for word in words(text))


class _Bodies(NamedTuple):
    old: Sequence[str]
    new: Sequence[str]
    bag: _Bag

    def alike(self, i: int, k: int) -> float:
        a, b = self.bag(self.old[i]), self.bag(self.new[k])
        return 2 * (a & b).total() / max(1, a.total() + b.total())

    def similarity(self, i: int, k: int) -> float:
        """Return how much of two blocks is the same; a part is similar to its whole."""
        a, b = self.bag(self.old[i]), self.bag(self.new[k])
        fewer = min(a.total(), b.total())
        part = (a & b).total() / fewer if fewer >= _FEWEST else 0.0
        return max(self.alike(i, k), _ALIKE * part if part >= _PART else 0.0)


def _stretch(bodies: _Bodies, a: slice, b: slice) -> Iterator[Pair]:
    """Yield the pairs of a stretch that changed."""
    matched = _matched(bodies, range(a.start, a.stop), range(b.start, b.stop))
    groups = [_grown(bodies, one, matched, (a, b)) for one in matched]
    taken_old = {i for group in groups for i in group.old}
    taken_new = {k for group in groups for k in group.new}
    yield from groups
    for i in range(a.start, a.stop):
        if i not in taken_old:
            before = [group.new[-1] + 1 for group in groups if group.old[0] < i]
            yield Pair(max(before, default=b.start), (i,), ())
    yield from (Pair(k, (), (k,)) for k in range(b.start, b.stop) if k not in taken_new)


def _matched(bodies: _Bodies, a: range, b: range) -> list[tuple[int, int]]:
    """Return the pairs that are most similar, in an order that both bodies have."""
    scored = [(bodies.similarity(i, k), i, k) for i, k in _candidates(a, b)]
    chosen: list[tuple[int, int]] = []
    for score, i, k in sorted(scored, key=lambda one: (-one[0], one[1:])):
        at = bisect_left(chosen, (i, k))
        before, after = chosen[at - 1 : at] if at else [], chosen[at : at + 1]
        in_order = all(x < i and y < k for x, y in before) and all(
            i < x and k < y for x, y in after
        )
        if score >= _ALIKE * _PART and in_order:
            insort(chosen, (i, k))
    return chosen


def _candidates(a: range, b: range) -> Iterator[tuple[int, int]]:
    if len(a) * len(b) <= _MOST:
        yield from ((i, k) for i in a for k in b)
        return
    for number, i in enumerate(a):
        there = b.start + number * len(b) // len(a)
        near = range(max(b.start, there - _NEAR), min(b.stop, there + _NEAR + 1))
        yield from ((i, k) for k in near)


def _grown(
    bodies: _Bodies,
    one: tuple[int, int],
    matched: Sequence[tuple[int, int]],
    within: tuple[slice, slice],
) -> Pair:
    """Add to a pair the neighbours that are parts of one of its blocks."""
    i, k = one
    others_old = {x for x, _ in matched if x != i}
    others_new = {y for _, y in matched if y != k}
    olds, news = within
    whole_old, whole_new = bodies.bag(bodies.old[i]), bodies.bag(bodies.new[k])
    parts = _parts(bodies, bodies.new, k, others_new, news, whole_old - whole_new)
    if len(parts) > 1:
        return Pair(parts[0], (i,), parts)
    joined = _parts(bodies, bodies.old, i, others_old, olds, whole_new - whole_old)
    return Pair(k, joined, (k,))


def _parts(
    bodies: _Bodies,
    texts: Sequence[str],
    one: int,
    others: set[int],
    within: slice,
    rest: Counter[str],
) -> tuple[int, ...]:
    """Return a block and the neighbours that contain what it lacks of the whole."""
    first = last = one
    for step in (1, -1):
        at = one + step
        while within.start <= at < within.stop and at not in others:
            part = bodies.bag(texts[at])
            if part.total() < _FEWEST or (part & rest).total() < _PART * part.total():
                break
            rest -= part
            first, last = min(first, at), max(last, at)
            at += step
    return tuple(range(first, last + 1))


def _with_moves(bodies: _Bodies, found: Iterable[Pair]) -> Iterator[Pair]:
    """Join a removed block and the same block added elsewhere into one that moved."""
    found = list(found)
    gone = [pair for pair in found if not pair.new]
    come = [pair for pair in found if not pair.old]
    where = {id(a): b for a, b in (*_same_text(bodies, gone, come),)}
    left = [pair for pair in gone if id(pair) not in where]
    free = [pair for pair in come if all(pair is not taken for taken in where.values())]
    where |= {id(a): b for a, b in _alike_text(bodies, left, free)}
    taken = {id(pair) for pair in where.values()}
    for pair in found:
        if id(pair) in where:
            there = where[id(pair)]
            yield Pair(there.place, pair.old, there.new, moved=True)
        elif id(pair) not in taken:
            yield pair


def _same_text(
    bodies: _Bodies, gone: Iterable[Pair], come: Iterable[Pair]
) -> Iterator[tuple[Pair, Pair]]:
    there = defaultdict(list)
    for pair in come:
        there[bodies.new[pair.new[0]]].append(pair)
    for pair in gone:
        if same := there[bodies.old[pair.old[0]]]:
            yield pair, same.pop(0)


def _alike_text(
    bodies: _Bodies, gone: Sequence[Pair], come: Sequence[Pair]
) -> Iterator[tuple[Pair, Pair]]:
    if len(gone) * len(come) > _MOST:
        return
    free = list(come)
    for pair in gone:
        best = max(free, key=lambda one: bodies.alike(pair.old[0], one.new[0]), default=None)
        if best and bodies.alike(pair.old[0], best.new[0]) >= _MOVED:
            free = [one for one in free if one is not best]
            yield pair, best
