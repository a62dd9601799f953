"""
Is this an article, and is enough of it there? Says no only where it is sure.

What is refused here goes to quarantine with its reason; a good revision is never replaced by it.
"""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.dom import skeleton
from ingest.errors import IncompleteText, NotAnArticle
from ingest.model import Paragraph, Quote

if TYPE_CHECKING:
    from ingest.metadata import Metadata
    from ingest.model import Article

#: Letters and digits of a text that is no article yet: about 20 English words, or a third as many
#: in a script without spaces.
LEAST_TEXT = 100
#: Words up to which a page with the title of an error is one: articles about errors are longer.
_SHORT = 250
_ERROR_TITLE = re.compile(
    r"^\W*(?:error\s*)?(?:4\d\d|5\d\d)\b.{0,40}$|^(?:page|article|content|seite|página"
    r"|pagina)?\W*(?:is |was |not |nicht )?"
    r"(?:not found|nicht gefunden|introuvable|no encontrad[oa]|non trovat[oa])\W*$"
    r"|^access (?:denied|to this page)"
    r"|^(?:403 )?forbidden|^(?:service|site|website|page) (?:temporarily )?(?:unavailable"
    r"|not available)"
    r"|^(?:bad gateway|gateway time-?out|internal server error|server error|maintenance"
    r"|under maintenance)\W*$"
    r"|^oops\b|^sorry, (?:we|this|the page)\b|^we(?:'|’)?re sorry\b",
    re.IGNORECASE,
)
_CHALLENGE_TITLE = re.compile(
    r"^just a moment|^attention required|^checking your browser|^verify(?:ing)? (?:you are"
    r"|that you|your)|^are you (?:a )?(?:human|robot)"
    r"|^security (?:check|verification)|^pardon our interruption|^robot (?:check|or human)"
    r"|^ddos protection|^please wait\W*$"
    r"|^human verification|^captcha\b|^one more step\b|^unusual (?:traffic|activity)"
    r"|^request (?:blocked|rejected)"
    r"|^(?:you have been|access) blocked|^before you continue|^we value your privacy"
    r"|^your privacy\W*$"
    r"|^(?:cookie|privacy|consent)s? (?:settings|consent|preferences|notice|choices)\W*$"
    r"|^enable javascript",
    re.IGNORECASE,
)
_CHALLENGE_TEXT = re.compile(
    r"checking (?:if the site connection is secure|your browser)"
    r"|enable javascript and cookies to continue"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human|complete the (?:security check|captcha)"
    r"|cloudflare ray id|\bray id:"
    r"|unusual traffic from your (?:computer )?network|why have i been blocked"
    r"|reference #[\da-f.]{10,}"
    r"|you don(?:'|’)t have permission to access|automated (?:access|requests|queries)|perimeterx"
    r"|incapsula incident",
    re.IGNORECASE,
)
_LINKS = 0.7


def judge(article: Article, said: Metadata, links: float) -> None:
    """
    Raise `NotAnArticle` or `IncompleteText` if a page is surely not to be kept as an article.

    `links` is the share of its text that stands in links.
    """
    if not article.title:
        raise NotAnArticle(article.url, "it has no title")
    if reason := _is_no_article(article, said, links):
        raise NotAnArticle(article.url, reason)
    letters = len(skeleton(article.text)) + len(skeleton(article.standfirst or ""))
    if letters < LEAST_TEXT:
        raise IncompleteText(article.url, f"only {article.word_count} words")


def _is_no_article(article: Article, said: Metadata, links: float) -> str | None:
    if article.word_count < _SHORT:
        if _ERROR_TITLE.search(article.title):
            return f"an error page: {article.title!r}"
        if _CHALLENGE_TITLE.search(article.title) or _CHALLENGE_TEXT.search(article.text):
            return f"a challenge or a consent page: {article.title!r}"
    if said.listing and not _has_prose(article):
        return "a listing: it says so itself"
    if links > _LINKS and not _has_prose(article):
        return f"a listing: {links:.0%} of its text are links"
    return None


def _has_prose(article: Article) -> bool:
    """Return whether there is running text worth the name, and not only teasers of other pages."""
    long = [b for b in article.body if isinstance(b, Paragraph | Quote) and len(b.text) > 200]
    return len(long) >= 3
