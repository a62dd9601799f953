"""
Which blocks of a body became which: edited, cut in two, joined, moved, come or gone.

Blocks are texts here; what is told of them is decided in `changes`.
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

_ALIKE = 0.5  #: share of their words that a block and what became of it have in common
_MOVED = 0.7  #: the same of one that was edited and stands elsewhere
_PART = 0.85  #: share of the words of a part of a block that the block has
_FEWEST = 5  #: words of such a part
_MOST = 2_500  #: pairs that are all looked at; of more, only those that are near each other
_NEAR = 25  #: how far from its place an edited block is then looked for


class Pair(NamedTuple):
    """Blocks of the older body and what they became: numbers; none if they came or went."""

    place: int  #: in the newer body; of blocks that went, of what stands there now
    old: tuple[int, ...]
    new: tuple[int, ...]
    moved: bool = False


def pairs(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """
    Return what differs between two bodies, in the order of the newer one.

    Left out is what is the same and in its order. A block may be paired with two or more
    neighbours that it was cut into, or joined from.
    """
    bag = cache(_words_of)
    found: list[Pair] = []
    for stretch in stretches(old, new):
        if not stretch.same:
            found += _stretch(_Bodies(old, new, bag), stretch.old, stretch.new)
    return sorted(_with_moves(_Bodies(old, new, bag), found), key=lambda one: (one.place, one.new))


def _words_of(text: str) -> Counter[str]:
    return Counter(word.key for word in words(text))


class _Bodies(NamedTuple):
    old: Sequence[str]
    new: Sequence[str]
    bag: _Bag

    def alike(self, i: int, k: int) -> float:
        a, b = self.bag(self.old[i]), self.bag(self.new[k])
        return 2 * (a & b).total() / max(1, a.total() + b.total())

    def likeness(self, i: int, k: int) -> float:
        """Return how much of two blocks is the same; one that is part of the other is alike too."""
        a, b = self.bag(self.old[i]), self.bag(self.new[k])
        fewer = min(a.total(), b.total())
        part = (a & b).total() / fewer if fewer >= _FEWEST else 0.0
        return max(self.alike(i, k), _ALIKE * part if part >= _PART else 0.0)


def _stretch(bodies: _Bodies, a: slice, b: slice) -> Iterator[Pair]:
    """Yield what became of the blocks of a stretch that changed."""
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
    """Return the blocks that are most alike, in an order that both have."""
    scored = [(bodies.likeness(i, k), i, k) for i, k in _candidates(a, b)]
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
    """Take to two blocks their neighbours that are parts of the one or the other."""
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
    """Return a block and its neighbours that say what it does not say of the whole."""
    first = last = one
    for step in (1, -1):
        at = one + step
        while within.start <= at < within.stop and at not in others:
            said = bodies.bag(texts[at])
            if said.total() < _FEWEST or (said & rest).total() < _PART * said.total():
                break
            rest -= said
            first, last = min(first, at), max(last, at)
            at += step
    return tuple(range(first, last + 1))


def _with_moves(bodies: _Bodies, found: Iterable[Pair]) -> Iterator[Pair]:
    """Make one of a block that went and the same block that came."""
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
