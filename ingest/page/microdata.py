"""
Microdata and RDFa: what the markup of a page says of the article that it shows.

A property belongs to the innermost thing that it stands in: the date of a review, of a comment or
of a product on the page is none of the article's. Markup that names no thing at all is believed.
Reads it; what is believed is decided elsewhere.
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

#: The names in RDFa that stand for a name of schema.org; a prefix is cut off first.
SCHEMA_NAMES = {
    "datepublished": "datePublished", "dc:date": "datePublished", "dc:created": "datePublished",
    "dc:issued": "datePublished", "dcterms:created": "datePublished",
    "dcterms:issued": "datePublished", "dcterms:date": "datePublished",
    "datemodified": "dateModified", "dc:modified": "dateModified", "dateupdated": "dateModified",
    "dcterms:modified": "dateModified", "headline": "headline", "dc:title": "headline",
    "dcterms:title": "headline", "articlesection": "articleSection", "keywords": "keywords",
}  # fmt: skip
_OTHER_DAYS = frozenset(("startdate", "enddate", "doortime", "validthrough", "releasedate"))
#: Things that a page shows beside or instead of an article.
_WITH_DAYS = re.compile(
    r"(?:Event|Product|Application|Review|Comment|UserComments|Rating|Offer|Book|Movie|JobPosting)$"
)
_PREFIX = re.compile(r"^(?:schema:|https?://schema\.org/|https?://purl\.org/dc/(?=terms))")
_POST = re.compile(r"\b(?:sioc:Item|sioc:Post|sioct:BlogPost|foaf:Document)\b")
_ANY = ".//*[@itemprop or @property]"


class Mark(NamedTuple):
    """A property of the article that an element is marked with."""

    source: str  #: ``microdata`` or ``RDFa``
    name: str  #: as schema.org has it: ``datePublished``
    element: HtmlElement

    @property
    def value(self) -> str:
        """What the mark says: the value for machines, or else the text."""
        get = self.element.get
        return get("content") or get("datetime") or self.shown

    @property
    def shown(self) -> str:
        return text_of(self.element)


def marks(tree: HtmlElement) -> list[Mark]:
    """Return the properties that the markup gives the article, in the page's order."""
    return [mark for element in tree.xpath(_ANY) for mark in _marks_of(element)]


def is_of_article(element: HtmlElement) -> bool:
    """Return whether the innermost thing of microdata that a property stands in is the article."""
    thing = next((one for one in element.iterancestors() if "itemscope" in one.attrib), None)
    return thing is None or _is_article(thing.get("itemtype") or "")


def is_of_another(element: HtmlElement) -> bool:
    """Return whether an element stands in a thing with days of its own, or prints such a day."""
    thing = next((one for one in path_up(element) if "itemscope" in one.attrib), None)
    if thing is not None and _WITH_DAYS.search((thing.get("itemtype") or "").rstrip("/")):
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
