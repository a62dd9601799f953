"""
What stands about the headline: standfirst, reading time, date, byline, and the title again.

None of this is the article's running text; where it was taken for it, it is taken out.
"""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ingest.dates import MAX_LENGTH, is_date_like, iso_time
from ingest.dom import names, path_up, skeleton
from ingest.persons import BY, split
from ingest.pieces import Kind, Piece
from ingest.repetition import repeats, words_of
from ingest.titles import alike
from ingest.wording import reading_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.metadata import Metadata

REACH = 8  #: pieces before the text that may belong to its head
_DEEP = 12  #: pieces of the text that may belong to its head
_LONG = 30  #: words of a paragraph with which the text has begun
_STANDFIRST_NAME = re.compile(
    r"(?<![\w-])(?:[a-z0-9]+(?:__|--|[-_]))*?"
    r"(stand-?first|deck|dek|lede|chapo|chapeau|sapo|copete|bajada|entradilla|vorspann|strapline|sommario"
    r"|sub-?(title|head(line|ing)?|deck)|summary|intro(duction|text)?|lead(-?text|-?paragraph)?|abstract"
    r"|description|excerpt|teaser|alternativeheadline|desc|anleser|ingress)(?![\w-])"
)
_NO_STANDFIRST_NAME = re.compile(
    r"with-summary|body|meta-desc|seo|image|caption|photo|video|author|bio\b|term"
)
#: Names that as often mean the first paragraph of the text as what stands above it.
_FIRST_PARAGRAPH_NAME = re.compile(r"intro|lead|summary|abstract|description|teaser|desc\b|lede")
#: Names of lines that tell about an article: when, by whom, where it is filed.
_LINE_NAME = re.compile(
    r"meta|byline|author|posted|date|time|tag|categor|taxonom|breadcrumb|share|social|topic|comment"
    r"|credit|review|disclos|info\b|\bcta"
)
_HEADER_NAME = re.compile(r"head|hero|title|intro|masthead|\btop\b")
_PARTS = re.compile(r"\s+[-–—|/]\s+|\s*[|•·●]\s*")
_LONGEST_LINE = 2 * MAX_LENGTH
_FEWEST, _MOST = 6, 90  #: words of a standfirst
_LONGEST_UNNAMED = 50  #: words of one that only its place tells


class Head(Struct, frozen=True, kw_only=True):
    standfirst: str | None
    reading_minutes: int | None
    taken: tuple[int, ...]  #: places of the pieces that belong to the head
    end: int  #: the place where the running text begins


def head(pieces: Sequence[Piece], chosen: Sequence[bool], said: Metadata) -> Head:
    """Read the head of an article."""
    zone = _zone(pieces, chosen, said)
    minutes = next((m for i in zone if (m := _minutes(pieces[i])) is not None), None)
    lines = {i for i in zone if _is_line(pieces[i], said)}
    place = _standfirst(pieces, [i for i in zone if i not in lines], chosen, said)
    if place is not None and not _leaves_enough(pieces, chosen, place):
        place = None
    standfirst = pieces[place].text if place is not None else None
    copies = {i for i in zone if standfirst and skeleton(pieces[i].text) == skeleton(standfirst)}
    taken = lines | copies
    rest = [i for i in range(zone.start, len(pieces)) if chosen[i] and i not in taken]
    text = [i for i in rest if pieces[i].kind not in (Kind.IMAGE, Kind.CAPTION)]
    return Head(
        standfirst=standfirst,
        reading_minutes=minutes,
        taken=tuple(sorted(taken)),
        end=min(text, default=zone.stop),
    )


def _leaves_enough(pieces: Sequence[Piece], chosen: Sequence[bool], place: int) -> bool:
    """Return whether there is a text below a standfirst, much longer than itself."""
    rest = sum(len(one.text) for one, yes in zip(pieces, chosen, strict=True) if yes)
    size = len(pieces[place].text)
    return rest - size * chosen[place] >= 2 * size


