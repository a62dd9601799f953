"""
Another publisher, who takes over articles of the site: a list of them, and its own copies.

A copy has the words of the article, on pages of another name and at another host.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from replica.answers import Answer, html_answer
from replica.article import render_entry
from replica.look import Look
from replica.pages import listing, message, row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from urllib.parse import SplitResult

    from replica.content import Entry

HOST = "www.harbour-courier.example"
NAME = "The Harbour Courier"
LIST = "/from-the-new-arab"
_LOOK = Look(base=f"http://{HOST}", site_name=NAME)


def copied(entry: Entry) -> Entry:
    """Return an article as the partner has it: at an address and under a number of his own."""
    slug = entry.path.rpartition("/")[2]
    return replace(entry, path=f"/syndicated/{slug}", node=entry.node + 500_000, former=())


def address_of(entry: Entry) -> str:
    return _LOOK.url(copied(entry).path)


def partner(parts: SplitResult, taken: Sequence[Entry]) -> Answer:
    """Return what the partner answers, who has taken over these articles."""
    copies = {one.path: one for one in map(copied, taken)}
    if parts.path == LIST:
        rows = [row(one, one.path) for one in copies.values()]
        return html_answer(listing("From The New Arab", rows, "", _LOOK))
    if one := copies.get(parts.path):
        return html_answer(render_entry(one, _LOOK), modified=one.modified or one.published)
    return html_answer(message("Page not found", "Error 404.", _LOOK), status=404)
