"""What modules ask of an HTML tree: text, class names, visibility, ancestors, share of links."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from lxml import etree

from ingest.text import skeleton, squash

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

    from lxml.html import HtmlElement

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Elements that start and end a line.
BLOCKS = HEADINGS | frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    )
)
#: Elements whose content is not text of the page.
SILENT = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "head",
        "select",
        "textarea",
        "input",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "option",
        "datalist",
        "map",
    )
)
#: The share of a page's text from which on an element is never left out as a whole.
BULK = 0.35
_NAMING = ("class", "id", "role", "data-component", "itemprop")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def text_of(element: HtmlElement) -> str:
    """Return the text of an element on one line; a line break and a block count as a space."""
    return squash("".join(_texts(element)))


def _texts(element: HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SILENT:
            apart = child.tag == "br" or child.tag in BLOCKS or is_note(child)
            yield " " if apart else ""
            yield from _texts(child)
            yield " " if apart else ""
        yield child.tail or ""


def is_note(element: HtmlElement) -> bool:
    """Return whether an element is a footnote's number: a ``sup`` with a link within the page."""
    if element.tag != "sup":
        return False
    links = [*element.iter("a"), *element.iterancestors("a")]
    return any("#" in (link.get("href") or "") for link in links)


def names(element: HtmlElement) -> str:
    """Return class, id, role and the like of an element, in lower case."""
    attributes = element.attrib
    if not attributes:
        return ""
    return " ".join([attributes[name] for name in _NAMING if name in attributes]).lower()


def is_hidden(element: HtmlElement) -> bool:
    """Return whether an element itself is marked as hidden; its ancestors are not asked."""
    attributes = element.attrib
    if not attributes:
        return False
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(attributes.get("style", "")))
    )


def path_up(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield an element and then its ancestors, up to the root."""
    yield element
    yield from element.iterancestors()


def stands_in(
    element: HtmlElement, fits: Callable[[HtmlElement], bool], home: Container[HtmlElement]
) -> bool:
    """Return whether an element or one around it fits, up to the first that is in `home`."""
    for one in path_up(element):
        if one in home:
            return False
        if fits(one):
            return True
    return False


def letters_held(texts: Iterable[tuple[HtmlElement, int]]) -> Counter[HtmlElement]:
    """Return the letters in each element and all around it, from the letters of some texts."""
    held: Counter[HtmlElement] = Counter()
    for element, letters in texts:
        for holder in path_up(element):
            held[holder] += letters
    return held


def link_share(element: HtmlElement) -> float:
    """Return the share of an element's letters that stand in links, from 0 to 1."""
    whole = len(skeleton(text_of(element)))
    if not whole:
        return 0.0
    return sum(len(skeleton(text_of(a))) for a in element.iter("a")) / whole


def bulk(tree: HtmlElement) -> frozenset[HtmlElement]:
    """
    Return the elements that hold more than `BULK` of a page's text.

    Such an element is no box beside the article, whatever its class, and even if it is hidden until
    a script runs.
    """
    sizes: dict[HtmlElement, int] = {}
    for element in reversed(list(tree.iter(etree.Element))):
        if element.tag in SILENT:
            continue
        size = sizes.get(element, 0) + len((element.text or "").strip())
        size += sum(len((child.tail or "").strip()) for child in element)
        sizes[element] = size
        parent = element.getparent()
        if parent is not None:
            sizes[parent] = sizes.get(parent, 0) + size
    whole = sizes.get(tree, 0)
    return frozenset(one for one, size in sizes.items() if size > BULK * whole)
