"""How the commands print: JSON, an article, the steps of a long task."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, TypeVar

import msgspec

from fortnightly.export.sanitize import sanitize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fortnightly.export.article import Format
    from ingest.model import Article, Evidence
    from storage.records import Entry

_Outcome = TypeVar("_Outcome")


def say(line: str) -> None:
    sys.stdout.write(f"{sanitize(line)}\n")


def complain(line: str) -> None:
    sys.stderr.write(f"{sanitize(line)}\n")


def print_json(values: Iterable[object]) -> None:
    """Print each value in a line; escaped where the output cannot show all characters."""
    for value in values:
        sys.stdout.write(f"{_shown(msgspec.json.encode(value).decode())}\n")


def _shown(text: str) -> str:
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(json.loads(text))
    return text


def with_evidence(document: object, evidence: Sequence[Evidence]) -> dict[str, object]:
    return {**msgspec.to_builtins(document), "evidence": evidence}


def print_article(article: Article | Entry, form: Format | None, note: str = "") -> None:
    """Print an article as it reads on a terminal, below a note on it; or in another form."""
    if form is None:
        from fortnightly.terminal import console  # noqa: PLC0415  rich.markdown is slow
        from fortnightly.terminal.article import rendered  # noqa: PLC0415

        console.put(rendered(article, note))
    else:
        from fortnightly.export.article import formatted  # noqa: PLC0415

        sys.stdout.write(formatted(article, form))


def print_explained(
    article: Article | Entry, evidence: tuple[Evidence, ...], facts: tuple[tuple[str, str], ...]
) -> None:
    """Print where each field is from, below facts on the whole: their names and values."""
    from fortnightly.terminal import console  # noqa: PLC0415  rich.markdown is slow
    from fortnightly.terminal.article import Explained, explained  # noqa: PLC0415

    console.put(explained(Explained(article=article, evidence=evidence, facts=facts)))


def stepping(steps: Iterator[_Outcome], what: str, total: int) -> Iterator[_Outcome]:
    """Yield what is worked on, and show on stderr how far it is."""
    from fortnightly.terminal import console  # noqa: PLC0415

    with console.progress(what, total) as step:
        for one in steps:
            yield one
            step()