def _zone(pieces: Sequence[Piece], chosen: Sequence[bool], said: Metadata) -> range:
    """Return the pieces about the headline: from a little before it to the first long paragraph."""
    first = next((i for i, yes in enumerate(chosen) if yes), 0)
    title = next((i for i, piece in enumerate(pieces) if piece.element is said.heading), first)
    start = max(0, min(first, title) - REACH)
    end = min(len(pieces), max(first, title) + _DEEP)
    for i in range(max(first, title), end):
        if chosen[i] and _is_text(pieces[i]) and not _is_named(pieces[i]):
            following = i + 1 if i == first or not _is_text(pieces[i]) else i
            return range(start, max(following, first + 1))
    return range(start, end)


def _is_text(piece: Piece) -> bool:
    return piece.kind == Kind.PARAGRAPH and len(piece.text.split()) >= _LONG


def _is_line(piece: Piece, said: Metadata) -> bool:
    """Return whether a piece says only what is known by now: title, date, minutes, author."""
    text = piece.text
    if piece.kind in (Kind.LIST, Kind.TABLE, Kind.IMAGE) or len(text) > 300:
        return False
    if piece.element is said.heading or any(
        len(text) <= 2 * len(title) and alike(text, title) >= 0.95
        for title in (said.title, *said.other_titles)
    ):
        return True
    if len(text) > _LONGEST_LINE:
        return False
    return any(parts and all(_is_known(part, said) for part in parts) for parts in _partings(piece))


def _partings(piece: Piece) -> Iterator[list[str]]:
    """Yield the facts in a line: parted by signs such as a bar, or by the markup alone."""
    yield [part.strip() for part in _PARTS.split(piece.text) if part.strip()]
    texts = (part.strip(" |/•·●–—-") for part in piece.element.itertext())
    yield [part for part in texts if part.strip()]


def _is_known(text: str, said: Metadata) -> bool:
    return (
        reading_minutes(text) is not None or _is_date(text, said.language) or _is_byline(text, said)
    )


def _minutes(piece: Piece) -> int | None:
    """Return the reading time that a line tells, alone or beside other facts."""
    if len(piece.text) > _LONGEST_LINE or not any(map(str.isdigit, piece.text)):
        return None
    parts = (piece.text, *(part for parts in _partings(piece) for part in parts))
    return next((m for part in parts if (m := reading_minutes(part)) is not None), None)


def _is_date(text: str, language: str | None = None) -> bool:
    return (
        len(text) <= MAX_LENGTH
        and is_date_like(text)
        and len(re.findall(r"[^\W\d]{3,}", text)) <= 4
        and (iso_time(text, "UTC", language) is not None)
    )


def _is_byline(text: str, said: Metadata) -> bool:
    if not said.authors or len(text) > MAX_LENGTH + 20 * len(said.authors):
        return False
    named = set(map(skeleton, split(text)))
    return (
        bool(named)
        and named <= set(map(skeleton, said.authors))
        and bool(BY.match(text) or len(text.split()) <= 4 * len(said.authors))
    )


def _standfirst(
    pieces: Sequence[Piece], zone: Sequence[int], chosen: Sequence[bool], said: Metadata
) -> int | None:
    fit = [i for i in zone if _fits(pieces[i])]
    return next(
        (
            i
            for rule in (_by_name, _by_description, _by_place)
            for i in rule(pieces, fit, chosen, said)
        ),
        None,
    )


def _fits(piece: Piece) -> bool:
    return piece.kind in (Kind.PARAGRAPH, Kind.HEADING, Kind.QUOTE) and (
        _FEWEST <= len(piece.text.split()) <= _MOST
    )


