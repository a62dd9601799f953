"""The blocks of a body as HTML, in the several markups that a Drupal site has for each."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from replica.content import (
    Block,
    BodyMarkup,
    Heading,
    Image,
    ItemList,
    Paragraph,
    PullQuote,
    Quote,
    ReadMore,
    Table,
)
from replica.look import LISTING_PATH, Look, attribute, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from replica.content import Break, TrailerMarkup

TRAILER = "The Iraq Report is a fortnightly feature at The New Arab."
ARCHIVE_LINE = "Click below to see the full archive."

_PULLS = {
    "blockquote": '<blockquote class="pullquote"><p>{}</p></blockquote>',
    "aside": '<aside class="pull-quote"><p>{}</p></aside>',
    "div": '<div class="quote"><p>{}</p></div>',
    "p": '<p class="pullquote">{}</p>',
    "figure": '<figure class="quote"><blockquote>{}</blockquote></figure>',
}
_HEADINGS = {"h3": "<h3>{}</h3>", "h2": "<h2>{}</h2>", "bold": "<p><strong>{}</strong></p>"}
_BREAKS: dict[Break, str] = {"br": "<br />\n", "newline": "\n"}
_PARAGRAPHS = {"p": "<p>{}</p>", "div": "<div>{}</div>", "br": "{}"}
_LINE_BREAKS = "<br />\n<br />\n"


def body_html(blocks: Sequence[Block], markup: BodyMarkup, look: Look) -> str:
    if markup == "br":
        return _with_line_breaks(blocks, look)
    return "\n\n".join(block_html(block, markup, look) for block in blocks)


def block_html(block: Block, markup: BodyMarkup, look: Look) -> str:
    match block:
        case Paragraph():
            return _PARAGRAPHS[markup].format(_linked(block))
        case Heading():
            return _HEADINGS[block.markup].format(text(block.text))
        case Quote():
            return f"<blockquote>\n<p>{text(block.text)}</p>\n</blockquote>"
        case PullQuote():
            return _PULLS[block.markup].format(text(block.text))
        case _:
            return _inserted(block, look)


def _inserted(block: ReadMore | ItemList | Table | Image, look: Look) -> str:
    match block:
        case ReadMore():
            return _read_more(block)
        case ItemList():
            return _list(block)
        case Table():
            return _table(block)
        case Image():
            return figure(block, look)


def figure(image: Image, look: Look) -> str:
    caption = caption_line(image)
    return (
        '<figure role="group" class="caption caption-img">\n'
        f'<img src="{attribute(look.url(image.url))}" alt="{attribute(image.caption or "")}" '
        'width="1200" height="675" loading="lazy" typeof="foaf:Image" />\n'
        + (f"<figcaption>{text(caption)}</figcaption>\n" if caption else "")
        + "</figure>"
    )


def caption_line(image: Image) -> str:
    """Return a caption as the page prints it: the credit in brackets at the end."""
    return " ".join(filter(None, (image.caption, image.credit and f"[{image.credit}]")))


def trailer_html(markup: TrailerMarkup) -> str:
    """Return the closing sentences with the link that names the listing."""
    sentence = f"<p><em>{TRAILER}</em></p>"
    words = "Click below to see the <a href={0}>full archive</a>."
    link = f'"{LISTING_PATH}"'
    return {
        "linked-sentence": f"{sentence}\n<p><a href={link}>{ARCHIVE_LINE}</a></p>",
        "linked-words": f"{sentence}\n<p>{words.format(link)}</p>",
        "banner": f"{sentence}\n<p>{ARCHIVE_LINE}</p>\n<p><a href={link}>"
        '<img src="/sites/default/files/iraq-report-banner.png" alt="" /></a></p>',
        "one-paragraph": f"<p><strong><em>{TRAILER}</em></strong><br />\n{words.format(link)}</p>",
        "none": "",
    }[markup]


def trailer_sentences(markup: TrailerMarkup) -> tuple[str, ...]:
    return () if markup == "none" else (TRAILER, ARCHIVE_LINE)


def _linked(paragraph: Paragraph) -> str:
    html = text(paragraph.text).replace("\u00a0", "&nbsp;")
    for words, target in paragraph.links:
        html = html.replace(words, f'<a href="{attribute(target)}">{words}</a>', 1)
    return html


def _read_more(box: ReadMore) -> str:
    link = f'<a href="{attribute(box.url)}">{_broken(text(box.title), box.broken)}</a>'
    if box.broken == "strong":
        return f"<p><strong>Read more: {link}</strong></p>"
    return f'<div class="related-link"><p><strong>Read more:</strong> {link}</p></div>'


def _broken(title: str, broken: Break) -> str:
    """Break a title at a space in its last third."""
    at = title.find(" ", 2 * len(title) // 3)
    start, end = title[:at], title[at + 1 :]
    if at < 0 or broken not in _BREAKS:
        return title
    return f"{start}{_BREAKS[broken]}{end}"


def _list(block: ItemList) -> str:
    tag = "ol" if block.ordered else "ul"
    items = "\n".join(f"<li>{text(item)}</li>" for item in block.items)
    return f"<{tag}>\n{items}\n</{tag}>"


def _table(block: Table) -> str:
    first, *rest = block.rows
    head = "".join(f"<th>{text(cell)}</th>" for cell in first)
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{text(cell)}</td>" for cell in row) + "</tr>" for row in rest
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _with_line_breaks(blocks: Sequence[Block], look: Look) -> str:
    """Run paragraphs that follow each other together in one element."""
    parts = []
    for together, run in groupby(blocks, lambda block: isinstance(block, Paragraph)):
        if together:
            lines = _LINE_BREAKS.join(block_html(block, "br", look) for block in run)
            parts.append(f"<p>{lines}</p>")
        else:
            parts.extend(block_html(block, "br", look) for block in run)
    return "\n\n".join(parts)
