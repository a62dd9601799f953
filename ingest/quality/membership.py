"""
Does an article belong to a series? One rule of the definition that holds is enough.

Judged on the article as it was read, and on its canonical address.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest import urls
from ingest.model import block_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.model import Article, Member


def membership(article: Article, member: Member | None) -> str | None:
    """Return the name of the first rule that holds: ``title``, ``trailer`` or ``path``."""
    if member is None:
        return None
    rules = (
        ("title", member.title, [article.title]),
        ("trailer", member.trailer, _lines(article)),
        ("path", member.path, [urls.path(article.url)]),
    )
    return next((name for name, pattern, texts in rules if _found(pattern, texts)), None)


def _lines(article: Article) -> Iterator[str]:
    yield from article.trailer
    yield from map(block_text, article.body)


def _found(pattern: str | None, texts: object) -> bool:
    if not pattern:
        return False
    search = re.compile(pattern, re.IGNORECASE).search
    return any(map(search, texts))  # type: ignore[call-overload]
