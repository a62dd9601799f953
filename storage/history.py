"""The revisions of an article, each with what changed since the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.model import Article, block_text
from storage.captures import capture_ref
from storage.entries import document
from storage.records import Change, Revision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from storage.records import Weight
    from storage.schema import CaptureRow, RevisionRow


def revisions(rows: Iterable[tuple[RevisionRow, CaptureRow]]) -> Iterator[Revision]:
    """Yield the revisions of one article, given in order."""
    before: Article | None = None
    for row, capture in rows:
        article = document(row)
        weight, changes = compare(before, article)
        yield Revision(
            revision=row.number,
            seen=row.seen,
            title=article.title,
            weight=weight,
            changes=changes,
            capture=capture_ref(capture),
        )
        before = article


def compare(before: Article | None, after: Article) -> tuple[Weight, tuple[Change, ...]]:
    """Say what changed, block by block, and how much it weighs."""
    if before is None:
        return "first", ()
    changes = tuple(_changes(before, after))
    if after.word_count < before.word_count * 0.7:
        return "shrunk", changes
    same = (before.title, before.text_digest) == (after.title, after.text_digest)
    return ("cosmetic" if same else "substantive"), changes


def _changes(before: Article, after: Article) -> Iterator[Change]:
    old, new = _blocks(before), _blocks(after)
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        if was != now:
            op = "added" if was is None else "removed" if now is None else "changed"
            yield Change(op=op, block=name, before=was, after=now)  # type: ignore[arg-type]


def _blocks(article: Article) -> dict[str, str | None]:
    body = {f"body {n}": block_text(block) for n, block in enumerate(article.body, 1)}
    return {"title": article.title, "standfirst": article.standfirst, **body}
