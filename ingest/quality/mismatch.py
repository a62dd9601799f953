"""
Detect a page that is not the one that the sources list.

Articles are retitled: slug, guid and title change after publication, standfirst and text stay. So a
title alone proves nothing. A page is another one only if it has no telling word in common with the
titles and standfirsts of its source entries, and with the addresses that were asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest import urls
from ingest.text import alphabetic_runs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.fields.metadata import Metadata
    from ingest.model import Article, Page

#: Letters of a word that tells what a title is about, and what a text is about.
_OF_TITLE, _OF_TEXT = 4, 6
#: Telling words that the title of a source entry must have to count.
_LEAST = 2


def unrelated(article: Article, metadata: Metadata, page: Page) -> str | None:
    """Return the title in the first source entry, if the page has nothing in common with any."""
    titles = [
        one.title
        for one in page.source_entries
        if one.title and len(_words((one.title,))) >= _LEAST
    ]
    if not titles or _words(titles) & _words((article.title, *metadata.other_titles)):
        return None
    listed = (*titles, *(one.standfirst or "" for one in page.source_entries), *_slugs(page))
    shown = (article.title, article.standfirst or "", article.text)
    return None if _words(listed, _OF_TEXT) & _words(shown, _OF_TEXT) else titles[0]


def _slugs(page: Page) -> Iterable[str]:
    """Return the last parts of the addresses that were asked, not of the one they led to."""
    asked = page.addresses or (page.url,)
    return (urls.path(url).rstrip("/").rsplit("/", 1)[-1] for url in asked)


def _words(texts: Iterable[str], least: int = _OF_TITLE) -> frozenset[str]:
    """Return the telling words; in a script without cases, every run of two letters or more."""
    found = (word for text in texts for word in alphabetic_runs(text))
    return frozenset(w for w in found if len(w) >= least or (len(w) > 1 and w == w.upper()))
