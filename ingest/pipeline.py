"""
From a kept page to a reading.

As a pipeline: page | parse | extract | select | anatomy, metadata | judge | membership.
"""

from __future__ import annotations

from ingest import urls
from ingest.anatomy import blocks
from ingest.dom import text_of
from ingest.errors import NotAnArticle
from ingest.extract import ASIDE, EXTRACTOR, extract, parse
from ingest.membership import membership
from ingest.model import Article, Page, Reading, Rules
from ingest.pieces import pieces
from ingest.selection import select


def read(page: Page, rules: Rules) -> Reading:
    """Read a page. Raises `PageError`, and nothing else."""
    tree = parse(page)
    found = extract(tree, page.url)
    selection = select(pieces(tree, ASIDE), found.body)
    kept = [p for p, yes in zip(selection.pieces, selection.chosen, strict=True) if yes]
    heading = tree.find(".//h1")
    title = text_of(heading) if heading is not None else ""
    if not title:
        raise NotAnArticle(page.url, "no title")
    article = Article(url=urls.clean(page.url), title=title, body=tuple(blocks(kept)))
    return Reading(
        article=article,
        addresses=tuple(map(urls.clean, page.addresses)),
        rule=membership(article, rules.member),
        extractor=EXTRACTOR,
    )
