"""
Claims: what each source says of a field, and which one is taken.

The rule for every field: sources are read in order of trust, the first that has a value is taken,
and later ones with another value are kept as evidence. A field with a further rule states it in its
module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ingest.model import Evidence
from ingest.text import skeleton

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Claim(NamedTuple):
    """The value of a field in one source."""

    source: str  #: its name for a person: ``JSON-LD datePublished``
    text: str  #: as the source has it
    value: str = ""  #: the parsed value, where it differs from the text

    @property
    def meaning(self) -> str:
        return self.value or self.text


def agree(one: str, other: str) -> bool:
    """Return whether two texts are equal but for typography."""
    return one == other or (bool(skeleton(one)) and skeleton(one) == skeleton(other))


def settle(
    field: str,
    claims: Iterable[Claim],
    same: Callable[[str, str], bool] = agree,
    believed: Claim | None = None,
) -> Evidence:
    """Return the evidence for one claim, by default the first, and the sources that differ."""
    stated = [claim for claim in claims if claim.text]
    if believed is None:
        believed = stated[0] if stated else None
    if believed is None:
        return Evidence(field=field, source="", value=None)
    others: dict[str, str] = {}
    for claim in stated:
        if claim.source != believed.source and not same(claim.meaning, believed.meaning):
            others.setdefault(claim.source, claim.text)
    return Evidence(
        field=field, source=believed.source, value=believed.text, others=tuple(others.items())
    )
