"""
Boxes amid the text that are not of the article: author notes, advertisements, sign-up forms.

Goes by the class and id of an element, and only where it holds little of the text. Phrases are
matched in `ingest.phrases`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ingest.page.dom import HEADINGS, letters_held

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.page.build import Piece

#: The share of the text from which on an element is no box, whatever its class.
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
    """Return `chosen` without the pieces that stand in such a box."""
    pairs = list(zip(pieces, chosen, strict=True))
    held = letters_held((piece.element, len(piece.text)) for piece, yes in pairs if yes)
    largest = _LARGEST * max(held.values(), default=0)
    known: dict[Any, bool] = {}
    return [yes and not _is_boxed(piece.element, held, largest, known) for piece, yes in pairs]


def _is_boxed(element: Any, held: dict[Any, int], largest: float, known: dict[Any, bool]) -> bool:
    """Return whether an element, or a small one around it, is such a box; fills `known`."""
    if held.get(element, 0) > largest:
        return False
    if element not in known:
        parent = element.getparent()
        known[element] = _is_named(element.tag, element.get("class"), element.get("id")) or (
            parent is not None and _is_boxed(parent, held, largest, known)
        )
    return known[element]


@lru_cache(maxsize=8192)
def _is_named(tag: str, class_: str | None, id_: str | None) -> bool:
    """Return whether a class, or a whole id, names a box; a heading's id is made of its words."""
    if tag in HEADINGS or tag in ("blockquote", "q"):
        return False
    return bool((class_ and _NAME.search(_plain(class_))) or (id_ and _NAME.fullmatch(_plain(id_))))


def _plain(name: str) -> str:
    return _PARTS.sub("-", name).lower()
