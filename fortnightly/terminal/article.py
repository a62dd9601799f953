"""
An article as it reads on a terminal, and the sources of its fields.

The text is that of the article's Markdown; the addresses of its links stand in a list below it, so
that they can be read in a pipe and on any terminal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from markdown_it.token import Token
from rich import markdown
from rich.console import Group
from rich.constrain import Constrain
from rich.text import Text

from fortnightly.export.sanitize import sanitize
from fortnightly.export.text import pictured
from fortnightly.terminal.console import WIDTH_OF_TEXT, address, shown
from fortnightly.terminal.dates import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from ingest.model import Article, Evidence, ReadResult
    from storage.records import Entry

_ADDRESS = re.compile(r"https?://\S+")
_FIELDS = (
    "title",
    "standfirst",
    "authors",
    "published",
    "modified",
    "section",
    "tags",
    "language",
    "url",
    "lead_image",
)


class Explained(NamedTuple):
    """What is to be explained of an article, from the archive or from a saved page."""

    article: Article | Entry
    evidence: tuple[Evidence, ...]
    facts: tuple[tuple[str, str], ...]  #: the rule of membership, the verdict, the versions


def rendered(entry: Article | Entry, note: str = "") -> Group:
    """Return an article as it reads, below a note on it, and the addresses that it links to."""
    parts = (*([shown(note, "yellow")] if note else []), *_article(entry))
    return Group(*(line for part in parts for line in (part, Text())))


def explained(one: Explained) -> Group:
    """Return each field of an article with its source, and what other sources say."""
    given = {evidence.field for evidence in one.evidence}
    facts = (Text.assemble((f"{name}: ", "dim"), sanitize(value)) for name, value in one.facts)
    title = shown(one.article.title or "(no title)", "bold")
    found = (part for evidence in one.evidence for part in _evidence(evidence))
    rest = (
        part
        for name in _FIELDS
        if name not in given and getattr(one.article, name)
        for part in _field(name, _value(getattr(one.article, name)))
    )
    return Group(title, *facts, *found, *rest)


def _evidence(evidence: Evidence) -> Iterator[RenderableType]:
    yield from _field(evidence.field, evidence.value)
    yield shown(f"from {evidence.source}", "dim", indent=2)
    for source, value in evidence.others:
        yield shown(f"{source}: {value}", "dim", indent=4)


def _field(name: str, value: str | None) -> Iterator[RenderableType]:
    """Yield a field and its value; an address in one piece, to be copied."""
    yield Text(f"\n{name}", style="bold")
    if value and _ADDRESS.fullmatch(value):
        yield address(f"  {value}")
    else:
        yield shown(value or "(nothing)", indent=2)


def facts_of(outcome: ReadResult) -> tuple[tuple[str, str], ...]:
    """Return the verdict on a page, by which rule it is a member, and what read it."""
    reading, refused = outcome.reading, outcome.refused
    verdict = f"{refused.failure}: {refused.detail}" if refused else "an article"
    return (
        ("verdict", verdict),
        ("member", reading.rule or "by no rule"),
        ("extractor", reading.extractor),
        ("rules", reading.rules),
    )


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(getattr(value, "url", None) or value)


def _article(entry: Article | Entry) -> Iterator[RenderableType]:
    yield shown(entry.title, "bold")
    yield Group(shown(_facts(entry), "dim"), address(entry.url))
    if entry.standfirst:
        yield shown(entry.standfirst, "italic")
    if (image := entry.lead_image) and (caption := pictured(image.caption, image.credit)):
        yield shown(caption, "dim")
    body = _Body(sanitize(entry.markdown))
    yield Constrain(body, WIDTH_OF_TEXT)
    yield from _around(entry, body.links)


def _facts(entry: Article | Entry) -> str:
    """Return in a line by whom, when and where an article was published, and how long it is."""
    minutes = f"{entry.reading_minutes} min read" if entry.reading_minutes else ""
    published = written(entry.published)
    facts = (", ".join(entry.authors), published, entry.section, f"{entry.word_count} words")
    return " · ".join(filter(None, (*facts, minutes)))


def _around(entry: Article | Entry, links: Sequence[str]) -> Iterator[RenderableType]:
    if links:
        yield Group(*(address(f"[{number}] {url}") for number, url in enumerate(links, 1)))
    for heading, texts in (("Pull quotes", entry.pull_quotes), ("Trailer", entry.trailer)):
        if texts:
            yield shown(heading, "bold dim")
            yield shown("\n".join(f"- {text}" for text in texts), "dim")
    if entry.related:
        yield shown("Read more", "bold dim")
        yield Group(*(line for link in entry.related for line in _link(link.title, link.url)))


def _link(title: str, url: str) -> Iterator[RenderableType]:
    yield shown(f"- {title}", "dim")
    yield address(f"  {url}")


class _Heading(markdown.Heading):
    """A heading at the left, as in a book."""

    def __rich_console__(self, _: Console, __: ConsoleOptions) -> RenderResult:
        self.text.justify = "left"
        self.text.stylize("bold underline")
        yield self.text


class _Listing(markdown.CodeBlock):
    """A listing as it stands, without colours or a frame."""

    def __rich_console__(self, _: Console, __: ConsoleOptions) -> RenderResult:
        text = Text(str(self.text).rstrip("\n"), no_wrap=True, overflow="ignore")
        yield Text("\n").join(Text("    ") + line for line in text.split("\n"))


class _Body(markdown.Markdown):
    """The Markdown of a body; each link has the number of its address in `links`."""

    elements: ClassVar[dict[str, type[markdown.MarkdownElement]]] = {
        **markdown.Markdown.elements,
        "heading_open": _Heading,
        "fence": _Listing,
    }

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.links: list[str] = []
        for token in self.parsed:
            if token.children:
                token.children = list(self._numbered(token.children))

    def _numbered(self, tokens: Iterable[Token]) -> Iterator[Token]:
        """Yield tokens with a number after each link, and a word for each picture."""
        target, is_picture = "", False
        for token in tokens:
            if token.type == "image":
                is_picture = True
                yield _text("Picture: ")
            elif not (is_picture and token.type == "hardbreak"):
                yield token
            if token.type == "link_open":
                target = str(token.attrs.get("href", ""))
            elif token.type == "link_close":
                self.links.append(target)
                yield _text(f" [{len(self.links)}]")


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
