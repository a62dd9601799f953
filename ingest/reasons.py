"""
Why the parts of an article are what they are: gathered while it is taken apart.

Holds what the steps say; decides nothing.
"""

from __future__ import annotations

from ingest.model import Evidence

#: The parts, in the order of the article's fields.
_FIELDS = ("standfirst", "lead_image", "body", "pull_quotes", "related", "trailer")


class Reasons:
    """The reasons of one article's parts, one for each part or for each of its lines."""

    def __init__(self) -> None:
        self._notes: list[tuple[str, str, str | None]] = []

    def note(self, field: str, source: str, value: str | None) -> None:
        """Note what a part goes by; no source: the article has no such part."""
        if source:
            self._notes.append((field, source, value))

    def evidence(self) -> tuple[Evidence, ...]:
        """Return the reasons in the order of the fields, and within one of the page."""
        ordered = sorted(self._notes, key=lambda note: _FIELDS.index(note[0]))
        return tuple(
            Evidence(field=field, source=source, value=value) for field, source, value in ordered
        )
