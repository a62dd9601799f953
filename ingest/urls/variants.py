"""
Variants of a page: the same article as AMP, for print, for mobile.

Goes by the address alone, for comparing and never for fetching; `ingest.fields.addresses` reads
what a page itself says. In doubt two addresses stay two: a variant that its address does not show
has a canonical link, but an article that is taken for another one is lost.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: The host of an AMP cache, and the page it holds a copy of: ``/c/s/example.org/a`` is by https.
_CACHED = re.compile(
    r"https?://(?:(?:[\w-]+\.)?(?:cdn\.ampproject\.(?:org|net)|bing-amp\.com)/[a-z]{1,3}"
    r"|(?:www\.)?google\.[a-z.]{2,6}/amp)/(?P<secure>s/)?(?P<page>[\w-]+(?:\.[\w-]+)+(?:[:/?].*)?)"
)
#: What a host begins with where it serves the pages of the host behind it in another manner.
_HOST = re.compile(r"^(?:amp\d?|mobile?|m|touch|wap|print)\.")
_WWW = re.compile(r"^www\d?\.(?=[^.]+\.)")

_FRONT = re.compile(r"^/index\.php(?=/)")
_DEFAULT = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$")
_SESSION = re.compile(r";jsessionid=[^/]*", re.IGNORECASE)
_EXTENSION = re.compile(r"(?<=[^/])\.(?:amp|print)(?=(?:\.(?:html?|php|aspx?))?$)")
_AFTER = re.compile(r"/(?:amp|print|printable|printpdf|printmail)$")
_BEFORE = re.compile(r"^(?P<language>/[a-z]{2})?/(?:amp|print|printpdf|printmail)(?=/)")
_LANGUAGE = re.compile(r"[a-z]{2}")
_NODE = re.compile(r"q=node(?:/|%2F)(\d+)")
#: A segment that only an article has: three words, a long number, a file.
_SLUG = re.compile(r"[^\W_]+[-_][^\W_]+[-_][^\W_]|\d{5}|.\.(?:html?|php|aspx?)$")
_SHORT_NUMBER = re.compile(r"\d{1,4}")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Below these stand lists, and "amp" or "print" would be one of the things listed.
_LISTS = frozenset(
    [
        "tag",
        "tags",
        "topic",
        "topics",
        "category",
        "categories",
        "author",
        "authors",
        "section",
        "sections",
        "search",
        "keyword",
        "keywords",
        "label",
        "labels",
        "collection",
        "collections",
    ]
)

_SWITCHES = frozenset({"amp", "hs_amp", "_amp", "print", "printable", "printer", "mobile"})
_ON = frozenset({"", "1", "true", "yes", "y", "on", "amp", "print"})
_MANNER = re.compile(
    r"(?:view|display|format|output(?:type)?|layout|mode|template|tmpl|version|device)"
    r"=(?:amp(?:-type)?|print(?:able|er|[_-]?(?:friendly|version))?|mobile)",
    re.IGNORECASE,
)
_OTHER_MANNERS = frozenset({"ia_markup=1", "tmpl=component"})


class Place(NamedTuple):
    """Path and query of an address."""

    path: str
    query: str


def uncached(url: str) -> str:
    """
    Return the address of the page that an AMP cache holds a copy of, or the address itself.

    >>> uncached("https://example-org.cdn.ampproject.org/c/s/example.org/a")
    'https://example.org/a'
    """
    while found := _CACHED.fullmatch(url):
        url = f"{'https' if found['secure'] else 'http'}://{found['page']}"
    return url


def bare_host(host: str) -> str:
    """
    Return a host without ``www``; it is the same site with and without it.

    >>> bare_host("www.example.org"), bare_host("www.com")
    ('example.org', 'www.com')
    """
    return _WWW.sub("", host)


def host_behind(host: str) -> str:
    """
    Return the host whose pages this one may serve in another manner, without ``www``.

    >>> host_behind("amp.example.org"), host_behind("m.www.example.org")
    ('example.org', 'example.org')
    """
    return bare_host(_HOST.sub("", bare_host(host), count=1))


def untwinned(path: str, query: str) -> Place:
    """
    Return path and query of the page that is shown here in another manner, or the same.

    >>> untwinned("/news/canal-fills/amp/", "id=2&print=1")
    Place(path='/news/canal-fills', query='id=2')
    >>> untwinned("/news/amp-up-the-volume", "print=7")
    Place(path='/news/amp-up-the-volume', query='print=7')
    """
    pairs = [pair for pair in query.split("&") if not _is_manner(pair, path)]
    while (shorter := _step(path)) != path:
        path = shorter
    if not path and (node := next(filter(None, map(_NODE.fullmatch, pairs)), None)):
        return Place(f"/node/{node[1]}", "&".join(pair for pair in pairs if pair != node[0]))
    return Place(path, "&".join(pairs))


def _is_manner(pair: str, path: str) -> bool:
    name, _, value = pair.lower().partition("=")
    if name == "m":  # a blog's mobile view: elsewhere it is a month, or an identifier
        return value in {"0", "1"} and path.endswith(".html")
    if name in _SWITCHES:
        return value in _ON
    return pair.lower() in _OTHER_MANNERS or bool(_MANNER.fullmatch(pair))


def _step(path: str) -> str:
    """Take one mark of a twin from a path."""
    path = re.sub("//+", "/", _SESSION.sub("", path)).rstrip("/;")
    path = _DEFAULT.sub("", _FRONT.sub("", _EXTENSION.sub("", path)))
    if (found := _AFTER.search(path)) and _is_article(path[: found.start()]):
        return path[: found.start()]
    if found := _BEFORE.match(path):
        rest = f"{found['language'] or ''}{path[found.end() :]}"
        return rest if _is_article(rest) and _has_name(rest) else path
    return path


def _is_article(path: str) -> bool:
    """Return whether a path can be that of an article, and of no section or list."""
    parts = path.split("/")[1:]
    if parts and _LANGUAGE.fullmatch(parts[0]):
        del parts[0]
    if not parts or _LISTS.intersection(map(str.lower, parts)):
        return False
    *folders, last = parts
    if _SLUG.search(last):
        return True
    if _SHORT_NUMBER.fullmatch(last):
        return bool(folders) and folders[-1].isalpha() and not _YEAR.fullmatch(last)
    return bool(folders)


def _has_name(path: str) -> bool:
    """Return whether a path ends in more than a short number: ``/print/7`` may be any page."""
    last = path.rpartition("/")[2]
    return any(map(str.isalpha, last)) or ("/" in path[1:] and len(last) > 4)
