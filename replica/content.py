"""
What an article of the replica consists of. The page and the truth are both made from it.

Holds only: how a block looks in HTML is `replica.article`'s affair, and what it must become in an
archive is `replica.truth`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

#: What the head of a page tells. Which of these the real site has is not known.
Metadata = Literal["json-ld", "graph", "og", "none"]
#: How a subhead is marked up.
HeadingMarkup = Literal["h3", "bold", "h2"]
#: How a pull quote is marked up.
PullMarkup = Literal["blockquote", "aside", "div", "p", "figure"]
#: What stands in the middle of a "Read more" title.
Break = Literal["none", "br", "newline", "strong"]
#: How the closing sentences and the link to the archive are marked up.
TrailerMarkup = Literal["linked-sentence", "linked-words", "banner", "one-paragraph", "none"]
#: How the paragraphs of the body are told apart.
BodyMarkup = Literal["p", "br", "div"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    #: words of the text that are a link, and where it leads
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    markup: HeadingMarkup = "h3"


@dataclass(frozen=True, slots=True)
class Quote:
    """A real quotation: it repeats nothing that the article says elsewhere."""

    text: str


@dataclass(frozen=True, slots=True)
class PullQuote:
    """A sentence of the article shown again, nearly word for word."""

    text: str
    markup: PullMarkup = "blockquote"


@dataclass(frozen=True, slots=True)
class ReadMore:
    """A "Read more" box; its address may be an old one, and may be off the series."""

    title: str
    url: str
    broken: Break = "none"


@dataclass(frozen=True, slots=True)
class ItemList:
    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, of which the first row is the heading."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Image:
    """An image with its caption; the address is a path of the site or absolute."""

    url: str
    caption: str | None = None
    credit: str | None = "Getty"


Block = Paragraph | Heading | Quote | PullQuote | ReadMore | ItemList | Table | Image


@dataclass(frozen=True, slots=True)
class Author:
    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article, of the series or off it, with all that its page says."""

    node: int  #: the number in ``/node/N``
    path: str  #: where it is, such as ``/analysis/iraq-report-a-dry-march``
    title: str  #: the h1
    short_title: str  #: in the title element, the breadcrumb, the feed and the listing
    published: datetime  #: aware; the page prints its day
    section: str = "Analysis"
    standfirst: str | None = None
    tags: tuple[str, ...] = ()
    image: Image | None = None
    blocks: tuple[Block, ...] = ()  #: in the order of the page, pull quotes and boxes among them
    series: bool = True
    authors: tuple[Author, ...] = ()
    modified: datetime | None = None
    former: tuple[str, ...] = ()  #: absolute addresses without scheme that lead here
    metadata: Metadata = "og"
    trailer: TrailerMarkup = "linked-sentence"
    body: BodyMarkup = "p"


def words(entry: Entry) -> int:
    """Return how many words the running text has, as the reading time counts them."""
    return len(running_text(entry).split())


def running_text(entry: Entry) -> str:
    """Headings, paragraphs, quotes, lists and tables in order, a blank line between blocks."""
    return "\n\n".join(filter(None, map(_text, entry.blocks)))


def reading_minutes(entry: Entry) -> int:
    """Whole minutes at 200 words each, a begun minute counting as one."""
    return max(1, -(-words(entry) // 200))


def clean(text: str) -> str:
    """Return a text with every run of whitespace as one space, no-break ones too."""
    return " ".join(text.split())


def _text(block: Block) -> str:
    match block:
        case Paragraph(text=text) | Heading(text=text) | Quote(text=text):
            return clean(text)
        case ItemList(items=items):
            return "\n".join(map(clean, items))
        case Table(rows=rows):
            return "\n".join("\t".join(map(clean, row)) for row in rows)
        case _:
            return ""
