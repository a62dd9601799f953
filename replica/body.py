"""
Puts an article's body together: sections, pull quotes near their sources, boxes, lists, images.

The same seed gives the same body. Does not write sentences; `replica.prose` does.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, get_args

from replica.content import (
    Block,
    Break,
    Entry,
    Heading,
    HeadingMarkup,
    Image,
    ItemList,
    Paragraph,
    PullMarkup,
    PullQuote,
    Quote,
    ReadMore,
    Table,
)
from replica.prose import Topic, nearly, paragraphs, prose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: How far from its source a pull quote may stand, in blocks.
FARTHEST = 9
_BREAKS: tuple[Break, ...] = ("none", "br", "newline", "strong")
_PULLS: tuple[PullMarkup, ...] = get_args(PullMarkup)


def body(seed: str, topics: Sequence[Topic], earlier: Sequence[Entry]) -> tuple[Block, ...]:
    """Write a body on some topics; it links to a few of the earlier entries, if there are any."""
    rng = Random(seed)
    blocks = _sections(topics, rng)
    _add_extra(blocks, rng)
    _add_pull_quotes(blocks, rng)
    _add_related(blocks, earlier, rng)
    return tuple(blocks)


def related(entry: Entry, broken: Break, *, old: bool) -> ReadMore:
    """Make a "Read more" box for an entry, with its old address if it has one and `old`."""
    url = f"http://{entry.former[0]}" if old and entry.former else entry.path
    return ReadMore(entry.title, url, broken)


def pull_quote(paragraph: Paragraph, change: int, markup: PullMarkup) -> PullQuote:
    """Show the first sentence of a paragraph again."""
    return PullQuote(nearly(first_sentence(paragraph.text), change), markup)


def first_sentence(text: str) -> str:
    """Return what stands before the first full stop that a space follows, and the stop."""
    return f"{text.partition('. ')[0].removesuffix('.')}."


def insert_in_flow(blocks: list[Block], at: int, block: Block) -> None:
    """Insert a block, but never between a subhead and what follows it."""
    while 0 < at < len(blocks) and isinstance(blocks[at - 1], Heading):
        at += 1
    blocks.insert(at, block)


def _sections(topics: Sequence[Topic], rng: Random) -> list[Block]:
    """Write the opening, then for every topic a subhead and its paragraphs."""
    markup: HeadingMarkup = rng.choice(("h3", "h3", "bold", "h2"))
    general = prose().take(prose().general, 3 * len(topics) + 2, rng)
    opening = [*prose().take(topics[0].sentences[:3], 2, rng), general.pop(), general.pop()]
    blocks: list[Block] = [Paragraph(text) for text in paragraphs(opening, rng)]
    background = prose().take(prose().background, len(topics), rng)
    for number, topic in enumerate(topics):
        sentences = prose().take(topic.sentences[0 if number else 3 :], rng.randint(7, 10), rng)
        sentences += general[3 * number : 3 * number + 3]
        blocks.append(Heading(rng.choice(topic.headings), markup))
        blocks.extend(_section(sentences, background[number], rng))
    return blocks


def _section(sentences: list[str], background: str, rng: Random) -> list[Paragraph]:
    rng.shuffle(sentences)
    made = paragraphs(sentences, rng)
    made.insert(rng.randint(1, len(made)), background)
    return [Paragraph(text) for text in made]


def _add_extra(blocks: list[Block], rng: Random) -> None:
    """Add to some bodies a list, a table, a quotation or an image."""
    makers: tuple[Callable[[Random], Block], ...] = (_list, _table, _quote, _image)
    for make in rng.sample(makers, rng.choice((0, 0, 1, 2))):
        insert_in_flow(blocks, rng.randint(3, len(blocks) - 1), make(rng))


def _list(rng: Random) -> ItemList:
    items = [prose().say(item, rng) for item in rng.choice(prose().lists)]
    return ItemList(tuple(items), ordered=rng.random() < 0.5)


def _table(rng: Random) -> Table:
    cities = rng.sample(prose().words["city"], 4)
    rows = ((city, str(rng.randint(12, 94)), f"{rng.randint(2, 39)}%") for city in cities)
    return Table((("City", "Projects", "Completed"), *rows))


def _quote(rng: Random) -> Quote:
    return Quote(prose().say(rng.choice(prose().quotations), rng))


def _image(rng: Random) -> Image:
    number = rng.randrange(10**7)
    caption = prose().say(rng.choice(prose().captions), rng)
    return Image(f"/sites/default/files/inline-images/{number}.jpg", caption, "AFP")


def _add_pull_quotes(blocks: list[Block], rng: Random) -> None:
    """Repeat one to three sentences, before or after their place."""
    markup = rng.choice(_PULLS)
    sources = [block for block in blocks if isinstance(block, Paragraph)]
    for paragraph in rng.sample(sources, rng.choice((1, 2, 3))):
        quote = pull_quote(paragraph, rng.randrange(5), markup)
        at = blocks.index(paragraph) + rng.randint(1 - FARTHEST, FARTHEST)
        insert_in_flow(blocks, min(max(at, 1), len(blocks)), quote)


def _add_related(blocks: list[Block], earlier: Sequence[Entry], rng: Random) -> None:
    for target in rng.sample(earlier, min(len(earlier), rng.choice((0, 1, 2, 2, 3)))):
        box = related(target, rng.choice(_BREAKS), old=rng.random() < 0.6)
        insert_in_flow(blocks, rng.randint(2, len(blocks)), box)
