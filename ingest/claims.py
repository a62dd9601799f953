"""
What the sources of a field say, and how their disagreement is settled and kept.

The rule is the same for every field: the sources are asked in the order of trust, the first that
says something is believed, and each one after it that says something else is named beside it.
Where a field has a rule of its own beyond that, its module states it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ingest.model import Evidence
from ingest.text import skeleton

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Claim(NamedTuple):
    """What one source says of one field."""

    source: str  #: as a person names it: ``JSON-LD datePublished``
    text: str  #: as the source has it
    value: str = ""  #: what we make of it, where that is something else

    @property
    def meaning(self) -> str:
        return self.value or self.text


def agree(one: str, other: str) -> bool:
    """Return whether two texts say the same: typography does not count."""
    return one == other or (bool(skeleton(one)) and skeleton(one) == skeleton(other))


def settle(
    field: str,
    claims: Iterable[Claim],
    same: Callable[[str, str], bool] = agree,
    believed: Claim | None = None,
) -> Evidence:
    """Believe one claim, by default the first; keep what the others say, once for each source."""
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
