"""
Small pages of our own and entries of the replica, and what our rules make of them.

The table holds a digest of each reading, for one version of the rules. `test_golden.py` compares;
`python -m tests.ingest.golden` writes the table anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

import replica
from ingest.errors import PageError
from ingest.model import AnatomyRules, Hosts, Member, Page, Rules, sha256
from ingest.pipeline import read
from ingest.version import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent
TABLE = FOLDER / "table.json"
COMMAND = "python -m tests.ingest.golden"
#: Of no definition that is shipped: those may change while our rules stay.
BY = Rules(
    hosts=Hosts("www.riverside.example", ("www.newarab.com",)),
    member=Member(trailer="is a (weekly|fortnightly) feature"),
    anatomy=AnatomyRules(
        related="^Read more:",
        trailer=("is a (weekly|fortnightly) feature", "^Click below"),
        credit=r"\[(?P<credit>[^\]]+)\]\s*$",
    ),
    publisher="The Riverside",
    language="en",
    timezone="Europe/London",
)


def pages() -> Iterator[tuple[str, Page]]:
    """Yield every page with its name, always in the same order."""
    for file in sorted((FOLDER / "pages").glob("*.html")):
        yield (
            file.stem,
            Page(url=f"https://www.riverside.example/{file.stem}", body=file.read_bytes()),
        )
    site = replica.Site(12)
    for number, entry in enumerate(site.newsroom.series()):
        url = site.look().url(entry.path)
        yield f"replica-{number}", Page(url=url, body=site.answer(url).body)


def reading(page: Page) -> bytes:
    """Return all that a page is read as, but for the versions; or why it is refused."""
    try:
        found = read(page, BY)
    except PageError as error:
        return error.failure.encode()
    said = (found.article, found.article.digest, found.addresses, found.rule)
    return msgspec.json.encode(said)


def table() -> dict[str, dict[str, str]]:
    """Return the digest of every page, and of what it is read as."""
    return {
        name: {"page": sha256(page.body), "reading": sha256(reading(page))}
        for name, page in pages()
    }


def written() -> tuple[int, dict[str, dict[str, str]]]:
    """Return the version of the rules that the table was written by, and the table."""
    kept = json.loads(TABLE.read_text("utf-8"))
    return kept["rules"], kept["pages"]


def write() -> None:
    kept = {"rules": RULES, "pages": table()}
    TABLE.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
