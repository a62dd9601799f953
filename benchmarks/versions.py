"""Sets of versions to judge: real documents beside the project, and series that are made up."""

from __future__ import annotations

import json
import lzma
import random
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from ingest.model import Article, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIKI = Path(__file__).parents[2] / "shared" / "data" / "versions-wiki" / "versions.jsonl.xz"
_ENTRIES = 40
_PASSAGES = 10
_STEMS = (  # noqa: SIM905
    "water canal bridge harbour grain market council road winter border river valley engine "
    "school union vote court tax field wheat rain pump cable tower station ferry mill timber "
    "fish salt clinic nurse teacher driver farmer mayor clerk miner baker guard poet judge "
    "editor pilot"
).split()
_ENDS = ("", "s", "er", "ed", "ing", "ly", "ment", "al", "ist", "ward")
_SMALL = [
    "the",
    "a",
    "of",
    "in",
    "to",
    "and",
    "on",
    "for",
    "with",
    "by",
    "from",
    "at",
    "as",
    "that",
    "it",
    "was",
    "were",
    "has",
    "had",
    "not",
    "but",
]
_WORDS = [f"{stem}{end}" for stem in _STEMS for end in _ENDS]


class Version(NamedTuple):
    """One version of a document, and of which."""

    document: str
    article: Article


class Series(NamedTuple):
    """A made-up series: its entries in their order, and later versions of some of them."""

    name: str
    entries: tuple[Version, ...]
    later: tuple[Version, ...]


def wiki() -> Iterator[Version]:
    """Yield every version of every document, without address, title or date."""
    with lzma.open(WIKI, "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            for text in document["versions"]:
                yield Version(document["title"], _article("", "", text.split("\n")))


def consecutive(versions: Sequence[Version]) -> list[tuple[int, int]]:
    """Return the positions of each version and the next of its document."""
    pairs = pairwise(range(len(versions)))
    return [(i, j) for i, j in pairs if versions[i].document == versions[j].document]


def series(
    shared: float, way: str, *, days: int = 7, told: bool = True, titled: str = "own"
) -> Series:
    """
    Make a series whose entries share so much of their text.

    `way` is how the shared passages recur: ``verbatim``, ``edited`` (two words of a hundred) or
    ``moved`` (in another order). `told` is whether day and standfirst are told; `titled` whether
    an entry has a title of its ``own``, or all have the ``same``.
    """
    name = (
        f"{shared:.0%} {way}, every {days} days, {'dated' if told else 'undated'}, {titled} title"
    )
    maker = random.Random(name)
    background = [_sentences(maker, 100) for _ in range(round(shared * _PASSAGES))]
    entries = []
    for number in range(_ENTRIES):
        recurring = (
            [_edit(maker, one, 0.02) for one in background] if way == "edited" else background
        )
        if way == "moved":
            recurring = maker.sample(background, len(background))
        own = [_sentences(maker, 100) for _ in range(_PASSAGES - len(background))]
        day = date(2021, 1, 4) + timedelta(days=days * number)
        article = _article(
            f"https://www.example.org/report/{number}-{_slug(maker)}",
            _title(maker) if titled == "own" else "The canal report",
            _mixed(maker, own, recurring),
            day.isoformat() if told else None,
            _sentences(maker, 16) if told else None,
        )
        entries.append(Version(f"{name} {number}", article))
    later = [_later(maker, entries[i]) for i in range(2, _ENTRIES, 3)]
    if titled == "none":
        return Series(name, tuple(map(_bare, entries)), tuple(map(_bare, later)))
    return Series(name, tuple(entries), tuple(later))


def _bare(version: Version) -> Version:
    return version._replace(article=replace(version.article, url="", title=""))


def _later(maker: random.Random, version: Version) -> Version:
    """Return a retitled version at a new address: a few words, and a paragraph more."""
    old = version.article
    paragraphs = [_edit(maker, text, 0.005) for text in old.text.split("\n\n")]
    paragraphs.insert(maker.randrange(len(paragraphs)), _sentences(maker, 40))
    article = _article(
        f"https://www.example.org/report/{_slug(maker)}",
        _title(maker),
        paragraphs,
        old.published,
        old.standfirst,
    )
    return Version(version.document, article)


def _article(
    url: str,
    title: str,
    paragraphs: Sequence[str],
    published: str | None = None,
    standfirst: str | None = None,
) -> Article:
    body = tuple(Paragraph(text) for text in paragraphs if text.strip())
    return Article(url=url, title=title, body=body, published=published, standfirst=standfirst)


def _mixed(maker: random.Random, own: list[str], recurring: list[str]) -> list[str]:
    """Put an entry's own passages at random places between those that recur, in their order."""
    at = sorted(maker.sample(range(len(own) + len(recurring)), len(own)))
    passages = list(recurring)
    for place, passage in zip(at, own, strict=True):
        passages.insert(place, passage)
    return passages


def _sentences(maker: random.Random, words: int) -> str:
    return " ".join(maker.choice(_WORDS if maker.random() < 0.6 else _SMALL) for _ in range(words))


def _edit(maker: random.Random, text: str, share: float) -> str:
    return " ".join(
        maker.choice(_WORDS) if maker.random() < share else word for word in text.split()
    )


def _title(maker: random.Random) -> str:
    return f"The canal report: {_sentences(maker, 6)}"


def _slug(maker: random.Random) -> str:
    return "-".join(maker.sample(_WORDS, 4))
