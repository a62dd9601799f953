"""How the site looks: what differs between one rendering and another, for all pages alike."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin

if TYPE_CHECKING:
    from datetime import datetime

    from replica.content import Entry, Metadata
    from replica.forms import Links, Manner

SITE_NAME = "The New Arab"
LISTING_PATH = "/tag/iraq-report"
#: Which address an article calls canonical: its own, or the same on every page, by a mistake.
Canonical = Literal["own", "listing", "oldest"]


@dataclass(frozen=True, slots=True)
class Look:
    """What the pages print for an unchanged entry; every part of it is open for the real site."""

    base: str = "http://www.newarab.com"  #: scheme and canonical host, no slash at the end
    metadata: Metadata | None = None  #: the same for every entry, instead of its own
    site_name: str = SITE_NAME
    canonical_link: bool = True
    shortlink: bool = True
    canonical: str | None = None  #: what every article calls canonical, instead of its own address
    links: Links = "plain"  #: how feeds link to articles
    twins: bool = False  #: articles name their AMP and mobile twins
    manner: Manner = "full"
    most_viewed: tuple[Entry, ...] = ()

    def url(self, path: str) -> str:
        """Return a path of the site as an absolute address; absolute ones stay."""
        return urljoin(self.base, path)

    def metadata_of(self, entry: Entry) -> Metadata:
        return self.metadata or entry.metadata


def printed_day(moment: datetime) -> str:
    """Return a date as the site prints it: ``01 December, 2018``."""
    return f"{moment:%d %B, %Y}"


def attribute(text: str) -> str:
    return escape(text, quote=True)


def text(words: str) -> str:
    return escape(words, quote=False)


def script_json(value: object) -> str:
    """Return JSON that may stand in a script element."""
    return json.dumps(value, ensure_ascii=False, indent=2).replace("</", "<\\/")
