"""What a check finds, and how it is mended where kept data allow it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct
from sqlalchemy import Connection

Kind = Literal[
    "database_damaged",
    "file_missing",
    "file_damaged",
    "file_foreign",
    "file_twice",
    "record_missing",
    "record_damaged",
    "record_differs",
    "response_unknown",
    "revisit_nowhere",
    "revision_missing",
    "document_unreadable",
    "digest_differs",
    "article_outdated",
    "article_unreachable",
    "address_nowhere",
    "key_outdated",
    "sighting_missing",
    "links_outdated",
    "index_missing",
    "index_outdated",
    "index_surplus",
    "index_damaged",
    "bands_outdated",
    "points_nowhere",
    "row_unreadable",
    "merged_twice",
]

#: What mending does with a problem: it is gone; the next crawl does the rest; or it stays.
State = Literal["mended", "crawl", "left"]

VERIFY_MEND = "fortnightly verify --mend"
COPY_OF_DATABASE = "restore the database from a copy"


class Problem(Struct, frozen=True, kw_only=True):
    """Something that is wrong with the archive."""

    series: str | None  #: None: it belongs to no one series
    kind: Kind
    what: str  #: the file, the capture, the article: where it is
    detail: str  #: what is wrong with it
    mend: str  #: what to do: a command, or which file to restore


class Leftover(Struct, frozen=True, kw_only=True):
    """What a run that died has left, and the next run of its series puts in order."""

    series: str
    what: str
    detail: str


class Finding(Struct, frozen=True):
    """A problem; `remake` makes again what is wrong, in one transaction that writes."""

    problem: Problem
    remake: Callable[[Connection], object] | None = None
    at_once: bool = True  #: `remake` mends it; otherwise the next crawl does the rest


def asks_again(series: str, file: str) -> str:
    """Return how lost bytes may come back, for a person."""
    return (
        f"restore warc/{file} from a copy; or `{VERIFY_MEND} {series}` and then"
        f" `scrapy crawl {series}`: asks the site again for what it still gives"
    )
