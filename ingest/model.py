"""
The values that pass between the stages. They hold; they do not decide.

Dates are ISO 8601 text, because that keeps the precision of what a page says: ``2020-05-15``
is a day and ``2020-05-15T00:00:00+01:00`` is a moment, and one is never made into the other.
``None`` and empty mean only that the page does not say.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from ingest.errors import PageError

_WORD = re.compile(r"[^\W_]+")
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
        return sha256(" ".join(_WORD.findall(self.text.casefold())).encode())


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


class Told(Struct, frozen=True, kw_only=True):
    """What a source of the series says of an entry: a feed's item, a row of a listing."""

    kind: str  #: of the source: feed, listing, sitemap
    title: str | None = None
    standfirst: str | None = None
    published: IsoTime | None = None


class Page(Struct, frozen=True, kw_only=True):
    """A page that was kept, as reading needs it."""

    url: str  #: the address that answered, after redirects
    body: bytes  #: after content decoding
    content_type: str = ""  #: the header, for its charset
    addresses: tuple[str, ...] = ()  #: the others it was asked at, or led through
    told: tuple[Told, ...] = ()  #: what the sources say of it, the most trusted first
    accepted: bool = False  #: a person says that it is the article, whatever the gate thinks

    def __repr__(self) -> str:
        return f"Page({self.url!r}, {len(self.body)} bytes)"


class Hosts(Struct, frozen=True, forbid_unknown_fields=True):
    """The names of one site: where its articles belong, and the others it answers to."""

    canonical: str
    aliases: tuple[str, ...] = ()


class Member(Struct, frozen=True, forbid_unknown_fields=True):
    """
    What makes an article one of the series: patterns, of which one must be found.

    All are searched for, anywhere and without regard to case.
    """

    title: str | None = None
    trailer: str | None = None
    path: str | None = None


class AnatomyRules(Struct, frozen=True, forbid_unknown_fields=True):
    """What a definition adds to the general rules of reading; patterns, searched for."""

    related: str | None = None
    trailer: tuple[str, ...] = ()
    credit: str | None = None  #: with a group named ``credit``


class Rules(Struct, frozen=True, kw_only=True):
    """What reading needs to know of a series, or of none: the defaults read any page."""

    hosts: Hosts | None = None
    sources: tuple[str, ...] = ()  #: addresses of lists of its entries: none of them is an entry
    member: Member | None = None
    anatomy: AnatomyRules = AnatomyRules()
    publisher: str | None = None
    language: str | None = None
    timezone: str = "UTC"


class Evidence(Struct, frozen=True, kw_only=True):
    """Why a field of an article says what it says: the rule or source, and who disagreed."""

    field: str  #: as in the JSON of an article
    source: str  #: ``JSON-LD``, ``meta og:title``, ``h1 that agrees with og:title``, ...
    value: str | None  #: as the source has it; None where nothing was believed
    others: tuple[tuple[str, str], ...] = ()  #: sources that say something else, and what


class Reading(Struct, frozen=True, kw_only=True):
    """What a page turned out to be: an article, and whether it is one of the series."""

    article: Article
    addresses: tuple[str, ...]  #: every address of it that the page and its way here tell
    answered: tuple[str, ...] = ()  #: those of them that led to it; the others are only claimed
    rule: str | None  #: the rule of membership that held, or None: not of the series
    extractor: str  #: name and version of what found the text in it
    rules: str  #: version of our rules, and a digest of what the definition adds to them
    evidence: tuple[Evidence, ...] = ()  #: where each field is from, in the order of the fields
    publisher: str | None = None  #: who publishes this copy, if it is not the series' publisher


class Examined(Struct, frozen=True):
    """What a page turned out to be, as far as it was read, and why it is refused, if it is."""

    reading: Reading
    refused: PageError | None


class Known(Struct, frozen=True, kw_only=True):
    """A stored article, as far as identity needs it."""

    id: int
    url: str = ""  #: canonical address
    keys: frozenset[str]  #: identity keys of its addresses, see `ingest.urls.key`
    #: those of the addresses that led to it; the others its pages only claim. None: not known
    answered: frozenset[str] | None = None
    pinned: frozenset[str] = frozenset()  #: those that a person says are its own
    digest: str  #: of its current revision
    #: of all its revisions; empty where no address brought it here
    digests: frozenset[str] = frozenset()
    text_digest: str  #: of its current revision
    words: int  #: of its current revision
    #: What it says, or once said: the revisions that resemble the reading, the most alike first,
    #: and the current one. Empty where the address or the words alone brought it here.
    versions: tuple[Article, ...] = ()


AddressState = Literal["wanted", "kept", "off_series", "set_aside", "gone"]


class Address(Struct, frozen=True, kw_only=True):
    """What we know of one address of an entry, fetched or not."""

    url: str
    key: str  #: identity key, see `ingest.urls.key`
    state: AddressState
    article_id: int | None
    etag: str | None
    last_modified: str | None
    asked: datetime | None  #: when it was last asked and answered
    pinned: bool = False  #: a person says that it is the article's, whatever its page says
    publisher: str | None = None  #: who else publishes a copy of the article there


class New(Struct, frozen=True):
    """Not in the archive yet."""


class Revised(Struct, frozen=True):
    """In the archive, and it says something else now."""

    id: int


class Unchanged(Struct, frozen=True):
    """In the archive, and it says the same."""

    id: int


class Duplicate(Struct, frozen=True):
    """The text of an archived article at another address: one more address of it."""

    of: int


Decision = New | Revised | Unchanged | Duplicate


class Ground(Struct, frozen=True, kw_only=True):
    """One thing that was weighed when a page was identified."""

    rule: (
        str  #: a word or two: ``address``, ``same words``, ``text``, ``date``, ``standfirst``, ...
    )
    detail: str  #: a sentence for a person
    other: int | None = None  #: the article that the page was compared with
    measure: float | None = None  #: a share from 0 to 1, where one was measured
    speaks_for: bool | None = None  #: that they are one article; None: neither way


class Apart(Struct, frozen=True, kw_only=True):
    """An article that a page was kept apart from, though it was too close to call."""

    id: int
    grounds: tuple[Ground, ...]


class Judgement(Struct, frozen=True, kw_only=True):
    """What a page is to the archive, and why."""

    decision: Decision
    grounds: tuple[Ground, ...] = ()
    apart: tuple[Apart, ...] = ()
    #: Keys of addresses that the page only claims, and that cannot be its own: `ingest.hearsay`.
    disbelieved: frozenset[str] = frozenset()


class Wording(Struct, frozen=True):
    """A run of words, spaces and signs of a block that changed."""

    op: Literal["kept", "removed", "added"]
    text: str


class Change(Struct, frozen=True, kw_only=True):
    """
    One block that differs between two revisions.

    A block that only stands elsewhere is ``changed``, from a text to the same text.
    """

    op: Literal["added", "removed", "changed"]
    block: str  #: ``title``, ``standfirst``, ... or ``body 4``: the position in the newer body
    before: str | None
    after: str | None
    #: Of one that changed: what was kept and removed is `before`, what was kept and added `after`.
    words: tuple[Wording, ...] = ()
    moved: str | None = None  #: where it stood in the older body, if it moved: ``body 2``


class Outcome(StrEnum):
    """What became of a capture."""

    PENDING = "pending"
    SOURCE = "source"
    GONE = "gone"
    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    OFF_SERIES = "off_series"
    SET_ASIDE = "set_aside"
    DISMISSED = "dismissed"
