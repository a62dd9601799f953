"""A page as it was kept, and what reading needs to know about its series."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from ingest.model.article import IsoTime


class SourceEntry(Struct, frozen=True, kw_only=True):
    """What a source of the series says of an entry: a feed's item, a row of a listing."""

    kind: str  #: of the source: feed, listing, sitemap
    title: str | None = None
    standfirst: str | None = None
    published: IsoTime | None = None


class Page(Struct, frozen=True, kw_only=True):
    """A page that was kept, as reading needs it."""

    url: str  #: the address that answered, after redirects
    body: bytes  #: after content decoding
    content_type: str = ""  #: the header, for its charset
    addresses: tuple[str, ...] = ()  #: the others it was asked at, or led through
    source_entries: tuple[SourceEntry, ...] = ()  #: how the sources list it, most trusted first
    accepted: bool = False  #: a person says that it is the article, whatever the gate thinks

    def __repr__(self) -> str:
        return f"Page({self.url!r}, {len(self.body)} bytes)"


class Hosts(Struct, frozen=True, forbid_unknown_fields=True):
    """The names of one site: where its articles belong, and the others it answers to."""

    canonical: str
    aliases: tuple[str, ...] = ()


class Member(Struct, frozen=True, forbid_unknown_fields=True):
    """
    What makes an article one of the series: patterns, of which one must be found.

    All are searched for, anywhere and without regard to case.
    """

    title: str | None = None
    trailer: str | None = None
    path: str | None = None


class AnatomyRules(Struct, frozen=True, forbid_unknown_fields=True):
    """What a definition adds to the general rules of reading; patterns, searched for."""

    related: str | None = None
    trailer: tuple[str, ...] = ()
    credit: str | None = None  #: with a group named ``credit``


class Rules(Struct, frozen=True, kw_only=True):
    """What reading needs to know of a series, or of none: the defaults read any page."""

    hosts: Hosts | None = None
    sources: tuple[str, ...] = ()  #: addresses of lists of its entries: none of them is an entry
    member: Member | None = None
    anatomy: AnatomyRules = AnatomyRules()
    publisher: str | None = None
    language: str | None = None
    timezone: str = "UTC"


class Outcome(StrEnum):
    """What became of a capture."""

    PENDING = "pending"
    SOURCE = "source"
    GONE = "gone"
    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    OFF_SERIES = "off_series"
    SET_ASIDE = "set_aside"
    DISMISSED = "dismissed"
