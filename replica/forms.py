"""
The other addresses at which a page of the site answers, and which page is meant by one.

Knows the forms, and not which articles there are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from urllib.parse import SplitResult

    from replica.content import Entry

#: How the same article is shown: for every reader, for fast phones, for a printer.
Manner = Literal["full", "amp", "print"]
#: How a feed or a listing links to an article; mixed: to each in another of these ways.
Links = Literal["plain", "tracked", "alias", "node", "front", "amp", "print", "mobile", "mixed"]

MOBILE = "m.newarab.com"
AMP = "amp.newarab.com"
TWIN_HOSTS = (MOBILE, AMP)
_LINKS: dict[Links, str] = {
    "plain": "{path}",
    "tracked": "{path}?utm_source=feed&utm_medium=rss&utm_campaign=n{node}&fbclid=IwAR{node}",
    "alias": "http://english.alaraby.co.uk{path}",
    "node": "/node/{node}",
    "front": "/index.php{path}/",
    "amp": "{path}/amp",
    "print": "/print{path}",
    "mobile": f"http://{MOBILE}{{path}}",
}
_AMP = re.compile(r"^/amp(?=/)|/amp/?$")
_PRINT = re.compile(r"^/print(?=/)|/print/?$")
_FRONT = re.compile(r"^/index\.php(?=/)")
_NODE = re.compile(r"^/en(?=/node/\d+$)")


class Meant(NamedTuple):
    """The plain address of a page, and how it is to be shown."""

    parts: SplitResult
    manner: Manner


def link(entry: Entry, form: Links) -> str:
    """Return how an article is linked to: as a path, or absolute on another host."""
    if "://" in entry.path:  # it stands elsewhere, and not here
        return entry.path
    if form == "mixed":
        form = sorted(_LINKS)[entry.node % len(_LINKS)]
    return _LINKS[form].format(path=entry.path, node=entry.node)


def twins(entry: Entry) -> tuple[str, ...]:
    """Return every address at which an article has a twin, as a path or absolute."""
    path, node = entry.path, entry.node
    return (
        f"{path}/amp",
        f"/amp{path}",
        f"{path}?amp=1",
        f"http://{AMP}{path}",
        f"/print{path}",
        f"{path}/print",
        f"{path}?print=1",
        f"http://{MOBILE}{path}",
        f"/index.php{path}",
        f"/node/{node}",
        f"/index.php/node/{node}",
        f"/en/node/{node}",
    )


def meant(url: str, host: str) -> Meant:
    """Return which page of a host is meant by the address of one of its twins."""
    parts = urlsplit(url)
    manner: Manner = "full"
    if parts.hostname in TWIN_HOSTS:
        manner = "amp" if parts.hostname == AMP else "full"
        parts = parts._replace(netloc=host)
    if _AMP.search(parts.path) or parts.query == "amp=1":
        manner = "amp"
    elif _PRINT.search(parts.path) or parts.query == "print=1":
        manner = "print"
    path = parts.path
    for form in (_AMP, _PRINT, _FRONT, _NODE):
        path = form.sub("", path, count=1)
    query = "" if parts.query in {"amp=1", "print=1"} else parts.query
    return Meant(parts._replace(path=path or "/", query=query), manner)
