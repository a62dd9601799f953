"""
A whole article as Markdown, as plain text, or as one HTML page.

Text from a page is not trusted: control characters are removed, and the HTML is made from our own
Markdown, without raw HTML, through a list of allowed tags.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from fortnightly.export.sanitize import sanitize

if TYPE_CHECKING:
    from ingest.model import Article
    from storage.records import Entry


class Format(StrEnum):
    MARKDOWN = "markdown"
    TEXT = "text"
    HTML = "html"


def formatted(article: Article | Entry, form: Format) -> str:
    """Return a whole article; ends with a line end. Imports only what the form needs."""
    match form:
        case Format.MARKDOWN:
            from fortnightly.export.markdown import document  # noqa: PLC0415

            return sanitize(document(article)) + "\n"
        case Format.TEXT:
            from fortnightly.export.text import plain_text  # noqa: PLC0415

            return sanitize(plain_text(article)) + "\n"
        case Format.HTML:
            from fortnightly.export.html import page  # noqa: PLC0415

            return sanitize(page(article))
