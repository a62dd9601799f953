"""
The parts of an article: standfirst, body, pull quotes, related links, trailer, lead image.

As a pipeline: selection | head | related | pull quotes | trailer | images | body. Each step takes
its pieces out of the running text; what no step takes, is the body. Nothing is lost silently: a
piece of the article is in exactly one part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ingest.model import (
    Block,
    Evidence,
    Heading,
    Image,
    ItemList,
    LeadImage,
    Paragraph,
    Quote,
    RelatedLink,
    Table,
)
from ingest.page.build import Kind, Piece
from ingest.page.dom import path_up
from ingest.parts import header, related
from ingest.parts.images import image, is_decoration
from ingest.parts.pull_quotes import pull_quotes
from ingest.parts.subheads import subheads
from ingest.parts.trailer import expanded
from ingest.phrases import is_disclosure, is_own_trailer, is_solicitation, is_trailer, split_credit
from ingest.text import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.content.select import Selection
    from ingest.fields.metadata import Metadata
    from ingest.model import AnatomyRules

_TEXT = (Kind.PARAGRAPH, Kind.HEADING, Kind.QUOTE, Kind.LIST, Kind.TABLE)
_LONGEST_CAPTION = 60  #: words
_TRAILER_REACH = 8  #: pieces after the last of the text


class Anatomy(Struct, frozen=True, kw_only=True):
    standfirst: str | None
    body: tuple[Block, ...]
    elements: tuple[Any, ...]  #: for each block of the body, where it is in the page
    pull_quotes: tuple[str, ...]
    related: tuple[RelatedLink, ...]
    trailer: tuple[str, ...]
    lead_image: LeadImage | None
    reading_minutes: int | None
    evidence: tuple[Evidence, ...] = ()  #: why each part is what it is, in the order of the fields


def anatomy(
    selection: Selection,
    metadata: Metadata,
    base: str,
    rules: AnatomyRules,
    summaries: Sequence[str] = (),
) -> Anatomy:
    """Take an article apart; `told` is what its sources give as the standfirst."""
    table = _Table(selection, metadata, base, rules)
    return table.anatomy(summaries)


class _Table:
    """The pieces of one article on the table; each step takes away what it knows."""

    def __init__(
        self, selection: Selection, metadata: Metadata, base: str, rules: AnatomyRules
    ) -> None:
        self._pieces, self._chosen = expanded(selection, rules)
        self._metadata = metadata
        self._base = base
        self._rules = rules
        self._why = _Grounds()
        self._body_source = selection.source
        self._first = next((i for i, yes in enumerate(self._chosen) if yes), 0)
        self._last = max((i for i, yes in enumerate(self._chosen) if yes), default=-1)

    def anatomy(self, summaries: Sequence[str]) -> Anatomy:
        top = header.read_header(self._pieces, self._chosen, self._metadata, summaries)
        self._drop(top.taken)
        links = self._related()
        trailer = self._trailer()
        pulled = self._pull_quotes()
        lead, images = self._images(top.end)
        body = list(self._body(images))
        self._why.note("standfirst", top.source, top.standfirst)
        self._why.note("lead_image", _image_source(lead), lead.caption if lead else None)
        self._why.note("body", self._body_source, None)
        return Anatomy(
            standfirst=top.standfirst,
            body=tuple(block for block, _ in body),
            elements=tuple(element for _, element in body),
            pull_quotes=tuple(pulled),
            related=tuple(links),
            trailer=tuple(trailer),
            lead_image=lead,
            reading_minutes=top.reading_minutes,
            evidence=self._why.evidence(),
        )

    def _drop(self, taken: Sequence[int]) -> None:
        for i in taken:
            self._chosen[i] = False

    def _within(self) -> range:
        return range(self._first, self._last + 1)

    def _related(self) -> list[RelatedLink]:
        """Take the boxes and lines of related links that stand in the article or right after it."""
        found: list[RelatedLink] = []
        i, end = self._first, min(len(self._pieces), self._last + 2)
        while i < end:
            taken = self._related_at(i)
            for piece in self._pieces[i : i + taken]:
                found += related.links(piece, self._base, self._rules)
            if taken:
                self._why.note(
                    "related", related.source(self._pieces[i], self._rules), self._pieces[i].text
                )
            self._drop(range(i, i + taken))
            i += max(1, taken)
        return related.joined(found)

    def _related_at(self, i: int) -> int:
        """Return how many pieces from here on are a box of related links."""
        piece = self._pieces[i]
        labelled = related.is_related(piece, self._rules)
        if labelled and related.is_label_only(piece, self._rules):
            following = related.links_after(self._pieces[i + 1 :])
            return 1 + following if following or not self._chosen[i] else 1
        if piece.kind == Kind.RELATED:
            return 1 if i <= self._last or labelled else 0
        return 1 if labelled else 0

    def _trailer(self) -> list[str]:
        """Take the notes below the text, from its end upwards; those of the definition anywhere."""
        own = {i for i in self._near_end(0) if self._is_own_trailer(i)}
        general = set(self._general_trailer()) | set(self._disclosures())
        taken = sorted(own | general)
        self._drop(taken)
        lines = [self._pieces[i].text for i in taken]
        for i in taken:
            source = "phrase of the definition" if i in own else "a publisher's note, by its words"
            self._why.note("trailer", source, self._pieces[i].text)
        return list({skeleton(line): line for line in lines}.values())

    def _disclosures(self) -> Iterator[int]:
        """Yield what the publisher says of its own gain, and drop what only asks for consent."""
        for i in self._within():
            if self._chosen[i] and self._pieces[i].kind in _TEXT:
                if is_disclosure(self._pieces[i].text):
                    yield i
                elif is_solicitation(self._pieces[i].text):
                    self._drop([i])

    def _near_end(self, start: int) -> range:
        return range(
            max(start, self._first), min(len(self._pieces), self._last + 1 + _TRAILER_REACH)
        )

    def _is_own_trailer(self, i: int) -> bool:
        piece = self._pieces[i]
        return piece.kind in _TEXT and is_own_trailer(piece.text, self._rules.trailer)

    def _general_trailer(self) -> Iterator[int]:
        for i in range(self._last, self._first - 1, -1):
            piece = self._pieces[i]
            if not self._chosen[i] or self._is_own_trailer(i):
                continue
            if piece.kind not in _TEXT or not is_trailer(piece.text):
                break
            yield i
        yield from self._trailer_below()

    def _trailer_below(self) -> Iterator[int]:
        """Yield the notes right below the text that trafilatura took for none of it."""
        for i in self._near_end(self._last + 1):
            piece = self._pieces[i]
            if piece.kind == Kind.IMAGE:
                continue
            if piece.kind not in _TEXT or not is_trailer(piece.text) or _is_in_footer(piece):
                return
            yield i

    def _pull_quotes(self) -> list[str]:
        taken = pull_quotes(
            [self._pieces[i] for i in self._within()], [self._chosen[i] for i in self._within()]
        )
        where = [self._first + i for i in taken]
        self._drop(where)
        for i, source in zip(where, taken.values(), strict=True):
            self._why.note("pull_quotes", source, self._pieces[i].text)
        texts = [self._pieces[i].text for i in where]
        return list({skeleton(text): text for text in texts if text}.values())

    def _images(self, end: int) -> tuple[LeadImage | None, dict[int, Image]]:
        """Return the image that opens the article, and the others by their place."""
        start = max(0, self._first - header.REACH)
        found = {i: one for i in range(start, self._last + 1) if (one := self._image_at(i))}
        opening = [i for i in found if i < end]
        lead = found[opening[-1]] if opening else None
        rest = {i: one for i, one in found.items() if i >= max(end, self._first) and one.url}
        if lead is None and self._metadata.image is None:
            return None, rest
        url = (lead.url if lead else "") or self._metadata.image
        return LeadImage(url, lead.caption if lead else None, lead.credit if lead else None), rest

    def _image_at(self, i: int) -> Image | None:
        piece = self._pieces[i]
        if piece.kind != Kind.IMAGE or is_decoration(piece.element):
            return None
        after = list(range(i + 1, self._captions_end(i)))
        self._drop(after)
        elements = [piece.element, *(self._pieces[j].element for j in after)]
        return image(elements, self._base, self._rules.credit)

    def _captions_end(self, i: int) -> int:
        """Return the place after the captions of the image at `i`, marked up or only worded so."""
        end = i + 1
        while end < min(len(self._pieces), i + 3) and self._is_caption(
            self._pieces[end], first=end == i + 1
        ):
            end += 1
        return end

    def _is_caption(self, piece: Piece, *, first: bool) -> bool:
        if piece.kind == Kind.CAPTION:
            return True
        worded = (
            first and piece.kind == Kind.PARAGRAPH and len(piece.text.split()) <= _LONGEST_CAPTION
        )
        return worded and split_credit(piece.text, self._rules.credit)[1] is not None

    def _body(self, images: dict[int, Image]) -> Iterator[tuple[Block, Any]]:
        levels = subheads(self._pieces, self._chosen)
        for i, piece in enumerate(self._pieces):
            if i in images:
                yield images[i], piece.element
            elif self._chosen[i]:
                yield from ((block, piece.element) for block in _block(piece, levels.get(i)))


def _image_source(lead: LeadImage | None) -> str:
    if lead is None:
        return ""
    return "above the text" if lead.caption or lead.credit else "above the text, or metadata"


def _is_in_footer(piece: Piece) -> bool:
    return any(one.tag in ("footer", "aside", "nav", "form") for one in path_up(piece.element))


def _block(piece: Piece, level: int | None) -> Iterator[Block]:
    if level is not None:
        yield Heading(level, piece.text)
        return
    match piece.kind:
        case Kind.PARAGRAPH | Kind.CAPTION:
            yield Paragraph(piece.text)
        case Kind.QUOTE:
            yield Quote(piece.text)
        case Kind.LIST:
            yield ItemList(piece.ordered, tuple(row[0] for row in piece.items))
        case Kind.TABLE:
            yield Table(piece.items)


#: The parts, in the order of the article's fields.
_FIELDS = ("standfirst", "lead_image", "body", "pull_quotes", "related", "trailer")


class _Grounds:
    """The reasons of one article's parts, one for each part or for each of its lines."""

    def __init__(self) -> None:
        self._notes: list[tuple[str, str, str | None]] = []

    def note(self, field: str, source: str, value: str | None) -> None:
        """Note what a part goes by; no source: the article has no such part."""
        if source:
            self._notes.append((field, source, value))

    def evidence(self) -> tuple[Evidence, ...]:
        """Return the reasons in the order of the fields, and within one of the page."""
        ordered = sorted(self._notes, key=lambda note: _FIELDS.index(note[0]))
        return tuple(
            Evidence(field=field, source=source, value=value) for field, source, value in ordered
        )
