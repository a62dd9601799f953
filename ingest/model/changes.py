"""What differs between two revisions."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Wording(Struct, frozen=True):
    """A run of words, spaces and signs of a block that changed."""

    op: Literal["kept", "removed", "added"]
    text: str


class Change(Struct, frozen=True, kw_only=True):
    """
    One block that differs between two revisions.

    A block that only stands elsewhere is ``changed``, from a text to the same text.
    """

    op: Literal["added", "removed", "changed"]
    block: str  #: ``title``, ``standfirst``, ... or ``body 4``: the position in the newer body
    before: str | None
    after: str | None
    #: Of one that changed: what was kept and removed is `before`, what was kept and added `after`.
    words: tuple[Wording, ...] = ()
    moved: str | None = None  #: where it stood in the older body, if it moved: ``body 2``
