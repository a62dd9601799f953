"""
Bytes to a tree, and the tree to the article in it: the only module that knows trafilatura.

`parse` decodes and parses; `extract` asks trafilatura where in the page the article is. What the
parts of the article are, is not decided here.
"""

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


# What trafilatura logs as warnings and errors, we raise: nothing is to be said twice.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

#: What read an article; kept with each revision.
EXTRACTOR = f"trafilatura {version('trafilatura')}"


class Extraction(Struct, frozen=True):
    """What trafilatura holds to be the article."""

    body: Any  #: its XML, an lxml element: what its words are, not how they are marked up


def extract(tree: HtmlElement, url: str) -> Extraction:
    """
    Return the article in a page; what is marked with `PRUNED` is not looked at.

    Raises `NotAnArticle` if there is none, and `BadContent` if it cannot be read.
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
