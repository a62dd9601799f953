"""
Signs, in the text and about it, that an article goes on where we cannot read it.

Each is a fact for the gate, and none is a proof: a poem ends without a stop, and "continue reading"
may belong to the next article. What they come to is decided in `quality`.
"""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest import structured
from ingest.model import Paragraph
from ingest.pieces import Kind
from ingest.repetition import ends_like_a_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from ingest.model import Block
    from ingest.selection import Selection

_PROSE = 12  #: words of a paragraph that is no label
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
_STATED = ("articleBody", "wordCount")


def ends_mid_sentence(body: Sequence[Block]) -> bool:
    """Return whether the last paragraph breaks off, where the others end with a stop."""
    prose = [one.text for one in body if isinstance(one, Paragraph) and _is_prose(one.text)]
    if len(prose) < 2 or not body or body[-1] != Paragraph(prose[-1]):
        return False
    whole = sum(_is_closed(text) for text in prose[:-1])
    return (
        whole >= 0.8 * (len(prose) - 1)
        and not _is_closed(prose[-1])
        and bool(_BROKEN_OFF.search(prose[-1]))
    )


def asks_to_go_on(selection: Selection) -> bool:
    """Return whether the text ends, or is followed, by "continue reading" or the like."""
    last = max((i for i, yes in enumerate(selection.chosen) if yes), default=-1)
    near = selection.pieces[max(0, last - 1) : last + 1 + _AFTER]
    return any(piece.kind != Kind.IMAGE and _GO_ON.match(piece.text) for piece in near)


def stated_words(tree: HtmlElement) -> int | None:
    """
    Return how many words the page says, to machines, that its article has.

    By ``wordCount``, or counted in ``articleBody``; None if it says neither.
    """
    return max(_stated(tree), default=None)


def _stated(tree: HtmlElement) -> Iterator[int]:
    for script in tree.iter("script"):
        text = script.text or ""
        if not any(name in text for name in _STATED):
            continue
        for node in _nodes(structured.load(text)):
            count, body = node.get("wordCount"), node.get("articleBody")
            if isinstance(count, int | str) and str(count).isdecimal() and len(str(count)) < 7:
                yield int(count)
            elif isinstance(body, str):
                yield len(re.sub(r"<[^>]*>", " ", body).split())


def _nodes(value: structured.Json, depth: int = 0) -> Iterator[dict[str, structured.Json]]:
    if depth > 6:
        return
    if isinstance(value, list):
        for one in value:
            yield from _nodes(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        yield from _nodes(value.get("@graph"), depth + 1)


def _is_prose(text: str) -> bool:
    return len(text.split()) >= _PROSE


def _is_closed(text: str) -> bool:
    shut = text.rstrip("\"'”’»)]† ")
    return (ends_like_a_sentence(text) or shut.endswith(_STOPS)) and not shut.endswith(("...", "…"))
