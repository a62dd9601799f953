"""
Related links ("Read more"), with whole titles and clean addresses.

A title may be split by a line end, by nested markup, or into two links to one address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest import urls
from ingest.model import RelatedLink
from ingest.page.build import Kind
from ingest.page.dom import link_share, text_of
from ingest.phrases import is_label, related_title
from ingest.text import skeleton, squash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from ingest.model import AnatomyRules
    from ingest.page.build import Piece

_MOST_FOLLOWING = 6
_LONGEST_TITLE = 40  #: words


def is_related(piece: Piece, rules: AnatomyRules) -> bool:
    """Return whether a piece of text opens with a label such as "Read more:"."""
    if piece.kind in (Kind.IMAGE, Kind.TABLE, Kind.CAPTION):
        return False
    title = related_title(piece.text, rules)
    return title is not None and len(title.split()) <= 3 * _LONGEST_TITLE


def source(piece: Piece, rules: AnatomyRules) -> str:
    """Return what told that a piece is a related link, for a person: its label, or its markup."""
    title = related_title(piece.text, rules)
    if title is None or piece.kind == Kind.RELATED:
        return "a box of links, by its name in the markup"
    label = piece.text[: len(piece.text) - len(title)].strip() if title else piece.text
    return f"label {label!r}"


def is_label_only(piece: Piece, rules: AnatomyRules) -> bool:
    return related_title(piece.text, rules) == ""


def links_after(pieces: Sequence[Piece]) -> int:
    """Return how many pieces after a bare label are nothing but links."""
    count = 0
    for piece in pieces[:_MOST_FOLLOWING]:
        if piece.kind == Kind.IMAGE:
            break
        if link_share(piece.element) < 0.8 or len(piece.text.split()) > 5 * _LONGEST_TITLE:
            break
        count += 1
    return count


def links(piece: Piece, base: str, rules: AnatomyRules) -> list[RelatedLink]:
    """Return the links of a box or of a "Read more" line, one for each address."""
    found = _by_address(piece, base)
    title = related_title(piece.text, rules)
    if len(found) == 1 and _is_one_line(piece):
        ((address, texts),) = found.items()
        whole = piece.text if title is None else title
        return _named(address, [whole] if len(whole.split()) <= _LONGEST_TITLE else texts, rules)
    if not found and title:
        return [RelatedLink(title, "")]
    return [link for address, texts in found.items() for link in _named(address, texts, rules)]


def without_repeats(found: Sequence[RelatedLink]) -> list[RelatedLink]:
    """Return the links without repeats: image and title, a box and its copy for small screens."""
    titles: dict[tuple[str, str], RelatedLink] = {}
    for link in found:
        titles.setdefault((link.url, skeleton(link.title)), link)
    return list(titles.values())


def _by_address(piece: Piece, base: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    inside = skeleton(piece.text)
    element = piece.element
    anchors = [element] if element.tag == "a" else _anchors(element)
    for anchor in anchors:
        text = text_of(anchor)
        address = urls.clean(anchor.get("href") or "", base)
        if text and urls.is_http(address) and skeleton(text) in inside:
            found.setdefault(address, []).append(text)
    return found


def _anchors(element: HtmlElement) -> list[HtmlElement]:
    """Return the links in an element, or else the link it stands in."""
    inside = [a for a in element.iter("a") if a.get("href")]
    around = [one for one in element.iterancestors("a") if one.get("href")]
    return inside or around[:1]


def _is_one_line(piece: Piece) -> bool:
    blocks = piece.element.iter("p", "h2", "h3", "h4", "h5", "li", "img")
    return sum(one is not piece.element for one in blocks) <= 1


def _named(address: str, texts: Sequence[str], rules: AnatomyRules) -> list[RelatedLink]:
    """Return the link with the parts of its title joined; nothing if it has only a label."""
    parts: list[str] = []
    for text in texts:
        plain = related_title(text, rules)
        part = text if plain is None else plain
        if part and not is_label(part) and part not in parts:
            parts.append(part)
    title = squash(" ".join(parts))
    return [RelatedLink(title, address)] if title else []
