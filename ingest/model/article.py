"""
An article as its page gives it, and what it is made of.

Dates are ISO 8601 text, because that keeps the precision of what a page says: ``2020-05-15``
is a day and ``2020-05-15T00:00:00+01:00`` is a moment, and one is never made into the other.
``None`` and empty mean only that the page does not say.
"""

from __future__ import annotations

import hashlib
import re
from functools import cached_property
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from ingest.text import letter_runs

#: A picture, or a link that is a paragraph of its own, in the Markdown that we write.
_TARGET = re.compile(
    r"^(?P<label>!?\[(?:[^\]\\]|\\.)*\])\((?P<target>(?:[^()\\\s]|\\.)*)\)(?=\\?$)", re.MULTILINE
)
_ISO_TIME = r"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$"
#: A day or a moment with its zone, as the page gives it.
IsoTime = Annotated[str, Meta(pattern=_ISO_TIME)]


class Paragraph(Struct, frozen=True, tag_field="type", tag="paragraph"):
    text: str


class Heading(Struct, frozen=True, tag_field="type", tag="heading"):
    level: int  #: 2 to 6; the title is no heading of the body
    text: str


class Quote(Struct, frozen=True, tag_field="type", tag="quote"):
    """A quotation in the running text; a pull quote is none."""

    text: str


class ItemList(Struct, frozen=True, tag_field="type", tag="list"):
    ordered: bool
    items: tuple[str, ...]


class Table(Struct, frozen=True, tag_field="type", tag="table"):
    rows: tuple[tuple[str, ...], ...]


class Image(Struct, frozen=True, tag_field="type", tag="image"):
    url: str
    caption: str | None = None
    credit: str | None = None


Block = Paragraph | Heading | Quote | ItemList | Table | Image


class LeadImage(Struct, frozen=True):
    """The image that opens the article."""

    url: str | None
    caption: str | None = None
    credit: str | None = None


class RelatedLink(Struct, frozen=True):
    """A "Read more" link: the title as the page shows it, the address canonical."""

    title: str
    url: str


class Embed(Struct, frozen=True):
    """A video, a post or a document of another site that the page shows in a frame."""

    url: str
    title: str
    after: int  #: how many blocks of the body stand before it


class Article(Struct, frozen=True, kw_only=True, dict=True):
    """One article as its page gives it."""

    url: str  #: canonical address
    title: str
    standfirst: str | None = None
    authors: tuple[str, ...] = ()
    published: IsoTime | None = None
    modified: IsoTime | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    reading_minutes: int | None = None
    lead_image: LeadImage | None = None
    body: tuple[Block, ...] = ()
    pull_quotes: tuple[str, ...] = ()
    related: tuple[RelatedLink, ...] = ()
    trailer: tuple[str, ...] = ()
    embeds: tuple[Embed, ...] = ()
    #: the body with emphasis, inline links and embeds in CommonMark, tables as GitHub writes them
    markdown: str = ""

    @cached_property
    def text(self) -> str:
        """Headings, paragraphs, quotes, lists and tables in order, a blank line between blocks."""
        return "\n\n".join(filter(None, map(block_text, self.body)))

    @cached_property
    def word_count(self) -> int:
        return len(self.text.split())

    @property
    def day(self) -> str:
        """The day of publication, ``2020-05-15``; empty where the page does not say."""
        return (self.published or "")[:10]

    @cached_property
    def form(self) -> str:
        """The Markdown without the addresses of pictures and embeds: they change by themselves."""
        shown = {embed.url for embed in self.embeds}
        return _TARGET.sub(lambda found: _without_target(found, shown), self.markdown)

    @cached_property
    def digest(self) -> str:
        """
        SHA-256 over what a reader would call the article.

        Left out is what changes without an edit: addresses of images, which carry rendering
        tokens, and of embeds, the date of modification, the reading time and the language.
        """
        image = self.lead_image
        said = (
            self.title,
            self.standfirst,
            self.authors,
            self.published,
            self.section,
            self.tags,
            (image.caption, image.credit) if image else None,
            tuple(
                (block.caption, block.credit) if isinstance(block, Image) else block
                for block in self.body
            ),
            self.pull_quotes,
            self.related,
            self.trailer,
            self.form,
        )
        return sha256(msgspec.json.encode(said))

    @cached_property
    def text_digest(self) -> str:
        """SHA-256 over the words alone: case, spacing and punctuation do not count."""
        return sha256(" ".join(letter_runs(self.text)).encode())


def _without_target(found: re.Match[str], shown: set[str]) -> str:
    is_volatile = found["label"].startswith("!") or found["target"].replace("\\", "") in shown
    return found["label"] if is_volatile else found[0]


def block_text(block: Block) -> str:
    """Return the running text of a block: one line an item or a row; none for an image."""
    match block:
        case ItemList(items=items):
            return "\n".join(items)
        case Table(rows=rows):
            return "\n".join("\t".join(row) for row in rows)
        case Image():
            return ""
        case _:
            return block.text


def sha256(body: bytes) -> str:
    """Return a digest as it stands in every record of ours: ``sha256:`` and 64 hex digits."""
    return f"sha256:{hashlib.sha256(body).hexdigest()}"
