"""
The site: what it answers at an address, and the one place where it is changed while it runs.

Opens no socket: `replica.server` does. Pages are made once and kept until something changes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from replica import forms, partner
from replica.answers import Answer, html_answer, redirect_answer, typed_answer
from replica.article import render_entry
from replica.faults import Faults
from replica.feed import feed, sitemap
from replica.look import LISTING_PATH, Look
from replica.newsroom import Newsroom, has_author, has_tag
from replica.pages import listing, message, pager, row
from replica.robots import robots_txt
from replica.series import SECTIONS
from replica.switches import ALIASES, CANONICAL, Fault, Switches
from replica.truth import truth

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from urllib.parse import SplitResult

    from replica.content import Entry

#: The site's own time, where none is given: a Friday on which the newest entry is a day old.
NOW = datetime(2026, 6, 12, 8, 0, tzinfo=UTC)


class _Asked(NamedTuple):
    path: str
    page: int
    manner: forms.Manner = "full"

    @property
    def rest(self) -> str:
        """What follows the first part of the path."""
        return self.path.partition("/")[2].partition("/")[2]


class Site:
    """
    A copy of how the site behaves, with articles of its own.

    ``Site(entries=400, now=..., newest_age=timedelta(days=1), background=0.0, **switches)``; the
    switches are those of `replica.switches.Switches`, and `background` is the share of every entry
    that all of them have in common. The same arguments give the same site.
    """

    def __init__(
        self,
        entries: int = 400,
        *,
        now: datetime = NOW,
        newest_age: timedelta = timedelta(days=1),
        background: float = 0.0,
        **switches: Any,
    ) -> None:
        self.switches = Switches(**switches)
        self.newsroom = Newsroom(entries, now, newest_age, background)
        self.log: list[dict[str, Any]] = []  #: the requests answered, oldest first
        self._faults = Faults()
        self._pages: dict[object, Answer] = {}
        self._seen_version = 0
        self._requests = 0
        self._shown: Counter[int] = Counter()
        self._exact: dict[str, Callable[[_Asked], Answer]] = {
            "": self._front,
            "/robots.txt": self._robots,
            "/rss": self._feed,
            "/rss.xml": self._feed,
            "/sitemap.xml": self._sitemap,
            **{f"/{section.lower()}": self._section for section in SECTIONS},
        }
        self._below: dict[str, Callable[[_Asked], Answer]] = {
            "search": self._search,
            "tag": self._tag,
            "author": self._author,
            "node": self._node,
        }

    # What can be changed while it runs.

    def switch(self, **switches: Any) -> None:
        """Set some switches; raises TypeError for one that does not exist."""
        self.switches = replace(self.switches, **switches)
        self._pages = {}

    def fail(self, address: str, **fault: Any) -> None:
        """Let requests for an address go wrong, see `replica.switches.Fault`."""
        self._faults.add(address, Fault(**fault))

    def mend(self, address: str | None = None) -> None:
        """Take back the fault of an address, or all of them."""
        self._faults.mend(address)

    def publish(self, title: str | None = None) -> Entry:
        return self.newsroom.publish(title)

    def add(self, entry: Entry) -> Entry:
        return self.newsroom.add(entry)

    def edit(self, address: str, paragraph: int = 1, text: str | None = None) -> Entry:
        return self.newsroom.edit(address, paragraph, text)

    def flap(self, address: str, paragraph: int = 1, text: str | None = None) -> Entry:
        return self.newsroom.flap(address, paragraph, text)

    def retitle(self, address: str, title: str, *, edited: bool = False) -> Entry:
        return self.newsroom.retitle(address, title, edited=edited)

    def syndicate(self, address: str) -> None:
        self.newsroom.syndicate(address)

    def delete(self, address: str) -> None:
        self.newsroom.delete(address)

    def restore(self, address: str) -> None:
        self.newsroom.restore(address)

    def advance(self, days: float) -> None:
        self.newsroom.advance(days)

    # What it says.

    def truth(self) -> list[dict[str, Any]]:
        """Return what must become of every entry of the series, newest first."""
        return [self.truth_of(entry) for entry in self.newsroom.series()]

    def truth_of(self, entry: Entry) -> dict[str, Any]:
        look = self.look()
        before = [look.url(path) for path in self.newsroom.former_paths(entry)]
        return truth(entry, look, before)

    def look(self, manner: forms.Manner = "full") -> Look:
        switches = self.switches
        return Look(
            base=switches.base,
            metadata=switches.metadata,
            canonical_link=switches.canonical_link,
            shortlink=switches.shortlink,
            canonical=self._mistaken_canonical(),
            links=switches.feed_links,
            twins=switches.twins,
            manner=manner,
            most_viewed=self._most_viewed() if manner == "full" else (),
        )

    def knows(self, host: str) -> bool:
        twins = forms.TWIN_HOSTS if self.switches.twins else ()
        return host in (self.canonical_host, CANONICAL, *ALIASES, *twins, partner.HOST)

    @property
    def canonical_host(self) -> str:
        return urlsplit(self.switches.base).hostname or ""

    def answer(self, url: str) -> Answer:
        """Return what the site says at an absolute address, whole and not yet conditional."""
        parts = urlsplit(url)
        answer = self._partner(parts) or self._own(url)
        answer = replace(answer, delay=self.switches.delay) if self.switches.delay else answer
        fault = self._faults.due(parts)
        return fault.spoil(answer, url) if fault else answer

    def _partner(self, parts: SplitResult) -> Answer | None:
        if parts.hostname != partner.HOST:
            return None
        return partner.partner(parts, self.newsroom.taken_over)

    def _own(self, url: str) -> Answer:
        manner: forms.Manner = "full"
        parts = urlsplit(url)
        if self.switches.twins:
            parts, manner = forms.meant(url, urlsplit(self.switches.base).netloc)
        return self._elsewhere(parts) or self._content(parts, manner)

    def _elsewhere(self, parts: SplitResult) -> Answer | None:
        """Send an alias or another scheme to the canonical address of the same page."""
        base = urlsplit(self.switches.base)
        if not self.switches.aliases_redirect:
            return None
        if (parts.scheme, parts.hostname) == (base.scheme, base.hostname):
            return None
        return redirect_answer(parts._replace(scheme=base.scheme, netloc=base.netloc).geturl())

    # Its pages.

    def _content(self, parts: SplitResult, manner: forms.Manner) -> Answer:
        asked = _Asked(parts.path.rstrip("/"), _page(parts.query), manner)
        first = asked.path[1:].partition("/")[0]
        make = self._exact.get(asked.path) or self._below.get(first) or self._article
        return self._kept(asked, make)

    def _kept(self, asked: _Asked, make: Callable[[_Asked], Answer]) -> Answer:
        """Make an answer, or take the one made before if nothing has changed since."""
        if self._seen_version != self.newsroom.version:
            self._seen_version = self.newsroom.version
            self._pages = {}
        if self.switches.restless or self.newsroom.is_flapping:
            return make(asked)
        pages = self._pages
        if asked not in pages:
            pages[asked] = make(asked)
        return pages[asked]

    def _front(self, _: _Asked) -> Answer:
        page = message("News, culture and politics", "All sections of the site.", self.look())
        return html_answer(page, modified=self.newsroom.now)

    def _robots(self, _: _Asked) -> Answer:
        if self.switches.robots == "drupal":
            return typed_answer("text/plain; charset=UTF-8", robots_txt(self.switches))
        return self._error(404 if self.switches.robots == "missing" else 500)

    def _feed(self, _: _Asked) -> Answer:
        since = self.newsroom.now - timedelta(days=self.switches.feed_days)
        recent = self.newsroom.select(lambda entry: entry.published > since)
        body = feed(recent[: self.switches.feed_items], self.look())
        return typed_answer("application/rss+xml; charset=utf-8", body, modified=self.newsroom.now)

    def _sitemap(self, _: _Asked) -> Answer:
        if not self.switches.sitemap:
            return self._error(404)
        body = sitemap(self.newsroom.newest_first(), self.look())
        return typed_answer("application/xml; charset=utf-8", body, modified=self.newsroom.now)

    def _section(self, asked: _Asked) -> Answer:
        section = asked.path[1:].title()
        return self._listing(
            section, self.newsroom.select(lambda entry: entry.section == section), asked.page
        )

    def _search(self, _: _Asked) -> Answer:
        return self._error(403)

    def _tag(self, asked: _Asked) -> Answer:
        found = self.newsroom.select(has_tag(asked.rest))
        if not found or self.switches.listing == "missing":
            return self._error(404)
        return self._listing(asked.rest.replace("-", " ").title(), found, asked.page)

    def _author(self, asked: _Asked) -> Answer:
        number = asked.rest.partition("/")[0]
        found = self.newsroom.select(has_author(int(number))) if number.isdigit() else ()
        return self._listing("Author", found, asked.page) if found else self._error(404)

    def _listing(self, title: str, entries: Sequence[Entry], page: int) -> Answer:
        size = self.switches.rows
        shown = entries[page * size : (page + 1) * size]
        rows = [row(entry, self._href(entry)) for entry in shown]
        pages = -(-len(entries) // size)
        if self.switches.listing == "redesigned":
            rows, pages = ['<div id="app" data-source="/api/listing"></div>'], 0
        body = listing(title, rows, pager(page, pages), self.look())
        return html_answer(body, modified=self.newsroom.now)

    def _href(self, entry: Entry) -> str:
        if self.switches.old_links and entry.former:
            return f"http://{entry.former[0]}"
        return forms.link(entry, self.switches.listing_links)

    def _mistaken_canonical(self) -> str | None:
        """Return what every article calls canonical, where the template is mistaken."""
        oldest = self.newsroom.series()[-1:]
        return {
            "own": None,
            "listing": LISTING_PATH,
            "oldest": oldest[0].path if oldest else None,
        }[self.switches.canonical]

    def _node(self, asked: _Asked) -> Answer:
        entry = self.newsroom.numbered(int(asked.rest)) if asked.rest.isdigit() else None
        return self._page_of(entry, asked) if entry else self._error(404)

    def _article(self, asked: _Asked) -> Answer:
        if entry := self.newsroom.at(asked.path):
            return self._page_of(entry, asked)
        if entry := self.newsroom.moved_from(asked.path):
            return self._moved(asked, entry)
        return self._error(404)

    def _moved(self, asked: _Asked, entry: Entry) -> Answer:
        """Answer where an article was before: the dated addresses of old always lead on."""
        before = self.newsroom.was_at(asked.path)
        if before and self.switches.moved == "missing":
            return self._error(404)
        if before and self.switches.moved == "page":
            return self._page_of(before, asked)
        return redirect_answer(self.look().url(entry.path))

    def _page_of(self, entry: Entry, asked: _Asked) -> Answer:
        if self.newsroom.is_gone(entry):
            return self._error(self.switches.gone_status)
        shown = self._shown_now(entry)
        body = render_entry(shown, self.look(asked.manner))
        return html_answer(body, modified=self.newsroom.changed_at(shown))

    def _shown_now(self, entry: Entry) -> Entry:
        """Return an article, or what it says instead at every second request for it."""
        other = self.newsroom.flapping(entry)
        if other is None:
            return entry
        self._shown[entry.node] += 1
        return other if self._shown[entry.node] % 2 else entry

    def _error(self, status: int) -> Answer:
        words = {403: "Access denied", 404: "Page not found", 410: "Gone"}
        title = words.get(status, "The website encountered an unexpected error")
        return html_answer(message(title, f"Error {status}.", self.look()), status=status)

    def _most_viewed(self) -> tuple[Entry, ...]:
        """Return the block beside every page; it turns with each request if it is restless."""
        if not self.switches.restless:
            return self.newsroom.most_viewed
        self._requests += 1
        turn = self._requests % len(self.newsroom.most_viewed)
        return self.newsroom.most_viewed[turn:] + self.newsroom.most_viewed[:turn]


def _page(query: str) -> int:
    """Return the page that is asked for, from zero; anything else is the first, as in Drupal."""
    asked = parse_qs(query).get("page", ["0"])[-1]
    return int(asked) if asked.isdigit() else 0
