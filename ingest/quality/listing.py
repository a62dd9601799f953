"""
Score a page as a listing: a category, a shelf of a shop, an index.

Features add points (table `SIGNALS`); `ENOUGH` points make a listing. No single feature is enough,
and missing ones alone never are. The points were fitted on some two thousand real pages, and a fit
on either half was checked on the other: see docs/quality.md.
"""

# ruff: noqa: E501 - patterns that are lists of words

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ingest.text import count_dense

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.quality.features import PageFeatures

#: Points that make a page a listing.
ENOUGH = 12
#: Folders that hold listings.
_FOLDER = re.compile(
    r"^((product|post|blog)-)?(categor(y|ies)|cat)$|^(subcategory|product-cat|tags?|topics?|collections?"
    r"|genres?|search|browse|archives?|sections?|hubs?|authors?|catalog(ue)?s?|departments?|[bclw]|shop|store"
    r"|lists?|listings?|product-list.*|labels?|themes?|rubri\w+|kategori\w*|thema|themen|tema|charts?"
    r"|best-?sellers?|series|channel)$",
    re.IGNORECASE,
)
#: Folders that directly hold nothing else.
_ALWAYS = re.compile(
    r"^(product-)?categor(y|ies)$|^(tags?|collections?|genres?|search)$", re.IGNORECASE
)
#: Last parts of the addresses of listings.
_LAST = re.compile(
    r"^(news|blogs?|articles|stories|latest|all|all-.+|shop|store|products|courses|programs|events|jobs|press"
    r"|press-releases|in-the-news|archiv\w*|index|issues|newest|recent|trending|popular|top|new|reviews|recipes"
    r"|guides|resources|library|catalog(ue)?|collections?|coupons|deals|categories|topics|tags|search"
    r"|nachrichten|aktuelles|artikel|termine|actualites|noticias|notizie)$",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(r"\d{4}")
_TITLE = re.compile(
    r"^(all|latest|news|blog|shop|courses?|products?|categor(y|ies)|collections?|archives?|tag|topic|list of"
    r"|search|results|browse|best ?sellers|catalog(ue)?|kategorie|schlagwort|catégorie|étiquette|categoría"
    r"|categoria|etiqueta|rubrik|archiv)\b"
    r"|\b(archives?|archiv|for sale|best ?sellers|near me|online courses|courses|shop|store|collections?"
    r"|catalog(ue)?|deals|coupons|news|recipes|articles|products)\s*$",
    re.IGNORECASE,
)
_INVITES = re.compile(
    r"^\W*(shop|browse|buy|find|discover|explore|view|search|see all|compare|check out|(get |read )?(all )?the"
    r" latest|latest|results|entdecken|finden|kaufen|découvrez|achetez|descubr\w+|compra|scopri)\b"
    r"|\bour (range|selection|collection)\b|free (shipping|delivery)|\bwide (range|selection)"
    r"|(latest|breaking) (news|articles|stories|posts)|\bshop (the|our|for|online)\b",
    re.IGNORECASE,
)


class Signal(NamedTuple):
    """A feature of listings; points below zero speak for an article."""

    says: str  #: with the names of numbers of `PageFeatures`
    points: int
    holds: Callable[[PageFeatures], bool]
    lack: bool = False  #: something is missing: a small page lacks much, and lists nothing


SIGNALS = (
    Signal("it calls itself a list", 3, lambda s: s.says_list and not s.says_article),
    Signal("its folder is one of listings", 3, lambda s: _is_below_listing(s.folders)),
    Signal("its address ends like a listing's", 2, lambda s: bool(_LAST.match(_last(s.folders)))),
    Signal("the front page of a site", 3, lambda s: s.home),
    Signal("its site calls it a listing", 2, lambda s: s.body == "listing"),
    Signal("a short title", 3, lambda s: 0 < _length(s.title) <= 4, lack=True),
    Signal("the title of a listing", 3, lambda s: bool(_TITLE.search(s.title))),
    Signal("no headline", 2, lambda s: not s.headline, lack=True),
    Signal("it invites to browse", 3, lambda s: bool(_INVITES.search(s.description))),
    Signal("no date", 3, lambda s: not s.dated, lack=True),
    Signal("no author", 1, lambda s: not s.signed, lack=True),
    Signal("{prose} words of prose", 3, lambda s: s.prose < 100, lack=True),
    Signal("less than 300 words of prose", 1, lambda s: s.prose < 300, lack=True),
    Signal("{linked_text:.0%} of its text are links", 3, lambda s: s.linked_text > 0.3),
    Signal("{linked_page:.0%} of the page are links", 1, lambda s: s.linked_page > 0.25),
    Signal("more than two fifths of it", 1, lambda s: s.linked_page > 0.4),
    Signal("{found:.0%} of the page are its text", 1, lambda s: s.found < 0.6),
    Signal("{alike} linked lines of one form", 1, lambda s: s.alike >= 10),
    Signal("at least 25 of them", 1, lambda s: s.alike >= 25),
    Signal("{headings} linked headings", 1, lambda s: s.headings >= 15),
    Signal("{dates} dated lines", 2, lambda s: s.dates >= 6),
    Signal("{prices} prices", 3, lambda s: s.prices >= 5),
    Signal("it sells", 3, lambda s: s.sells),
    Signal("it can be sorted", 2, lambda s: s.sorting >= 2),
    Signal("it counts results", 2, lambda s: s.counts),
    Signal("it calls itself an article", -2, lambda s: s.says_article),
    Signal("one article element", -2, lambda s: s.articles == 1),
    Signal("comments", -2, lambda s: s.comments),
    Signal("an address with a title or a number", -4, lambda s: _is_particular(s.folders)),
)


def listing(features: PageFeatures) -> str | None:
    """Return why a page is a listing, with the points of each signal; None if it is none."""
    found = [signal for signal in SIGNALS if signal.holds(features)]
    points = sum(signal.points for signal in found)
    if points < ENOUGH or not any(signal.points > 0 and not signal.lack for signal in found):
        return None
    numbers = {name: getattr(features, name) for name in features.__struct_fields__}
    why = "; ".join(f"{signal.says.format(**numbers)} ({signal.points:+})" for signal in found)
    return f"a listing: {points} points, {ENOUGH} are enough: {why}"


def _last(folders: tuple[str, ...]) -> str:
    return folders[-1] if folders else ""


def _is_below_listing(folders: tuple[str, ...]) -> bool:
    if any(map(_ALWAYS.match, folders[-2:-1])):
        return True
    return any(map(_FOLDER.match, folders[-3:-1])) and not _is_titled(folders)


def _is_particular(folders: tuple[str, ...]) -> bool:
    return _is_titled(folders) or any(map(_LONG_NUMBER.search, folders))


def _is_titled(folders: tuple[str, ...]) -> bool:
    """Return whether an address ends in a title: four words or more."""
    return any(len(re.findall(r"[^\W\d_]{2,}", part)) >= 4 for part in folders[-2:])


def _length(title: str) -> int:
    """Return how many words a title has; one with characters of a dense script counts as long."""
    return 99 if count_dense(title) else len(title.split())
