"""
Which article is this? Compares a reading with the archived articles that it might be.

The address decides first: an article that keeps one of its addresses and changes its text is a
revision, however much has changed. Only where no address is known, the text is compared.

Does not look anything up: storage finds whom to compare with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest import urls
from ingest.model import Decision, Duplicate, New, Revised, Unchanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.model import Hosts, Known, Reading


def identify(reading: Reading, known: Sequence[Known], hosts: Hosts | None = None) -> Decision:
    """Decide what a reading is to the archive, given every article it shares a key or text with."""
    own = _at(known, frozenset({urls.key(reading.article.url, hosts)}))
    match = own or _at(known, keys(reading, hosts))
    if match:
        same = match.digest == reading.article.digest
        return Unchanged(match.id) if same else Revised(match.id)
    twin = _saying(known, reading)
    return Duplicate(twin.id) if twin else New()


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
