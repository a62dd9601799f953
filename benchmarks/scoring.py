"""
How far a reading of a page is from what people say is right.

The measures are those of the sets' authors: words of the text (WCXB: each page's F1, then their
mean), segments that must and must not be there (trafilatura: counted over all pages). A title, an
author or a date is right or it is not.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.pages import Gold

_BETWEEN_NAMES = re.compile(r"\s*(?:[,;/|]|\band\b|\bund\b|\bet\b|&)\s*")
_BY = re.compile(r"^(?:by|von)\s+")
_DASHES = re.compile("[\u2010-\u2015\u2212-]")
_QUOTES = re.compile("[\u201c\u201d\u201e\u201f\u00ab\u00bb]")
_TICKS = re.compile("[\u2018\u2019\u201a\u201b`\u00b4]")


class Result(NamedTuple):
    """What a reader made of one page; `refused` is its reason where it made no article."""

    refused: str | None = None
    text: str = ""
    whole: str = ""  #: the text with title and standfirst before it
    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""  #: a day


class Score(NamedTuple):
    """How many of how many were right."""

    right: float
    of: int

    def __str__(self) -> str:
        return f"{self.right / self.of:.3f}" if self.of else "-"


Pair = tuple["Gold", Result]


def text_f1(pairs: Iterable[Pair]) -> Score:
    """Return the mean of the pages' word F1."""
    scores = [_word_f1(found.text, gold.body) for gold, found in pairs if gold.body]
    return Score(sum(scores), len(scores))


def segment_f1(pairs: Sequence[Pair], *, whole: bool = False) -> Score:
    """Return the F1 over all segments that must, and must not, be in the texts."""
    hits = misses = leaks = 0
    for gold, found in pairs:
        text = found.whole if whole else found.text
        there = sum(segment in text for segment in gold.present)
        hits += there
        misses += len(gold.present) - there
        leaks += sum(segment in text for segment in gold.absent)
    return Score(2 * hits, 2 * hits + misses + leaks)


def is_title_right(gold: Gold, found: Result) -> bool | None:
    return _plain(gold.title) == _plain(found.title) if gold.title else None


def is_author_right(gold: Gold, found: Result) -> bool | None:
    return _names(gold.authors) == _names(found.authors) if gold.authors else None


def is_date_right(gold: Gold, found: Result) -> bool | None:
    return gold.date == found.date[:10] if gold.date else None


def is_author_invented(gold: Gold, found: Result) -> bool | None:
    return bool(found.authors) if gold.authors == () else None


def is_date_invented(gold: Gold, found: Result) -> bool | None:
    return bool(found.date) if gold.date == "" else None


def is_refused(gold: Gold, found: Result) -> bool | None:
    return found.refused is not None if gold.kind == "listing" else None


def is_kept(gold: Gold, found: Result) -> bool | None:
    return found.refused is None if gold.kind == "article" else None


def share(answers: Iterable[bool | None]) -> Score:
    """Count the answers that are yes, of those that are any."""
    given = [answer for answer in answers if answer is not None]
    return Score(sum(given), len(given))


def _word_f1(found: str, gold: str) -> float:
    ours, right = (Counter(re.findall(r"\w+", text.lower())) for text in (found, gold))
    both = sum((ours & right).values())
    return 2 * both / (sum(ours.values()) + sum(right.values())) if both else 0.0


def _plain(text: str | None) -> str:
    """Return a title as it is compared: case, spaces, kinds of quotes and dashes do not count."""
    told = unicodedata.normalize("NFKC", html.unescape(text or "")).casefold()
    return " ".join(_DASHES.sub("-", _TICKS.sub("'", _QUOTES.sub('"', told))).split())


def _names(names: Iterable[str] | None) -> frozenset[str]:
    """Return names as they are compared: a set, without accents, points and a "by" before it."""
    told = (_BY.sub("", _unaccented(name)) for name in names or ())
    parts = (part for name in told for part in _BETWEEN_NAMES.split(name))
    return frozenset(filter(None, (" ".join(re.findall(r"[^\W_]+", part)) for part in parts)))


def _unaccented(text: str) -> str:
    told = unicodedata.normalize("NFKD", html.unescape(text)).casefold()
    return "".join(c for c in told if not unicodedata.combining(c))
