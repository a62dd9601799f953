"""
Which article is this? Compares a reading with the archived articles that it might be.

The address decides first: an article that keeps one of its addresses and changes its text is a
revision, however much has changed. Only where no address is known, the text is compared.

Does not look anything up: storage finds whom to compare with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest import urls
from ingest.model import Decision, Duplicate, Ground, Judgement, New, Revised, Unchanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.model import Hosts, Known, Reading


def identify(reading: Reading, known: Sequence[Known], hosts: Hosts | None = None) -> Judgement:
    """Decide what a reading is to the archive, given every article it shares a key or text with."""
    own = _at(known, frozenset({urls.key(reading.article.url, hosts)}))
    match = own or _at(known, keys(reading, hosts))
    if match:
        same = match.digest == reading.article.digest
        decision: Decision = Unchanged(match.id) if same else Revised(match.id)
        return Judgement(decision=decision, grounds=(_ground("address", match.id),))
    twin = _saying(known, reading)
    if twin:
        return Judgement(decision=Duplicate(twin.id), grounds=(_ground("same words", twin.id),))
    return Judgement(decision=New())


def keys(reading: Reading, hosts: Hosts | None = None) -> frozenset[str]:
    """Return the identity keys of every address of a reading."""
    return frozenset(
        urls.key(address, hosts) for address in (reading.article.url, *reading.addresses)
    )


def _at(known: Iterable[Known], wanted: frozenset[str]) -> Known | None:
    return _first(one for one in known if one.keys & wanted)


def _saying(known: Iterable[Known], reading: Reading) -> Known | None:
    if not reading.article.text:
        return None
    digest = reading.article.text_digest
    return _first(one for one in known if one.text_digest == digest)


def _first(known: Iterable[Known]) -> Known | None:
    return min(known, key=lambda one: one.id, default=None)


def _ground(rule: str, other: int) -> Ground:
    return Ground(rule=rule, detail=f"{rule} of article {other}", other=other, speaks_for=True)
