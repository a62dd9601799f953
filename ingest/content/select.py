"""
Which pieces of a page are the article's: those whose words trafilatura found, and what it lost.

trafilatura decides where the article is; the page decides its order and its form. So what
trafilatura merges, drops on the way or changes in form (equal paragraphs, numbered lists, a short
line between two paragraphs) is repaired here by looking at the page again.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ingest.content.boxes import without_boxes
from ingest.content.fallback import fallback_pieces
from ingest.content.recover import MissedProse, recover
from ingest.page.build import Kind, Piece
from ingest.page.dom import path_up, text_of
from ingest.text import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Shorter texts occur anywhere: they count only as a whole line of what was found.
SHORT = 20
_STEP = 24
_ENOUGH = 0.6
#: The share of what trafilatura found that the page must show.
_LOCATED = 0.8
#: Letters of what was found, times pieces: up to here, pieces are looked for also within lines.
_MOST_WORK = 1_000_000_000
#: The share of links from which on a page is a list of others, whose teasers are not to be added.
_LISTING = 0.5
_LINES = frozenset({"p", "head", "item", "cell", "quote", "code", "list", "table", "row"})


class Selection(Struct, frozen=True):
    """The pieces of a page, and which of them are the article's."""

    pieces: tuple[Piece, ...]
    chosen: tuple[bool, ...]
    doubt: MissedProse = MissedProse()  #: what the second reading holds of it
    source: str = "trafilatura's text"  #: for a person, where the text is from


def select(pieces: Sequence[Piece], body: Any) -> Selection:
    """
    Choose the pieces of the article, given trafilatura's body of it.

    Where the page does not hold that text, trafilatura's own pieces follow those of the page.
    """
    found = skeleton("".join(body.itertext()))
    lines = set(_lines(body))
    keys = [skeleton(piece.text) for piece in pieces]
    within = found if len(found) * len(keys) <= _MOST_WORK else ""
    hit = [_is_in(key, within, lines) for key in keys]
    chosen = _without_copies(pieces, keys, hit, found)
    located = sum(len(key) for key, yes in zip(keys, chosen, strict=True) if yes)
    if located < _LOCATED * len(found):
        own = fallback_pieces(body)
        return Selection(
            (*pieces, *own),
            (False,) * len(pieces) + (True,) * len(own),
            source="trafilatura's text, which the page does not show",
        )
    return _with_recovered(pieces, _with_lost(pieces, chosen))


def _with_recovered(pieces: Sequence[Piece], chosen: Sequence[bool]) -> Selection:
    """Add what the second reading finds, and leave out what stands in boxes."""
    first = Selection(tuple(pieces), tuple(without_boxes(pieces, chosen)))
    if link_share(first) > _LISTING:
        return first
    recovered, missed = recover(pieces, first.chosen)
    if not missed.added:
        return Selection(first.pieces, first.chosen, missed)
    whole = without_boxes(pieces, _with_lost(pieces, recovered))
    source = f"trafilatura's text, {sum(first.chosen)} pieces"
    more = f"{missed.added} more by the second reading"
    return Selection(first.pieces, tuple(whole), missed, f"{source}; {more}")


def link_share(selection: Selection) -> float:
    """Return how much of the chosen text stands in links, from 0 to 1."""
    pairs = zip(selection.pieces, selection.chosen, strict=True)
    chosen = [piece for piece, yes in pairs if yes and piece.element.tag not in ("div", "section")]
    whole = sum(len(piece.text) for piece in chosen)
    elements = dict.fromkeys(piece.element for piece in chosen)
    linked = sum(len(text_of(a)) for element in elements for a in element.iter("a"))
    return min(1.0, linked / max(1, whole))


def _lines(body: Any) -> Iterator[str]:
    """Yield what could be a piece of its own: each block's text, and short text between two."""
    for element in body.iter():
        if element.tag in _LINES:
            yield skeleton("".join(element.itertext()))
        for text in (element.text, element.tail):
            if text and len(text) <= 3 * SHORT:
                yield skeleton(text)


def _is_in(key: str, found: str, lines: set[str]) -> bool:
    if key in lines:
        return bool(key)
    return len(key) >= SHORT and (key in found or _mostly_in(key, found))


def _mostly_in(key: str, found: str) -> bool:
    """Return whether most of a long text was found, though a link or a note in it was not."""
    if len(key) < 3 * _STEP:
        return False
    parts = [key[i : i + _STEP] for i in range(0, len(key) - _STEP + 1, _STEP)]
    return sum(part in found for part in parts) >= _ENOUGH * len(parts)


def _without_copies(
    pieces: Sequence[Piece], keys: Sequence[str], hit: Sequence[bool], found: str
) -> list[bool]:
    """Drop the copies of a text elsewhere in the page, keeping those amid most of the article."""
    weight = _weights(pieces, keys, hit)
    chosen = list(hit)
    places: dict[str, list[int]] = {}
    for i, key in enumerate(keys):
        if hit[i]:
            places.setdefault(key, []).append(i)
    for key, where in places.items():
        if len(where) > 1:
            for i in _copies(pieces, where, weight, max(1, found.count(key))):
                chosen[i] = False
    return chosen


def _weights(pieces: Sequence[Piece], keys: Sequence[str], hit: Sequence[bool]) -> dict[Any, int]:
    """Return how many letters of the article each element of the page holds directly or deeper."""
    weight: Counter[Any] = Counter()
    for piece, key, yes in zip(pieces, keys, hit, strict=True):
        if yes:
            for element in path_up(piece.element):
                weight[element] += len(key)
    return weight


def _copies(
    pieces: Sequence[Piece], where: Sequence[int], weight: dict[Any, int], count: int
) -> list[int]:
    def nearness(i: int) -> int:
        parent = pieces[i].element.getparent()
        return weight.get(parent, 0)

    ranked = sorted(where, key=lambda i: (-nearness(i), i))
    best = pieces[ranked[0]].element.getparent()
    return [i for i in ranked[count:] if pieces[i].element.getparent() is not best]


def _with_lost(pieces: Sequence[Piece], chosen: Sequence[bool]) -> list[bool]:
    """Add what stands between two chosen siblings and is text of their kind."""
    result = list(chosen)
    last: dict[Any, int] = {}
    for i, piece in enumerate(pieces):
        if not chosen[i]:
            continue
        parent = piece.element.getparent()
        before = last.get(parent)
        if before is not None:
            for j in range(before + 1, i):
                result[j] = result[j] or _belongs(pieces[j], parent)
        last[parent] = i
    return result


def _belongs(piece: Piece, parent: Any) -> bool:
    return piece.kind in (Kind.PARAGRAPH, Kind.HEADING, Kind.QUOTE, Kind.LIST, Kind.TABLE) and (
        piece.element.getparent() is parent
    )
