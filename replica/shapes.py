"""
The special anatomy: each shape is one thing that an entry of the series can look like.

The newest entry is an ordinary one; the entries after it take these shapes, one each, in order.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from replica.body import first_sentence, insert_in_flow, pull_quote, related
from replica.content import (
    Author,
    Block,
    Entry,
    Heading,
    Image,
    ItemList,
    Paragraph,
    PullQuote,
    Quote,
    ReadMore,
    Table,
)
from replica.prose import nearly, prose
from replica.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Shape = Callable[[Entry, Sequence[Entry]], Entry]


def everything_at_once(entry: Entry, earlier: Sequence[Entry]) -> Entry:
    """Have a quotation, a list, a table, an image, three broken boxes, an early pull quote."""
    blocks = list(_flow(entry))
    source = _paragraphs(blocks)[3]
    additions: list[Block] = [
        pull_quote(source, 0, "aside"),
        *(related(target, "br", old=True) for target in earlier[:1]),
        Quote(
            "The council shall publish its accounts, and it shall do so while they still matter."
        ),
        ItemList(("first the pumps", "then the canals", "last of all the taps"), ordered=True),
        *(related(target, "newline", old=False) for target in earlier[1:2]),
        Table((("Province", "Promised", "Built"), ("Maysan", "40", "11"), ("Wasit", "25", "9"))),
        *(related(target, "strong", old=True) for target in earlier[2:3]),
        Image("/sites/default/files/inline-images/canal.jpg", "A canal at noon.", "AFP"),
    ]
    for number, block in enumerate(additions):
        insert_in_flow(blocks, 2 + 3 * number, block)
    return replace(entry, blocks=tuple(blocks), metadata="graph")


def pull_quotes_far_away(entry: Entry, _: Sequence[Entry]) -> Entry:
    """Have one nine paragraphs before its source, one nine after it, one beside it."""
    texts = _paragraphs(_flow(entry))
    blocks: list[Block] = list(texts)
    blocks.insert(10, pull_quote(texts[1], 0, "p"))
    blocks.insert(3, pull_quote(texts[11], 1, "blockquote"))
    blocks.insert(6, pull_quote(texts[4], 4, "div"))
    return replace(entry, blocks=tuple(blocks))


def real_quotations(entry: Entry, _: Sequence[Entry]) -> Entry:
    """Block quotations that repeat nothing, and not one pull quote."""
    blocks = list(_flow(entry))
    for at, text in zip((3, 8), prose().quotations[1:3], strict=True):
        insert_in_flow(blocks, at, Quote(text))
    return replace(entry, blocks=tuple(blocks))


def paragraphs_only(entry: Entry, _: Sequence[Entry]) -> Entry:
    return replace(entry, blocks=_paragraphs(entry.blocks))


def subheads_in_bold(entry: Entry, earlier: Sequence[Entry]) -> Entry:
    """Subheads that are bold paragraphs, and beside them a box that is one too."""
    bold = (
        replace(block, markup="bold") if isinstance(block, Heading) else block
        for block in _flow(entry)
    )
    boxes = (related(target, "strong", old=False) for target in earlier[:1])
    return replace(entry, blocks=(*bold, *boxes))


def without_image_and_standfirst(entry: Entry, _: Sequence[Entry]) -> Entry:
    return replace(entry, image=None, standfirst=None, metadata="none")


def headline_without_the_series(entry: Entry, _: Sequence[Entry]) -> Entry:
    """Leave the series out of the h1; address, short title and trailer name it."""
    return replace(entry, title=entry.title.partition(": ")[2])


def vanished_word(entry: Entry, _: Sequence[Entry]) -> Entry:
    """Have a title whose IS is dropped from the address."""
    return _retitled(entry, "The Iraq Report: What IS left behind", "")


def collided_address(entry: Entry, _: Sequence[Entry]) -> Entry:
    """Another title, the same slug as that of `vanished_word`."""
    return _retitled(entry, "The Iraq Report: What this left behind", "-1")


def short_one(entry: Entry, _: Sequence[Entry]) -> Entry:
    return replace(entry, blocks=_paragraphs(entry.blocks)[:7])


def with_a_byline(entry: Entry, _: Sequence[Entry]) -> Entry:
    return replace(entry, authors=(Author(101, "Mirna Asfour"),), metadata="json-ld")


def typographic(entry: Entry, _: Sequence[Entry]) -> Entry:
    """Curly quotes, no-break spaces, accents, Arabic, ampersand and angle brackets."""
    first = Paragraph(
        "The caf\u00e9 owners of al-Mutanabbi Street \u2013 \u201cnot one of us sleeps before "
        "two\u201d, says one \u2013 call the week\u2019s\u00a0new rule \u0627\u0644\u0646\u0638"
        "\u0627\u0645, \u201cthe order\u201d, and pay it 5 < 10 times a year & no more.\u00a0 "
    )
    pull = PullQuote(nearly(first_sentence(first.text.strip()), 4), "blockquote")
    return replace(entry, blocks=(first, *entry.blocks[1:4], pull, *entry.blocks[4:]))


def broken_by_line_breaks(entry: Entry, _: Sequence[Entry]) -> Entry:
    """Paragraphs told apart by two line breaks only, as the oldest pages were imported."""
    return replace(entry, blocks=_flow(entry), body="br")


def paragraphs_in_divs(entry: Entry, _: Sequence[Entry]) -> Entry:
    return replace(entry, blocks=_flow(entry), body="div")


def revised_later(entry: Entry, _: Sequence[Entry]) -> Entry:
    modified = entry.published + timedelta(hours=5, minutes=12)
    return replace(entry, modified=modified, metadata="json-ld")


def unrelated_box(entry: Entry, _: Sequence[Entry]) -> Entry:
    """Lead off the series in a "Read more" box right before the trailer."""
    title = prose().tagged_titles[0]
    box = ReadMore(title, f"/features/{slug(title)}", "br")
    return replace(entry, blocks=(*_flow(entry), box))


def links_in_the_text(entry: Entry, earlier: Sequence[Entry]) -> Entry:
    """Links inside paragraphs are text, whatever they lead to."""
    target = earlier[0].path if earlier else "/analysis"
    blocks = tuple(
        replace(block, links=((" ".join(block.text.split()[2:5]), target),))
        if isinstance(block, Paragraph)
        else block
        for block in entry.blocks
    )
    return replace(entry, blocks=blocks)


def without_trailer(entry: Entry, _: Sequence[Entry]) -> Entry:
    return replace(entry, trailer="none")


SHAPES: tuple[Shape, ...] = (
    everything_at_once,
    pull_quotes_far_away,
    real_quotations,
    paragraphs_only,
    subheads_in_bold,
    without_image_and_standfirst,
    headline_without_the_series,
    vanished_word,
    collided_address,
    short_one,
    with_a_byline,
    typographic,
    broken_by_line_breaks,
    paragraphs_in_divs,
    revised_later,
    unrelated_box,
    links_in_the_text,
    without_trailer,
)


def _retitled(entry: Entry, title: str, suffix: str) -> Entry:
    path = f"/analysis/{slug(title)}{suffix}"
    return replace(entry, title=title, short_title=title, path=path, section="Analysis")


def _flow(entry: Entry) -> tuple[Block, ...]:
    """Return paragraphs and subheads alone."""
    return tuple(block for block in entry.blocks if isinstance(block, Paragraph | Heading))


def _paragraphs(blocks: Sequence[Block]) -> tuple[Paragraph, ...]:
    return tuple(block for block in blocks if isinstance(block, Paragraph))
