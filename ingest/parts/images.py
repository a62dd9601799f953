"""Images with their captions and credits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest import urls
from ingest.model import Image
from ingest.page.dom import names, text_of
from ingest.phrases import plain_credit, split_credit
from ingest.text import squash

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-lazy", "src")
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_DECORATION = re.compile(
    r"avatar|\bicons?\b|logo|emoji|pixel|tracking|spacer|gravatar|author|profile|smil(ey|ie)|badge|sprite"
)
_CREDIT_NAME = re.compile(
    r"credit|copyright|source|photographer|rights|author|\bby\b|quelle|nachweis"
)
_SMALLEST = 80  #: pixels; a smaller image is decoration


def image(elements: Iterable[HtmlElement], base: str, credit: str | None = None) -> Image | None:
    """
    Return the image of a figure, or of an ``img`` and the captions after it.

    None without address, caption and credit. `credit` is a pattern of the definition.
    """
    parts = list(elements)
    address = next((found for part in parts if (found := _image_url(part, base))), None)
    caption, by = _words(parts, credit)
    if address is None and caption is None and by is None:
        return None
    return Image(address or "", caption, by)


def is_decoration(element: HtmlElement) -> bool:
    """Return whether an image is decoration: icon, portrait of the author, tracking pixel."""
    if element.tag != "img":
        return False
    label = f"{names(element)} {element.get('alt') or ''} {_source(element)}".lower()
    return bool(_DECORATION.search(label)) or any(
        size.isdecimal() and int(size) < _SMALLEST
        for size in (element.get("width") or "", element.get("height") or "")
    )


def _image_url(element: HtmlElement, base: str) -> str | None:
    for one in element.iter("img", "source"):
        found = urls.clean(_source(one), base)
        if urls.is_http(found):
            return found
    return None


def _source(element: HtmlElement) -> str:
    stated = [element.get(name) or "" for name in _SOURCES]
    stated += [(element.get(name) or "").split(",")[0].split(" ")[0] for name in _SETS]
    return next((one for one in stated if one and not one.startswith("data:")), "")


def _words(parts: list[HtmlElement], pattern: str | None) -> tuple[str | None, str | None]:
    """Return caption and credit of an image, from elements of their own or from one line."""
    stated = next((credit for part in parts if (credit := _credit_element(part)) is not None), None)
    credit = text_of(stated) if stated is not None else ""
    text = squash(" ".join(_caption_text(part) for part in parts))
    if credit and text.endswith(credit):
        text = text[: -len(credit)].rstrip()
    elif credit and text.startswith(credit):
        text = text[len(credit) :].lstrip()
    if credit:
        return text.strip(" |/") or None, plain_credit(split_credit(credit, pattern)[1] or credit)
    return split_credit(text, pattern)


def _credit_element(part: HtmlElement) -> HtmlElement | None:
    """Return the element whose class names it as the credit; None if there is none."""
    for element in part.iter("span", "div", "p", "small", "cite", "em", "figcaption", "i"):
        called = names(element)
        if called and _CREDIT_NAME.search(called) and "caption" not in called and text_of(element):
            return element
    return None


def _caption_text(part: HtmlElement) -> str:
    captions = list(part.iter("figcaption"))
    if part.tag == "figure" and captions:
        return " ".join(map(text_of, captions))
    return text_of(part) if part.tag != "img" else ""
