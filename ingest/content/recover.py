"""
Recover the prose of an article that trafilatura missed.

Looks only at the pieces of the page, which is cheap. Prose that is marked up like the article's, or
stands amid it, is added. Prose that may be of the article is only counted: the quality gate decides
whether a text that lacks so much is complete.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ingest.page.build import Kind, Piece
from ingest.page.dom import letters_held, names, path_up, text_of
from ingest.phrases import is_solicitation
from ingest.text import ends_like_a_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Words from which on a sentence counts as prose.
_PROSE = 12
#: The share of the chosen prose that its home holds, and of all prose that the page's home holds.
_HOME, _MOST = 0.85, 0.6
#: Where a smaller share of the page's prose was chosen, trafilatura missed the article.
_MISSED = 0.5
_MOST_LINKS = 0.3
_BESIDE = frozenset({"nav", "footer", "aside", "form", "header", "button", "dialog", "a"})
_BESIDE_NAME = re.compile(
    r"\bnav|footer|sidebar|related|comment|newsletter|subscri|promo|\bcta|banner|\bshar(e|ing)|social"
    r"|author|\bbio\b|cookie|modal|pop-?up|widget|recommend|menu|breadcrumb|advert|sponsor|\btoc\b"
    r"|table-of-contents|disclaimer|popular|teaser|\bcards?\b|caption|hidden|swiper|carousel|\bloop"
    r"|toolbar|drop-?down|(post|article|grid|blog|list)[-_]item"
)


class MissedProse(Struct, frozen=True, kw_only=True):
    """Prose that may be of an article and is not in its text."""

    lost_words: int = 0
    lost_share: float = 0.0  #: of the missed and the chosen words, 0 to 1
    first_words: str = ""
    added: int = 0  #: pieces that were recovered


def recover(pieces: Sequence[Piece], chosen: Sequence[bool]) -> tuple[list[bool], MissedProse]:
    """Return `chosen` with the recovered pieces, and what may still be missing."""
    prose = [i for i, piece in enumerate(pieces) if is_prose(piece)]
    if not any(chosen[i] for i in prose):
        return list(chosen), MissedProse()
    layout = _Layout(pieces, prose, chosen)
    missing = [i for i in prose if not chosen[i]]
    added = {i for i in missing if layout.is_surely_text(i)}
    lost = [i for i in missing if i not in added and layout.may_be_text(i)]
    result = [yes or i in added for i, yes in enumerate(chosen)]
    return result, _missed_prose(pieces, [i for i in prose if result[i]], lost, len(added))


def is_prose(piece: Piece) -> bool:
    """Return whether a piece is running text, and no label, teaser or form."""
    text = piece.text
    return (
        piece.kind == Kind.PARAGRAPH
        and len(text.split()) >= _PROSE
        and ends_like_a_sentence(text)
        and not text.endswith(("...", "…", "…]", "...]"))
        and not is_solicitation(text)
    )


def _missed_prose(
    pieces: Sequence[Piece], kept: Iterable[int], lost: Sequence[int], added: int
) -> MissedProse:
    words = sum(len(pieces[i].text.split()) for i in lost)
    whole = words + sum(len(pieces[i].text.split()) for i in kept)
    start = " ".join(pieces[lost[0]].text.split()[:_PROSE]) if lost else ""
    return MissedProse(
        lost_words=words, lost_share=words / max(1, whole), first_words=start, added=added
    )


class _Layout:
    """Where the prose of a page stands, and how it is marked up."""

    def __init__(
        self, pieces: Sequence[Piece], prose: Sequence[int], chosen: Sequence[bool]
    ) -> None:
        self._pieces = pieces
        self._linked: dict[Any, int] = {}
        self._up = {i: frozenset(path_up(pieces[i].element)) for i in prose}
        first = [i for i in prose if chosen[i]]
        self._clean = {i for i in prose if self._is_clean(i)}
        clean = [i for i in prose if i in self._clean]
        self._start, self._end = first[0], first[-1]
        self._home = self._smallest(first, _HOME)
        self._page = self._smallest(clean, _MOST)
        self._kinds = {_markup(pieces[i]) for i in first}
        inside = [i for i in clean if self._page in self._up[i]]
        self._missed = self._size(i for i in inside if chosen[i]) < _MISSED * self._size(inside)

    def is_surely_text(self, i: int) -> bool:
        """Return whether prose is marked up like the article's, or stands amid it."""
        at_home, clean = self._home in self._up[i], i in self._clean
        if clean and at_home and self._start < i < self._end:
            return True
        if self._page not in self._up[i]:
            return False
        if clean and self._missed:
            return True
        alike = _markup(self._pieces[i]) in self._kinds
        if at_home:
            return alike and not self._is_boxed(i)
        return alike and clean and any(one.get("class") for one in _near(self._pieces[i]))

    def may_be_text(self, i: int) -> bool:
        return i in self._clean and bool({self._home, self._page} & self._up[i])

    def _smallest(self, places: Sequence[int], share: float) -> Any:
        """Return the innermost element that holds this share of some pieces."""
        texts = [self._pieces[i] for i in places]
        held = letters_held((piece.element, len(piece.text)) for piece in texts)
        enough = share * self._size(places)
        longest = max(texts, key=lambda piece: len(piece.text), default=None)
        up = path_up(longest.element) if longest is not None else ()
        return next((one for one in up if held[one] >= enough), None)

    def _size(self, places: Iterable[int]) -> int:
        return sum(len(self._pieces[i].text) for i in places)

    def _is_clean(self, i: int) -> bool:
        """Return whether no box beside an article, by tag or class, holds a piece."""
        if self._is_boxed(i):
            return False
        for element in path_up(self._pieces[i].element):
            if element.tag in ("main", "article", "body"):
                return True
            if _BESIDE_NAME.search(names(element)):
                return False
        return True

    def _is_boxed(self, i: int) -> bool:
        if any(one.tag in _BESIDE for one in self._up[i]):
            return True
        piece = self._pieces[i]
        if piece.element not in self._linked:  # many lines may stand in one element
            links = (len(text_of(a)) for a in piece.element.iter("a"))
            self._linked[piece.element] = sum(links)
        return self._linked[piece.element] > _MOST_LINKS * len(piece.text)


def _markup(piece: Piece) -> tuple[str, ...]:
    """Return tag and class of a piece's element and its parent."""
    return tuple(f"{one.tag}.{one.get('class') or ''}" for one in _near(piece))


def _near(piece: Piece) -> list[Any]:
    return [one for one in (piece.element.getparent(), piece.element) if one is not None]
