"""What a page was read as, and where each field is from."""

from __future__ import annotations

from msgspec import Struct

from ingest.errors import PageError
from ingest.model.article import Article


class Evidence(Struct, frozen=True, kw_only=True):
    """Why a field of an article says what it says: the rule or source, and who disagreed."""

    field: str  #: as in the JSON of an article
    source: str  #: ``JSON-LD``, ``meta og:title``, ``h1 that agrees with og:title``, ...
    value: str | None  #: as the source has it; None where nothing was believed
    others: tuple[tuple[str, str], ...] = ()  #: sources that say something else, and what


class Reading(Struct, frozen=True, kw_only=True):
    """What a page turned out to be: an article, and whether it is one of the series."""

    article: Article
    addresses: tuple[str, ...]  #: every address of it that the page and its way here tell
    answered: tuple[str, ...] = ()  #: those of them that led to it; the others are only claimed
    rule: str | None  #: the rule of membership that held, or None: not of the series
    extractor: str  #: name and version of what found the text in it
    rules: str  #: version of our rules, and a digest of what the definition adds to them
    evidence: tuple[Evidence, ...] = ()  #: where each field is from, in the order of the fields
    publisher: str | None = None  #: who publishes this copy, if it is not the series' publisher


class ReadResult(Struct, frozen=True):
    """What a page turned out to be, as far as it was read, and why it is refused, if it is."""

    reading: Reading
    refused: PageError | None
