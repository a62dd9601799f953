"""
Which links come nearest to a membership rule that matches none of them.

It compares words, and decides nothing: a person reads it to see what to change in the rule.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.sources.link import Link
    from ingest.model import Member

_ESCAPE = re.compile(r"\\.|\(\?\w*[:)]?")
_WORD = re.compile(r"[^\W\d_]{3,}")
_MOST = 3


def nearest(links: Iterable[Link], member: Member) -> list[Link]:
    """Return up to three links that share the most words with the rules, the nearest first."""
    rules = " ".join(filter(None, (member.title, member.path, member.trailer)))
    wanted = words(_ESCAPE.sub(" ", rules))
    shared = {link: len(wanted & words(f"{link.url} {' '.join(link.titles)}")) for link in links}
    best = sorted(shared, key=lambda link: shared[link], reverse=True)
    return [link for link in best[:_MOST] if shared[link]]


def words(text: str) -> set[str]:
    """
    Return the words of a text, in lower case.

    >>> sorted(words("/analysis/iraq-report-12"))
    ['analysis', 'iraq', 'report']
    """
    return set(_WORD.findall(text.lower()))
