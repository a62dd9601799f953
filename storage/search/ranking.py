"""
The words of a text and of a query, the score of an article for a query, and a snippet.

Knows no database. Accents and case do not count; a word ends where no letter or digit follows.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_WORD = re.compile(r"[^\W_]+")
_TERM = re.compile(r'"[^"]*"\*?|[^\s"]+')
_OPERATORS = frozenset({"OR", "NOT", "AND"})
_MOST_WORDS = 50  # of one search; FTS5 limits the depth of an expression
_LONGEST = 100  # characters of a word; the rest of a longer one does not count
#: Of each part of an article, in the order of `Searched`; PostgreSQL keeps the distinct words of
#: all of them in 1 MB.
_MOST_BYTES = (20_000, 20_000, 20_000, 900_000)
#: So many signs there are for two words side by side, and one is of 16 bits: a text of 300 words
#: has a given one by chance once in 200, and an index of them stays small.
_SIGNS = 2**16
#: How much a word counts in each part of an article, in the order of `Searched`.
_WEIGHTS = (8.0, 4.0, 4.0, 1.0)
_SATURATION, _BY_LENGTH = 1.2, 0.75  # k1 and b of BM25
_SNIPPET = 32  # words
_BEFORE = 6  # words of a snippet that come before the first one found


class _Marks(dict[int, int | None]):
    """Takes the combining marks out of a text; each character is looked up once."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.category(chr(code)).startswith("M") else code
        return self[code]


_MARKS = _Marks()


class Searched(NamedTuple):
    """The words of each part of an article, with a space between two."""

    title: str
    standfirst: str
    authors: str
    text: str


class Phrase(Struct, frozen=True):
    """Words that stand side by side, in one part of an article."""

    words: tuple[str, ...]
    begun: bool = False  #: the last word is the beginning of one

    @property
    def text(self) -> str:
        """The phrase as it stands in a part of `Searched` that has a space on either side."""
        return f" {' '.join(self.words)}{'' if self.begun else ' '}"


class Query(Struct, frozen=True):
    """An article is found if it has a phrase of each of `groups`, and none of `excluded`."""

    groups: tuple[tuple[Phrase, ...], ...]
    excluded: tuple[Phrase, ...] = ()

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        return tuple(phrase for group in self.groups for phrase in group)


def words(text: str) -> list[str]:
    """
    Return the words of a text, folded.

    >>> words("The café's U.S. Straße, al-Kādhimī")
    ['the', 'cafe', 's', 'u', 's', 'strasse', 'al', 'kadhimi']
    """
    return [word[:_LONGEST] for word in _WORD.findall(_folded(text))]


def searched(parts: Mapping[str, str]) -> Searched:
    """Return an article's `title`, `standfirst`, `authors` and `text` as search has them."""
    its = (" ".join(words(parts[name])) for name in Searched._fields)
    return Searched(*map(_bounded, its, _MOST_BYTES))


def neighbours(its: Searched) -> set[int]:
    """
    Return the signs of the words that stand side by side in a part of an article.

    Where the sign of two words is missing, they stand nowhere so; where it is there, they may.
    """
    return {sign for part in its for sign in _signs(part.split())}


def neighbours_sought(wanted: Query) -> set[int]:
    """Return the signs of what must stand side by side; the beginning of a word has none."""
    known = (
        group[0].words[:-1] if group[0].begun else group[0].words
        for group in wanted.groups
        if len(group) == 1
    )
    return {sign for words in known for sign in _signs(words)}


def query(typed: str) -> Query:
    """
    Read what somebody typed: all words must be there; anything that is no operator is a word.

    `a OR b` is one of the two and binds first, `NOT a` excludes, `a*` is the beginning of a word,
    and words in quotes stand side by side. Operators are in capitals.

    >>> [phrase.words for phrase in query('al-Kadhimi "oil ministry').phrases]
    [('al', 'kadhimi'), ('oil',), ('ministry',)]
    >>> query("gas OR oil* NOT vote")
    Query(groups=((Phrase(words=('gas',), begun=False), Phrase(words=('oil',), begun=True)),), \
excluded=(Phrase(words=('vote',), begun=False),))
    >>> query('"" ()').phrases
    ()
    """
    groups: list[tuple[Phrase, ...]] = []
    excluded: list[Phrase] = []
    operator = ""
    for term in _TERM.findall(typed):
        if term in _OPERATORS:
            operator = term
            continue
        if not (found := tuple(words(term))):
            continue
        phrase = Phrase(found, begun=term.endswith("*"))
        if operator == "NOT":
            excluded.append(phrase)
        elif operator == "OR" and groups:
            groups[-1] += (phrase,)
        else:
            groups.append((phrase,))
        operator = ""
        if len(excluded) + sum(map(len, groups)) == _MOST_WORDS:
            break
    return Query(tuple(groups), tuple(excluded))


