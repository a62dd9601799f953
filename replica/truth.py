"""
What an archive must hold of an entry, in the keys of an article in JSON.

Made from the entry itself and never from its page: a test that compares the two would otherwise
compare a reading with a reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from replica.blocks import trailer_sentences
from replica.content import (
    Block,
    Entry,
    Heading,
    Image,
    ItemList,
    Paragraph,
    PullQuote,
    Quote,
    ReadMore,
    Table,
    clean,
    reading_minutes,
    running_text,
    words,
)
from replica.look import Look

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The levels of subheads; a bold line, which says none, is one right below the title.
_LEVELS = {"h2": 2, "h3": 3, "bold": 2}


def truth(entry: Entry, look: Look | None = None, addresses: Sequence[str] = ()) -> dict[str, Any]:
    """
    Return what must become of an entry; `addresses` are those it was shown at before.

    ``also_at`` goes beyond the contract: the old addresses that lead to the entry. The address of
    a related link is the one that the page prints, made absolute.
    """
    look = look or Look()
    url = look.url(entry.path)
    return {
        "url": url,
        "addresses": [url, *addresses],
        "also_at": [f"http://{address}" for address in entry.former],
        "title": clean(entry.title),
        "standfirst": entry.standfirst and clean(entry.standfirst),
        "authors": [author.name for author in entry.authors],
        **_dates(entry, look),
        "section": entry.section,
        "tags": list(entry.tags),
        "language": "en",
        "reading_minutes": reading_minutes(entry),
        "lead_image": entry.image and _image(entry.image, look),
        "body": [made for block in entry.blocks if (made := _block(block, look))],
        "pull_quotes": [clean(b.text) for b in entry.blocks if isinstance(b, PullQuote)],
        "related": [_related(b, look) for b in entry.blocks if isinstance(b, ReadMore)],
        "trailer": list(trailer_sentences(entry.trailer)),
        "text": running_text(entry),
        "word_count": words(entry),
    }


def _dates(entry: Entry, look: Look) -> dict[str, str | None]:
    """Give the moments where the head of the page tells them, otherwise the printed day."""
    if look.metadata_of(entry) == "none":
        return {"published": entry.published.date().isoformat(), "modified": None}
    modified = entry.modified.isoformat() if entry.modified else None
    return {"published": entry.published.isoformat(), "modified": modified}


def _image(image: Image, look: Look) -> dict[str, Any]:
    caption = image.caption and clean(image.caption)
    return {"url": look.url(image.url), "caption": caption, "credit": image.credit}


def _related(box: ReadMore, look: Look) -> dict[str, str]:
    return {"title": clean(box.title), "url": look.url(box.url)}


def _block(block: Block, look: Look) -> dict[str, Any] | None:
    """Return a block of the body, or None for what stands apart from it."""
    match block:
        case Paragraph() | Heading() | Quote():
            return _words(block)
        case ItemList(items=items, ordered=ordered):
            return {"type": "list", "ordered": ordered, "items": [clean(item) for item in items]}
        case Table(rows=rows):
            return {"type": "table", "rows": [[clean(cell) for cell in row] for row in rows]}
        case Image():
            return {"type": "image", **_image(block, look)}
        case _:
            return None


def _words(block: Paragraph | Heading | Quote) -> dict[str, Any]:
    made: dict[str, Any] = {"type": type(block).__name__.lower()}
    if isinstance(block, Heading):
        made["level"] = _LEVELS[block.markup]
    return {**made, "text": clean(block.text)}
