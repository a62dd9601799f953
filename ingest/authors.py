"""
Who wrote an article, as separate names.

A site, a desk, an address and a category are no authors. What cannot be told to be a name is left
out: a page without a byline has no authors.
"""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.dom import names, path_up, skeleton, squash, text_of
from ingest.structured import known_as

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.html import HtmlElement

    from ingest.structured import Structured

_METAS = (
    "author", "article:author", "article:author_name", "byl", "byline", "dc.creator",
    "dcterms.creator", "parsely-author", "sailthru.author", "citation_author", "authors",
    "cxenseparse:author", "og:author", "article.author", "dcsext.author", "author_name",
)  # fmt: skip
BY = re.compile(
    r"^(?:(?:story |written |posted |reported |article |words |text |reviewed |published "
    r"|report )?by\b|"
    r"von\b|par\b|por\b|di\b|door\b|av\b|autor(?:in|a|es)?\b|author(?:s|\(s\))?\b|auteur\b"
    r"|autore\b|text\b"
    r"|redakteur(?:in)?\b|tekst\b|автор\b|oleh\b|bởi\b|a cura di\b)\s*[:.–—-]?\s+",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:,(?!\s*(?:Jr|Sr|PhD|Ph\.D|MD|M\.D|II|III|Esq|RN|RD|DDS|MBA|CPA|MPH|JD)\b)|;|\||/|•|·"
    r"|\s&\s|\sand\s|\sund\s|\set\s|\sy\s|\swith\s|\se\s)\s*",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s+(?:[|–—•·]|-)\s.*$|\s*[(\[].*$|\s+(?:on|in|for|at|published|updated|posted|last)\s.*$"
    r"|\s*\d{1,2}[./:]?\s?\d.*$|\s*,?\s*(?:PhD|Ph\.D\.?|MD|M\.D\.|RN|RD|DDS|MBA|CPA|MPH|JD|Esq\.?)$"
    r"|\s*@\S+.*$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"https?:|www\.|@|\.(?:com|org|net|de|co|io)\b|\d|[<>{}=_#$%]"
    r"|\b(?:staff|admin\w*|editors?|editorial|editor-in-chief|team|redaktion|redaction|rédaction|redacción"
    r"|redazione|redactie|redakcja|newsroom|news|desk|guest|contributors?|anonymous|unknown|webmaster"
    r"|correspondent|reporter|author|authors|writers?|user|moderator|press|online|blog|magazine|media"
    r"|company|inc|ltd|gmbh|llc|e\.v|group|foundation|institute|university|agency|department|ministry"
    r"|office|center|centre|association|society|network|council|committee|comments?|share|subscribe|follow"
    r"|read|more|view|posts?|articles?|home|about|contact|updated|published|minutes?|ago|null|none|"
    r"undefined|default|test|super user|site|website|support|marketing|service|verlag|zeitung"
    r"|presse|"
    r"autor|autorin|autoren|gast|gastautor|gastbeitrag|kommentare?|datum|uhr|mehr)\b",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "das",
        "di",
        "del",
        "della",
        "den",
        "der",
        "van",
        "von",
        "vom",
        "zu",
        "zur",
        "zum",
        "bin",
        "ibn",
        "al",
        "el",
        "la",
        "le",
        "du",
        "des",
        "y",
        "e",
        "of",
        "af",
        "av",
        "ter",
        "ten",
        "te",
        "ben",
        "abu",
        "ul",
        "ud",
        "und",
    ]
)
_BYLINE = re.compile(
    r"\b(by-?line\w*|author[-_]*(name|link|info)?|article[-_]+author|post[-_]author|entry-author|c-byline"
    r"|meta-author|writer|autor(en|name)?|contributor[-_]name|fn|creator|auteur)\b"
)
_ELSEWHERE = re.compile(
    r"comment|sidebar|related|footer|widget|recommend|most[-_]|popular|teaser|author-?(bio|box|list)"
    r"|latest|navigation|\bnav\b|promo|newsletter|card"
)
_LONGEST = 60


def authors(
    tree: HtmlElement, told: Structured, host: str, near: Iterable[str], publisher: str | None
) -> tuple[str, ...]:
    """
    Return the authors by the first source that names a person.

    `near` are the short lines about the headline, for a byline without markup.
    """
    own = [*told.site_names, *([publisher] if publisher else [])]
    sources: tuple[Callable[[], list[str]], ...] = (
        lambda: _told(told),
        lambda: told.all_meta(*_METAS),
        lambda: _marked(tree),
        lambda: _written(near),
    )
    for source in sources:
        found = _unique(name for text in source() for name in split(text, own, host))
        if found:
            return found
    return ()


def split(text: str, own: Iterable[str] = (), host: str = "") -> Iterator[str]:
    """
    Yield the names of persons in a byline.

    >>> list(split("By Ranya Sadik and Omar van Dijk, PhD | Desk"))
    ['Ranya Sadik', 'Omar van Dijk']
    >>> list(split("Staff Writer")), list(split("https://example.org/jane"))
    ([], [])
    """
    plain = BY.sub("", squash(text))
    for part in _SPLIT.split(plain):
        name = _CUT.sub("", BY.sub("", part)).strip(" .,:;|-–—*\"'")
        if is_name(name) and not known_as(name, own, host):
            yield _cased(name)


def is_name(text: str) -> bool:
    """Return whether a text looks like the name of a person: few words, each with a capital."""
    words = text.split()
    if not 1 <= len(words) <= 6 or len(text) > _LONGEST or len(text) < 3 or _NO_NAME.search(text):
        return False
    big = [word for word in words if word.casefold() not in _PARTICLES]
    return bool(big) and all(not word[0].islower() for word in big)


def _cased(name: str) -> str:
    """Return a name in capitals as one writes it elsewhere."""
    return name.title() if name.isupper() and len(name) > 5 and " " in name else name


def _told(told: Structured) -> list[str]:
    articles = [one for one in told.statements if one.is_article and one.authors]
    return list(articles[0].authors) if articles else []


def _marked(tree: HtmlElement) -> list[str]:
    """Return the texts that the page's markup calls an author, the surest kind first."""
    by_markup: dict[int, list[str]] = {}
    for element in tree.iter(
        "a", "span", "div", "p", "address", "li", "strong", "h3", "h4", "cite"
    ):
        rank = _rank(element)
        if rank and not _is_elsewhere(element):
            text = text_of(element)
            if 0 < len(text) <= 2 * _LONGEST:
                by_markup.setdefault(rank, []).append(text)
    return by_markup[min(by_markup)] if by_markup else []


def _rank(element: HtmlElement) -> int:
    if "author" in (element.get("rel") or ""):
        return 1
    if (element.get("itemprop") or "") in ("author", "creator"):
        return 2
    return 3 if _BYLINE.search(names(element)) else 0


def _is_elsewhere(element: HtmlElement) -> bool:
    return any(_ELSEWHERE.search(names(one)) for one in path_up(element) if one.tag != "body")


def _written(near: Iterable[str]) -> list[str]:
    """Return the lines that open with "By", where what follows is a name and nothing else."""
    return [line for line in near if BY.match(line) and len(line) <= _LONGEST][:1]


def _unique(found: Iterable[str]) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for name in found:
        seen.setdefault(skeleton(name), name)
    return tuple(seen.values())
