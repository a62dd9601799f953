"""Ask trafilatura where in a page the article is."""

from __future__ import annotations

import logging
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import lxml.etree
import lxml.html
import trafilatura
from msgspec import Struct

from ingest.errors import BadContent, NotAnArticle
from ingest.page.dom import text_of
from ingest.page.regions import PRUNED

if TYPE_CHECKING:
    from lxml.html import HtmlElement


# We raise what trafilatura logs as warnings and errors: it need not be reported twice.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

#: Name and version of the extractor; kept with each revision.
EXTRACTOR = f"trafilatura {version('trafilatura')}"


class Extraction(Struct, frozen=True):
    """The article, as trafilatura finds it."""

    body: Any  #: trafilatura's XML, an lxml element: the words, not their markup


def extract(tree: HtmlElement, url: str) -> Extraction:
    """
    Return the article in a page, without the elements that are marked with `PRUNED`.

    Raises `NotAnArticle` where there is none, and `BadContent` where trafilatura fails.
    """
    try:
        found = trafilatura.bare_extraction(
            tree,
            url=url,
            output_format="xml",
            include_comments=False,
            include_formatting=False,
            include_links=False,
            include_images=False,
            include_tables=True,
            deduplicate=False,
            with_metadata=False,
            prune_xpath=f"//*[@{PRUNED}]",
        )
    except RecursionError as error:
        raise BadContent(url, "its elements are nested too deeply") from error
    except (
        lxml.etree.LxmlError,
        ValueError,
        TypeError,
        AttributeError,
        KeyError,
        IndexError,
    ) as error:
        raise BadContent(url, f"trafilatura failed: {error!r}") from error
    body: Any = getattr(found, "body", None)
    text = "" if body is None else " ".join(body.itertext())
    if not text.strip():
        words = len(text_of(tree).split())
        raise NotAnArticle(url, f"no text of an article was found among {words} words")
    return Extraction(body)
