"""What the archive knows of articles and addresses, and what a page is to it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from ingest.model.article import Article


class Candidate(Struct, frozen=True, kw_only=True):
    """A stored article, as far as identity needs it."""

    id: int
    url: str = ""  #: canonical address
    keys: frozenset[str]  #: identity keys of its addresses, see `ingest.urls.key`
    #: those of the addresses that led to it; the others its pages only claim. None: not known
    answered: frozenset[str] | None = None
    pinned: frozenset[str] = frozenset()  #: those that a person says are its own
    digest: str  #: of its current revision
    #: of all its revisions; empty where no address brought it here
    digests: frozenset[str] = frozenset()
    text_digest: str  #: of its current revision
    words: int  #: of its current revision
    #: What it says, or once said: the revisions that resemble the reading, the most alike first,
    #: and the current one. Empty where the address or the words alone brought it here.
    versions: tuple[Article, ...] = ()


AddressState = Literal["wanted", "kept", "off_series", "set_aside", "gone"]


class Address(Struct, frozen=True, kw_only=True):
    """What we know of one address of an entry, fetched or not."""

    url: str
    key: str  #: identity key, see `ingest.urls.key`
    state: AddressState
    article_id: int | None
    etag: str | None
    last_modified: str | None
    asked: datetime | None  #: when it was last asked and answered
    pinned: bool = False  #: a person says that it is the article's, whatever its page says
    publisher: str | None = None  #: who else publishes a copy of the article there


class New(Struct, frozen=True):
    """Not in the archive yet."""


class Revised(Struct, frozen=True):
    """In the archive, and it says something else now."""

    id: int


class Unchanged(Struct, frozen=True):
    """In the archive, and it says the same."""

    id: int


class Duplicate(Struct, frozen=True):
    """The text of an archived article at another address: one more address of it."""

    of: int


Decision = New | Revised | Unchanged | Duplicate


class Reason(Struct, frozen=True, kw_only=True):
    """One thing that was weighed when a page was identified."""

    rule: (
        str  #: a word or two: ``address``, ``same words``, ``text``, ``date``, ``standfirst``, ...
    )
    detail: str  #: a sentence for a person
    other: int | None = None  #: the article that the page was compared with
    measure: float | None = None  #: a share from 0 to 1, where one was measured
    speaks_for: bool | None = None  #: that they are one article; None: neither way


class PossibleMatch(Struct, frozen=True, kw_only=True):
    """An article that a page was kept apart from, though it was too close to call."""

    id: int
    grounds: tuple[Reason, ...]


class Match(Struct, frozen=True, kw_only=True):
    """What a page is to the archive, and why."""

    decision: Decision
    grounds: tuple[Reason, ...] = ()
    apart: tuple[PossibleMatch, ...] = ()
    #: keys of addresses that the page only claims and that cannot be its own
    disbelieved: frozenset[str] = frozenset()
