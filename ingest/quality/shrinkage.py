"""
Is far less left of an article than the archive has of it?

A page that lost most of its text is a teaser, an error or half a page more often than an edit; the
good revision stays until a person has looked. Does not decide which article it is: see `identity`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.errors import IncompleteText
from ingest.model import Revised

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.model import Article, Candidate, Decision

#: The share of its words below which a revision is no edit.
_LEAST_SHARE = 0.5
#: Words that must be missing: a short notice may well become shorter.
_LEAST_LOSS = 100


def compare(article: Article, decision: Decision, known: Iterable[Candidate]) -> None:
    """Raise IncompleteText if a revision has lost most of what the archive has."""
    match decision:
        case Revised(id_):
            before = next(one.words for one in known if one.id == id_)
        case _:
            return
    now = article.word_count
    if now < _LEAST_SHARE * before and before - now >= _LEAST_LOSS:
        raise IncompleteText(article.url, f"only {now} words, where the archive has {before}")
