"""
Rate how much an edit matters; docs/revisions.md has the rules, with examples.

In doubt an edit weighs more: readers who follow an article would rather look once too often.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Literal, NamedTuple

from ingest.changes.alignment import stretches
from ingest.changes.spelling import is_same_name, is_slip
from ingest.changes.tokens import Word, words
from ingest.changes.wordlists import (
    CORRECTION,
    COUNTING,
    NEUTRAL,
    NUMBERS,
    PARTICLES,
    QUALIFYING,
    TURNING,
)
from ingest.model import Article, Image, block_text
from ingest.text import letter_runs, skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.model import Block

Weight = Literal["cosmetic", "small", "substantive", "shrunk"]

#: A text that keeps less than this share of its letters has shrunk.
SHRUNK = 0.6
_FEW_WORDS = 2  #: most ordinary words that may come or go in a small edit
_ASKED = re.compile("[?\u061f\uff1f]")
_QUOTES = re.compile(
    "[\"\u201c-\u201f\u00ab\u00bb\u300c-\u300f]|(?<!\\w)['\u2018\u2019]|['\u2018\u2019](?!\\w)"
)
_CORRECTION = re.compile(CORRECTION, re.IGNORECASE)


class _Edit(NamedTuple):
    """Words that replace others, and the word before them."""

    old: Sequence[Word]
    new: Sequence[Word]
    after: Word | None


def weight_of(before: Article, after: Article) -> Weight:
    """Return how much an edit matters."""
    if len(after.text) < SHRUNK * len(before.text):
        return "shrunk"
    old, new = (list(map(words, _texts(one))) for one in (before, after))
    edits = list(_edits(old, new))
    lower = frozenset(w.key for w in chain(*old, *new) if w.text[:1].islower())
    if before.day != after.day or _corrected(before, after) or _is_substantive(edits, lower):
        return "substantive"
    is_small = edits or _order(old) != _order(new) or _aside(before) != _aside(after)
    return "small" if is_small else "cosmetic"


def _texts(article: Article) -> Iterator[str]:
    """Yield all texts of an article; of its pull quotes, those that the body does not contain."""
    yield article.title
    yield article.standfirst or ""
    yield from article.authors
    if image := article.lead_image:
        yield " ".join(filter(None, (image.caption, image.credit)))
    blocks = [*map(_text_of, article.body)]
    yield from blocks
    body = "".join(letter_runs(" ".join(blocks)))
    yield from (quote for quote in article.pull_quotes if skeleton(quote) not in body)


def _text_of(block: Block) -> str:
    if isinstance(block, Image):
        return " ".join(filter(None, (block.caption, block.credit))) or "image"
    return block_text(block)


def _aside(article: Article) -> tuple[object, ...]:
    """Return what surrounds the text, and how many question and quotation marks it has."""
    text = "\n".join(_texts(article))
    return (
        *(article.related, article.tags, article.section, article.trailer, article.published),
        tuple(map(skeleton, article.pull_quotes)),
        len(_ASKED.findall(text)),
        len(_QUOTES.findall(text)),
    )


def _corrected(before: Article, after: Article) -> bool:
    """Return whether the publisher added or removed a note of correction."""
    differ = set(before.trailer) ^ set(after.trailer)
    return any(map(_CORRECTION.search, differ))


def _order(blocks: Iterable[Sequence[Word]]) -> str:
    """Return the words of an article in order, without regard to where blocks begin."""
    return "".join(word.key for block in blocks for word in block)


def _edits(old: Sequence[Sequence[Word]], new: Sequence[Sequence[Word]]) -> Iterator[_Edit]:
    """Yield the words that differ; a block that only moved has none."""
    a, b = _without_common(old, new), _without_common(new, old)
    for stretch in stretches([word.key for word in a], [word.key for word in b]):
        start = stretch.old.start
        edit = _Edit(a[stretch.old], b[stretch.new], a[start - 1] if start else None)
        if not stretch.same and _run_together(edit.old) != _run_together(edit.new):
            yield edit


def _without_common(
    blocks: Sequence[Sequence[Word]], other: Sequence[Sequence[Word]]
) -> list[Word]:
    """Return the words of the blocks that the other article does not contain word for word."""
    there = Counter(map(_keys, other))
    left: list[Word] = []
    for block in blocks:
        keys = _keys(block)
        there[keys] -= 1
        if there[keys] < 0:
            left += block
    return left


def _keys(block: Iterable[Word]) -> tuple[str, ...]:
    return tuple(word.key for word in block)


def _run_together(run: Iterable[Word]) -> str:
    """Join words, so that a hyphen or a space between them does not count; numbers stay apart."""
    text = ""
    for word in run:
        apart = text[-1:].isdigit() and word.key[:1].isdigit()
        text += f" {word.key}" if apart else word.key
    return text


def _is_substantive(edits: Iterable[_Edit], lower: frozenset[str]) -> bool:
    """Return whether one of the edits matters, or all of them together."""
    loose = 0
    for edit in edits:
        pairs, rest = _paired(edit)
        if any(not _is_minor(one, other, lower) for one, other in pairs):
            return True
        if len(rest) > _FEW_WORDS:
            return True  # a phrase
        for word in rest:
            if edit.after and word.key == edit.after.key:
                continue  # it was there twice
            if _is_weighty(word, lower):
                return True
            loose += not _says_little(word)
    return loose > _FEW_WORDS


def _paired(edit: _Edit) -> tuple[list[tuple[Word, Word]], list[Word]]:
    """Return which word replaces which, and the words that came or went without a counterpart."""
    old, new = list(edit.old), list(edit.new)
    if not old or not new:
        return [], [*old, *new]
    if len(old) != len(new):
        old, new = (
            _content(one) if len(one) > len(other) else one
            for one, other in ((old, new), (new, old))
        )
    if len(old) != len(new):
        old, new = _content(old), _content(new)
    if len(old) == len(new):
        return list(zip(old, new, strict=True)), []
    return [], [*edit.old, *edit.new]


def _content(run: Iterable[Word]) -> list[Word]:
    return [word for word in run if not _says_little(word)]


def _is_minor(one: Word, other: Word, lower: frozenset[str]) -> bool:
    """Return whether replacing a word corrects a slip, or leaves the meaning."""
    a, b = one.key, other.key
    if a in NUMBERS or b in NUMBERS or one.is_number or other.is_number:
        return _number(one) == _number(other) is not None
    if one.is_sign or other.is_sign or _is_negation(a) != _is_negation(b):
        return False
    if _says_little(one) and _says_little(other):
        return True
    if {a, b} <= COUNTING | QUALIFYING:
        return False
    begin = one.begins and other.begins and bool({a, b} & lower)
    are_names = not begin and (_is_name(one, lower) or _is_name(other, lower))
    return is_same_name(a, b) if are_names else is_slip(a, b)


def _number(word: Word) -> int | None:
    if word.key.isdecimal():
        return int(word.key[:18])
    return NUMBERS.get(word.key)


def _is_weighty(word: Word, lower: frozenset[str]) -> bool:
    """Return whether adding or removing a word matters in any context."""
    key = word.key
    return not _says_little(word) and (
        word.is_number
        or word.is_sign
        or not word.has_case
        or _is_negation(key)
        or key in NUMBERS
        or key in COUNTING
        or key in QUALIFYING
        or _is_name(word, lower)
    )


def _says_little(word: Word) -> bool:
    """Return whether a word is only grammar; in capitals it is an abbreviation."""
    is_abbreviation = len(word.text) > 1 and word.text.isupper()
    return (word.key in NEUTRAL or word.key in PARTICLES) and not is_abbreviation


def _is_negation(key: str) -> bool:
    return key in TURNING or key.endswith("n't") or key.startswith("n'")


def _is_name(word: Word, lower: frozenset[str]) -> bool:
    """Return whether a capital shows a name: not in a word that only begins a sentence."""
    if not word.is_capital or _says_little(word):
        return False
    return not (word.begins and word.key in lower)
