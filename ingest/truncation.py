"""
Signs, in the text and about it, that an article goes on where we cannot read it.

Each is a fact for the gate, and none is a proof: a poem ends without a stop, and "continue reading"
may belong to the next article. What they come to is decided in `quality`.
"""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.model import Paragraph
from ingest.pieces import Kind
from ingest.repetition import ends_like_a_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.model import Block
    from ingest.selection import Selection

_PROSE = 12  #: words of a paragraph that is no label
_FEW = 5  #: words of what may be the start of a sentence
_STOPS = ("।", "؟", "۔", "？", "！", "」", "』", "։", ":", "*")
_BROKEN_OFF = re.compile(r"(?:\w|[,;–—-]|\.\.\.|…|\[…\]|\[\.\.\.\])$")
_GO_ON = re.compile(
    r"""^\W*(?:
    (?:to\ )?(?:continue|keep)\ reading
    | (?:to\ )?read\ (?:the\ )?(?:full|whole|rest\ of\ (?:the|this))
      \ (?:story|article|text|post|piece|report|interview)
    | (?:subscribe|sign\ in|log\ in|sign\ up|register|join)\b.{0,30}
      \ to\ (?:read|continue|keep|unlock|view|access)
    | this\ (?:article|story|content|post)\ is\ (?:only\ )?
      (?:for|available\ to|reserved\ for|exclusive\ to)\b
    | (?:jetzt\ )?weiterlesen | den\ (?:ganzen|vollständigen)\ (?:artikel|text)\ lesen
    | lire\ la\ suite | il\ vous\ reste\ \d+ | pour\ (?:lire|accéder\ à)\ la\ suite
    | (?:sigue|continúa|continuar|seguir)\ leyendo | continua\ a\ leggere
    | continue\ (?:lendo|a\ ler) | lees\ (?:verder|het\ hele) | czytaj\ dalej | läs\ hela
    | devamını\ oku
    )\b.{0,60}$""",
    re.IGNORECASE | re.VERBOSE,
)
_AFTER = 3  #: pieces after the text in which it may be asked to go on


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


def asks_to_go_on(selection: Selection) -> bool:
    """Return whether the text ends, or is followed, by "continue reading" or the like."""
    last = max((i for i, yes in enumerate(selection.chosen) if yes), default=-1)
    near = selection.pieces[max(0, last - 1) : last + 1 + _AFTER]
    return any(piece.kind != Kind.IMAGE and _GO_ON.match(piece.text) for piece in near)


def _is_prose(text: str) -> bool:
    return len(text.split()) >= _PROSE


def _is_closed(text: str) -> bool:
    shut = text.rstrip("\"'”’»)]† ")
    return (ends_like_a_sentence(text) or shut.endswith(_STOPS)) and not shut.endswith(("...", "…"))
