"""
Is this another page than the one that the sources spoke of?

Articles are retitled: their slug, their guid and their title change after publication, and the
standfirst and the text stay. So a title alone says nothing. Only where nothing of what a source
told, and nothing of the address that was asked, is found in the page, it is another one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest import urls

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.fields.metadata import Metadata
    from ingest.model import Article, Page

_WORD = re.compile(r"[^\W\d_]+")
#: Letters of a word that tells what a title is about, and of one that does so for a text.
_OF_TITLE, _OF_TEXT = 4, 6
#: Telling words that a title must have to be held against a page.
_LEAST = 2


def unrelated(article: Article, said: Metadata, page: Page) -> str | None:
    """Return the title that a source told, if the page has nothing in common with any of them."""
    titles = [
        one.title
        for one in page.source_entries
        if one.title and len(_words((one.title,))) >= _LEAST
    ]
    if not titles or _words(titles) & _words((article.title, *said.other_titles)):
        return None
    told = (*titles, *(one.standfirst or "" for one in page.source_entries), *_slugs(page))
    shown = (article.title, article.standfirst or "", article.text)
    return None if _words(told, _OF_TEXT) & _words(shown, _OF_TEXT) else titles[0]


def _slugs(page: Page) -> Iterable[str]:
    """Return the last parts of the addresses that were asked; where they led, nobody told."""
    asked = page.addresses or (page.url,)
    return (urls.path(url).rstrip("/").rsplit("/", 1)[-1] for url in asked)


def _words(texts: Iterable[str], least: int = _OF_TITLE) -> frozenset[str]:
    """Return the words that tell something; in a script without cases, each run of signs does."""
    found = (word for text in texts for word in _WORD.findall(text.casefold()))
    return frozenset(w for w in found if len(w) >= least or (len(w) > 1 and w == w.upper()))
