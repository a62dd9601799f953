"""
Is this the whole text, or the part of it that is given away?

That a page is behind a wall, its markup says (JSON-LD, the names of its elements) or its words do.
A wall alone is no loss: many sites send the whole text and hide it. So a page is a teaser only if
its text is short, or breaks off, as well.
"""

# ruff: noqa: E501, RUF001 - patterns that are lists of words, and the signs that pages use

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from lxml import etree
from msgspec import Struct

from ingest.model import Image, Paragraph, Quote
from ingest.quality.features import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from ingest.model import Article
    from ingest.page.build import Piece

#: Words up to which a text behind a wall is a teaser, by how many signs there are of the wall.
_TEASER = {1: 100, 2: 200, 3: 250}
#: Words up to which a text that breaks off behind a wall is one: longer ones are not looked at.
LONGEST_TEASER = 600
#: Words up to which an invitation to read on elsewhere ends an excerpt.
_EXCERPT = 200
#: The same of dots: some authors like them.
_DOTTED = 60
#: Words from which on a line is a sentence, and must end as one.
_SENTENCE = 8
_NOT_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?(?:false|no)\b', re.IGNORECASE)
_TIERS = etree.XPath(
    "boolean(//meta[(@property='article:content_tier' or @name='article:content_tier') and"
    " (@content='locked' or @content='metered' or @content='premium')])"
)
#: Letters of a piece that may ask for something: longer ones are text.
_REQUEST = 600
_CALLED = etree.XPath("//@class | //@id", smart_strings=False)
_NAMES = re.compile(
    r"(?<![a-z])(pay-?wall|reg-?wall|subscri(?:ber|ption)s?[-_]?(?:only|wall|required|gate)|piano-(?:container"
    r"|inline|wall|offer)|tp-(?:modal|container-inner|iframe-wrapper)|meter(?:ed)?-(?:wall|paywall|content|modal)"
    r"|premium-(?:wall|content-gate|teaser)|content-gate|gated-content|locked-content|article-locked|abo-?(?:wall"
    r"|schranke|teaser)|plus-?wall|leaky-paywall)(?![a-z])"
)
#: What a wall asks for, in lower case.
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
    """What a page says of a wall about its text."""

    not_free: bool = False  #: it says so to machines
    named: bool = False  #: one of its elements is called a wall
    asks: str = ""  #: its words for it: what to do to read on


def wall(tree: HtmlElement, pieces: Sequence[Piece]) -> Wall:
    """Return what a page says of a wall about its text: in its markup, and below the text."""
    stated = any(
        _NOT_FREE.search(script.text or "")
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "")
    )
    text = "\n".join(piece.text for piece in pieces if len(piece.text) < _REQUEST).lower()
    return Wall(
        not_free=stated or bool(_TIERS(tree)),
        named=bool(_NAMES.search(_names(tree))),
        asks=next((words for words in _ASKS if words in text), ""),
    )


def _names(tree: HtmlElement) -> str:
    called = cast("list[str]", _CALLED(tree))
    return " ".join(dict.fromkeys(called)).lower()


def teaser(article: Article, told: Wall) -> str | None:
    """Return why a text is only what is given away of it, if it is."""
    signs = told.not_free + told.named + bool(told.asks)
    if not told.not_free and not told.asks:
        return None  # many sites have the element on every page
    words = count_words(article.text)
    broken = breaks_off(article) and (told.not_free or bool(told.asks))
    if words >= _TEASER[signs] and not (words < LONGEST_TEASER and broken):
        return None
    said = ("the page says that it is not free", "an element is called a wall", f"{told.asks!r}")
    why = [
        one for one, yes in zip(said, (told.not_free, told.named, told.asks), strict=True) if yes
    ]
    end = ", and they break off" if broken else ""
    return f"behind a wall, only {words} words{end}: {', '.join(why)}"


def excerpt(article: Article) -> str | None:
    """Return the words by which a short text sends its reader elsewhere for the rest, if it does."""
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
    """Return the last line of the running text; empty if it ends in a list, a table or the like."""
    blocks = [block for block in article.body if not isinstance(block, Image)]
    last = blocks[-1] if blocks else None
    return last.text.strip() if isinstance(last, Paragraph | Quote) else ""
