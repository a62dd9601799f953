"""
Refuse a revision that has lost most of the archived text.

A page that lost most of its text is more often a teaser, an error or half a page than an edit. The
good revision stays until a person has looked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.errors import IncompleteText
from ingest.model import Revised

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.model import Article, Candidate, Decision

#: Below this share of the archived words, a revision is no edit.
_LEAST_SHARE = 0.5
#: Words that must be missing: a short notice may become shorter.
_LEAST_LOSS = 100


def compare(article: Article, decision: Decision, known: Iterable[Candidate]) -> None:
    """Raise IncompleteText if a revision has lost most of the archived text."""
    if not isinstance(decision, Revised):
        return
    before = next(one.words for one in known if one.id == decision.id)
    now = article.word_count
    if now < _LEAST_SHARE * before and before - now >= _LEAST_LOSS:
        raise IncompleteText(article.url, f"only {now} words, where the archive has {before}")
