"""
The addresses of an article: its canonical one, and the others it answers to.

A page may call its own only an address of its site: what names another publisher's, or the front
page, is a mistake of its template. The link ``canonical`` goes before ``og:url``. What an address
alone tells of another is in `ingest.urls` and `ingest.urls.variants`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest import urls
from ingest.claims import Claim, settle
from ingest.fields.headline import alike
from ingest.text import skeleton, squash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from ingest.model import Evidence, Page, Rules
    from ingest.page.structured_data import Structured

#: As alike is the title of an article on its page to the one it gives for machines.
_ITS_TITLE = 0.8
_SMALL = re.compile(r"handheld|max-(?:device-)?width")


def canonical(
    url: str, tree: HtmlElement, structured: Structured, rules: Rules
) -> tuple[str, Evidence]:
    """Return the address the page calls its own, if its publisher can mean this article by it."""
    own = urls.clean(url)
    claims = [
        Claim(source, text, found)
        for source, text in _stated(tree, structured)
        if _can_be(found := urls.clean(text, url), own, rules)
    ]
    evidence = settle("url", [*claims, Claim("the address that answered", own)], same_address)
    return (claims[0].value if claims else own), evidence


def addresses(
    page: Page, tree: HtmlElement, structured: Structured, title: str, own: str, rules: Rules
) -> tuple[str, ...]:
    """
    Return every address of the article that the page and the way to it tell, once.

    Those that answered come first after the canonical one. A page that lists several articles for
    machines says nothing of its own by the addresses of those whose title is not its own.
    """
    claimed = (
        *(href for _, href in _stated(tree, structured)),
        *_links(tree, "shortlink"),
        *_links(tree, "amphtml"),
        *_for_small_screens(tree),
        *(one.url for one in structured.articles if alike(one.headline, title) >= _ITS_TITLE),
    )
    ours = [
        found
        for href in claimed
        if href and _can_be(found := urls.clean(href, page.url), page.url, rules)
    ]
    return tuple(dict.fromkeys((own, *answered(page), *ours)))


def answered(page: Page) -> tuple[str, ...]:
    """Return the addresses that led to a page: proven, where what it claims is only said."""
    return tuple(dict.fromkeys((urls.clean(page.url), *map(urls.clean, page.addresses))))


def publisher(page: Page, structured: Structured, rules: Rules) -> str | None:
    """
    Return who publishes this copy, if it is not the publisher of the series.

    That is so where it answered at a host that is none of the series'. Rules without hosts cannot
    tell.
    """
    if rules.hosts is None or urls.same_site(page.url, _home(rules), rules.hosts):
        return None
    own = skeleton(rules.publisher or "")
    names = (*structured.all_meta("og:site_name"), *(one.publisher for one in structured.articles))
    named = (name for text in names if (name := squash(text)) and skeleton(name) != own)
    return next(named, urls.host(page.url))


def _home(rules: Rules) -> str:
    return f"https://{rules.hosts.canonical}/" if rules.hosts else ""


def _stated(tree: HtmlElement, structured: Structured) -> Iterator[tuple[str, str]]:
    for href in _links(tree, "canonical"):
        if href:
            yield "link canonical", href
    if text := structured.meta("og:url"):
        yield "meta og:url", text


def _can_be(found: str, own: str, rules: Rules) -> bool:
    return (
        urls.is_http(found)
        and (urls.same_site(found, own, rules.hosts) or not urls.is_http(own))
        and (
            not _is_list(found, rules) or urls.key(found, rules.hosts) == urls.key(own, rules.hosts)
        )
    )


def _is_list(url: str, rules: Rules) -> bool:
    """Return whether an address is a front page, or one where the entries of the series stand."""
    lists = {urls.key(source, rules.hosts) for source in rules.sources}
    return urls.is_home(url) or urls.key(url, rules.hosts) in lists


def _links(tree: HtmlElement, name: str) -> Iterator[str]:
    for link in tree.iter("link"):
        if name in (link.get("rel") or "").lower().split():
            yield link.get("href") or ""


def _for_small_screens(tree: HtmlElement) -> Iterator[str]:
    """Yield the twins for phones; another language or a feed is an alternate as well."""
    for link in tree.iter("link"):
        rel, media = (link.get("rel") or "").lower().split(), (link.get("media") or "").lower()
        if "alternate" in rel and _SMALL.search(media) and not link.get("hreflang"):
            yield link.get("href") or ""


def same_address(one: str, other: str) -> bool:
    return one == other or urls.key(one) == urls.key(other)
