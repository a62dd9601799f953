"""What may be otherwise on the real site, and what can go wrong there: one value for each."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

from replica.answers import Answer, html_answer
from replica.content import Metadata
from replica.forms import Links
from replica.look import Canonical

if TYPE_CHECKING:
    from collections.abc import Callable

CANONICAL = "www.newarab.com"
ALIASES = ("newarab.com", "english.alaraby.co.uk", "www.alaraby.co.uk", "alaraby.co.uk")

Validators = Literal["both", "etag", "last-modified", "none"]
Robots = Literal["drupal", "missing", "broken"]
Listing = Literal["drupal", "redesigned", "missing"]
GoneStatus = Literal[404, 410]
Moved = Literal["redirect", "page", "missing"]
_ALLOWED: dict[str, tuple[object, ...]] = {
    "metadata": (None, *get_args(Metadata)),
    "validators": get_args(Validators),
    "robots": get_args(Robots),
    "listing": get_args(Listing),
    "gone_status": get_args(GoneStatus),
    "moved": get_args(Moved),
    "canonical": get_args(Canonical),
    "feed_links": get_args(Links),
    "listing_links": get_args(Links),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """How the site behaves. Nothing here changes what its articles say."""

    base: str = f"http://{CANONICAL}"  #: scheme and host of the canonical addresses
    aliases_redirect: bool = True  #: otherwise the same page is served under every host
    canonical_link: bool = True  #: articles name their canonical address
    shortlink: bool = True  #: articles name their ``/node/N``
    canonical: Canonical = "own"  #: otherwise every one names the same: a mistake of the template
    twins: bool = False  #: articles answer for AMP, print, small screens, and by other front doors
    moved: Moved = "redirect"  #: what the address before a new title answers; page: as it was then
    metadata: Metadata | None = None  #: one manner for every article: json-ld, graph, og, none
    validators: Validators = "both"  #: what an answer can be asked again with
    gzip: bool = True  #: compress where the client accepts it
    delay: float = 0.0  #: seconds before every answer
    robots: Robots = "drupal"  #: missing is a 404, broken a 500
    crawl_delay: float | None = None  #: a Crawl-delay line in robots.txt
    disallow: tuple[str, ...] = ()  #: further paths that robots.txt forbids
    rows: int = 10  #: articles on one page of a listing
    listing: Listing = "drupal"  #: redesigned: no rows any more
    old_links: bool = False  #: listings link to the addresses of before 2021 where there are any
    listing_links: Links = "plain"  #: how listings link to articles; some need `twins`
    feed_links: Links = "plain"  #: how the feed does
    feed_items: int = 94  #: at most so many articles in the feed; 0 empties it
    feed_days: float = 4.0  #: how long an article stays in the feed
    sitemap: bool = False  #: whether there is a /sitemap.xml
    gone_status: GoneStatus = 404  #: what a deleted article answers
    restless: bool = False  #: what surrounds an article differs at every request

    def __post_init__(self) -> None:
        for name, allowed in _ALLOWED.items():
            if getattr(self, name) not in allowed:
                raise ValueError(f"{name} is one of {allowed}, not {getattr(self, name)!r}")


Kind = Literal[
    "status",
    "reset",
    "truncate",
    "huge",
    "challenge",
    "empty",
    "redirect",
    "loop",
    "charset",
    "wrong-charset",
    "undefined-entity",
    "cut",
    "shrunk",
    "html",
    "no-items",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """
    What goes wrong at one address, for the next so many requests or for good.

    A `kind` may have a `value`: megabytes of ``huge`` (default 20), the target of ``redirect``,
    the encoding of ``charset`` (declared in the header) and ``wrong-charset`` (which both header
    and page deny).
    """

    kind: Kind = "status"
    status: int = 200
    value: str | int | None = None
    retry_after: str | int | None = None  #: seconds or an HTTP date
    seconds: float = 0.0  #: before the answer begins
    times: int | None = None  #: so many requests, then all is well; None is for good

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"no such fault: {self.kind!r}; there are {', '.join(get_args(Kind))}")

    def spoil(self, answer: Answer, url: str) -> Answer:
        """Return what is answered at an address instead of the right answer."""
        spoiled = _KINDS[self.kind](self, answer, url)
        return replace(spoiled, delay=answer.delay + self.seconds)


def _status(fault: Fault, answer: Answer, _: str) -> Answer:
    if fault.status == 200:
        return answer
    after = () if fault.retry_after is None else (("Retry-After", str(fault.retry_after)),)
    failed = html_answer(_SORRY.format(f"Error {fault.status}").encode(), status=fault.status)
    return replace(failed, headers=(*failed.headers, *after))


def _huge(fault: Fault, answer: Answer, _: str) -> Answer:
    line = b"<p>Nothing to see here, and a great deal of it, over and over again.</p>\n"
    filler = line * (int(fault.value or 20) * 1_000_000 // len(line) + 1)
    return _with_body(answer, answer.body + filler)


def _challenge(_fault: Fault, _answer: Answer, _url: str) -> Answer:
    return html_answer(_CHALLENGE)


def _redirect(fault: Fault, _: Answer, url: str) -> Answer:
    return Answer(status=302, headers=(("Location", str(fault.value or url)),), body=b"")


def _loop(_fault: Fault, _answer: Answer, url: str) -> Answer:
    path, _, asked = url.partition("?")
    target = path if asked == "again=1" else f"{path}?again=1"
    return Answer(status=302, headers=(("Location", target),), body=b"")


def _charset(fault: Fault, answer: Answer, _: str) -> Answer:
    encoding = str(fault.value or "iso-8859-1")
    encoded = _with_body(answer, _encoded(answer.body, encoding))
    return encoded.with_type(f"{answer.media_type}; charset={encoding}")


def _wrong_charset(fault: Fault, answer: Answer, _: str) -> Answer:
    return _with_body(answer, _encoded(answer.body, str(fault.value or "iso-8859-1")))


def _undefined_entity(_fault: Fault, answer: Answer, _url: str) -> Answer:
    body = answer.body.replace(b"</category>", b" &ndash; &nbsp;more</category>")
    return _with_body(answer, body)


def _no_items(_fault: Fault, answer: Answer, _url: str) -> Answer:
    return _with_body(answer, re.sub(rb"<item>.*</item>\s*", b"", answer.body, flags=re.DOTALL))


def _shrunk(_fault: Fault, answer: Answer, _url: str) -> Answer:
    """Keep of an article what stands about its text, and the first paragraphs of it."""
    head, *paragraphs = re.split(rb"(?=<p[ >])", answer.body)
    texts = (re.sub(rb"^<p[ >].*?</p>", b"", text, flags=re.DOTALL) for text in paragraphs[_LEFT:])
    return _with_body(answer, b"".join((head, *paragraphs[:_LEFT], *texts)))


def _with_body(answer: Answer, body: bytes) -> Answer:
    return replace(answer, body=body)


def _encoded(body: bytes, encoding: str) -> bytes:
    return body.decode().encode(encoding, "xmlcharrefreplace")


_LEFT = 5  #: paragraphs
_SORRY = "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"
_CHALLENGE = b"""<!DOCTYPE html><html><head><title>Just a moment...</title>
<meta http-equiv="refresh" content="5" /></head><body><h1>Checking your browser</h1>
<noscript><p>Please enable JavaScript and cookies to continue.</p></noscript>
<script src="/cdn-challenge/orchestrate.js"></script><p>Reference 18.5e3f1102</p></body></html>
"""

_KINDS: dict[str, Callable[[Fault, Answer, str], Answer]] = {
    "status": _status,
    "reset": lambda _fault, answer, _url: replace(answer, reset=True),
    "truncate": lambda _fault, answer, _url: replace(answer, truncate=True),
    "huge": _huge,
    "challenge": _challenge,
    "empty": lambda _fault, answer, _url: _with_body(answer, b""),
    "redirect": _redirect,
    "loop": _loop,
    "charset": _charset,
    "wrong-charset": _wrong_charset,
    "undefined-entity": _undefined_entity,
    "cut": lambda _fault, answer, _url: _with_body(
        answer, answer.body[: len(answer.body) * 3 // 5]
    ),
    "shrunk": _shrunk,
    "html": lambda _fault, _answer, _url: html_answer(_SORRY.format("We will be back").encode()),
    "no-items": _no_items,
}
