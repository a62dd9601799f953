"""
Section and tags of an article.

In order of trust: JSON-LD, meta tags, links with ``rel=tag``, microdata. Only where these say
nothing: the breadcrumb, and the list of tags beside the article.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from ingest import urls
from ingest.claims import Claim, settle
from ingest.page.dom import text_of
from ingest.text import skeleton, squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from ingest.model import Evidence
    from ingest.page.structured_data import Structured

_BREADCRUMB = re.compile(r"\bbread-?crumbs?\b", re.IGNORECASE)
_TAGS = re.compile(r"(?:^|[\s_-])(?:tags?|topics?|keywords?)(?:$|[\s_-])", re.IGNORECASE)
_TAG_PATH = re.compile(r"/(?:tags?|topics?|keywords?)/", re.IGNORECASE)
_AROUND = frozenset({"aside", "nav", "header", "footer"})
_LISTS = ("ul", "ol", "div", "p", "section")


def section(tree: HtmlElement, structured: Structured, page_url: str) -> Evidence:
    """Return the section that a page states, or the last link of its breadcrumb, as evidence."""
    claims = [Claim("JSON-LD articleSection", one.section) for one in structured.articles]
    claims += structured.meta_claims("article:section", "parsely-section")
    claims += [
        Claim(f"{mark.source} articleSection", mark.value)
        for mark in structured.marked("articleSection")
    ]
    if not any(claim.text for claim in claims):
        claims += [Claim("breadcrumb", step) for step in islice(_steps(tree, page_url), 1)]
    return settle("section", claims)


def tags(tree: HtmlElement, structured: Structured) -> tuple[tuple[str, ...], Evidence]:
    """Return the tags of the first source that has some, and the evidence."""
    stated = [text for mark in structured.marked("keywords") for text in mark.value.split(",")]
    sources = (
        ("JSON-LD keywords", [tag for one in structured.articles for tag in one.tags]),
        ("meta article:tag", structured.all_meta("article:tag", "og:article:tag")),
        ("links with rel=tag", _linked_tags(tree)),
        (
            "meta news_keywords",
            [
                one
                for text in structured.all_meta("news_keywords", "parsely-tags")
                for one in text.split(",")
            ],
        ),
        ("microdata keywords", stated),
    )
    lists = [(source, _once(texts)) for source, texts in sources]
    if not any(found for _, found in lists):
        lists.append(("list of tags", _once(_shown_tags(tree))))
    evidence = settle(
        "tags", [Claim(source, ", ".join(found)) for source, found in lists], _same_tags
    )
    return next((found for _, found in lists if found), ()), evidence


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(squash, texts))))


def _same_tags(one: str, other: str) -> bool:
    return {skeleton(tag) for tag in one.split(",")} == {skeleton(tag) for tag in other.split(",")}


def _linked_tags(tree: HtmlElement) -> list[str]:
    return [
        text_of(a) for a in tree.iterfind(".//a[@rel]") if "tag" in (a.get("rel") or "").split()
    ]


def _steps(tree: HtmlElement, page_url: str) -> Iterator[str]:
    """Yield the links of the breadcrumb, the nearest first, without home and the page itself."""
    own = urls.clean(page_url)
    for element in _named(tree.iter("nav", "ol", "ul", "div"), _BREADCRUMB):
        for link in reversed(list(element.iter("a"))):
            address = urls.clean(link.get("href") or "", page_url)
            text = squash(text_of(link))
            if text and not urls.is_home(address) and address != own:
                yield text
        return


def _shown_tags(tree: HtmlElement) -> Iterator[str]:
    """Yield the links of the first list of tags that stands with the article."""
    for element in _named(tree.iter(*_LISTS), _TAGS):
        links = list(element.iter("a"))
        if links and not _is_around(element) and all(_leads_to_tag(link) for link in links):
            yield from map(text_of, links)
            return


def _named(elements: Iterable[HtmlElement], name: re.Pattern[str]) -> Iterator[HtmlElement]:
    for element in elements:
        if name.search(f"{element.get('class', '')} {element.get('aria-label', '')}"):
            yield element


def _leads_to_tag(link: HtmlElement) -> bool:
    return bool(_TAG_PATH.search(link.get("href") or ""))


def _is_around(element: HtmlElement) -> bool:
    """Return whether an element stands in the page's frame; an article's own footer is not it."""
    above = [parent.tag for parent in element.iterancestors()]
    within = above[: above.index("article")] if "article" in above else above
    return bool(_AROUND.intersection(within)) and ("article" not in above or "aside" in within)
