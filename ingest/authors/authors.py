"""
Who wrote an article, as separate names, and which source says so.

The rules of settlement:

1. What a reader sees about the headline goes first: a line that signs ("By Jane Doe"), the names
   that markup declares or calls a byline. Of several, a signed full name is believed, else the one
   that agrees with what machines are told (JSON-LD, meta tags, the sharing card).
2. Then a name that machines are told, if the page shows it to the reader: near the headline, or
   anywhere.
3. What machines are told and no reader sees is believed where the meta tag ``author`` and another
   meta tag or the sharing card give the same name, and of the persons that JSON-LD names of a
   NewsArticle. Else only where no line about the headline could have named the author: templates
   fill in one of these alone with whoever set up the page.
4. Then what is less sure: a name beside the date, a line or a box about the author below the text.

An organisation, a desk of its own name ("The Canal Team") or a nickname is the author where a
byline that the reader sees says so. The name of the site that only machines are told is not; nor is
it in what calls itself a news article, for there it is the publisher. A bare role ("Staff",
"Admin"), an address and a category never are. A first name alone gives way to the full name that
another source has. A page without a byline has no authors.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ingest.authors.bylines import is_stamped, parts
from ingest.authors.declared import claims
from ingest.authors.lines import (
    Signature,
    Surroundings,
    are_apart,
    closing_lines,
    dated_lines,
    signed_lines,
    surroundings,
)
from ingest.authors.markup import marked
from ingest.authors.names import is_name, opened
from ingest.model import Evidence
from ingest.page.build import Piece
from ingest.page.structured_data import is_site_name
from ingest.text import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ingest.page.structured_data import Structured

_SHORT = 120  #: letters of a line that can show a name
_MOST_WORDS = 3  #: of a person whose name the site has, too
_NEAR = (
    ("declared", "near", "markup of the author near the headline"),
    ("named", "near", "element called a byline near the headline"),
    ("declared", "above", "markup of the author above the headline"),
    ("named", "above", "element called a byline above the headline"),
)
_FAR = (
    ("declared", "amid", "markup of the author in the text"),
    ("declared", "below", "markup of the author below the text"),
    ("named", "amid", "element called a byline in the text"),
    ("named", "below", "element called a byline below the text"),
    ("box", "near", "author box near the headline"),
    ("box", "above", "author box above the headline"),
    ("box", "amid", "author box in the text"),
    ("box", "below", "author box below the text"),
)


class Where(Struct, frozen=True):
    """What of a page the search for authors needs."""

    tree: Any
    heading: Any  #: the element that shows the headline, or None
    home: frozenset[Any]  #: the elements in which the headline stands
    pieces: Sequence[Piece]
    near: Sequence[str]  #: the short lines about the headline
    host: str
    own: tuple[str, ...]  #: the names of the site


def authors_and_evidence(structured: Structured, where: Where) -> tuple[tuple[str, ...], Evidence]:
    """Return the authors by the first source that is believed, and what the others say."""
    search = _Search(structured, where)
    best = next(search.believed(), None)
    if best is None:
        others = tuple((one.source, one.value) for one in search.claims)
        return (), Evidence(field="authors", source="no byline", value=None, others=others)
    names = _completed(best.names, search)
    same = _keys(names)
    others = tuple(
        dict.fromkeys(
            (one.source, one.value)
            for one in (*search.near, *search.claims)
            if _keys(one.names) != same and one.value != best.value
        )
    )
    return names, Evidence(field="authors", source=best.source, value=best.value, others=others)


class _Search:
    """One search on one page; every source is asked once, and only if it is needed."""

    def __init__(self, structured: Structured, where: Where) -> None:
        self._where = where
        found = (i for i, piece in enumerate(where.pieces) if piece.element is where.heading)
        self._place = next(found, -1)
        self._about = surroundings(where.pieces, self._place)
        self._marks = marked(where.tree, where.heading, where.pieces, self._place)
        self._persons = {name for one in structured.statements for name in one.persons}
        self._is_news = any(one.kind.endswith("NewsArticle") for one in structured.statements)
        self.claims = list(claims(structured))
        self._signed = list(islice(signed_lines(self._about), 1))
        self.near = [one for one in (*self._signed, *self._marked(_NEAR)) if self._may_sign(one)]

    def believed(self) -> Iterator[Signature]:
        """Yield what can be believed, the most trusted first."""
        yield from self._agreed()
        yield from (one for one in self._signed if one in self.near)
        yield from self._shown_near()
        yield from self.near
        yield from self._shown()
        yield from self._repeated()
        yield from self._less_sure()
        yield from self._unseen()

    def _agreed(self) -> Iterator[Signature]:
        """Yield what is seen near the headline and agrees with what machines are told."""
        if any(one in self.near and all(map(is_name, one.names)) for one in self._signed):
            yield from self._wider(self._signed[0])
            yield from self._signed
        claimed = {key for one in self.claims for key in _keys(one.names)}
        if self._is_news:
            claimed -= {
                skeleton(name) for one in self.claims for name in one.names if self._is_own(name)
            }
        for one in self.near:
            if _keys(one.names) & claimed:
                yield from self._wider(one)
                yield one

    def _wider(self, seen: Signature) -> Iterator[Signature]:
        """Yield the claim that names these authors and more, if all of them are shown."""
        yield from (one for one in self._shown_near() if _keys(seen.names) < _keys(one.names))

    def _shown_near(self) -> Iterator[Signature]:
        """Yield what machines are told and a line near the headline shows."""
        shown = self._lines_below
        for one in self.claims:
            if one.names and _keys(one.names) <= shown and self._may_sign(one):
                yield Signature(f"{one.source}, shown near the headline", one.names, one.value)

    def _shown(self) -> Iterator[Signature]:
        """Yield the full names that machines are told and that the page shows somewhere."""
        for one in self.claims:
            names = self._not_own(one.names)
            if names and all(is_name(name) and skeleton(name) in self._text for name in names):
                yield Signature(f"{one.source}, shown on the page", names, one.value)

    def _less_sure(self) -> Iterator[Signature]:
        if self._place >= 0:
            dated = dated_lines(self._about, self._words)
            yield from (one for one in dated if self._not_own(one.names))
        yield from closing_lines(self._where.pieces)
        yield from self._marked(_FAR)

    def _repeated(self) -> Iterator[Signature]:
        """Yield what the meta tag says and another meta tag, or the sharing card, repeats."""
        in_author_tag = {skeleton(one.value) for one in self.claims if one.source == "meta author"}
        again = {
            skeleton(one.value)
            for one in self.claims
            if one.source not in ("meta author", "JSON-LD author")
        }
        for one in self.claims:
            if skeleton(one.value) in in_author_tag & again and (names := self._not_own(one.names)):
                yield Signature(f"{one.source}, repeated in other tags", names, one.value)

    def _unseen(self) -> Iterator[Signature]:
        """Yield the full names that machines alone are told, if nobody and nothing objects."""
        claimed = {key for one in self.claims for key in _keys(one.names)}
        for one in self.claims:
            names = self._not_own(one.names)
            if (
                self._may_be_unseen(one)
                and names
                and all(map(is_name, names))
                and claimed <= _keys(names)
            ):
                yield Signature(f"{one.source}, shown nowhere", names, one.value)

    def _may_be_unseen(self, one: Signature) -> bool:
        """Return whether a claim is believed though no line shows it."""
        if self._is_news and one.source == "JSON-LD author" and self._persons.issuperset(one.names):
            return True
        return self._place >= 0 and not self._has_dateline

    def _marked(self, places: Iterable[tuple[str, str, str]]) -> Iterator[Signature]:
        for kind, place, source in places:
            if one := self._marks.get((kind, place)):
                yield Signature(source, one.names, one.value)

    def _may_sign(self, one: Signature) -> bool:
        """Return whether a byline names somebody; the name of a paper signs none of its news."""
        if not self._is_news or (
            one.names and one.names[0] in self._persons and is_name(one.names[0])
        ):
            return True
        return not all(map(self._is_own, one.names))

    def _is_own(self, name: str) -> bool:
        return is_site_name(name, self._where.own, self._where.host)

    def _not_own(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the names that are not the site's, or a person's whose site it is."""
        return tuple(name for name in names if not self._is_own(name) or self._is_person(name))

    def _is_person(self, name: str) -> bool:
        return (
            name in self._persons
            and is_name(name)
            and len(name.split()) <= _MOST_WORDS
            and not are_apart(name, self._words, every=True)
        )

    @cached_property
    def _has_dateline(self) -> bool:
        """Whether the page prints a line about the article that could have named its author."""
        return any(is_stamped(one.text) for one in (*self._about.below, *self._about.above))

    @cached_property
    def _words(self) -> str:
        return " ".join(piece.text for piece in self._where.pieces).lower()

    @cached_property
    def _text(self) -> str:
        return skeleton(self._words)

    @cached_property
    def _lines_below(self) -> frozenset[str]:
        """What the lines below the headline say: each whole, and each of its parts."""
        return frozenset(_keys_of_lines(self._about))


def _keys_of_lines(about: Surroundings) -> Iterator[str]:
    for line in about.below:
        yield skeleton(line.text)
        if len(line.text) <= _SHORT:
            yield from (skeleton(opened(part)) for part in parts(line.text))


def _completed(names: tuple[str, ...], search: _Search) -> tuple[str, ...]:
    """Return the full name of an author of whom only the first is given, if a source has it."""
    if len(names) != 1 or " " in names[0]:
        return names
    first = names[0].casefold()
    full = (name for one in (*search.near, *search.claims) for name in one.names if " " in name)
    found = (name for name in full if name.casefold().split()[0] == first and is_name(name))
    return (next(found, names[0]),)


def _keys(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(skeleton, names))
