"""
Whom a page names as its authors for machines alone: JSON-LD, meta tags, the sharing card.

Gathers what is claimed, by source; whether it is believed, is decided in `authors`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.authors.lines import Signature
from ingest.authors.names import signed
from ingest.text import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ingest.page.structured_data import Structured

_METAS = (
    "author", "article:author", "article:author_name", "byl", "byline", "dc.creator",
    "dcterms.creator", "parsely-author", "sailthru.author", "citation_author", "authors",
    "cxenseparse:author", "og:author", "article.author", "dcsext.author", "author_name",
)  # fmt: skip
#: Those in which catalogues write "Doe, Jane".
_CATALOGUES = frozenset({"citation_author", "dc.creator", "dcterms.creator"})
_LABEL = re.compile(
    r"written by|author|verfasst|geschrieben|autor|écrit par|escrito por|von\b", re.IGNORECASE
)


def claims(structured: Structured) -> Iterator[Signature]:
    """Yield whom machines are told, by source."""
    for one in structured.statements:
        if one.authors:
            yield _claim("JSON-LD author", one.authors)
            break
    for name in _METAS:
        if texts := structured.all_meta(name):
            yield _claim(f"meta {name}", map(_natural, texts) if name in _CATALOGUES else texts)
    for i in (1, 2):
        if _LABEL.match(structured.meta(f"twitter:label{i}")) and (
            text := structured.meta(f"twitter:data{i}")
        ):
            yield _claim("sharing card", [text])


def _claim(source: str, texts: Iterable[str]) -> Signature:
    values = tuple(dict.fromkeys(texts))
    names = {skeleton(name): name for text in values for name in signed(text)}
    return Signature(source, tuple(names.values()), ", ".join(values))


def _natural(text: str) -> str:
    """
    Return a name as one says it.

    >>> _natural("Doe, Jane M."), _natural("Jane Doe, Omar van Dijk")
    ('Jane M. Doe', 'Jane Doe, Omar van Dijk')
    """
    last, _, first = text.partition(", ")
    return f"{first} {last}" if first and " " not in last and "," not in first else text
