"""
The addresses of an article: its canonical one, and the others it answers to.

The link ``canonical`` is trusted before ``og:url``. An address of another site, or of the front
page, is an error of the page's template and ignored. `ingest.urls` compares addresses by form.
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

#: The least agreement of an article's title in JSON-LD with the headline.
_ITS_TITLE = 0.8
_SMALL = re.compile(r"handheld|max-(?:device-)?width")


def canonical(
    url: str, tree: HtmlElement, structured: Structured, rules: Rules
) -> tuple[str, Evidence]:
    """Return the canonical address, by default the one that answered, and the evidence for it."""
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
    Return every address of the article, once: the canonical, those that answered, those claimed.

    Of several articles in JSON-LD, only those with this article's title give an address of it.
    """
    claimed = (
        *(href for _, href in _stated(tree, structured)),
        *_links(tree, "shortlink"),
        *_links(tree, "amphtml"),
        *_mobile_links(tree),
        *(one.url for one in structured.articles if alike(one.headline, title) >= _ITS_TITLE),
    )
    ours = [
        found
        for href in claimed
        if href and _can_be(found := urls.clean(href, page.url), page.url, rules)
    ]
    return tuple(dict.fromkeys((own, *answered(page), *ours)))


def answered(page: Page) -> tuple[str, ...]:
    """Return the addresses that led to a page: these are proven, what it claims is not."""
    return tuple(dict.fromkeys((urls.clean(page.url), *map(urls.clean, page.addresses))))


def publisher(page: Page, structured: Structured, rules: Rules) -> str | None:
    """
    Return who publishes a copy that answered at a host outside of the series.

    None at a host of the series, and where the rules name no hosts.
    """
    if rules.hosts is None or urls.same_site(page.url, _home(rules), rules.hosts):
        return None
    own = skeleton(rules.publisher or "")
    names = (*structured.all_meta("og:site_name"), *(one.publisher for one in structured.articles))
    named = (name for text in names if (name := squash(text)) and skeleton(name) != own)
    return next(named, urls.host(page.url))


def same_address(one: str, other: str) -> bool:
    return one == other or urls.key(one) == urls.key(other)


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
    """Return whether an address is a front page or a source of the series."""
    lists = {urls.key(source, rules.hosts) for source in rules.sources}
    return urls.is_home(url) or urls.key(url, rules.hosts) in lists


def _links(tree: HtmlElement, name: str) -> Iterator[str]:
    for link in tree.iter("link"):
        if name in (link.get("rel") or "").lower().split():
            yield link.get("href") or ""


def _mobile_links(tree: HtmlElement) -> Iterator[str]:
    """Yield the mobile variants; an alternate for a language or a feed is none."""
    for link in tree.iter("link"):
        rel, media = (link.get("rel") or "").lower().split(), (link.get("media") or "").lower()
        if "alternate" in rel and _SMALL.search(media) and not link.get("hreflang"):
            yield link.get("href") or ""
