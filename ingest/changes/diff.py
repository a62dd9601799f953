"""
Compare two revisions of an article, block by block and word by word.

How much a change matters is up to `ingest.changes.weight`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from ingest.changes.alignment import stretches
from ingest.changes.blocks import pairs
from ingest.changes.words import wordings
from ingest.model import Article, Block, Change, Heading, Image, ItemList, Paragraph, block_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.changes.blocks import Pair

#: Where a link leads, in the Markdown that we write.
_TARGET = re.compile(r"(?<=\])\((?:[^()\\\s]|\\.)*\)")
_MARKS = re.compile(r"\\(.)|[*_~`\[\]\s]")
_OWN = ("title", "standfirst", "authors", "published", "lead image")


def changes(before: Article, after: Article) -> tuple[Change, ...]:
    """Return every block that differs, in the order of the page."""
    found = [*_fields(before, after), *_body(before.body, after.body)]
    found += [*_form(before, after), *_notes(before, after)]
    return tuple(map(_by_word, found))


def _by_word(change: Change) -> Change:
    if change.before is None or change.after is None or change.before == change.after:
        return change
    return replace(change, words=wordings(change.before, change.after))


def _fields(before: Article, after: Article) -> Iterator[Change]:
    for name in (*_OWN, "section", "tags"):
        yield from _change(name, _field_text(before, name), _field_text(after, name))


def _field_text(article: Article, name: str) -> str | None:
    if name == "lead image":
        image = article.lead_image
        return _listed((image.caption, image.credit)) if image else None
    value = getattr(article, name)
    return _listed(value) if isinstance(value, tuple) else value


def _listed(parts: Iterable[str | None]) -> str | None:
    return ", ".join(filter(None, parts)) or None


def _change(block: str, before: str | None, after: str | None) -> Iterator[Change]:
    if before != after:
        op: Literal["added", "removed", "changed"]
        op = "added" if before is None else "removed" if after is None else "changed"
        yield Change(op=op, block=block, before=before, after=after)


def _body(before: Sequence[Block], after: Sequence[Block]) -> Iterator[Change]:
    """Compare two bodies; a block is named by its place in the newer one, from 1."""
    old, new = [*map(_shown, before)], [*map(_shown, after)]
    for pair in pairs(old, new):
        yield from _block(pair, old, new)


def _block(pair: Pair, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Yield the change of a block; the parts of one that was split or joined are paragraphs."""
    before = "\n\n".join(old[i] for i in pair.old) if pair.old else None
    after = "\n\n".join(new[k] for k in pair.new) if pair.new else None
    name = f"body {pair.place + 1}"
    if pair.moved:
        moved = f"body {pair.old[0] + 1}"
        yield Change(op="changed", block=name, before=before, after=after, moved=moved)
    else:
        yield from _change(name, before, after)


def _shown(block: Block) -> str:
    """Return the text of a block; for all but a paragraph with a mark of its kind."""
    match block:
        case Image(caption=caption, credit=credit):
            return f"[image] {_listed((caption, credit)) or ''}".rstrip()
        case Heading(level=level, text=text):
            return f"{'#' * level} {text}"
        case ItemList():
            return "\n".join(f"- {item}" for item in block.items)
        case Paragraph(text=text):
            return text
        case _:
            return f"[{type(block).__name__.lower()}] {block_text(block)}"


def _form(before: Article, after: Article) -> Iterator[Change]:
    """Yield blocks, in Markdown, that differ only in emphasis or links."""
    old, new = before.form.split("\n\n"), after.form.split("\n\n")
    if not before.form or old == new:
        return  # an article that was read before Markdown was kept has none
    old_plain, new_plain = (list(map(_without_form, blocks)) for blocks in (old, new))
    for same, i, k in stretches(old_plain, new_plain):
        if same:
            for one, other in zip(old[i], new[k], strict=True):
                yield from _change("form", one, other)


def _without_form(block: str) -> str:
    """Return the text of a block of Markdown, without its markup."""
    return _MARKS.sub(lambda found: found[1] or "", _TARGET.sub("", block))


def _notes(before: Article, after: Article) -> Iterator[Change]:
    yield from _set("pull quote", before.pull_quotes, after.pull_quotes)
    old, new = ([f"{link.title} <{link.url}>" for link in one.related] for one in (before, after))
    yield from _set("related", old, new)
    old, new = ([embed.title or embed.url for embed in one.embeds] for one in (before, after))
    yield from _set("embed", old, new)
    yield from _set("trailer", before.trailer, after.trailer)


def _set(name: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    old, new = frozenset(before), frozenset(after)
    for gone in (one for one in before if one not in new):
        yield Change(op="removed", block=name, before=gone, after=None)
    for come in (one for one in after if one not in old):
        yield Change(op="added", block=name, before=None, after=come)
