"""
From a kept page to a reading.

As a pipeline: page | parse | mark | pieces | metadata | extract | select | anatomy | judge |
membership. `mark` and `pieces` say what the page holds, `extract` where in it the article is,
`select` brings the two together. The same bytes and rules give the same reading, always.
"""

from __future__ import annotations

from ingest.content.extract import EXTRACTOR, extract
from ingest.content.select import select
from ingest.errors import PageError
from ingest.fields.metadata import Metadata, metadata
from ingest.markdown.blocks import markdown
from ingest.model import Article, Embed, Page, Reading, ReadResult, Rules
from ingest.page.build import pieces
from ingest.page.decoding import parse
from ingest.page.dom import bulk
from ingest.page.regions import PRUNED, mark
from ingest.parts.anatomy import Anatomy, anatomy
from ingest.parts.embeds import embeds
from ingest.quality.gate import Signals, collect, judge
from ingest.quality.membership import membership
from ingest.version import rules_version

#: The parts of an article that is not there.
_NOTHING = Anatomy(
    standfirst=None,
    body=(),
    elements=(),
    pull_quotes=(),
    related=(),
    trailer=(),
    lead_image=None,
    reading_minutes=None,
)


def read(page: Page, rules: Rules) -> Reading:
    """Read a page. Raises `PageError`, and nothing else."""
    seen = examine(page, rules)
    if seen.refused is not None:
        raise seen.refused
    return seen.reading


def examine(page: Page, rules: Rules) -> ReadResult:
    """Read a page as far as it can be read. Raises `PageError` if it is no page at all."""
    tree = parse(page)
    proxies = [*tree.iter()]  # lxml makes each anew, at a cost, unless somebody holds it
    mark(tree, bulk(tree))
    all_pieces = pieces(tree, PRUNED)
    said = metadata(page, tree, all_pieces, rules)
    try:
        found = extract(tree, page.url)
    except PageError as error:
        article = _article(said, _NOTHING, (), said.base)
        return ReadResult(_reading(article, said, _NOTHING, page, rules), error)
    selection = select(all_pieces, found.body)
    summaries = [one.standfirst for one in page.source_entries if one.standfirst]
    parts = anatomy(selection, said, said.base, rules.anatomy, summaries)
    shown = embeds(tree, parts.body, parts.elements, said.heading, said.base)
    article = _article(said, parts, shown, said.base)
    signs = collect(tree, page, said, selection, parts.body)
    refused = _refusal(article, said, page, rules, signs)
    del proxies
    return ReadResult(_reading(article, said, parts, page, rules), refused)


def _refusal(
    article: Article, said: Metadata, page: Page, rules: Rules, signs: Signals
) -> PageError | None:
    try:
        judge(article, said, page, rules, signs)
    except PageError as error:
        return error
    return None


def _reading(article: Article, said: Metadata, parts: Anatomy, page: Page, rules: Rules) -> Reading:
    return Reading(
        article=article,
        addresses=said.addresses,
        answered=said.answered,
        rule="accepted" if page.accepted else membership(article, rules.member),
        extractor=EXTRACTOR,
        rules=rules_version(rules),
        evidence=(*said.evidence, *parts.evidence),
        publisher=said.publisher,
    )


def _article(said: Metadata, parts: Anatomy, shown: tuple[Embed, ...], base: str) -> Article:
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
        embeds=shown,
        markdown=markdown(parts.body, parts.elements, shown, base),
    )
