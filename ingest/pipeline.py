"""
From a kept page to a reading.

As a pipeline: page | parse | mark | pieces | metadata | extract | select | anatomy | judge |
membership. `mark` and `pieces` say what the page holds, `extract` where in it the article is,
`select` brings the two together. The same bytes and rules give the same reading, always.
"""

from __future__ import annotations

from ingest.anatomy import Anatomy, anatomy
from ingest.dom import bulk
from ingest.extract import ASIDE, EXTRACTOR, extract, parse
from ingest.markup import mark
from ingest.membership import membership
from ingest.metadata import Metadata, metadata
from ingest.model import Article, Page, Reading, Rules
from ingest.pieces import pieces
from ingest.quality import judge
from ingest.selection import link_share, select
from ingest.version import rules_version


def read(page: Page, rules: Rules) -> Reading:
    """Read a page. Raises `PageError`, and nothing else."""
    tree = parse(page)
    proxies = [*tree.iter()]  # lxml makes each anew, at a cost, unless somebody holds it
    mark(tree, bulk(tree))
    all_pieces = pieces(tree, ASIDE)
    said = metadata(page, tree, all_pieces, rules)
    found = extract(tree, page.url)
    selection = select(all_pieces, found.body)
    summaries = [told.standfirst for told in page.told if told.standfirst]
    parts = anatomy(selection, said, page.url, rules.anatomy, summaries)
    article = _article(said, parts)
    judge(article, said, link_share(selection))
    del proxies
    return Reading(
        article=article,
        addresses=said.addresses,
        rule=membership(article, rules.member),
        extractor=EXTRACTOR,
        rules=rules_version(rules),
        evidence=(*said.evidence, *parts.evidence),
    )


def _article(said: Metadata, parts: Anatomy) -> Article:
    return Article(
        url=said.url,
        title=said.title,
        standfirst=parts.standfirst,
        authors=said.authors,
        published=said.published,
        modified=said.modified,
        section=said.section,
        tags=said.tags,
        language=said.language,
        reading_minutes=parts.reading_minutes,
        lead_image=parts.lead_image,
        body=parts.body,
        pull_quotes=parts.pull_quotes,
        related=parts.related,
        trailer=parts.trailer,
    )
