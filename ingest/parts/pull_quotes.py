"""
Find pull quotes: pieces marked as such, or that nearly repeat the running text.

A quotation that repeats nothing, and a refrain that repeats a whole paragraph, are not pull quotes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import itemgetter
from typing import TYPE_CHECKING

from msgspec import Struct

from ingest.page.build import Kind, Piece
from ingest.page.dom import names, path_up
from ingest.text import ends_like_a_sentence, repeats, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_REACH = 16  #: pieces to look around for the source
_SHORTEST, _SHORTEST_PLAIN, _LONGEST = 5, 8, 80  #: words
_ENOUGH, _ENOUGH_PLAIN = 0.8, 0.85
_LONGER = 1.2
_SHOWN = 8  #: words of the source that are shown to a person
_SET_APART = re.compile(r"quote|highlight|callout|call-out|breakout|blurb|emphas|\bpull")
_TEXTS = (Kind.PARAGRAPH, Kind.HEADING, Kind.QUOTE)


class _Text(Struct, frozen=True):
    """A piece, as it is compared."""

    words: list[str]
    apart: bool  #: set apart from the running text by its markup
    closed: bool  #: ends like a sentence
    running: bool  #: chosen as text of the article


def pull_quotes(pieces: Sequence[Piece], chosen: Sequence[bool]) -> dict[int, str]:
    """Return the places of the pull quotes among the pieces of an article, and what told each."""
    texts = [_text(piece, running=yes) for piece, yes in zip(pieces, chosen, strict=True)]
    taken = {
        i: "its name in the markup"
        for i, piece in enumerate(pieces)
        if piece.kind == Kind.PULL_QUOTE
    }
    running = [(j, text) for j, text in enumerate(texts) if text and text.running and text.words]
    for i, text in enumerate(texts):
        if i in taken or text is None or not _may_be(text):
            continue
        for j, source in _around(running, i):
            if j not in taken and _is_source(text, source):
                taken[i] = f"near-repetition of: {' '.join(pieces[j].text.split()[:_SHOWN])} ..."
                break
    return dict(sorted(taken.items()))


def _around(running: Sequence[tuple[int, _Text]], place: int) -> Iterator[tuple[int, _Text]]:
    """Yield the running text near a place, without the text at it."""
    start = bisect_left(running, place - _REACH, key=itemgetter(0))
    for j, text in running[start : start + 2 * _REACH + 1]:
        if j != place and j <= place + _REACH:
            yield j, text


def _text(piece: Piece, *, running: bool) -> _Text | None:
    if piece.kind not in _TEXTS:
        return None
    apart = _is_apart(piece)
    if not running and not apart:
        return None
    return _Text(words_of(piece.text), apart, ends_like_a_sentence(piece.text), running)


def _may_be(text: _Text) -> bool:
    shortest = _SHORTEST if text.apart else _SHORTEST_PLAIN
    return shortest <= len(text.words) <= _LONGEST


def _is_apart(piece: Piece) -> bool:
    """Return whether the markup sets a piece apart from the running text."""
    if piece.kind == Kind.QUOTE:
        return True
    for depth, element in enumerate(path_up(piece.element)):
        if depth > 2 or element.tag in ("article", "main", "body"):
            return False
        if element.tag in ("aside", "blockquote") or _SET_APART.search(names(element)):
            return True
    return False


def _is_source(text: _Text, source: _Text) -> bool:
    """Return whether a text was pulled from `source`."""
    size, other = len(text.words), len(source.words)
    if other < 0.85 * size:
        return False
    if text.apart:
        return not source.apart and repeats(text.words, source.words) >= _ENOUGH
    if other < _LONGER * size and (text.closed or not source.closed):
        return False
    return repeats(text.words, source.words) >= _ENOUGH_PLAIN
