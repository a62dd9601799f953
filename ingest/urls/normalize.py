"""
Addresses: their clean form, and the key by which two of them are one.

Does not fetch, and does not know which addresses belong to a series. No function here raises on
any text: what is no web address comes back as it was, only stripped.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from ingest.urls import tracking, variants

if TYPE_CHECKING:
    from collections.abc import Callable
    from urllib.parse import SplitResult

    from ingest.model import Hosts

#: Version of the rules of `key`. Keys are stored, and made anew when it has changed: raise it
#: whenever two addresses may become one, or two, that were not before.
KEY_VERSION = 4
_EMPTY = "/;"  #: at the end of a path: a slash, and the mark of parameters that are none
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
#: A letter, if there is one, and percent-encoded ones behind it: they may be its marks.
_ENCODED = re.compile(r"(?<!%)(?<!%[0-9A-F])[A-Za-z]?(?:%[89A-F][0-9A-F])+")
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_BARE_HOST = re.compile(r"[^\s/?#:@]+\.[^\s/?#:@]+(:\d+)?(?:[/?]|$)")
_EDITION = re.compile(r"^edition\.")


def clean(url: str, base: str | None = None) -> str:
    """
    Return an address made absolute, without fragment and tracking; the rest stays as it was.

    Only what RFC 3986 calls equal is made equal: case of scheme and host, the default port, the
    empty path, dot segments, the form of percent-encoding. A fragment stays where it names a page
    of its own (``#!/news/one``), though what is fetched is the same.

    >>> clean("HTTPS://Example.org:443/a/../B%7e?id=2&utm_source=x#top")
    'https://example.org/B~?id=2'
    >>> clean("../news/one?ref=rss", "https://example.org/analysis/two")
    'https://example.org/news/one'
    >>> clean("mailto:desk@example.org")
    'mailto:desk@example.org'
    """
    return _cleaned(url, base, _route)


def link(url: str, base: str | None = None) -> str:
    """
    Return an address as `clean` does, with the place in the page to which it leads a reader.

    >>> link("/a?utm_source=x#the-canal", "https://example.org/")
    'https://example.org/a#the-canal'
    >>> link("https://example.org/a#xtor=RSS-3")
    'https://example.org/a'
    """
    return _cleaned(url, base, _spot)


@lru_cache(maxsize=1024)  # of one page, some ten addresses are asked for again at every step
def key(url: str, hosts: Hosts | None = None) -> str:
    """
    Return what two addresses of one page have in common; made for comparing, not for fetching.

    >>> from ingest.model import Hosts
    >>> hosts = Hosts("www.example.org", ("example.org", "old.example.net"))
    >>> key("http://old.example.net/a/?b=2&a=1&fbclid=x#top", hosts)
    'www.example.org/a?a=1&b=2'
    >>> key("https://m.example.org/news/canal/amp", hosts)
    'www.example.org/news/canal'
    """
    text = _CONTROLS.sub("", url).strip()
    if bare := _BARE_HOST.match(text):
        text = f"{'https' if bare[1] == ':80' else 'http'}://{text}"  # a key keeps its port
    try:
        parts = urlsplit(clean(variants.uncached(clean(text))))
        return _key(parts, hosts) if _is_web(parts) else text
    except (ValueError, UnicodeError):
        return text


def is_http(url: str) -> bool:
    """Return whether a text is an absolute web address."""
    try:
        return _is_web(urlsplit(url.strip()))
    except ValueError:
        return False


def host(url: str) -> str:
    """
    Return the host of an address in lower case, without port; empty if there is none.

    >>> host("https://Desk@WWW.Example.org:8080/a")
    'www.example.org'
    """
    try:
        return (urlsplit(url.strip()).hostname or "").rstrip(".")
    except ValueError:
        return ""


def path(url: str) -> str:
    """Return the path of an address; empty if there is none."""
    try:
        return urlsplit(url.strip()).path
    except ValueError:
        return ""


def same_site(one: str, other: str, hosts: Hosts | None = None) -> bool:
    """
    Return whether two addresses belong to one publisher, as far as their hosts tell.

    >>> same_site("https://www.example.org/a", "http://amp.example.org/b")
    True
    >>> same_site("https://example.org/a", "https://example.net/a")
    False
    """
    a, b = (_site(url, hosts) for url in (one, other))
    return bool(a and b) and (a == b or a.endswith(f".{b}") or b.endswith(f".{a}"))


def at_home(url: str, hosts: Hosts | None) -> str:
    """
    Return an address under the site's canonical host, if it is under another of its names.

    That of a copy in an AMP cache is the address of the page that was copied.

    >>> from ingest.model import Hosts
    >>> at_home("http://m.example.org/a", Hosts("www.example.org", ("example.org",)))
    'http://www.example.org/a'
    >>> at_home("http://elsewhere.example/a", Hosts("www.example.org"))
    'http://elsewhere.example/a'
    """
    url = variants.uncached(url.strip())
    name = host(url)
    if hosts is None or not is_http(url):
        return url
    own = _own_host(name, hosts)
    is_other_name = own == hosts.canonical.lower() != name
    return urlsplit(url)._replace(netloc=own).geturl() if is_other_name else url


def is_home(url: str) -> bool:
    """
    Return whether an address is a site's front page.

    >>> is_home("https://example.org/?lang=en"), is_home("https://example.org/en")
    (True, True)
    >>> is_home("https://example.org/news"), is_home("https://example.org/?p=12")
    (False, False)
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    front = re.fullmatch(
        r"/?([a-z]{2}([-_][a-z]{2})?/?)?(index\.\w+|home)?/?", parts.path, re.IGNORECASE
    )
    return bool(front) and not re.search(r"\d", parts.query) and not _route(parts.fragment)


def _cleaned(url: str, base: str | None, fragment: Callable[[str], str]) -> str:
    text = _CONTROLS.sub("", url).strip()
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        return _clean(parts, fragment(parts.fragment)) if _is_web(parts) else text
    except ValueError:
        return text


def _route(fragment: str) -> str:
    return fragment if fragment.startswith("!") and len(fragment) > 1 else ""


def _spot(fragment: str) -> str:
    return "" if tracking.only_tracks(fragment) else fragment


def _is_web(parts: SplitResult) -> bool:
    return parts.scheme in _DEFAULT_PORTS and bool(parts.hostname)


def _clean(parts: SplitResult, fragment: str) -> str:
    path = _remove_dots(_escape(parts.path)) or "/"
    query = _escape(tracking.without_tracking(parts.query))
    return urlunsplit((parts.scheme, _netloc(parts), path, query, _escape(fragment)))


def _netloc(parts: SplitResult) -> str:
    name = (parts.hostname or "").rstrip(".")
    if not name.isascii():
        name = name.encode("idna").decode()
    if ":" in name:
        name = f"[{name}]"
    port = parts.port
    user, at, _ = parts.netloc.rpartition("@")
    suffix = "" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{user}{at}{name}{suffix}"


def _escape(text: str) -> str:
    """Percent-encode what must be, decode what need not be, upper-case the rest."""
    text = _ESCAPE.sub(_plain, _STRAY_PERCENT.sub("%25", text))
    return "".join(c if "!" <= c <= "~" and c not in '"<>\\^`{|}' else _percent(c) for c in text)


def _plain(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))


