"""
Decide whether an article belongs to a series: one matching rule of the definition is enough.

The rules see the article as it was read, and its canonical address.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest import urls
from ingest.model import block_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ingest.model import Article, Member


def membership(article: Article, member: Member | None) -> str | None:
    """Return the first rule that matches: ``title``, ``trailer`` or ``path``; None if none does."""
    if member is None:
        return None
    rules = (
        ("title", member.title, [article.title]),
        ("trailer", member.trailer, _lines(article)),
        ("path", member.path, [urls.path(article.url)]),
    )
    return next((name for name, pattern, texts in rules if _matches(pattern, texts)), None)


def _lines(article: Article) -> Iterator[str]:
    yield from article.trailer
    yield from map(block_text, article.body)


def _matches(pattern: str | None, texts: Iterable[str]) -> bool:
    if not pattern:
        return False
    return any(re.search(pattern, text, re.IGNORECASE) for text in texts)
