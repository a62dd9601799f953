"""
The standfirst of an article: by the sources' summaries, its class in the markup, the meta
description, or its place between headline and image.

Without one of these, a first paragraph is text, whatever its size.
"""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ingest.authors.names import BY
from ingest.dates.parse import MAX_LENGTH, is_date_like, iso_time
from ingest.page.build import Kind, Piece, place_of
from ingest.page.dom import names, path_up
from ingest.phrases import reading_minutes
from ingest.text import repeats, skeleton, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.fields.metadata import Metadata

DEEP = 12  #: pieces after the headline that may belong to the header
#: Separators of the facts in a line about an article.
PARTS = re.compile(r"\s+[-–—|/]\s+|\s*[|•·●]\s*")
_STANDFIRST_NAME = re.compile(
    r"(?<![\w-])(?:[a-z0-9]+(?:__|--|[-_]))*?"
    r"(stand-?first|deck|dek|lede|chapo|chapeau|sapo|copete|bajada|entradilla|vorspann|strapline|sommario"
    r"|sub-?(title|head(line|ing)?|deck)|summary|intro(duction|text)?|lead(-?text|-?paragraph)?|abstract"
    r"|description|excerpt|teaser|alternativeheadline|desc|anleser|ingress)(?![\w-])"
)
_NO_STANDFIRST_NAME = re.compile(
    r"with-summary|body|meta-desc|seo|image|caption|photo|video|author|bio\b|term"
)
#: Names that mean a first paragraph as often as a standfirst.
_FIRST_PARAGRAPH_NAME = re.compile(r"intro|lead|summary|abstract|description|teaser|desc\b|lede")
#: Names of lines of facts about an article: date, author, section.
_LINE_NAME = re.compile(
    r"meta|byline|author|posted|date|time|tag|categor|taxonom|breadcrumb|share|social|topic|comment"
    r"|credit|review|disclos|info\b|\bcta"
)
_HEADER_NAME = re.compile(r"head|hero|title|intro|masthead|\btop\b")
_FEWEST, _MOST = 6, 90  #: words of a standfirst
_LONGEST_UNNAMED = 50  #: words of a standfirst that only its place tells
_SAME_TEXT = 24  #: letters by which a text is found in another


class StandfirstMatch(Struct, frozen=True):
    """The place of the standfirst, and what told it."""

    place: int
    source: str


def standfirst(
    pieces: Sequence[Piece],
    zone: Sequence[int],
    chosen: Sequence[bool],
    metadata: Metadata,
    summaries: Sequence[str],
) -> StandfirstMatch | None:
    """Return the standfirst among the pieces of `zone`; None if there is none."""
    fit = [i for i in zone if _fits(pieces[i])]
    matches = chain(
        _by_source(pieces, fit, chosen, summaries),
        _by_name(pieces, fit, chosen, metadata),
        _by_description(pieces, fit, chosen, metadata),
        _by_place(pieces, fit, chosen, metadata),
    )
    return next(matches, None)


def _by_source(
    pieces: Sequence[Piece], zone: Sequence[int], chosen: Sequence[bool], summaries: Sequence[str]
) -> Iterator[StandfirstMatch]:
    """
    Yield the pieces that a feed or a listing gives as the summary, alone or before a caption.

    Not where the summary goes on with the following text, or is one paragraph among others: then
    the source gives the beginning of the text.
    """
    home = _text_home(pieces, chosen, zone)
    for summary in map(skeleton, summaries):
        for i in zone:
            own = skeleton(pieces[i].text)
            rest = summary[len(own) :]
            if not own or not summary.startswith(own) or _goes_on(pieces, i, rest):
                continue
            if rest or _is_emphatic(pieces[i]) or pieces[i].element.getparent() is not home:
                yield StandfirstMatch(i, "summary of the source")


def _goes_on(pieces: Sequence[Piece], place: int, rest: str) -> bool:
    after = (piece for piece in pieces[place + 1 :] if piece.kind == Kind.PARAGRAPH)
    following = "".join(skeleton(piece.text) for piece, _ in zip(after, range(3), strict=False))
    return bool(rest) and rest[:_SAME_TEXT] in following


def _fits(piece: Piece) -> bool:
    return piece.kind in (Kind.PARAGRAPH, Kind.HEADING, Kind.QUOTE) and (
        _FEWEST <= len(piece.text.split()) <= _MOST
    )


def is_named(piece: Piece) -> bool:
    """Return whether a piece, or an element that holds little else, is named as a standfirst."""
    size = len(skeleton(piece.text))
    for depth, element in enumerate(path_up(piece.element)):
        if depth > 3 or len(skeleton("".join(element.itertext()))) > 1.3 * size + 20:
            return False
        if _is_name(names(element)):
            return True
    return False


def _is_name(called: str) -> bool:
    return bool(_STANDFIRST_NAME.search(called)) and not _NO_STANDFIRST_NAME.search(called)


