"""A page as it was kept, and the rules of its series for reading it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from ingest.model.article import IsoTime


class SourceEntry(Struct, frozen=True, kw_only=True):
    """How a source lists an entry: an item of a feed, a row of a listing."""

    kind: str  #: of the source: feed, listing, sitemap
    title: str | None = None
    standfirst: str | None = None
    published: IsoTime | None = None


class Page(Struct, frozen=True, kw_only=True):
    """A kept page, as reading needs it."""

    url: str  #: the address that answered, after redirects
    body: bytes  #: after content decoding
    content_type: str = ""  #: the header, for its charset
    addresses: tuple[str, ...] = ()  #: others that were asked, or redirected to it
    source_entries: tuple[SourceEntry, ...] = ()  #: how the sources list it, most trusted first
    accepted: bool = False  #: by a person: the gate lets it pass

    def __repr__(self) -> str:
        return f"Page({self.url!r}, {len(self.body)} bytes)"


class Hosts(Struct, frozen=True, forbid_unknown_fields=True):
    """The host names of one site: where its articles belong, and its other names."""

    canonical: str
    aliases: tuple[str, ...] = ()


class Member(Struct, frozen=True, forbid_unknown_fields=True):
    """
    What makes an article one of the series: one of these patterns must match.

    Each may match anywhere, in any case.
    """

    title: str | None = None
    trailer: str | None = None
    path: str | None = None


class AnatomyRules(Struct, frozen=True, forbid_unknown_fields=True):
    """What a definition adds to the general rules of reading: patterns that match anywhere."""

    related: str | None = None
    trailer: tuple[str, ...] = ()
    credit: str | None = None  #: with a group named ``credit``


class Rules(Struct, frozen=True, kw_only=True):
    """The rules of a series for reading; the defaults read any page."""

    hosts: Hosts | None = None
    sources: tuple[str, ...] = ()  #: addresses that list its entries, and are no entries
    member: Member | None = None
    anatomy: AnatomyRules = AnatomyRules()
    publisher: str | None = None
    language: str | None = None
    timezone: str = "UTC"


class Outcome(StrEnum):
    """How a capture was dealt with."""

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
