"""What differs between two revisions."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Wording(Struct, frozen=True):
    """A run of words, spaces and punctuation in a block that changed."""

    op: Literal["kept", "removed", "added"]
    text: str


class Change(Struct, frozen=True, kw_only=True):
    """
    One block that differs between two revisions.

    A block that only moved is ``changed``, from a text to the same text.
    """

    op: Literal["added", "removed", "changed"]
    block: str  #: ``title``, ``standfirst``, ... or ``body 4``: its place in the newer body
    before: str | None
    after: str | None
    #: If changed: kept and removed runs make up `before`, kept and added ones `after`.
    words: tuple[Wording, ...] = ()
    moved: str | None = None  #: its place in the older body, if it moved: ``body 2``
