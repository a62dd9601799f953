"""What the archive knows of articles and addresses, and how a page matches them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from ingest.model.article import Article


class Candidate(Struct, frozen=True, kw_only=True):
    """A stored article that a page might be, as far as identity needs it."""

    id: int
    url: str = ""  #: canonical address
    keys: frozenset[str]  #: identity keys of its addresses, see `ingest.urls.key`
    #: keys of addresses that led to it; its pages only claim the others. None: not known
    answered: frozenset[str] | None = None
    pinned: frozenset[str] = frozenset()  #: keys that a person assigned to it
    digest: str  #: of its current revision
    #: of all its revisions; empty if it was not found by an address
    digests: frozenset[str] = frozenset()
    text_digest: str  #: of its current revision
    words: int  #: of its current revision
    #: The revisions most similar to the reading, best first, and the current one. Empty if it was
    #: found by the address or the words alone.
    versions: tuple[Article, ...] = ()


AddressState = Literal["wanted", "kept", "off_series", "set_aside", "gone"]


class Address(Struct, frozen=True, kw_only=True):
    """What the archive knows of one address of an entry, fetched or not."""

    url: str
    key: str  #: identity key, see `ingest.urls.key`
    state: AddressState
    article_id: int | None
    etag: str | None
    last_modified: str | None
    asked: datetime | None  #: when it last answered
    pinned: bool = False  #: a person assigned it to the article
    publisher: str | None = None  #: another publisher that has a copy of the article there


class New(Struct, frozen=True):
    """Not in the archive yet."""


class Revised(Struct, frozen=True):
    """In the archive, with another content."""

    id: int


class Unchanged(Struct, frozen=True):
    """In the archive, with the same content."""

    id: int


class Duplicate(Struct, frozen=True):
    """The text of an archived article at another address, which becomes one of its addresses."""

    of: int


Decision = New | Revised | Unchanged | Duplicate


class Reason(Struct, frozen=True, kw_only=True):
    """One piece of evidence for or against a match."""

    rule: str  #: a word or two: ``address``, ``same words``, ``text``, ``date``, ...
    detail: str  #: a sentence for a person
    other: int | None = None  #: the article that the page was compared with
    measure: float | None = None  #: a share from 0 to 1
    speaks_for: bool | None = None  #: for (True) or against one article; None: neither


class PossibleMatch(Struct, frozen=True, kw_only=True):
    """An article that is too similar to a page to rule out, and is kept apart from it."""

    id: int
    grounds: tuple[Reason, ...]


class Match(Struct, frozen=True, kw_only=True):
    """How a page matches the archive, and why."""

    decision: Decision
    grounds: tuple[Reason, ...] = ()
    apart: tuple[PossibleMatch, ...] = ()
    #: keys of addresses that the page claims and that cannot be its own
    disbelieved: frozenset[str] = frozenset()
