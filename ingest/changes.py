"""
What changed between two revisions of an article, block by block, and how much it matters.

Compares values; which two are compared is decided by storage.
"""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

from ingest.model import Article, Block, Change, Heading, Image, ItemList, Paragraph, block_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Weight = Literal["cosmetic", "small", "substantive", "shrunk"]

#: A text that keeps less than this share of its letters has shrunk.
SHRUNK = 0.6
_FEW_WORDS = 2
_WORD = re.compile(r"\w+")
#: Where a link leads, in the Markdown that we write.
_TARGET = re.compile(r"(?<=\])\((?:[^()\\\s]|\\.)*\)")
_MARKS = re.compile(r"\\(.)|[*_~`\[\]\s]")
#: Words that turn a sentence around: never a small change.
_TURNING = frozenset(
    [
        "not",
        "no",
        "never",
        "none",
        "nor",
        "without",
        "against",
        "cannot",
        "only",
        "nicht",
        "kein",
        "keine",
        "nie",
        "ne",
        "pas",
        "jamais",
        "sans",
        "sin",
        "non",
    ]
)
_OWN = ("title", "standfirst", "authors", "published", "lead image")


def changes(before: Article, after: Article) -> tuple[Change, ...]:
    """Return every block that differs, in the order of the page."""
    found = [*_fields(before, after), *_body(before.body, after.body)]
    return (*found, *_form(before, after), *_notes(before, after))


def weigh(before: Article, after: Article) -> Weight:
    """
    Say how much an edit matters.

    ``cosmetic``: spacing, punctuation, typography, case, emphasis, where a link leads. ``small``: a
    word or two that are no numbers, no names and no "not"; or only what stands beside the article.
    ``shrunk``: much of the text is gone. Everything else is ``substantive``.
    """
    if len(after.text) < SHRUNK * len(before.text):
        return "shrunk"
    edits = list(_edits(_words(_own(before)), _words(_own(after))))
    if not edits:
        return "small" if _beside(before) != _beside(after) else "cosmetic"
    few = sum(max(len(old), len(new)) for old, new in edits) <= _FEW_WORDS
    return "small" if few and not any(map(_matters, edits)) else "substantive"


def _own(article: Article) -> str:
    """Return all that an article itself says, in one text: how it is cut into blocks is form."""
    fields = (_said(article, name) for name in _OWN)
    body = map(_shown, article.body)
    return "\n".join(filter(None, (*fields, *body, *article.pull_quotes)))


def _beside(article: Article) -> tuple[object, ...]:
    """Return what is about other articles or by the publisher: no edit of this one."""
    return article.related, article.tags, article.section, article.trailer


def _fields(before: Article, after: Article) -> Iterator[Change]:
    for name in (*_OWN, "section", "tags"):
        yield from _change(name, _said(before, name), _said(after, name))


def _said(article: Article, name: str) -> str | None:
    if name == "lead image":
        image = article.lead_image
        return _joined((image.caption, image.credit)) if image else None
    value = getattr(article, name)
    return _joined(value) if isinstance(value, tuple) else value


def _joined(parts: Iterable[str | None]) -> str | None:
    return ", ".join(filter(None, parts)) or None


def _change(block: str, before: str | None, after: str | None) -> Iterator[Change]:
    if before != after:
        op: Literal["added", "removed", "changed"]
        op = "added" if before is None else "removed" if after is None else "changed"
        yield Change(op=op, block=block, before=before, after=after)


def _body(before: Sequence[Block], after: Sequence[Block]) -> Iterator[Change]:
    """Compare two bodies; a block is named by its place, from 1, in the newer one."""
    old, new = [*map(_shown, before)], [*map(_shown, after)]
    for op, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op != "equal":
            yield from _pairs(old[i:j], new[k:m], k + 1)


def _pairs(old: Sequence[str], new: Sequence[str], place: int) -> Iterator[Change]:
    """Pair the blocks of a changed stretch that are most alike; the others came or went."""
    rest = list(old)
    for offset, text in enumerate(new):
        match = max(rest, key=lambda one: _alike(one, text), default=None)
        if match is None or _alike(match, text) < 0.5:
            yield Change(op="added", block=f"body {place + offset}", before=None, after=text)
            continue
        for gone in rest[: rest.index(match)]:
            yield Change(op="removed", block=f"body {place + offset}", before=gone, after=None)
        rest = rest[rest.index(match) + 1 :]
        yield Change(op="changed", block=f"body {place + offset}", before=match, after=text)
    for gone in rest:
        yield Change(op="removed", block=f"body {place + len(new)}", before=gone, after=None)


def _alike(one: str, other: str) -> float:
    a, b = (text.casefold().split() for text in (one, other))
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def _shown(block: Block) -> str:
    """Return a block as a history shows it: its kind where that is not plain, and its text."""
    match block:
        case Image(caption=caption, credit=credit):
            return f"[image] {_joined((caption, credit)) or ''}".rstrip()
        case Heading(level=level, text=text):
            return f"{'#' * level} {text}"
        case ItemList():
            return "\n".join(f"- {item}" for item in block.items)
        case Paragraph(text=text):
            return text
        case _:
            return f"[{type(block).__name__.lower()}] {block_text(block)}"


def _form(before: Article, after: Article) -> Iterator[Change]:
    """Yield what differs only in form: blocks, in Markdown, with other emphasis or links."""
    old, new = before.form.split("\n\n"), after.form.split("\n\n")
    if not before.form or old == new:
        return  # an article that was read before there was a form has none to compare
    said, says = (list(map(_without_form, blocks)) for blocks in (old, new))
    for op, i, j, k, m in SequenceMatcher(None, said, says, autojunk=False).get_opcodes():
        if op == "equal":
            for one, other in zip(old[i:j], new[k:m], strict=True):
                yield from _change("form", one, other)


def _without_form(block: str) -> str:
    """Return the words and signs of a block of Markdown, without what marks them."""
    return _MARKS.sub(lambda found: found[1] or "", _TARGET.sub("", block))


def _notes(before: Article, after: Article) -> Iterator[Change]:
    yield from _set("pull quote", before.pull_quotes, after.pull_quotes)
    old, new = ([f"{link.title} <{link.url}>" for link in one.related] for one in (before, after))
    yield from _set("related", old, new)
    old, new = ([embed.title or embed.url for embed in one.embeds] for one in (before, after))
    yield from _set("embed", old, new)
    yield from _set("trailer", before.trailer, after.trailer)


def _set(name: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    for gone in (one for one in before if one not in after):
        yield Change(op="removed", block=name, before=gone, after=None)
    for come in (one for one in after if one not in before):
        yield Change(op="added", block=name, before=None, after=come)


def _edits(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the runs of words replaced, added or removed; none if only typography differs."""
    a, b = ([word.casefold() for word in words] for words in (old, new))
    for op, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if op != "equal" and "".join(a[i:j]) != "".join(b[k:m]):
            yield old[i:j], new[k:m]


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).replace("’", "'").replace("'", ""))


def _matters(edit: tuple[list[str], list[str]]) -> bool:
    """Return whether a run of words holds a number, a name or a word that turns the sense."""
    return any(
        any(map(str.isdigit, word)) or word[:1].isupper() or word.casefold() in _TURNING
        for words in edit
        for word in words
    )
