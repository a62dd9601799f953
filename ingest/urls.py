"""
Addresses: their clean form, and the key by which two of them are one.

Does not fetch, and does not know which addresses belong to a series. No function here raises on
any text: what is no web address comes back as it was, only stripped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

if TYPE_CHECKING:
    from urllib.parse import SplitResult

    from ingest.model import Hosts

#: Version of the list below. Identity keys are stored: raise it when the list changes.
TRACKING_VERSION = 1
#: Query parameters that say where a reader came from, and never what he sees.
_TRACKING = re.compile(
    r"""
    utm_\w* | mtm_\w* | pk_(campaign|kwd|source|medium|content) | hsa_\w+ | _hs(enc|mi) | __hs\w+
    | fb(clid|_action_ids|_action_types|_ref|_source) | gclid | gclsrc | dclid | gbraid | wbraid
    | msclkid | yclid | ysclid | twclid | ttclid | li_fat_id | igshid | igsh | epik | s_kwcid
    | _ga | _gl | _openstat | mc_[ce]id | ml_subscriber(_hash)? | mkt_tok | vero_(id|conv)
    | oly_(anon|enc)_id | ck_subscriber_id | wickedid | at_(medium|campaign|custom\d?|link_\w+)
    | ref_(src|url) | xtor | guccounter | guce_referr\w+ | __twitter_impression | spm_id_from
    """,
    re.IGNORECASE | re.VERBOSE,
)
#: Parameters that are tracking only where they name a channel: ``ref=rss``, but not ``ref=1234``.
_CHANNEL_NAMES = frozenset({"ref", "source", "src", "via", "from", "feature"})
_CHANNELS = re.compile(
    r"(rss|feed|atom|e-?mail|newsletter|twitter|tw|x|facebook|fb|linkedin|whatsapp|telegram|reddit"
    r"|instagram|google|homepage|home|share|social|app|push)[\w.-]*",
    re.IGNORECASE,
)
_EMPTY = "/;"  #: at the end of a path: a slash, and the mark of parameters that are none
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_BARE_HOST = re.compile(r"[^\s/?#:@]+\.[^\s/?#:@]+(:\d+)?(?:[/?]|$)")
_SITE_PREFIX = re.compile(r"^(www\d?|amp|m|mobile|edition)\.")


def clean(url: str, base: str | None = None) -> str:
    """
    Return an address made absolute, without fragment and tracking; the rest stays as it was.

    Only what RFC 3986 calls equal is made equal: case of scheme and host, the default port, the
    empty path, dot segments, the form of percent-encoding.

    >>> clean("HTTPS://Example.org:443/a/../B%7e?id=2&utm_source=x#top")
    'https://example.org/B~?id=2'
    >>> clean("../news/one?ref=rss", "https://example.org/analysis/two")
    'https://example.org/news/one'
    >>> clean("mailto:desk@example.org")
    'mailto:desk@example.org'
    """
    text = _CONTROLS.sub("", url).strip()
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        return _clean(parts) if _is_web(parts) else text
    except ValueError:
        return text


def key(url: str, hosts: Hosts | None = None) -> str:
    """
    Return what two addresses of one page have in common; made for comparing, not for fetching.

    >>> from ingest.model import Hosts
    >>> hosts = Hosts("www.example.org", ("example.org", "old.example.net"))
    >>> key("http://old.example.net/a/?b=2&a=1&fbclid=x#top", hosts)
    'www.example.org/a?a=1&b=2'
    >>> key("www.example.org/a?a=1&b=2", hosts)
    'www.example.org/a?a=1&b=2'
    """
    text = _CONTROLS.sub("", url).strip()
    if bare := _BARE_HOST.match(text):
        text = f"{'https' if bare[1] == ':80' else 'http'}://{text}"  # a key keeps its port
    try:
        parts = urlsplit(clean(text))
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
    a, b = (_SITE_PREFIX.sub("", _own_host(host(url), hosts)) for url in (one, other))
    return bool(a and b) and (a == b or a.endswith(f".{b}") or b.endswith(f".{a}"))


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
    return bool(front) and not re.search(r"\d", parts.query)


def _is_web(parts: SplitResult) -> bool:
    return parts.scheme in _DEFAULT_PORTS and bool(parts.hostname)


def _clean(parts: SplitResult) -> str:
    path = _remove_dots(_escape(parts.path)) or "/"
    query = _escape(_without_tracking(parts.query))
    return urlunsplit((parts.scheme, _netloc(parts), path, query, ""))


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


def _without_tracking(query: str) -> str:
    return "&".join(pair for pair in query.split("&") if not _is_tracking(pair))


def _is_tracking(pair: str) -> bool:
    name, _, value = pair.partition("=")
    if name.lower() in _CHANNEL_NAMES:
        return bool(_CHANNELS.fullmatch(value))
    return bool(_TRACKING.fullmatch(name))


def _escape(text: str) -> str:
    """Percent-encode what must be, decode what need not be, upper-case the rest."""
    text = _ESCAPE.sub(_plain, _STRAY_PERCENT.sub("%25", text))
    return "".join(c if "!" <= c <= "~" and c not in '"<>\\^`{|}' else _percent(c) for c in text)


def _plain(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))


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
    path = parts.path.rstrip(_EMPTY)
    plain = urlsplit(canonicalize_url(urlunsplit(("http", "h", path, parts.query, ""))))
    query = f"?{plain.query}" if plain.query else ""
    return f"{name}{port}{plain.path.rstrip(_EMPTY)}{query}"


def _own_host(name: str, hosts: Hosts | None) -> str:
    if hosts is None:
        return name
    own = hosts.canonical.lower()
    return own if name in {alias.lower() for alias in hosts.aliases} else name