def scores(wanted: Query, found: Sequence[Searched]) -> list[float]:
    """
    Return the score of each article by BM25F, without the rarity of a word.

    All of them have the words, so that rarity would count alike for all.
    """
    phrases = [phrase.text for phrase in wanted.phrases]
    usual = sum(len(one.text) for one in found) / len(found) if found else 0
    return [_score(phrases, one, usual or 1.0) for one in found]


def snippet(wanted: Query, text: str) -> str:
    """Return the part of a text that has most of the words, these in brackets, in one line."""
    has = words(text)
    found = sorted(_found(wanted, has), key=itemgetter(0))
    first = max(0, min(_best(found) - _BEFORE, len(has) - _SNIPPET))
    at = {place + step for place, phrase in found for step in range(len(phrase.words))}
    shown = " ".join(_shown(text, range(first, first + _SNIPPET), at))
    before, after = "… " if first else "", " …" if first + _SNIPPET < len(has) else ""
    return f"{before}{shown}{after}"


def _signs(words: Sequence[str]) -> Iterator[int]:
    for one, next_ in pairwise(words):
        yield crc32(f"{one} {next_}".encode()) % _SIGNS - _SIGNS // 2


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFD", text.casefold()).translate(_MARKS)


def _bounded(text: str, most: int) -> str:
    """Cut off the words that are too many."""
    if len(text) * 4 <= most or len(text.encode()) <= most:
        return text
    return text.encode()[:most].decode(errors="ignore").rpartition(" ")[0]


def _score(phrases: Sequence[str], one: Searched, usual: float) -> float:
    parts = [f" {part} " for part in one]
    length = 1 - _BY_LENGTH + _BY_LENGTH * len(one.text) / usual
    total = 0.0
    for phrase in phrases:
        often = sum(
            weight * part.count(phrase) for weight, part in zip(_WEIGHTS, parts, strict=True)
        )
        total += often / (often + _SATURATION * length)
    return total


def _found(wanted: Query, has: Sequence[str]) -> Iterator[tuple[int, Phrase]]:
    """Yield where in a text a phrase begins, and which one."""
    for phrase in dict.fromkeys(wanted.phrases):
        *whole, end = phrase.words
        for place, word in enumerate(has[len(whole) :]):
            same = word.startswith(end) if phrase.begun else word == end
            if same and list(has[place : place + len(whole)]) == whole:
                yield place, phrase


def _best(found: Sequence[tuple[int, Phrase]]) -> int:
    """Return where most of the phrases are near each other; of such places the first."""
    best, most = 0, 0
    for index, (place, _) in enumerate(found):
        near = found[index : index + _SNIPPET]
        phrases = {phrase for at, phrase in near if at < place + _SNIPPET - _BEFORE}
        if len(phrases) > most:
            best, most = place, len(phrases)
    return best


def _shown(text: str, window: range, at: set[int]) -> Iterator[str]:
    """Yield what stands in the window of words of a text, those found `at` a place marked."""
    place = 0
    for chunk in text.split():
        if place >= window.stop:
            return
        count = len(_WORD.findall(chunk)) if chunk.isascii() else len(words(chunk))
        if place + count > window.start:
            yield _marked(chunk, [step for step in range(count) if place + step in at])
        place += count


def _marked(chunk: str, found: Sequence[int]) -> str:
    """Put the words of a chunk, from the first to the last one found, into brackets."""
    if not found:
        return chunk
    spans = [match.span() for match in _WORD.finditer(chunk)]
    if found[-1] >= len(spans):  # a mark stands within a word
        return f"[{chunk}]"
    start, end = spans[found[0]][0], spans[found[-1]][1]
    return f"{chunk[:start]}[{chunk[start:end]}]{chunk[end:]}"
