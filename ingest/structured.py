"""
What a page says about itself for machines: JSON-LD, meta tags, microdata.

Reads it; which statement is believed is decided in `metadata` and its like.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ingest.dom import skeleton, squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

_WRAPPING = re.compile(
    r"^\s*(?://\s*)?(?:/\*\s*)?(?:<!\[CDATA\[|<!--)(?:\s*\*/)?|(?://\s*)?(?:/\*\s*)?(?:\]\]>|-->)(?:\s*\*/)?\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(\s*[}\]])')
_ARTICLE = re.compile(r"(Article|BlogPosting|Report|SocialMediaPosting|Review|Recipe|HowTo)$")
_PAGE = re.compile(r"^((Item|About|Medical|FAQ|QA)?WebPage|ItemPage|AboutPage)$")
_LISTING = re.compile(r"^(CollectionPage|ItemList|SearchResultsPage|ProfilePage|Blog)$")
_SITES = frozenset({"WebSite", "Organization", "NewsMediaOrganization"})
_MAX_DEPTH = 12

Json = Any  #: whatever a page writes where JSON should be
Node = dict[str, Json]


class Statement(Struct, frozen=True, kw_only=True):
    """What JSON-LD says of one article, or of its page."""

    kind: str
    headline: str = ""
    authors: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()  #: those of the authors that are said to be persons
    published: str = ""
    modified: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    url: str = ""
    image: str = ""
    publisher: str = ""

    @property
    def is_article(self) -> bool:
        return bool(_ARTICLE.search(self.kind))


class Structured(Struct, frozen=True, kw_only=True):
    """All that a page states for machines."""

    statements: tuple[Statement, ...]  #: articles first, then pages; in the page's order
    site_names: tuple[str, ...]
    listing: bool  #: JSON-LD calls the page a listing
    metas: dict[str, list[str]]

    def meta(self, *names: str) -> str:
        """Return the first of these meta tags that says something."""
        return next((value for name in names for value in self.metas.get(name, ())), "")

    def all_meta(self, *names: str) -> list[str]:
        return [value for name in names for value in self.metas.get(name, ())]


def structured(tree: HtmlElement) -> Structured:
    """Read what the head and the scripts of a page say."""
    nodes = list(_nodes(tree))
    by_id = {str(node["@id"]): node for node in nodes if isinstance(node.get("@id"), str)}
    metas = _metas(tree)
    kinds = [kind for node in nodes for kind in _kinds(node)]
    statements = [_statement(node, by_id) for node in nodes if _is_told(node)]
    return Structured(
        statements=tuple(sorted(statements, key=lambda one: not one.is_article)),
        site_names=tuple(_site_names(nodes, by_id, metas)),
        listing=any(map(_LISTING.match, kinds)) and not any(map(_ARTICLE.search, kinds)),
        metas=metas,
    )


def load(text: str) -> Json:
    """
    Parse JSON as pages write it: wrapped in comments, with a comma too many; else None.

    >>> load('/*<![CDATA[*/ {"a": [1, 2,],} /*]]>*/')
    {'a': [1, 2]}
    """
    text = _WRAPPING.sub("", text)
    for form in (text, _TRAILING_COMMA.sub(r"\1\2", text)):
        try:
            return json.loads(form, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def plain(value: Json) -> str:
    """Return a value of JSON-LD as one line of text; empty if it is no text."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or ""
    return squash(html.unescape(value)) if isinstance(value, str) else ""


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            yield from _flat(load(script.text or ""), 0)


def _flat(value: Json, depth: int) -> Iterator[Node]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            yield from _flat(one, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value or "@id" in value:
            yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "about"):
            if isinstance(value.get(name), (dict, list)):
                yield from _flat(value[name], depth + 1)


def _kinds(node: Node) -> list[str]:
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return [one.rsplit("/", 1)[-1] for one in kinds if isinstance(one, str)]


def _is_told(node: Node) -> bool:
    return any(_ARTICLE.search(kind) or _PAGE.match(kind) for kind in _kinds(node))


def _statement(node: Node, by_id: dict[str, Node]) -> Statement:
    get = node.get
    kinds = _kinds(node)
    article = next(filter(_ARTICLE.search, kinds), kinds[0])
    return Statement(
        kind=article,
        headline=plain(get("headline") or get("name")),
        authors=tuple(_people(get("author") or get("creator"), by_id)),
        persons=tuple(_persons(get("author") or get("creator"), by_id)),
        published=plain(get("datePublished")),
        modified=plain(get("dateModified")),
        section=plain(get("articleSection")),
        tags=tuple(_words(get("keywords"))),
        language=plain(get("inLanguage")),
        url=_address(get("url")) or _address(get("mainEntityOfPage")) or _address(get("@id")),
        image=_address(get("image")),
        publisher=plain(_resolved(get("publisher"), by_id)),
    )


def _people(value: Json, by_id: dict[str, Node]) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        person = _resolved(one, by_id)
        if isinstance(person, dict) and isinstance(person.get("name"), list):
            yield from filter(None, map(plain, person["name"]))
        elif name := plain(person):
            yield name


def _persons(value: Json, by_id: dict[str, Node]) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        person = _resolved(one, by_id)
        if isinstance(person, dict) and "Person" in _kinds(person):
            yield plain(person)


def _resolved(value: Json, by_id: dict[str, Node]) -> Json:
    """Follow a reference by ``@id`` to the node it names."""
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def _words(value: Json) -> Iterator[str]:
    values = value if isinstance(value, list) else [value]
    for one in values:
        text = plain(one)
        yield from filter(None, map(squash, text.split(",") if len(values) == 1 else [text]))


def _address(value: Json) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id") or ""
        return _address(value) if not isinstance(value, str) else value.strip()
    return value.strip() if isinstance(value, str) else ""


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = squash(meta.get("content") or meta.get("value") or "")
        for name in (meta.get("property"), meta.get("name"), meta.get("itemprop")):
            if name and content:
                found.setdefault(name.strip().lower(), []).append(content)
    return found


def _site_names(
    nodes: Iterable[Node], by_id: dict[str, Node], metas: dict[str, list[str]]
) -> Iterator[str]:
    for name in ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher"):
        yield from metas.get(name, ())
    for node in nodes:
        if _SITES.intersection(_kinds(node)) and "Person" not in _kinds(node):
            yield plain(node.get("name"))
        publisher = _resolved(node.get("publisher"), by_id)
        if not isinstance(publisher, dict) or "Person" not in _kinds(publisher):
            yield plain(publisher)


def known_as(name: str, site_names: Iterable[str], host: str) -> bool:
    """
    Return whether a name is that of the site and not of a person or a text.

    >>> known_as("The New Arab", ["The New Arab"], "www.newarab.com")
    True
    >>> known_as("NewArab.com", [], "www.newarab.com")
    True
    """
    key = skeleton(name)
    if not key:
        return False
    labels = host.lower().removeprefix("www.").split(".")
    own = {skeleton(one) for one in site_names} | {"".join(labels), *labels[-2:-1]}
    return key in own or key.removeprefix("the") in {one.removeprefix("the") for one in own if one}