def _by_name(
    pieces: Sequence[Piece], zone: Sequence[int], chosen: Sequence[bool], metadata: Metadata
) -> Iterator[StandfirstMatch]:
    """Yield pieces named as a standfirst; "intro" and the like amid the text are its beginning."""
    title = place_of(metadata.heading, pieces)
    home = _text_home(pieces, chosen, zone)
    for i in zone:
        if i <= title or not is_named(pieces[i]):
            continue
        within = pieces[i].element.getparent() is home
        if not within or _is_surely_named(pieces[i]) or _is_repeated(pieces, i):
            yield StandfirstMatch(i, "its name in the markup, near the headline")


def _is_repeated(pieces: Sequence[Piece], place: int) -> bool:
    own = skeleton(pieces[place].text)
    return any(skeleton(piece.text) == own for piece in pieces[place + 1 : place + DEEP])


def _is_surely_named(piece: Piece) -> bool:
    near = (names(element) for element, _ in zip(path_up(piece.element), range(4), strict=False))
    return any(
        (match := _STANDFIRST_NAME.search(called)) and not _FIRST_PARAGRAPH_NAME.search(match[1])
        for called in near
    )


def _is_inside(piece: Piece, home: Any) -> bool:
    return any(element is home for element in path_up(piece.element))


def _by_description(
    pieces: Sequence[Piece], zone: Sequence[int], chosen: Sequence[bool], metadata: Metadata
) -> Iterator[StandfirstMatch]:
    """Yield pieces that the meta description repeats, unless they stand in the text."""
    description = words_of(metadata.description)
    if len(description) < _FEWEST:
        return
    home = _text_home(pieces, chosen, zone)
    for i in zone:
        if _is_inside(pieces[i], home) and not _is_emphatic(pieces[i]):
            continue
        words = words_of(pieces[i].text)
        same = (
            min(len(description), len(words)) >= 0.9 * max(len(description), len(words))
            and repeats(words, description) >= 0.9
        )
        if same and _stands_alone(pieces[i]):
            yield StandfirstMatch(i, "meta description, repeated above the text")


def _by_place(
    pieces: Sequence[Piece], zone: Sequence[int], chosen: Sequence[bool], metadata: Metadata
) -> Iterator[StandfirstMatch]:
    """Yield the one paragraph between the headline and the lead image, or in the page's header."""
    title = place_of(metadata.heading, pieces)
    if title < 0:
        return
    home = _text_home(pieces, chosen, zone)
    own = pieces[title].element.getparent()
    zone = [i for i in zone if _could_be_prose(pieces[i])]
    for i in zone:
        parent = pieces[i].element.getparent()
        if i > title and parent is own is not home and _is_header(own):
            yield StandfirstMatch(i, "its place below the headline, in the header")
    between = [i for i in zone if i > title and not _has_image(pieces, title, i)]
    if (
        len(between) == 1
        and _has_lines(pieces, title, between[0])
        and _image_follows(pieces, between[0])
    ):
        yield StandfirstMatch(between[0], "its place between headline and image")


def _could_be_prose(piece: Piece) -> bool:
    """Return whether a piece is a sentence or two, and not a line of facts about the article."""
    if len(piece.text.split()) > _LONGEST_UNNAMED or PARTS.search(piece.text):
        return False
    near = (names(element) for element, _ in zip(path_up(piece.element), range(2), strict=False))
    return BY.match(piece.text) is None and not any(map(_LINE_NAME.search, near))


def _text_home(pieces: Sequence[Piece], chosen: Sequence[bool], zone: Sequence[int]) -> Any:
    """Return the element in which most of the running text stands."""
    weight: dict[Any, int] = {}
    for i, piece in enumerate(pieces):
        if chosen[i] and piece.kind == Kind.PARAGRAPH and i not in zone[:1]:
            parent = piece.element.getparent()
            weight[parent] = weight.get(parent, 0) + len(piece.text)
    return max(weight, key=lambda one: weight[one], default=None)


def _is_emphatic(piece: Piece) -> bool:
    if piece.kind == Kind.HEADING:
        return True
    strong = "".join(
        "".join(one.itertext()) for one in piece.element.iter("strong", "b", "em", "i")
    )
    return len(skeleton(strong)) >= len(skeleton(piece.text))


def _is_header(element: Any) -> bool:
    return element.tag in ("header", "hgroup") or bool(_HEADER_NAME.search(names(element)))


def _stands_alone(piece: Piece) -> bool:
    """Return whether a piece is all the text of its element."""
    return len(skeleton("".join(piece.element.itertext()))) <= 1.1 * len(skeleton(piece.text))


def _has_image(pieces: Sequence[Piece], start: int, end: int) -> bool:
    return any(piece.kind == Kind.IMAGE for piece in pieces[start + 1 : end])


def _has_lines(pieces: Sequence[Piece], start: int, end: int) -> bool:
    return any(
        reading_minutes(piece.text) is not None or is_day(piece.text)
        for piece in pieces[start + 1 : end]
    )


def _image_follows(pieces: Sequence[Piece], place: int) -> bool:
    return any(piece.kind in (Kind.IMAGE, Kind.CAPTION) for piece in pieces[place + 1 : place + 3])


def is_day(text: str, language: str | None = None) -> bool:
    return (
        len(text) <= MAX_LENGTH
        and is_date_like(text)
        and len(re.findall(r"[^\W\d]{3,}", text)) <= 4
        and (iso_time(text, "UTC", language) is not None)
    )
