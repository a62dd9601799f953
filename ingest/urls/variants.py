"""
URL variants of a page: the same article as AMP, for print, for mobile.

Goes by the address alone, for comparing and never for fetching; `ingest.fields.addresses` reads
what a page says of itself. A mark that can be nothing else counts for every slug. In doubt two
addresses stay two: a variant that its address does not show has a canonical link, but an article
that is taken for another one is lost.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: The host of an AMP cache, and the page it copies; ``/s/`` means https: ``/c/s/example.org/a``.
_CACHED = re.compile(
    r"https?://(?:(?:[\w-]+\.)?(?:cdn\.ampproject\.(?:org|net)|bing-amp\.com)/[a-z]{1,3}"
    r"|(?:www\.)?google\.[a-z.]{2,6}/amp)/(?P<secure>s/)?(?P<page>[\w-]+(?:\.[\w-]+)+(?:[:/?].*)?)"
)
#: How a host begins that serves the pages of another host as AMP, for mobile or for print.
_HOST = re.compile(r"^(?:amp\d?|mobile?|m|touch|wap|print)\.")
_WWW = re.compile(r"^www\d?\.(?=[^.]+\.)")

_FRONT = re.compile(r"^/index\.php(?=/)")
_DEFAULT = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$")
_SESSION = re.compile(r";jsessionid=[^/]*", re.IGNORECASE)
_EXTENSION = re.compile(r"(?<=[^/])\.(?:amp|print)(?=(?:\.(?:html?|php|aspx?))?$)")
_AFTER = re.compile(r"/(?:amp|print|printable|printpdf|printmail)$")
_BEFORE = re.compile(
    r"^(?P<language>/[a-z]{2})?/(?P<mark>amp|print|printpdf|printmail)(?P<rest>/.+)"
)
_LANGUAGE = re.compile(r"[a-z]{2}")
_NODE = re.compile(r"q=node(?:/|%2F)(\d+)")
#: A segment that only an article has: three words, a long number, a file.
_SLUG = re.compile(r"[^\W_]+[-_][^\W_]+[-_][^\W_]|\d{5}|.\.(?:html?|php|aspx?)$")
#: The archive of a year, a month or a day.
_DATE = re.compile(r"/(?:19|20)\d\d(?:/\d\d?){0,2}$")
#: One issue of a printed paper; "print" before it may be the section of all its issues.
_ISSUE = re.compile(r"/(?:issues?|editions?)/[^/]+")
#: Folders of lists, in which "amp" or "print" may be an entry.
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
_FORMAT = re.compile(
    r"(?:view|display|format|output(?:type)?|layout|mode|template|tmpl|version|device)"
    r"=(?:amp(?:-type)?|print(?:able|er|[_-]?(?:friendly|version))?|mobile)",
    re.IGNORECASE,
)
_OTHER_FORMATS = frozenset({"ia_markup=1", "tmpl=component"})


class PathAndQuery(NamedTuple):
    """Path and query of an address."""

    path: str
    query: str


def uncached(url: str) -> str:
    """
    Return the address of the page that an AMP cache copies; any other address as it is.

    >>> uncached("https://example-org.cdn.ampproject.org/c/s/example.org/a")
    'https://example.org/a'
    """
    while found := _CACHED.fullmatch(url):
        url = f"{'https' if found['secure'] else 'http'}://{found['page']}"
    return url


def bare_host(host: str) -> str:
    """
    Return a host without ``www``.

    >>> bare_host("www.example.org"), bare_host("www.com")
    ('example.org', 'www.com')
    """
    return _WWW.sub("", host)


def host_behind(host: str) -> str:
    """
    Return the host whose pages this one may serve as AMP, for mobile or for print; no ``www``.

    >>> host_behind("amp.example.org"), host_behind("m.www.example.org")
    ('example.org', 'example.org')
    """
    return bare_host(_HOST.sub("", bare_host(host), count=1))


def without_marks(path: str, query: str) -> PathAndQuery:
    """
    Return path and query of the page that this is a variant of; others as they are.

    >>> without_marks("/news/canal-fills/amp/", "id=2&print=1")
    PathAndQuery(path='/news/canal-fills', query='id=2')
    >>> without_marks("/news/amp-up-the-volume", "print=7")
    PathAndQuery(path='/news/amp-up-the-volume', query='print=7')
    """
    pairs = [pair for pair in query.split("&") if not _is_format(pair, path)]
    while (shorter := _step(path)) != path:
        path = shorter
    if not path and (node := next(filter(None, map(_NODE.fullmatch, pairs)), None)):
        return PathAndQuery(f"/node/{node[1]}", "&".join(pair for pair in pairs if pair != node[0]))
    return PathAndQuery(path, "&".join(pairs))


def _is_format(pair: str, path: str) -> bool:
    name, _, value = pair.lower().partition("=")
    if name == "m":  # a blog's mobile view: elsewhere it is a month, or an identifier
        return value in {"0", "1"} and path.endswith(".html")
    if name in _SWITCHES:
        return value in _ON
    return pair.lower() in _OTHER_FORMATS or bool(_FORMAT.fullmatch(pair))


def _step(path: str) -> str:
    """
    Remove one mark of a variant from a path.

    A mark at the front goes first: ``/amp/news/print`` is the article ``/news/print`` as AMP.
    """
    path = re.sub("//+", "/", _SESSION.sub("", path)).rstrip("/;")
    path = _DEFAULT.sub("", _FRONT.sub("", _EXTENSION.sub("", path)))
    if (found := _BEFORE.match(path)) and not _is_section(found["mark"], found["rest"]):
        return f"{found['language'] or ''}{found['rest']}"
    if (found := _AFTER.search(path)) and _is_article(path[: found.start()]):
        return path[: found.start()]
    return path


def _is_section(mark: str, rest: str) -> bool:
    """
    Return whether a mark at the front may be the name of a section.

    Directly below it may stand what the section holds (``/print/7``, ``/amp/jcm800``), unless
    it is surely an article. With a folder between, only "print" is in doubt: it may hold the
    issues of a paper, or their archive.
    """
    if "/" not in rest[1:]:
        return not _SLUG.search(rest)
    return mark == "print" and bool(_ISSUE.fullmatch(rest) or _DATE.fullmatch(rest))


def _is_article(path: str) -> bool:
    """
    Return whether a path with a mark behind it can be that of an article, not of a list.

    In a list, the mark may be an entry (``/tag/amp``, ``/news/print``, ``/2020/05/amp``).
    """
    parts = path.split("/")[1:]
    if parts and _LANGUAGE.fullmatch(parts[0]):
        del parts[0]
    if _LISTS.intersection(map(str.lower, parts)):
        return False
    if len(parts) == 1:
        return bool(_SLUG.search(parts[0]))
    return bool(parts) and not _DATE.search(path)
