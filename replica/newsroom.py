"""
What the site holds, and how it changes: articles come, are edited, retitled, taken away.

Every change takes a minute of the site's own time, so that what is changed is dated later too.
Knows no HTML and no HTTP.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from replica.background import with_background
from replica.content import Author, Entry, Paragraph
from replica.series import SERIES_TITLE, ZONE, entry_head, others, series, tagged, written
from replica.slugs import Slugs, slug

if TYPE_CHECKING:
    from collections.abc import Callable

#: How many articles off the series there are: more than the feed shows.
OTHERS = 140
MINUTE = timedelta(minutes=1)
CORRECTION = "This paragraph was corrected after its publication."


class Newsroom:
    """All articles by number and by address; `now` is the site's own time."""

    def __init__(
        self, entries: int, now: datetime, newest_age: timedelta, background: float = 0.0
    ) -> None:
        self.now = now
        self.taken_over: tuple[Entry, ...] = ()  #: by the partner, as they were then
        self._background = background
        self.version = 0  #: grows with every change
        self._slugs = Slugs()
        self._entries: dict[int, Entry] = {}
        self._paths: dict[str, int] = {}
        self._former: dict[str, int] = {}
        self._moved: dict[int, tuple[str, ...]] = {}
        self._was: dict[str, Entry] = {}
        self._flapping: dict[int, Entry] = {}
        self._gone: set[int] = set()
        self._ordered: tuple[Entry, ...] = ()
        self._number = entries
        self._other_number = OTHERS
        for entry in series(entries, now - newest_age, self._slugs):
            self._take(with_background(entry, background))
        for entry in (*others(1, OTHERS, now, self._slugs), *tagged(now, self._slugs)):
            self._take(entry)
        self._changed()
        self.most_viewed = self.select(lambda entry: not entry.series)[:5]

    def newest_first(self) -> tuple[Entry, ...]:
        return self._ordered

    def select(self, wanted: Callable[[Entry], bool]) -> tuple[Entry, ...]:
        return tuple(filter(wanted, self._ordered))

    def series(self) -> tuple[Entry, ...]:
        """Return the entries of the series, newest first."""
        return self.select(lambda entry: entry.series)

    def at(self, address: str) -> Entry | None:
        """Return the article that is at an address now, given as a path or absolute."""
        node = self._paths.get(_path(address))
        return None if node is None else self._entries[node]

    def numbered(self, node: int) -> Entry | None:
        return self._entries.get(node)

    def moved_from(self, address: str) -> Entry | None:
        """Return the article that was at an address before."""
        node = self._former.get(_path(address).lower())
        return None if node is None else self._entries[node]

    def was_at(self, address: str) -> Entry | None:
        """Return the article that was at an address before it was retitled, as it was then."""
        return self._was.get(_path(address).lower())

    def flapping(self, entry: Entry) -> Entry | None:
        """Return what an article says at every second request, if it cannot decide."""
        return self._flapping.get(entry.node)

    @property
    def is_flapping(self) -> bool:
        return bool(self._flapping)

    def is_gone(self, entry: Entry) -> bool:
        return entry.node in self._gone

    def former_paths(self, entry: Entry) -> tuple[str, ...]:
        """Return the addresses that an article had here before it was retitled."""
        return self._moved.get(entry.node, ())

    def changed_at(self, entry: Entry) -> datetime:
        return entry.modified or entry.published

    def publish(self, title: str | None = None) -> Entry:
        """Publish the next entry of the series, now; the title goes without the series' name."""
        self._number += 1
        head = entry_head(self._number, self._tick(), self._slugs)
        entry = written(head, self._number, self.series()[::-1])
        if title:
            entry = self._titled(entry, f"{SERIES_TITLE}: {title}")
        return self.add(with_background(entry, self._background))

    def add(self, entry: Entry) -> Entry:
        """Take in an article as it is."""
        self._take(entry)
        self._changed()
        return entry

    def edit(self, address: str, paragraph: int = 1, text: str | None = None) -> Entry:
        """Give a paragraph, counted from one, another text, or add a sentence to it."""
        entry = self._existing(address)
        self._flapping.pop(entry.node, None)
        return self.add(self._edited(entry, paragraph, text))

    def flap(self, address: str, paragraph: int = 1, text: str | None = None) -> Entry:
        """Let an article say something else at every second request, until it is edited."""
        entry = self._existing(address)
        self._flapping[entry.node] = self._edited(entry, paragraph, text)
        self._changed()
        return entry

    def _edited(self, entry: Entry, paragraph: int, text: str | None) -> Entry:
        spots = [n for n, block in enumerate(entry.blocks) if isinstance(block, Paragraph)]
        blocks = list(entry.blocks)
        old = blocks[spots[paragraph - 1]]
        before = old.text if isinstance(old, Paragraph) else ""
        blocks[spots[paragraph - 1]] = Paragraph(text or f"{before} {CORRECTION}")
        return replace(entry, blocks=tuple(blocks), modified=self._tick())

    def retitle(self, address: str, title: str, *, edited: bool = False) -> Entry:
        """
        Give an article another title and with it another address and guid.

        Its date and its standfirst stay; a sentence is added to its text if it is `edited`.
        """
        entry = self._existing(address)
        self._was[entry.path.lower()] = entry
        self._moved[entry.node] = (*self.former_paths(entry), entry.path)
        self._former[entry.path.lower()] = entry.node
        del self._paths[entry.path]
        titled = replace(self._titled(entry, title), modified=self._tick())
        return self.add(self._edited(titled, 1, None) if edited else titled)

    def restore(self, address: str) -> None:
        """Bring back an article that was deleted."""
        self._gone.discard(self._existing(address).node)
        self._tick()
        self._changed()

    def syndicate(self, address: str) -> None:
        """Let the partner take over an article as it is now."""
        self.taken_over = (*self.taken_over, self._existing(address))

    def delete(self, address: str) -> None:
        self._gone.add(self._existing(address).node)
        self._tick()
        self._changed()

    def advance(self, days: float) -> None:
        """Let time go by; articles off the series go on appearing meanwhile."""
        count = min(OTHERS, int(days * 26))
        self.now += timedelta(days=days)
        for entry in others(self._other_number + 1, count, self.now, self._slugs):
            self._take(entry)
        self._other_number += count
        self._changed()

    def _titled(self, entry: Entry, title: str) -> Entry:
        path = self._slugs.unique(f"/{entry.section.lower()}/{slug(title)}")
        return replace(entry, title=title, short_title=title, path=path)

    def _existing(self, address: str) -> Entry:
        entry = self.at(address) or self.moved_from(address)
        if entry is None:
            raise KeyError(f"no article at {address}")
        return entry

    def _take(self, entry: Entry) -> None:
        self._entries[entry.node] = entry
        self._paths[entry.path] = entry.node
        for address in entry.former:
            self._former[_path(f"//{address}").lower()] = entry.node

    def _tick(self) -> datetime:
        self.now += MINUTE
        return self.now.astimezone(ZONE)

    def _changed(self) -> None:
        kept = (entry for entry in self._entries.values() if entry.node not in self._gone)
        self._ordered = tuple(sorted(kept, key=lambda e: (e.published, e.node), reverse=True))
        self.version += 1


def has_author(author: int) -> Callable[[Entry], bool]:
    return lambda entry: author in (each.id for each in entry.authors)


def has_tag(name: str) -> Callable[[Entry], bool]:
    """Compare with the tag's slug."""
    return lambda entry: name in map(slug, entry.tags)


def author_named(entries: tuple[Entry, ...], number: int) -> Author | None:
    found = (author for entry in entries for author in entry.authors if author.id == number)
    return next(found, None)


def _path(address: str) -> str:
    return unquote(urlsplit(address).path).rstrip("/")
