"""
The parts of an article: standfirst, body, pull quotes, related links, trailer, lead image.

A pipeline: selection | header | related | trailer | pull quotes | images | body. Each step takes
its pieces out of the running text, and the rest is the body: a piece is in one part only.
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
from ingest.parts import header, related
from ingest.parts.images import image, is_decoration
from ingest.parts.pull_quotes import pull_quotes
from ingest.parts.subheads import subheads
from ingest.parts.trailer import expanded, solicitations, trailer_notes
from ingest.phrases import split_credit
from ingest.text import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ingest.content.select import Selection
    from ingest.fields.metadata import Metadata
    from ingest.model import AnatomyRules

#: The parts, in the order of the article's fields.
_FIELDS = ("standfirst", "lead_image", "body", "pull_quotes", "related", "trailer")
_LONGEST_CAPTION = 60  #: words


class Anatomy(Struct, frozen=True, kw_only=True):
    """An article in its parts."""

    standfirst: str | None
    body: tuple[Block, ...]
    elements: tuple[Any, ...]  #: the element of the page for each block of the body
    pull_quotes: tuple[str, ...]
    related: tuple[RelatedLink, ...]
    trailer: tuple[str, ...]
    lead_image: LeadImage | None
    reading_minutes: int | None
    evidence: tuple[Evidence, ...] = ()  #: what told each part, in the order of the fields


def anatomy(
    selection: Selection,
    metadata: Metadata,
    rules: AnatomyRules,
    summaries: Sequence[str] = (),
) -> Anatomy:
    """Return the parts of an article; `summaries` are what its sources give as the standfirst."""
    return _Dissection(selection, metadata, rules).anatomy(summaries)


class _Dissection:
    """The pieces of one page, and which of them are still running text."""

    def __init__(self, selection: Selection, metadata: Metadata, rules: AnatomyRules) -> None:
        self._pieces, self._chosen = expanded(selection, rules)
        self._metadata = metadata
        self._rules = rules
        self._evidence: list[Evidence] = []
        self._body_source = selection.source
        chosen = [i for i, yes in enumerate(self._chosen) if yes]
        self._span = range(chosen[0], chosen[-1] + 1) if chosen else range(0)

    def anatomy(self, summaries: Sequence[str]) -> Anatomy:
        top = header.read_header(self._pieces, self._chosen, self._metadata, summaries)
        self._drop(top.taken)
        links = self._related()
        trailer = self._trailer()
        pulled = self._pull_quotes()
        lead, images = self._images(top.end)
        body = list(self._body(images))
        self._note("standfirst", top.source, top.standfirst)
        self._note("lead_image", _image_source(lead), lead.caption if lead else None)
        self._note("body", self._body_source, None)
        return Anatomy(
            standfirst=top.standfirst,
            body=tuple(block for block, _ in body),
            elements=tuple(element for _, element in body),
            pull_quotes=tuple(pulled),
            related=tuple(links),
            trailer=tuple(trailer),
            lead_image=lead,
            reading_minutes=top.reading_minutes,
            evidence=tuple(sorted(self._evidence, key=lambda one: _FIELDS.index(one.field))),
        )

    def _note(self, field: str, source: str, value: str | None) -> None:
        """Note what told a part; an empty source means that the article has no such part."""
        if source:
            self._evidence.append(Evidence(field=field, source=source, value=value))

    def _take(self, field: str, sources: Mapping[int, str]) -> list[str]:
        """Take pieces out of the text, note what told each, and return their texts, each once."""
        self._drop(sources)
        for i, source in sources.items():
            self._note(field, source, self._pieces[i].text)
        return list(
            {skeleton(text): text for i in sources if (text := self._pieces[i].text)}.values()
        )

    def _drop(self, places: Iterable[int]) -> None:
        for i in places:
            self._chosen[i] = False

    def _related(self) -> list[RelatedLink]:
        """Take the boxes and lines of related links in the article or right after it."""
        found: list[RelatedLink] = []
        i, end = self._span.start, min(len(self._pieces), self._span.stop + 1)
        while i < end:
            taken = self._related_at(i)
            for piece in self._pieces[i : i + taken]:
                found += related.links(piece, self._metadata.base, self._rules)
            if taken:
                source = related.source(self._pieces[i], self._rules)
                self._note("related", source, self._pieces[i].text)
            self._drop(range(i, i + taken))
            i += max(1, taken)
        return related.without_repeats(found)

    def _related_at(self, i: int) -> int:
        """Return how many pieces from here on are a box of related links."""
        piece = self._pieces[i]
        labelled = related.is_related(piece, self._rules)
        if labelled and related.is_label_only(piece, self._rules):
            return 1 + related.links_after(self._pieces[i + 1 :])
        return int(labelled or (piece.kind == Kind.RELATED and i < self._span.stop))

    def _trailer(self) -> list[str]:
        notes = trailer_notes(self._pieces, self._chosen, self._span, self._rules)
        self._drop(solicitations(self._pieces, self._chosen, self._span))
        return self._take("trailer", notes)

    def _pull_quotes(self) -> list[str]:
        start, stop = self._span.start, self._span.stop
        found = pull_quotes(self._pieces[start:stop], self._chosen[start:stop])
        return self._take("pull_quotes", {start + i: source for i, source in found.items()})

    def _images(self, end: int) -> tuple[LeadImage | None, dict[int, Image]]:
        """Return the lead image, and the other images by their place."""
        start = max(0, self._span.start - header.REACH)
        found = {i: one for i in range(start, self._span.stop) if (one := self._image_at(i))}
        opening = [i for i in found if i < end]
        lead = found[opening[-1]] if opening else None
        rest = {i: one for i, one in found.items() if i >= max(end, self._span.start) and one.url}
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
        return image(elements, self._metadata.base, self._rules.credit)

    def _captions_end(self, i: int) -> int:
        """Return the place after the captions of the image at `i`, by markup or by words."""
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
