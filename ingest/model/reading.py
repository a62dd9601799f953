"""The result of reading a page, and where each field comes from."""

from __future__ import annotations

from msgspec import Struct

from ingest.errors import PageError
from ingest.model.article import Article


class Evidence(Struct, frozen=True, kw_only=True):
    """Where a field of an article comes from, and which sources disagree."""

    field: str  #: as in the JSON of an article
    source: str  #: ``JSON-LD``, ``meta og:title``, ``h1 that agrees with og:title``, ...
    value: str | None  #: as the source has it; None if no source was believed
    others: tuple[tuple[str, str], ...] = ()  #: sources that say something else, and what


class Reading(Struct, frozen=True, kw_only=True):
    """The article of a page, and whether it belongs to the series."""

    article: Article
    addresses: tuple[str, ...]  #: all that led to the page or that it claims
    answered: tuple[str, ...] = ()  #: those that led to it; the others are only claimed
    rule: str | None  #: the rule of membership that matched; None: not of the series
    extractor: str  #: name and version of the library that found the text
    rules: str  #: version of our rules, and a digest of those of the definition
    evidence: tuple[Evidence, ...] = ()  #: in the order of the fields
    publisher: str | None = None  #: of this copy, if it is not the series' publisher


class ReadResult(Struct, frozen=True):
    """A reading, as far as it came, and the error for which the page is refused."""

    reading: Reading
    refused: PageError | None
