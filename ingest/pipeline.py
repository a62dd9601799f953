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
from ingest.fields.metadata import Metadata, read_metadata
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
    result = examine(page, rules)
    if result.refused is not None:
        raise result.refused
    return result.reading


def examine(page: Page, rules: Rules) -> ReadResult:
    """Read a page as far as it can be read. Raises `PageError` if it is no page at all."""
    tree = parse(page)
    proxies = [*tree.iter()]  # lxml makes each anew, at a cost, unless somebody holds it
    mark(tree, bulk(tree))
    all_pieces = pieces(tree, PRUNED)
    metadata = read_metadata(page, tree, all_pieces, rules)
    try:
        extraction = extract(tree, page.url)
    except PageError as error:
        article = _article(metadata, _NOTHING, (), metadata.base)
        return ReadResult(_reading(article, metadata, _NOTHING, page, rules), error)
    selection = select(all_pieces, extraction.body)
    summaries = [entry.standfirst for entry in page.source_entries if entry.standfirst]
    parts = anatomy(selection, metadata, rules.anatomy, summaries)
    shown_embeds = embeds(tree, parts.body, parts.elements, metadata.heading, metadata.base)
    article = _article(metadata, parts, shown_embeds, metadata.base)
    signals = collect(tree, page, metadata, selection, parts.body)
    refused = _refusal(article, metadata, page, rules, signals)
    del proxies
    return ReadResult(_reading(article, metadata, parts, page, rules), refused)


def _refusal(
    article: Article, metadata: Metadata, page: Page, rules: Rules, signals: Signals
) -> PageError | None:
    try:
        judge(article, metadata, page, rules, signals)
    except PageError as error:
        return error
    return None


def _reading(
    article: Article, metadata: Metadata, parts: Anatomy, page: Page, rules: Rules
) -> Reading:
    return Reading(
        article=article,
        addresses=metadata.addresses,
        answered=metadata.answered,
        rule="accepted" if page.accepted else membership(article, rules.member),
        extractor=EXTRACTOR,
        rules=rules_version(rules),
        evidence=(*metadata.evidence, *parts.evidence),
        publisher=metadata.publisher,
    )


def _article(
    metadata: Metadata, parts: Anatomy, shown_embeds: tuple[Embed, ...], base: str
) -> Article:
    return Article(
        url=metadata.url,
        title=metadata.title,
        standfirst=parts.standfirst,
        authors=metadata.authors,
        published=metadata.published,
        modified=metadata.modified,
        section=metadata.section,
        tags=metadata.tags,
        language=metadata.language,
        reading_minutes=parts.reading_minutes,
        lead_image=parts.lead_image,
        body=parts.body,
        pull_quotes=parts.pull_quotes,
        related=parts.related,
        trailer=parts.trailer,
        embeds=shown_embeds,
        markdown=markdown(parts.body, parts.elements, shown_embeds, base),
    )
