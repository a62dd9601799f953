"""
Boxes within the text of an article that are none of it: who wrote it, what is for sale, what the
publisher wants to have said.

Goes by what a page calls its elements, and only where an element holds little of the text. The
words themselves are read in `wording`.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ingest.page.dom import HEADINGS, path_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.page.build import Piece

#: What holds more of the text is no box in it, whatever it is called.
_LARGEST = 0.25
_NAME = re.compile(
    r"(?<![a-z])(?:authors?|bio|biography|cta|call-?to-?action|disclaimers?|disclosures?|affiliates?"
    r"|modal|pop-?up|tooltip|(?:entry|post|article)-?meta|meta-?(?:data|info)|byline|contributor"
    r"|(?:elementor-|recent-|latest-|more-|next-|related-)posts|table-?of-?contents|toc-?(?:container|list|box|wrapper|widget)|newsletter"
    r"|paywall|sign-?up|subscribe|subscription|opt-?in|cookies?|consent|promo(?:tion)?|sponsor\w*"
    r"|most-?(?:read|viewed|popular)|trending|breadcrumbs?|share|sharing|social)(?![a-z])"
)
_PARTS = re.compile(r"[_\s]+|--+|(?<=[a-z])(?=[A-Z])")


def without_boxes(pieces: Sequence[Piece], chosen: Sequence[bool]) -> list[bool]:
    """Return which pieces are chosen, without those that stand in such a box."""
    weight = _weights(pieces, chosen)
    largest = _LARGEST * max(weight.values(), default=0)
    known: dict[Any, bool] = {}
    return [
        yes and not _is_boxed(piece.element, weight, largest, known)
        for piece, yes in zip(pieces, chosen, strict=True)
    ]


def _weights(pieces: Sequence[Piece], chosen: Sequence[bool]) -> dict[Any, int]:
    """Return how many letters of the text each element holds, directly or deeper."""
    weight: Counter[Any] = Counter()
    for piece, yes in zip(pieces, chosen, strict=True):
        if yes:
            for element in path_up(piece.element):
                weight[element] += len(piece.text)
    return weight


def _is_boxed(element: Any, weight: dict[Any, int], largest: float, known: dict[Any, bool]) -> bool:
    """Return whether an element or one around it, as long as they are small, is such a box."""
    if weight.get(element, 0) > largest:
        return False
    if element not in known:
        parent = element.getparent()
        known[element] = _is_named(element.tag, element.get("class"), element.get("id")) or (
            parent is not None and _is_boxed(parent, weight, largest, known)
        )
    return known[element]


@lru_cache(maxsize=8192)
def _is_named(tag: str, class_: str | None, id_: str | None) -> bool:
    """Return whether a class, or a whole id, names a box; a heading's is made from its words."""
    if tag in HEADINGS or tag in ("blockquote", "q"):
        return False
    return bool((class_ and _NAME.search(_plain(class_))) or (id_ and _NAME.fullmatch(_plain(id_))))


def _plain(name: str) -> str:
    return _PARTS.sub("-", name).lower()
