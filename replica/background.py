"""What a series says in every entry, word for word, beside what is new in each."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from replica.body import body
from replica.content import Heading, Paragraph
from replica.prose import prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from replica.content import Block, Entry

#: How many words such an entry has, as nearly as whole paragraphs allow.
LENGTH = 900


def with_background(entry: Entry, share: float) -> Entry:
    """Return an entry of which a share, from 0 to 1, is what all of the series say."""
    if not share:
        return entry
    own = list(_first(_paragraphs(entry), LENGTH * (1 - share)))
    shared = list(_first(_background(), LENGTH * share))
    half = (len(own) + 1) // 2
    blocks: tuple[Block, ...] = (*own[:half], Heading("The background"), *shared, *own[half:])
    return replace(entry, blocks=blocks)


def _first(paragraphs: Iterable[Paragraph], count: float) -> Iterator[Paragraph]:
    """Yield paragraphs from the first on, until they have so many words."""
    words = 0
    for paragraph in paragraphs:
        if words >= count:
            return
        words += len(paragraph.text.split())
        yield paragraph


def _paragraphs(entry: Entry) -> Iterator[Paragraph]:
    return (block for block in entry.blocks if isinstance(block, Paragraph))


@cache
def _background() -> tuple[Paragraph, ...]:
    blocks = body("the background of all entries", prose().topics[:4], ())
    return tuple(block for block in blocks if isinstance(block, Paragraph))
