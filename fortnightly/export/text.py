"""A whole article as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fortnightly.export.markdown import facts
from ingest.model import Image, block_text
from ingest.parts.providers import label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.model import Article
    from storage.records import Entry


def plain_text(article: Article | Entry) -> str:
    return "\n\n".join(filter(None, _parts(article)))


def _parts(article: Article | Entry) -> Iterator[str]:
    yield article.title
    yield article.standfirst or ""
    yield "\n".join(filter(None, (facts(article), article.url)))
    if image := article.lead_image:
        yield pictured(image.caption, image.credit)
    yield from map(_text_of, article.body)
    yield "\n".join(f"{label(embed)}: {embed.url}" for embed in article.embeds)
    yield _listed("Pull quotes", article.pull_quotes)
    yield _listed("Read more", [f"{link.title}\n  {link.url}" for link in article.related])
    yield "\n".join(article.trailer)


def _text_of(block: object) -> str:
    return pictured(block.caption, block.credit) if isinstance(block, Image) else block_text(block)  # type: ignore[arg-type]


def pictured(caption: str | None, credit: str | None) -> str:
    """Return caption and credit of a picture in a line; empty if it has neither."""
    words = " ".join(filter(None, (caption, f"[{credit}]" if credit else None)))
    return f"Picture: {words}" if words else ""


def _listed(name: str, texts: Sequence[str]) -> str:
    return "\n".join([name, *(f"- {text}" for text in texts)]) if texts else ""
