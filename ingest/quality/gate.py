"""
The quality gate: refuse what is certainly no article, or not enough of one.

A refused page goes to quarantine with a reason and numbers, and never replaces a good revision.
Each kind of refused page has a module of its own; this one has their order, and the error of each.
It judges the page alone; `shrinkage` compares with the archive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ingest.content.select import link_share
from ingest.errors import IncompleteText, NotAnArticle
from ingest.quality.features import PageFeatures, measure
from ingest.quality.interstitial import stand_in
from ingest.quality.language import other_language
from ingest.quality.listing import listing
from ingest.quality.mismatch import unrelated
from ingest.quality.paywall import LONGEST_TEASER, Wall, excerpt, teaser, wall
from ingest.quality.truncation import ends_mid_sentence
from ingest.text import count_words, skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from ingest.content.select import Selection
    from ingest.fields.metadata import Metadata
    from ingest.model import Article, Block, Page, Rules

#: Letters and digits of a text that is no article yet: about 20 English words, or a third as many
#: in a script without spaces.
LEAST_TEXT = 100
#: Below this share of the words that the page states, most of them are missing.
_LEAST_STATED = 0.5
#: Words that only the second reading found, and their share: from these on text is missing.
_MOST_LOST_WORDS = 150
_MOST_LOST_SHARE = 0.5
#: Bytes in which the end of a document is looked for.
_TAIL = 4_000


class Signals(Struct, frozen=True, kw_only=True):
    """What the gate asks of a page beside its article."""

    features: PageFeatures
    wall: Wall = Wall()
    cut: bool = False  #: the document ends without its end tags, in the article
    stated_words: int = 0  #: length of the article as the page states it; 0: it does not
    ends_mid_sentence: bool = False
    lost_words: int = 0  #: words that only the second reading found
    lost_share: float = 0.0  #: the same, as a share of all that it found


def collect(
    tree: HtmlElement, page: Page, metadata: Metadata, selection: Selection, body: Sequence[Block]
) -> Signals:
    """Gather what the gate asks of a page; `body` is that of its article."""
    chosen = zip(selection.pieces, selection.chosen, strict=True)
    words = sum(count_words(piece.text) for piece, yes in chosen if yes)
    return Signals(
        features=measure(tree, metadata, selection, link_share(selection)),
        wall=wall(tree, selection.pieces) if words < LONGEST_TEASER else Wall(),
        cut=_is_cut(page.body, selection),
        stated_words=metadata.words,
        ends_mid_sentence=ends_mid_sentence(body),
        lost_words=selection.doubt.lost_words,
        lost_share=selection.doubt.lost_share,
    )


def judge(article: Article, metadata: Metadata, page: Page, rules: Rules, signals: Signals) -> None:
    """
    Raise NotAnArticle or IncompleteText if a page is certainly not to be kept as an article.

    A page that a person accepted needs only a title and some text.
    """
    if not article.title:
        raise NotAnArticle(page.url, "it has no title")
    if not page.accepted and (reason := _why_no_article(article, metadata, page, rules, signals)):
        raise NotAnArticle(page.url, reason)
    letters = len(skeleton(article.text)) + len(skeleton(article.standfirst or ""))
    if letters < LEAST_TEXT and not (page.accepted and letters):
        raise IncompleteText(page.url, f"only {article.word_count} words")
    if not page.accepted and (reason := _why_incomplete(article, signals)):
        raise IncompleteText(page.url, reason)


def _why_no_article(
    article: Article, metadata: Metadata, page: Page, rules: Rules, signals: Signals
) -> str | None:
    return (
        stand_in(article, metadata)
        or listing(signals.features)
        or _why_foreign(article, rules)
        or _why_unrelated(article, metadata, page)
    )


def _why_foreign(article: Article, rules: Rules) -> str | None:
    if rules.language is None:
        return None
    expected = rules.language.split("-")[0].lower()
    found = other_language(article.text, expected)
    return f"the text is in {found!r}, the series in {expected!r}" if found else None


def _why_unrelated(article: Article, metadata: Metadata, page: Page) -> str | None:
    title = unrelated(article, metadata, page)
    if title is None:
        return None
    words = len(article.title.split())
    return f"{article.title!r} has none of its {words} words in common with {title!r}"


def _why_incomplete(article: Article, signals: Signals) -> str | None:
    words = count_words(article.text)
    if reason := teaser(article, signals.wall) or excerpt(article):
        return reason
    if signals.cut and signals.ends_mid_sentence:
        return f"the page breaks off after {words} words"
    if words < _LEAST_STATED * signals.stated_words:
        return f"only {words} words, where the page speaks of {signals.stated_words}"
    if signals.lost_words >= _MOST_LOST_WORDS and signals.lost_share >= _MOST_LOST_SHARE:
        return f"only {words} words, where a second reading finds {signals.lost_words} more"
    return None


def _is_cut(body: bytes, selection: Selection) -> bool:
    """Return whether a document has a beginning but no end, and breaks off in the article."""
    end = body[-_TAIL:].lower()
    ended = any(tag in end for tag in (b"</html", b"</body", b"\0"))
    begun = any(tag in body[:_TAIL].lower() for tag in (b"<html", b"<!doctype"))
    last = next(
        (i for i in range(len(selection.pieces) - 1, -1, -1) if selection.pieces[i].text), 0
    )
    return begun and not ended and bool(selection.chosen) and selection.chosen[last]
