"""Decode the bytes of a page to text, and parse it to a tree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import lxml.etree
import lxml.html
from trafilatura.utils import detect_encoding, load_html
from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    to_unicode,
)

from ingest.errors import BadContent, TooLarge

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from ingest.model import Page


#: Pages are seldom above 2 MB. 10 MB of flat text take trafilatura 7 seconds and 230 MB.
MAX_BYTES = 10_000_000
_NOT_A_PAGE = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"PK\x03\x04", "a ZIP file"),
    (b"\x1f\x8b", "compressed data"),
)
_NOT_A_TYPE = re.compile(
    r"^\s*(image|audio|video|font)/|^\s*application/(pdf|zip|json)\b", re.IGNORECASE
)
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def parse(page: Page) -> HtmlElement:
    """Return the tree of a page. Raises `BadContent` and `TooLarge`."""
    if len(page.body) > MAX_BYTES:
        raise TooLarge(page.url, f"{len(page.body)} bytes, of which we read {MAX_BYTES}")
    _check_type(page)
    text = decode(page.body, page.content_type)
    if len(text) > MAX_BYTES:
        raise TooLarge(page.url, f"{len(text)} characters, of which we read {MAX_BYTES}")
    if not text.strip():
        raise BadContent(page.url, "the page is empty")
    return _parse(text, page.url)


def decode(body: bytes, content_type: str = "") -> str:
    """
    Decode a page: by its byte order mark, as UTF-8, as declared, then as detected.

    Non-ASCII bytes that are valid UTF-8 are read as UTF-8, even where another charset is declared.
    Control characters are dropped.

    >>> decode("café".encode("cp1252"), "text/html; charset=iso-8859-1")
    'café'
    >>> decode("café".encode(), "text/html; charset=iso-8859-1")
    'café'
    """
    return _UNWANTED.sub("", _decode(body, content_type))


def _check_type(page: Page) -> None:
    if _NOT_A_TYPE.match(page.content_type):
        raise BadContent(page.url, f"no page but {page.content_type.strip()}")
    for magic, what in _NOT_A_PAGE:
        if page.body.startswith(magic):
            raise BadContent(page.url, f"no page but {what}")


def _decode(body: bytes, content_type: str) -> str:
    encoding, bom = read_bom(body)
    if encoding:
        return to_unicode(body[len(bom or b"") :], encoding)
    if wide := _utf16(body):
        return body.decode(wide, "replace")
    declared = http_content_type_encoding(content_type) or html_body_declared_encoding(body)
    if declared in (None, "utf-8", "utf8") or not body.isascii():
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return _decode_other(body, declared)


def _decode_other(body: bytes, declared: str | None) -> str:
    """Decode invalid UTF-8; a page that declares UTF-8 and is nearly valid has damaged bytes."""
    nearly = body.decode("utf-8", "replace")
    if declared in (None, "utf-8", "utf8"):
        damaged = nearly.count("\ufffd")
        if declared and damaged <= 3 + len(body) // 10_000:
            return nearly
        declared = next(iter(detect_encoding(body)), None)
    try:
        return to_unicode(body, declared) if declared else nearly
    except LookupError:
        return nearly


def _utf16(body: bytes) -> str | None:
    """
    Return the byte order of UTF-16 without a mark; None if it is not UTF-16.

    Each ASCII character of the markup has a NUL byte, always on the same side.
    """
    start = body[:2000]
    little, big = start[1::2].count(0), start[0::2].count(0)
    if little + big < max(8, len(start) // 20):
        return None
    if little > 0.95 * (little + big):
        return "utf-16-le"
    return "utf-16-be" if big > 0.95 * (little + big) else None


def _parse(text: str, url: str) -> HtmlElement:
    try:
        tree = load_html(text)
        if tree is None:
            tree = load_html(f"<html><body>{text}</body></html>")
    except (lxml.etree.LxmlError, ValueError, TypeError, RecursionError) as error:
        raise BadContent(url, f"it cannot be parsed: {error!r}") from error
    if tree is None or not isinstance(tree.tag, str):
        raise BadContent(url, "it cannot be parsed as HTML")
    _lighten(tree)
    return tree


def _lighten(tree: HtmlElement) -> None:
    """Drop scripts, styles and drawings, half of many pages; JSON-LD and templates stay."""
    for element in list(tree.iter("script", "style", "svg")):
        kind = (element.get("type") or "").lower()
        kept = element.tag == "script" and any(word in kind for word in ("ld+json", "template"))
        if not kept and element.getparent() is not None:
            element.drop_tree()
