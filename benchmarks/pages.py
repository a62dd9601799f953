"""
The real pages that reading is measured on, and what is known to be right of each.

They are no part of the project: a folder beside it holds them (see `SHARED`), each set as its
authors published it. Nothing is read into memory at once.
"""

from __future__ import annotations

import gzip
import json
import lzma
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
SETS = ("wcxb-dev", "trafilatura-eval", "postlight")


class Gold(NamedTuple):
    """What people say of one page; None: nobody looked. An empty value: the page has none."""

    set: str
    id: str
    url: str
    kind: str  #: article, or listing where the set says so
    body: str | None  #: the whole text
    present: tuple[str, ...]  #: segments that the text must hold
    absent: tuple[str, ...]  #: segments that it must not
    title: str | None
    authors: tuple[str, ...] | None
    date: str | None  #: ISO 8601, a day


def golds(name: str) -> list[Gold]:
    """Return what is right of each page of a set, in its order."""
    return [_gold(name, line) for line in _lines(name)]


def bodies(name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the id and the bytes of each page of a set, in the order of its archive."""
    if name == "postlight":
        for line in _lines(name):
            file = SHARED / "articles-postlight" / line["file"]
            if file.is_file():
                yield line["id"], gzip.decompress(file.read_bytes())
        return
    ids = {line["file"].split(":", 1)[1]: line["id"] for line in _lines(name)}
    archive = {"wcxb-dev": "html-dev.tar.xz", "trafilatura-eval": "html.tar.xz"}[name]
    with tarfile.open(SHARED / f"articles-{name}" / archive) as tar:
        for member in tar:
            found = tar.extractfile(member) if member.isfile() else None
            known = ids.get(member.name) or ids.get(member.name.split("/")[-1])
            if found and known:
                yield known, found.read()


def _lines(name: str) -> list[dict[str, object]]:
    if name == "wcxb-dev":
        with lzma.open(SHARED / "articles-wcxb-dev" / "gold-dev.jsonl.xz", "rt") as lines:
            return [json.loads(line) for line in lines]
    file = SHARED / f"articles-{name}" / "gold.jsonl"
    return [json.loads(line) for line in file.read_text("utf-8").split("\n") if line]


def _gold(name: str, line: dict[str, object]) -> Gold:
    listing = name == "wcxb-dev" and line["page_type"] in ("listing", "collection")
    authors, date = line["authors"], line["date"]
    first_words = () if name == "postlight" else tuple(line["with"] or ())
    return Gold(
        set=name,
        id=str(line["id"]),
        url=str(line["url"]),
        kind="listing" if listing else "article",
        body=line["body"],
        present=first_words,
        absent=tuple(line["without"] or ()),
        title=line["title"],
        authors=None if authors is None else tuple(authors),
        date=None if date is None else str(date)[:10],
    )
