"""The structured data of a page: JSON-LD, meta tags, microdata and RDFa."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from ingest.claims import Claim
from ingest.page import jsonld
from ingest.page.jsonld import ARTICLE, Node, Statement, kinds, plain, resolved
from ingest.page.microdata import SCHEMA_NAMES, Mark, is_of_article, marks
from ingest.text import skeleton, squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

_LISTING = re.compile(r"^(CollectionPage|ItemList|SearchResultsPage|ProfilePage|Blog)$")
_SITES = frozenset({"WebSite", "Organization", "NewsMediaOrganization"})


class Structured(Struct, frozen=True, kw_only=True):
    """All structured data of a page."""

    statements: tuple[Statement, ...]  #: of articles first, then of pages
    site_names: tuple[str, ...]
    listing: bool  #: JSON-LD calls the page a listing
    metas: dict[str, list[str]]
    marks: tuple[Mark, ...] = ()  #: microdata and RDFa of the article

    def meta(self, *names: str) -> str:
        """Return the value of the first of these meta tags that has one; else an empty string."""
        return next((value for name in names for value in self.metas.get(name, ())), "")

    def all_meta(self, *names: str) -> list[str]:
        return [value for name in names for value in self.metas.get(name, ())]

    def meta_claims(self, *names: str) -> list[Claim]:
        """Return the values of these meta tags as claims."""
        return [Claim(f"meta {name}", value) for name in names for value in self.all_meta(name)]

    def marked(self, name: str) -> list[Mark]:
        return [mark for mark in self.marks if mark.name == name]

    @property
    def articles(self) -> list[Statement]:
        return [one for one in self.statements if one.is_article]


def read_structured_data(tree: HtmlElement) -> Structured:
    """Read the meta tags, the JSON-LD and the marked up properties of a page."""
    nodes = jsonld.nodes(tree)
    by_id = {str(node["@id"]): node for node in nodes if isinstance(node.get("@id"), str)}
    metas = _metas(tree)
    called = [kind for node in nodes for kind in kinds(node)]
    return Structured(
        statements=tuple(jsonld.statements(nodes, by_id)),
        site_names=tuple(_site_names(nodes, by_id, metas)),
        listing=any(map(_LISTING.match, called)) and not any(map(ARTICLE.search, called)),
        metas=metas,
        marks=tuple(marks(tree)),
    )


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = squash(meta.get("content") or meta.get("value") or "")
        for name in filter(None, _meta_names(meta) if content else ()):
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _meta_names(meta: HtmlElement) -> Iterator[str | None]:
    yield meta.get("property")
    yield meta.get("name")
    prop = meta.get("itemprop")
    if prop and prop.lower() not in SCHEMA_NAMES and is_of_article(meta):
        yield prop


def _site_names(
    nodes: Iterable[Node], by_id: dict[str, Node], metas: dict[str, list[str]]
) -> Iterator[str]:
    for name in ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher"):
        yield from metas.get(name, ())
    for node in nodes:
        if _SITES.intersection(kinds(node)) and "Person" not in kinds(node):
            yield plain(node.get("name"))
        publisher = resolved(node.get("publisher"), by_id)
        if not isinstance(publisher, dict) or "Person" not in kinds(publisher):
            yield plain(publisher)


def is_site_name(name: str, site_names: Iterable[str], host: str) -> bool:
    """
    Return whether a name is the site's: one of its names, or its host; a leading "The" is ignored.

    >>> is_site_name("The New Arab", ["The New Arab"], "www.newarab.com")
    True
    >>> is_site_name("NewArab.com", [], "www.newarab.com")
    True
    """
    key = skeleton(name)
    if not key:
        return False
    labels = host.lower().removeprefix("www.").split(".")
    own = {skeleton(one) for one in site_names} | {"".join(labels), *labels[-2:-1]}
    return key in own or key.removeprefix("the") in {one.removeprefix("the") for one in own if one}
