"""
The addresses of an article: its canonical one, and the others it answers to.

A page may call its own only an address of its site: what names another publisher's, or the front
page, is a mistake of its template. The link ``canonical`` goes before ``og:url``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest import urls
from ingest.claims import Claim, settled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from ingest.model import Evidence, Page, Rules
    from ingest.structured import Structured


def canonical(url: str, tree: HtmlElement, told: Structured, rules: Rules) -> tuple[str, Evidence]:
    """Return the address the page calls its own, if its publisher can mean this article by it."""
    own = urls.clean(url)
    claims = [
        Claim(source, text, found)
        for source, text in _stated(tree, told)
        if _can_be(found := urls.clean(text, url), own, rules)
    ]
    evidence = settled("url", [*claims, Claim("the address that answered", own)], _is_same)
    return (claims[0].value if claims else own), evidence


def addresses(page: Page, tree: HtmlElement, own: str, rules: Rules) -> tuple[str, ...]:
    """Return every address of the article that the page and the way to it tell, once."""
    short = [href for href in _links(tree, "shortlink") if href]
    told = [urls.clean(one, page.url) for one in short]
    ours = [
        one for one in told if urls.same_site(one, page.url, rules.hosts) and not urls.is_home(one)
    ]
    found = (own, urls.clean(page.url), *map(urls.clean, page.addresses), *ours)
    return tuple(dict.fromkeys(found))


def _stated(tree: HtmlElement, told: Structured) -> Iterator[tuple[str, str]]:
    for href in _links(tree, "canonical"):
        if href:
            yield "link canonical", href
    if text := told.meta("og:url"):
        yield "meta og:url", text


def _can_be(found: str, own: str, rules: Rules) -> bool:
    return (
        urls.is_http(found)
        and (urls.same_site(found, own, rules.hosts) or not urls.is_http(own))
        and (not urls.is_home(found) or urls.is_home(own))
    )


def _links(tree: HtmlElement, name: str) -> Iterator[str]:
    for link in tree.iter("link"):
        if name in (link.get("rel") or "").lower().split():
            yield link.get("href") or ""


def _is_same(one: str, other: str) -> bool:
    return one == other or urls.key(one) == urls.key(other)
