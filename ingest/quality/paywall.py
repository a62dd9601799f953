"""
Detect a teaser: the free part of a text behind a paywall.

A paywall shows in the markup (JSON-LD, names of elements) or in the words of a page. Alone it is no
loss: many sites send the whole text and hide it. So a page is a teaser only if its text is short,
or breaks off, as well.
"""

# ruff: noqa: E501, RUF001 - patterns that are lists of words, and the signs that pages use

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from lxml import etree
from msgspec import Struct

from ingest.model import Image, Paragraph, Quote
from ingest.text import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from ingest.model import Article
    from ingest.page.build import Piece

#: The most words of a teaser, by how many signs there are of a wall.
_TEASER = {1: 100, 2: 200, 3: 250}
#: The most words of a teaser that breaks off: longer texts are not looked at.
LONGEST_TEASER = 600
#: The most words of an excerpt that ends with an invitation to read on elsewhere.
_EXCERPT = 200
#: The same of one that ends in dots: some authors like them.
_DOTTED = 60
#: Words that make a line a sentence, which must end as one.
_SENTENCE = 8
_NOT_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?(?:false|no)\b', re.IGNORECASE)
_TIERS = etree.XPath(
    "boolean(//meta[(@property='article:content_tier' or @name='article:content_tier') and"
    " (@content='locked' or @content='metered' or @content='premium')])"
)
#: The most characters of a request: longer pieces are text.
_REQUEST = 600
_CALLED = etree.XPath("//@class | //@id", smart_strings=False)
_NAMES = re.compile(
    r"(?<![a-z])(pay-?wall|reg-?wall|subscri(?:ber|ption)s?[-_]?(?:only|wall|required|gate)|piano-(?:container"
    r"|inline|wall|offer)|tp-(?:modal|container-inner|iframe-wrapper)|meter(?:ed)?-(?:wall|paywall|content|modal)"
    r"|premium-(?:wall|content-gate|teaser)|content-gate|gated-content|locked-content|article-locked|abo-?(?:wall"
    r"|schranke|teaser)|plus-?wall|leaky-paywall)(?![a-z])"
)
#: Requests of a wall, in lower case.
_ASKS = (
    "to continue reading", "to keep reading", "to finish reading", "subscribe to continue",
    "subscribe to read", "subscribe to unlock", "register to continue",
    "register to read", "sign in to continue", "sign in to read", "sign up to continue",
    "sign up to read", "log in to continue", "log in to read", "join to read",
    "create an account to", "create a free account to", "article is for subscribers",
    "article is for members", "story is for subscribers", "post is for subscribers",
    "post is for paid", "post is for paying", "available to subscribers", "available to members",
    "exclusive to subscribers", "exclusive to members", "reserved for subscribers",
    "reserved for members", "for subscribers only", "for members only", "subscriber-only article",
    "subscribers-only", "unlock this article", "unlock this story", "unlock the full",
    "unlock the rest", "your free articles", "free articles this month", "your free trial to",
    "weiterlesen mit", "um weiterzulesen", "zum weiterlesen",
    "artikel ist exklusiv", "nur für abonnent", "exklusiv für abonnent", "mit einem abo lesen",
    "sie möchten weiterlesen", "pour lire la suite", "pour continuer la lecture", "il vous reste",
    "réservé aux abonnés", "réservée aux abonnés", "réservé à nos abonnés", "abonnez-vous pour",
    "suscríbete para", "suscríbase para", "suscríbete y", "regístrate para", "inicia sesión para",
    "exclusivo para suscriptores", "solo para suscriptores", "para seguir leyendo",
    "para continuar leyendo", "abbonati per", "registrati per", "accedi per continuare",
    "riservato agli abbonati", "per continuare a leggere", "assine para", "cadastre-se para",
    "exclusivo para assinantes", "exclusiva para assinantes", "om verder te lezen",
    "voor abonnees", "اشترك لمتابعة", "続きを読むには", "続きは会員",
)  # fmt: skip
_ELSEWHERE = re.compile(
    r"^\W*(?:(?:continue|keep) reading|(?:read|see|view) (?:the )?(?:full|whole|complete|entire|original|rest of the)"
    r" (?:story|article|post|text|report|interview|piece|column)|read (?:more|on)(?: at| on| here)?|click (?:here )?to"
    r" (?:continue|read)|(?:hier )?weiterlesen|zum (?:ganzen|vollständigen) (?:artikel|beitrag)|lire la suite"
    r"|lire l(?:'|’)article (?:complet|entier)|leer (?:más|el artículo completo)|seguir leyendo|continua a leggere"
    r"|leggi (?:tutto|l(?:'|’)articolo completo)|leia mais|lees verder)\b.{0,60}$",
    re.IGNORECASE,
)
_DOTS = re.compile(r"(?:…|\.\.\.|\[(?:…|\.\.\.)\])\W*$")
_END = re.compile(r"[.!?:;…。！？؟।][)\"'”’»」\]]*$|[”\"»]$|\)$")


