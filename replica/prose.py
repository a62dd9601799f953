"""
Makes the words of an article from the sentences in ``prose.toml``, the same for the same number.

Does not know the site: titles, texts and lists come out, no addresses and no dates.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

_SLOT = re.compile(r"\{([^}]+)\}")
_CLAUSE = re.compile(r", (?:which|who|where|although|because)\b[^,.]*,")
#: What a pull quote changes in the sentence that it repeats, tried in turn.
_CHANGES = (
    (re.compile(r"\bhas\b"), "had"),
    (re.compile(r" (?:that|already|also|now|still|barely|ever|again)\b"), ""),
    (_CLAUSE, ""),
    (re.compile(r"\bhave\b"), "had"),
    (re.compile(r"$"), ""),
)


#: One word of each kind.
Scene = dict[str, str]


@dataclass(frozen=True, slots=True)
class Topic:
    name: str
    tags: tuple[str, ...]
    titles: tuple[tuple[str, str], ...]  #: short, and long for the h1
    standfirsts: tuple[str, ...]
    headings: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """The hand-written material, by kind."""

    topics: tuple[Topic, ...]
    words: dict[str, tuple[str, ...]]
    background: tuple[str, ...]
    general: tuple[str, ...]
    captions: tuple[str, ...]
    quotations: tuple[str, ...]
    lists: tuple[tuple[str, ...], ...]
    off_titles: tuple[str, ...]
    off_standfirsts: tuple[str, ...]
    tagged_titles: tuple[str, ...]

    def say(self, template: str, rng: Random, scene: Scene | None = None) -> str:
        """Fill the slots of a sentence: ``{a|b}``, ``{12-48}`` and ``{city}``."""
        known = scene or {}
        filled = _SLOT.sub(lambda slot: known.get(slot[1]) or self._fill(slot[1], rng), template)
        return filled[0].upper() + filled[1:]

    def scene(self, rng: Random) -> Scene:
        """Choose one of every kind of word, for texts that must agree."""
        return {kind: rng.choice(words) for kind, words in self.words.items()}

    def take(self, templates: Sequence[str], count: int, rng: Random) -> list[str]:
        """Return so many different sentences."""
        return [self.say(each, rng) for each in rng.sample(templates, min(count, len(templates)))]

    def _fill(self, slot: str, rng: Random) -> str:
        if choices := self.words.get(slot):
            return rng.choice(choices)
        if "|" in slot:
            return rng.choice(slot.split("|"))
        low, _, high = slot.partition("-")
        return str(rng.randint(int(low), int(high)))


@cache
def prose() -> Prose:
    with (Path(__file__).parent / "prose.toml").open("rb") as file:
        read = tomllib.load(file)
    topics = tuple(Topic(**_frozen(topic)) for topic in read.pop("topics"))
    return Prose(topics=topics, words=_frozen(read.pop("words")), **_frozen(read))


def paragraphs(sentences: Sequence[str], rng: Random) -> list[str]:
    """Join sentences to paragraphs of one to three."""
    made, start = [], 0
    while start < len(sentences):
        end = start + rng.choice((1, 2, 2, 2, 3))
        made.append(" ".join(sentences[start:end]))
        start = end
    return made


def nearly(sentence: str, change: int) -> str:
    """
    Say a sentence again as a pull quote does: one small change, no full stop.

    >>> nearly("The bank has agreed that it will pay.", 0)
    'The bank had agreed that it will pay'
    """
    bare = sentence.rstrip().removesuffix(".")
    for pattern, instead in _CHANGES[change % len(_CHANGES) :]:
        changed = pattern.sub(instead, bare, count=1)
        if changed != bare:
            return changed
    return bare


def _frozen(read: dict[str, Any]) -> dict[str, Any]:
    return {key: _deep_tuple(value) for key, value in read.items()}


def _deep_tuple(value: Any) -> Any:
    return tuple(map(_deep_tuple, value)) if isinstance(value, list) else value
