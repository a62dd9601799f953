"""When the archived reading of an article must be renewed before a new page is compared with it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from msgspec import Struct

from fortnightly.tasks.record import identified
from ingest.errors import StorageError
from ingest.identity.identify import keys
from ingest.model import Page, Revised
from storage.records import Current

if TYPE_CHECKING:
    from crawler.run.pages import PendingPage
    from fortnightly.series.definition import Definition
    from ingest.model import Reading
    from storage.archive import Archive

log = logging.getLogger(__name__)


class StaleReading(Struct, frozen=True):
    """An article as other rules than those of today read it, and its page."""

    current: Current
    page: Page


def stale_reading(
    archive: Archive, definition: Definition, kept: PendingPage, reading: Reading
) -> StaleReading | None:
    """
    Return the current revision of an article if it must be read again before it is compared.

    If it was read by other rules than the new page, a difference may come from the rules; if it is
    the same page, all of it does. None if both were read by the same rules: then the difference is
    the publisher's. None too for an address that no article has: comparing every new page twice
    costs more than it shows.
    """
    if reading.rule is None:
        return None
    addresses = keys(reading, definition.hosts)
    if archive.articles.standing_at(definition.name, addresses) is None:
        return None
    match identified(archive, definition, reading).decision:
        case Revised(id_):
            current = archive.articles.current_of(id_)
        case _:
            return None
    read_alike = (current.extractor, current.rules) == (reading.extractor, reading.rules)
    if read_alike and current.capture.id != kept.capture.id:
        return None
    try:
        return StaleReading(current, archive.page(current.capture, definition.hosts))
    except StorageError as error:  # the new page is recorded all the same
        log.warning("article %d cannot be read again: %s", id_, error)
        return None
