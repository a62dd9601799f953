"""
Choose the pieces of a page that are the article: the words trafilatura found, and what it lost.

trafilatura says where the article is; the page gives its order and form. What trafilatura merges,
drops or reshapes (equal paragraphs, numbered lists, a short line between two paragraphs) is
restored from the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ingest.content.boxes import without_boxes
from ingest.content.fallback import fallback_pieces
from ingest.content.recover import MissedProse, recover
from ingest.page.build import Kind, Piece
from ingest.page.dom import letters_held, text_of
from ingest.text import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Letters; a shorter text occurs anywhere, and counts only as a whole line of what was found.
SHORT = 20
_STEP = 24
_ENOUGH = 0.6
#: The share of what trafilatura found that the page must show.
_LOCATED = 0.8
#: Letters found times pieces, up to which pieces are also searched within lines.
_MOST_WORK = 1_000_000_000
#: The share of links from which on a page is a listing: its teasers are not added.
_LISTING = 0.5
_LINES = frozenset({"p", "head", "item", "cell", "quote", "code", "list", "table", "row"})


class Selection(Struct, frozen=True):
    """The pieces of a page, and which of them are the article's."""

    pieces: tuple[Piece, ...]
    chosen: tuple[bool, ...]
    doubt: MissedProse = MissedProse()  #: what may be of the article and was left out
    source: str = "trafilatura's text"  #: where the text is from, for a person


def select(pieces: Sequence[Piece], body: Any) -> Selection:
    """
    Choose the pieces of the article, given trafilatura's body of it.

    Where the page does not show that text, trafilatura's own pieces follow those of the page, and
    only they are chosen.
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
    """Add the prose that trafilatura missed, and leave out what stands in boxes."""
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
    """Return the share of the chosen text that stands in links, from 0 to 1."""
    pairs = zip(selection.pieces, selection.chosen, strict=True)
    chosen = [piece for piece, yes in pairs if yes and piece.element.tag not in ("div", "section")]
    whole = sum(len(piece.text) for piece in chosen)
    elements = dict.fromkeys(piece.element for piece in chosen)
    linked = sum(len(text_of(a)) for element in elements for a in element.iter("a"))
    return min(1.0, linked / max(1, whole))


def _lines(body: Any) -> Iterator[str]:
    """Yield each block's text, and the short texts between blocks, as `skeleton` gives them."""
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
    """Return whether most of a long text was found: a link or a footnote in it may be lacking."""
    if len(key) < 3 * _STEP:
        return False
    parts = [key[i : i + _STEP] for i in range(0, len(key) - _STEP + 1, _STEP)]
    return sum(part in found for part in parts) >= _ENOUGH * len(parts)


def _without_copies(
    pieces: Sequence[Piece], keys: Sequence[str], hit: Sequence[bool], found: str
) -> list[bool]:
    """Drop the copies of a text elsewhere on the page."""
    held = letters_held(
        (piece.element, len(key)) for piece, key, yes in zip(pieces, keys, hit, strict=True) if yes
    )
    chosen = list(hit)
    places: dict[str, list[int]] = {}
    for i, key in enumerate(keys):
        if hit[i]:
            places.setdefault(key, []).append(i)
    for key, where in places.items():
        if len(where) > 1:
            for i in _copies(pieces, where, held, max(1, found.count(key))):
                chosen[i] = False
    return chosen


def _copies(
    pieces: Sequence[Piece], where: Sequence[int], held: dict[Any, int], count: int
) -> list[int]:
    """Return the places of a text beyond the `count` that stand with most of the article."""

    def letters_around(i: int) -> int:
        return held.get(pieces[i].element.getparent(), 0)

    ranked = sorted(where, key=lambda i: (-letters_around(i), i))
    best = pieces[ranked[0]].element.getparent()
    return [i for i in ranked[count:] if pieces[i].element.getparent() is not best]


def _with_lost(pieces: Sequence[Piece], chosen: Sequence[bool]) -> list[bool]:
    """Add the text that stands between two chosen pieces with the same parent, and has it too."""
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
