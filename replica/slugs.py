"""
The last part of an address, as Drupal's Pathauto makes it, and as the site made it before 2021.

Does not know which slugs are taken beyond what a `Slugs` has given out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

#: The words that Pathauto leaves out of every slug. "IS" goes with them.
STOP_WORDS = (
    "a an as at before but by for from is in into like of off on onto per since than the this "
    "that to up via with"
)
MAX_LENGTH = 100
_DROPPED = frozenset(STOP_WORDS.split())


@lru_cache(maxsize=10_000)
def slug(title: str) -> str:
    """
    Fold accents, drop punctuation and stop-words, join by hyphens.

    >>> slug("The Iraq Report: What IS left behind")
    'iraq-report-what-left-behind'
    """
    kept = [word for word in _words(title.lower()) if word not in _DROPPED]
    return _shorten("-".join(kept or _words(title.lower())))


def legacy_slug(title: str) -> str:
    """
    Return the slug of the years before 2021: case and stop-words kept.

    >>> legacy_slug("The Iraq Report: What IS left behind")
    'The-Iraq-Report-What-IS-left-behind'
    """
    return "-".join(_words(title))


class Slugs:
    """Gives every path once: a second one like it gets ``-1``, the third ``-2``."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def unique(self, path: str) -> str:
        free = path
        while free in self._given:
            free = f"{path}-{self._given[path]}"
            self._given[path] += 1
        self._given[free] = 1
        return free


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^\w\s-]", "", folded).replace("-", " ").split()


def _shorten(text: str) -> str:
    """Cut at the last hyphen before the limit."""
    return text if len(text) <= MAX_LENGTH else text[: MAX_LENGTH + 1].rpartition("-")[0]