class Wall(Struct, frozen=True):
    """What a page shows of a paywall."""

    not_free: bool = False  #: by its metadata
    named: bool = False  #: one of its elements is called a wall
    asks: str = ""  #: its request: what to do to read on


def wall(tree: HtmlElement, pieces: Sequence[Piece]) -> Wall:
    """Look for a paywall in the markup and in the short pieces of a page."""
    stated = any(
        _NOT_FREE.search(script.text or "")
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "")
    )
    text = "\n".join(piece.text for piece in pieces if len(piece.text) < _REQUEST).lower()
    return Wall(
        not_free=stated or bool(_TIERS(tree)),
        named=bool(_NAMES.search(_names_of_elements(tree))),
        asks=next((words for words in _ASKS if words in text), ""),
    )


def _names_of_elements(tree: HtmlElement) -> str:
    called = cast("list[str]", _CALLED(tree))
    return " ".join(dict.fromkeys(called)).lower()


def teaser(article: Article, wall: Wall) -> str | None:
    """Return why a text is a teaser; None if it is none."""
    signs = wall.not_free + wall.named + bool(wall.asks)
    if not wall.not_free and not wall.asks:
        return None  # many sites have the element on every page
    words = count_words(article.text)
    broken = breaks_off(article) and (wall.not_free or bool(wall.asks))
    if words >= _TEASER[signs] and not (words < LONGEST_TEASER and broken):
        return None
    reasons = (
        ("the page says that it is not free", wall.not_free),
        ("an element is called a wall", wall.named),
        (f"{wall.asks!r}", wall.asks),
    )
    why = [reason for reason, holds in reasons if holds]
    end = ", and they break off" if broken else ""
    return f"behind a wall, only {words} words{end}: {', '.join(why)}"


def excerpt(article: Article) -> str | None:
    """Return how a short text sends its reader elsewhere for the rest; None if it does not."""
    if count_words(article.text) >= _EXCERPT:
        return None
    last = _last(article)
    if match := _ELSEWHERE.search(last.rsplit("\n", 1)[-1]):
        return f"only {count_words(article.text)} words, and then {match[0]!r}"
    if count_words(article.text) < _DOTTED and _DOTS.search(last):
        return f"only {count_words(article.text)} words, and they end in {last[-20:]!r}"
    return None


def breaks_off(article: Article) -> bool:
    """Return whether a text ends in the middle of a sentence, or in dots."""
    last = _last(article)
    return bool(_DOTS.search(last)) or (len(last.split()) >= _SENTENCE and not _END.search(last))


def _last(article: Article) -> str:
    """Return the last paragraph or quote; empty if the text ends in a list, a table or the like."""
    blocks = [block for block in article.body if not isinstance(block, Image)]
    last = blocks[-1] if blocks else None
    return last.text.strip() if isinstance(last, Paragraph | Quote) else ""
