"""
Is this an article, and is enough of it there? Says no only where it is sure.

What is refused here goes to quarantine with its reason and its numbers; a good revision is never
replaced by it. Each kind of page that is refused has a module of its own, which says what its signs
are; here is their order, and which error each of them is. The page alone is judged: against the
archive, `losses` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ingest.content.select import link_share
from ingest.errors import IncompleteText, NotAnArticle
from ingest.quality.features import PageFeatures, count_words, measure
from ingest.quality.interstitial import stand_in
from ingest.quality.language import other_language
from ingest.quality.listing import listing
from ingest.quality.mismatch import unrelated
from ingest.quality.paywall import LONGEST_TEASER, Wall, excerpt, teaser, wall
from ingest.quality.truncation import ends_mid_sentence
from ingest.text import skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from ingest.content.select import Selection
    from ingest.fields.metadata import Metadata
    from ingest.model import Article, Block, Page, Rules

#: Letters and digits of a text that is no article yet: about 20 English words, or a third as many
#: in a script without spaces.
LEAST_TEXT = 100
#: The share of the words that a page states of itself below which most of them are missing.
_LEAST_STATED = 0.5
#: Words that the second reading found beyond ours, and their share, from which on text is missing.
_MOST_LOST_WORDS = 150
_MOST_LOST_SHARE = 0.5
#: Where the end of a document is looked for.
_TAIL = 4_000


class Signals(Struct, frozen=True, kw_only=True):
    """What was noticed of a page beside its article; each speaks only where it was looked for."""

    seen: PageFeatures  #: what tells a listing
    wall: Wall = Wall()
    cut: bool = False  #: the document ends before its end, in the article
    stated_words: int = 0  #: how long the page says that the article is; 0: it does not say
    ends_mid_sentence: bool = False
    lost_words: int = 0  #: of a second reading, what ours has not
    lost_share: float = 0.0  #: the same, as a share of what it found


def collect(
    tree: HtmlElement, page: Page, said: Metadata, selection: Selection, body: Sequence[Block]
) -> Signals:
    """Gather what the gate asks of a page, of which this is the article's `body`."""
    chosen = zip(selection.pieces, selection.chosen, strict=True)
    words = sum(count_words(piece.text) for piece, yes in chosen if yes)
    return Signals(
        seen=measure(tree, said, selection, link_share(selection)),
        wall=wall(tree, selection.pieces) if words < LONGEST_TEASER else Wall(),
        cut=_is_cut(page.body, selection),
        stated_words=said.words,
        ends_mid_sentence=ends_mid_sentence(body),
        lost_words=selection.doubt.lost_words,
        lost_share=selection.doubt.lost_share,
    )


def judge(article: Article, said: Metadata, page: Page, rules: Rules, signs: Signals) -> None:
    """
    Raise `NotAnArticle` or `IncompleteText` if a page is surely not to be kept as an article.

    Of a page that a person accepted, only a title and some text are asked.
    """
    if not article.title:
        raise NotAnArticle(page.url, "it has no title")
    if not page.accepted and (reason := _is_no_article(article, said, page, rules, signs)):
        raise NotAnArticle(page.url, reason)
    letters = len(skeleton(article.text)) + len(skeleton(article.standfirst or ""))
    if letters < LEAST_TEXT and not (page.accepted and letters):
        raise IncompleteText(page.url, f"only {article.word_count} words")
    if not page.accepted and (reason := _is_incomplete(article, signs)):
        raise IncompleteText(page.url, reason)


def _is_no_article(
    article: Article, said: Metadata, page: Page, rules: Rules, signs: Signals
) -> str | None:
    return (
        stand_in(article, said)
        or listing(signs.seen)
        or _is_foreign(article, rules)
        or _is_unrelated(article, said, page)
    )


def _is_foreign(article: Article, rules: Rules) -> str | None:
    if rules.language is None:
        return None
    expected = rules.language.split("-")[0].lower()
    found = other_language(article.text, expected)
    return f"the text is in {found!r}, the series in {expected!r}" if found else None


def _is_unrelated(article: Article, said: Metadata, page: Page) -> str | None:
    title = unrelated(article, said, page)
    if title is None:
        return None
    words = len(article.title.split())
    return f"{article.title!r} has none of its {words} words in common with {title!r}"


def _is_incomplete(article: Article, signs: Signals) -> str | None:
    words = count_words(article.text)
    if reason := teaser(article, signs.wall) or excerpt(article):
        return reason
    if signs.cut and signs.ends_mid_sentence:
        return f"the page breaks off after {words} words"
    if words < _LEAST_STATED * signs.stated_words:
        return f"only {words} words, where the page speaks of {signs.stated_words}"
    if signs.lost_words >= _MOST_LOST_WORDS and signs.lost_share >= _MOST_LOST_SHARE:
        return f"only {words} words, where a second reading finds {signs.lost_words} more"
    return None


def _is_cut(body: bytes, selection: Selection) -> bool:
    """Return whether a document that was begun is not ended, and ends with text of the article."""
    end = body[-_TAIL:].lower()
    ended = any(tag in end for tag in (b"</html", b"</body", b"\0"))
    begun = any(tag in body[:_TAIL].lower() for tag in (b"<html", b"<!doctype"))
    last = next(
        (i for i in range(len(selection.pieces) - 1, -1, -1) if selection.pieces[i].text), 0
    )
    return begun and not ended and bool(selection.chosen) and selection.chosen[last]