def _composed(match: re.Match[str]) -> str:
    """Write letters and their marks as one, however they were typed (NFC); bytes of old as is."""
    try:
        text = normalize("NFC", unquote(match[0], errors="strict"))
    except UnicodeDecodeError:
        return match[0]
    return "".join(char if char.isascii() else _percent(char) for char in text)


def _remove_dots(path: str) -> str:
    """Resolve ``.`` and ``..`` as RFC 3986 says in 5.2.4."""
    if "/." not in path:
        return path
    kept: list[str] = []
    *folders, last = path.split("/")[1:]
    for part in folders:
        if part == "..":
            del kept[-1:]
        elif part != ".":
            kept.append(part)
    if last == "..":
        del kept[-1:]
    return "/" + "/".join([*kept, "" if last in (".", "..") else last])


def _key(parts: SplitResult, hosts: Hosts | None) -> str:
    name = _own_host((parts.hostname or "").rstrip("."), hosts)
    port = f":{parts.port}" if parts.port else ""
    its_path, its_query = _ENCODED.sub(_composed, parts.path), _ENCODED.sub(_composed, parts.query)
    path, query = variants.without_marks(its_path.rstrip(_EMPTY), its_query)
    plain = urlsplit(canonicalize_url(urlunsplit(("http", "h", path, query, ""))))
    query = f"?{plain.query}" if plain.query else ""
    route = f"#{parts.fragment}" if parts.fragment else ""
    path = plain.path.rstrip(_EMPTY) or "/" * bool(route)
    return f"{name}{port}{path}{query}{route}"


def _own_host(name: str, hosts: Hosts | None) -> str:
    """Return the canonical host for each name of a site; of others only ``www`` is taken."""
    bare = variants.bare_host(name)
    if hosts is None:
        return bare
    ours = _bare_names(hosts)
    is_ours = bare in ours or variants.host_behind(name) in ours
    return hosts.canonical.lower() if is_ours else bare


@cache
def _bare_names(hosts: Hosts) -> frozenset[str]:
    return frozenset(variants.bare_host(one.lower()) for one in (hosts.canonical, *hosts.aliases))


def _site(url: str, hosts: Hosts | None) -> str:
    name = _own_host(host(variants.uncached(url.strip())), hosts)
    return variants.host_behind(_EDITION.sub("", name))
