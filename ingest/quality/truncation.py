"""
Detect a text that breaks off in the middle of a sentence.

This is no proof that text is missing: a poem ends without a stop. `gate` needs more evidence.
"""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.model import Paragraph
from ingest.text import ends_like_a_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.model import Block

_PROSE = 12  #: words that make a paragraph prose, not a label
_FEW = 5  #: words that make the last paragraph a sentence
_STOPS = ("।", "؟", "۔", "？", "！", "」", "』", "։", ":", "*")
_BROKEN_OFF = re.compile(r"(?:\w|[,;–—-]|\.\.\.|…|\[…\]|\[\.\.\.\])$")


def ends_mid_sentence(body: Sequence[Block]) -> bool:
    """Return whether the last paragraph breaks off, where the others end with a stop."""
    *before, last = body or (None,)
    if not isinstance(last, Paragraph) or len(last.text.split()) < _FEW:
        return False
    prose = [one.text for one in before if isinstance(one, Paragraph) and _is_prose(one.text)]
    return (
        sum(map(_is_closed, prose)) >= max(1, 0.8 * len(prose))
        and not _is_closed(last.text)
        and bool(_BROKEN_OFF.search(last.text))
    )


def _is_prose(text: str) -> bool:
    return len(text.split()) >= _PROSE


def _is_closed(text: str) -> bool:
    shut = text.rstrip("\"'”’»)]† ")
    return (ends_like_a_sentence(text) or shut.endswith(_STOPS)) and not shut.endswith(("...", "…"))