def _is_named(piece: Piece) -> bool:
    """Return whether the markup calls a piece, or the element that holds only it, a standfirst."""
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
    pieces: Sequence[Piece], zone: Sequence[int], chosen: Sequence[bool], said: Metadata
) -> Iterator[int]:
    """Yield what is called a standfirst; "intro" and the like within the text are its beginning."""
    title = _place_of(pieces, said)
    home = _text_home(pieces, chosen, zone)
    for i in zone:
        if i <= title or not _is_named(pieces[i]):
            continue
        within = pieces[i].element.getparent() is home
        if not within or _is_surely_named(pieces[i]) or _is_repeated(pieces, i):
            yield i


def _is_repeated(pieces: Sequence[Piece], place: int) -> bool:
    own = skeleton(pieces[place].text)
    return any(skeleton(piece.text) == own for piece in pieces[place + 1 : place + _DEEP])


def _is_surely_named(piece: Piece) -> bool:
    near = (names(element) for element, _ in zip(path_up(piece.element), range(4), strict=False))
    return any(
        (match := _STANDFIRST_NAME.search(called)) and not _FIRST_PARAGRAPH_NAME.search(match[1])
        for called in near
    )


def _is_inside(piece: Piece, home: Any) -> bool:
    return any(element is home for element in path_up(piece.element))


def _by_description(
    pieces: Sequence[Piece], zone: Sequence[int], chosen: Sequence[bool], said: Metadata
) -> Iterator[int]:
    """Yield what the meta description repeats, unless it is one of the text's paragraphs."""
    told = words_of(said.description)
    if len(told) < _FEWEST:
        return
    home = _text_home(pieces, chosen, zone)
    for i in zone:
        if _is_inside(pieces[i], home) and not _is_emphatic(pieces[i]):
            continue
        words = words_of(pieces[i].text)
        same = (
            min(len(told), len(words)) >= 0.9 * max(len(told), len(words))
            and repeats(words, told) >= 0.9
        )
        if same and _stands_alone(pieces[i]):
            yield i


def _by_place(
    pieces: Sequence[Piece], zone: Sequence[int], chosen: Sequence[bool], said: Metadata
) -> Iterator[int]:
    """Yield the one paragraph between the headline, or the lines below it, and the image."""
    title = _place_of(pieces, said)
    if title < 0:
        return
    home = _text_home(pieces, chosen, zone)
    own = pieces[title].element.getparent()
    zone = [i for i in zone if _could_be_prose(pieces[i])]
    for i in zone:
        parent = pieces[i].element.getparent()
        if i > title and parent is own is not home and _is_header(own):
            yield i
    between = [i for i in zone if i > title and not _has_image(pieces, title, i)]
    if (
        len(between) == 1
        and _has_lines(pieces, title, between[0])
        and _image_follows(pieces, between[0])
    ):
        yield between[0]


def _could_be_prose(piece: Piece) -> bool:
    """Return whether a piece is a sentence or two, and no line of facts about the article."""
    if len(piece.text.split()) > _LONGEST_UNNAMED or _PARTS.search(piece.text):
        return False
    near = (names(element) for element, _ in zip(path_up(piece.element), range(2), strict=False))
    return BY.match(piece.text) is None and not any(map(_LINE_NAME.search, near))


def _place_of(pieces: Sequence[Piece], said: Metadata) -> int:
    return next((i for i, piece in enumerate(pieces) if piece.element is said.heading), -1)


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
    """Return whether a piece is all that its element holds, and no run of text amid others."""
    return len(skeleton("".join(piece.element.itertext()))) <= 1.1 * len(skeleton(piece.text))


def _has_image(pieces: Sequence[Piece], start: int, end: int) -> bool:
    return any(piece.kind == Kind.IMAGE for piece in pieces[start + 1 : end])


def _has_lines(pieces: Sequence[Piece], start: int, end: int) -> bool:
    return any(
        reading_minutes(piece.text) is not None or _is_date(piece.text)
        for piece in pieces[start + 1 : end]
    )


def _image_follows(pieces: Sequence[Piece], place: int) -> bool:
    return any(piece.kind in (Kind.IMAGE, Kind.CAPTION) for piece in pieces[place + 1 : place + 3])
