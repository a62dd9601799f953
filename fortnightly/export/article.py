"""
Gives a whole article out: as Markdown, as plain text, or as one HTML page.

What an article says comes from a page and is not trusted: control characters are removed, and the
HTML is made from our own Markdown, without raw HTML, through a list of allowed tags.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from fortnightly.export.html import page
from fortnightly.export.markdown import document
from fortnightly.export.sanitize import sanitize
from fortnightly.export.text import plain_text

if TYPE_CHECKING:
    from ingest.model import Article
    from storage.records import Entry


class Format(StrEnum):
    MARKDOWN = "markdown"
    TEXT = "text"
    HTML = "html"


def formatted(article: Article | Entry, form: Format) -> str:
    """Return an article with all that surrounds it; ends with a line end."""
    match form:
        case Format.MARKDOWN:
            return sanitize(document(article)) + "\n"
        case Format.TEXT:
            return sanitize(plain_text(article)) + "\n"
        case Format.HTML:
            return sanitize(page(article))
