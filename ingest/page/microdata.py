"""
Microdata and RDFa: the properties that the markup of a page gives its article.

A property belongs to the innermost item it stands in: the date of a review, a comment or a product
is not the article's. A property outside of any item is the article's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from ingest.page.dom import path_up, text_of
from ingest.page.jsonld import ARTICLE, PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

#: Names in RDFa and microdata, in lower case, and the name of schema.org that each stands for.
SCHEMA_NAMES = {
    "datepublished": "datePublished", "dc:date": "datePublished", "dc:created": "datePublished",
    "dc:issued": "datePublished", "dcterms:created": "datePublished",
    "dcterms:issued": "datePublished", "dcterms:date": "datePublished",
    "datemodified": "dateModified", "dc:modified": "dateModified", "dateupdated": "dateModified",
    "dcterms:modified": "dateModified", "headline": "headline", "dc:title": "headline",
    "dcterms:title": "headline", "articlesection": "articleSection", "keywords": "keywords",
}  # fmt: skip
_OTHER_DAYS = frozenset(("startdate", "enddate", "doortime", "validthrough", "releasedate"))
#: Types of item with dates of their own.
_WITH_DAYS = re.compile(
    r"(?:Event|Product|Application|Review|Comment|UserComments|Rating|Offer|Book|Movie|JobPosting)$"
)
_PREFIX = re.compile(r"^(?:schema:|https?://schema\.org/|https?://purl\.org/dc/(?=terms))")
_POST = re.compile(r"\b(?:sioc:Item|sioc:Post|sioct:BlogPost|foaf:Document)\b")
_ANY = ".//*[@itemprop or @property]"


class Mark(NamedTuple):
    """A property of the article, and the element that carries it."""

    source: str  #: ``microdata`` or ``RDFa``
    name: str  #: as schema.org has it: ``datePublished``
    element: HtmlElement

    @property
    def value(self) -> str:
        """The value for machines, or else the text."""
        get = self.element.get
        return get("content") or get("datetime") or self.shown

    @property
    def shown(self) -> str:
        return text_of(self.element)


def marks(tree: HtmlElement) -> list[Mark]:
    """Return the properties of the article, in document order."""
    return [mark for element in tree.xpath(_ANY) for mark in _marks_of(element)]


def is_of_article(element: HtmlElement) -> bool:
    """Return whether the innermost item around a property is the article, or there is none."""
    item = next((one for one in element.iterancestors() if "itemscope" in one.attrib), None)
    return item is None or _is_article(item.get("itemtype") or "")


def is_of_another(element: HtmlElement) -> bool:
    """Return whether an element stands in an item with dates of its own, or holds such a date."""
    item = next((one for one in path_up(element) if "itemscope" in one.attrib), None)
    if item is not None and _WITH_DAYS.search((item.get("itemtype") or "").rstrip("/")):
        return True
    props = (one.get("itemprop", "").lower() for one in element.iter(etree.Element))
    return not _OTHER_DAYS.isdisjoint(props)


def _marks_of(element: HtmlElement) -> Iterator[Mark]:
    for name in (element.get("itemprop") or "").split():
        if name.lower() in SCHEMA_NAMES and is_of_article(element):
            yield Mark("microdata", SCHEMA_NAMES[name.lower()], element)
    if element.tag == "meta" and element.get("content") and "typeof" not in element.attrib:
        parent = element.getparent()
        if parent is None or parent.tag == "head":
            return
    for name in (element.get("property") or "").split():
        plain = _PREFIX.sub("", name).lower()
        if plain in SCHEMA_NAMES and _is_resource_article(element):
            yield Mark("RDFa", SCHEMA_NAMES[plain], element)


def _is_article(kind: str) -> bool:
    name = kind.rstrip("/").rsplit("/", 1)[-1]
    return not name or bool((ARTICLE.search(name) and name != "Review") or PAGE.match(name))


def _is_resource_article(element: HtmlElement) -> bool:
    kind = next((one.get("typeof") for one in element.iterancestors() if one.get("typeof")), "")
    return not kind or bool(_POST.search(kind)) or any(map(_is_article, _types(kind)))


def _types(kind: str) -> list[str]:
    return [one.rsplit(":", 1)[-1] for one in kind.split()]
