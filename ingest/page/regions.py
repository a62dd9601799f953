"""
The regions that the markup of a page sets apart: pull quotes, boxes of links, figures, captions,
and clutter (comments, share bars, lists of the most read, newsletter forms).

Marks them on the tree: trafilatura skips them, `build.pieces` names them. Whether a region belongs
to the article is decided in `ingest.parts.anatomy`.
"""

# ruff: noqa: RUF001 - words in several scripts

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ingest.page.build import Kind
from ingest.page.dom import SILENT, link_share, names, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

#: The attribute that names a region and hides it from trafilatura.
PRUNED = "data-fortnightly-part"
#: Its value for what is never part of an article.
CLUTTER = "clutter"
_PULL_QUOTE = re.compile(
    r"pull(ed|out)?[-_]?quote|quote[-_]{0,2}pull|\bpullout\b|pull[-_]text|tear[-_]?out"
)
_RELATED = re.compile(
    r"related|read[-_]?(more|also|next|on)\b|also[-_]?read|see[-_]?also|recommend|further[-_]?reading"
    r"|more[-_]?(on|stories|like|from)\b|you[-_]?(may|might)|inline[-_]?(teaser|promo|story|article|link)"
    r"|(article|story)[-_]?(promo|link)|suggested|siehe-auch|lire-aussi|mehr-zum-thema|zum-thema"
)
_CAPTION = re.compile(
    r"caption|(image|photo|picture|media|img|foto|bild)[-_]*(credit|source|copyright|copy|text|author|desc\w*"
    r"|info|rights|by)\b|\bcredits?\b|figcaption|bildunterschrift|bildnachweis|bild(quelle|rechte)|photographer"
)
_CLUTTER = re.compile(
    r"(?<![\w-])(comments?|comment-?(list|section|area|form|respond|wrap\w*)|comments-\w+|disqus\w*|respond"
    r"|(social|share|sharing)[-_]?(bar|buttons?|tools?|links?|icons?|list|block|menu|nav|wrap\w*|box|media)?"
    r"|sharedaddy|addtoany\w*|a2a_kit|addthis\w*|(post|article|entry)[-_](share|sharing|social)\w*"
    r"|newsletter[-_\w]*|mc_embed_signup|subscribe[-_](box|form|widget|block|banner)"
    r"|most[-_](viewed|read|popular|commented)[-_\w]*|popular[-_]posts?|trending[-_\w]*|taboola[-_\w]*"
    r"|outbrain[-_\w]*|adsbygoogle|advert\w*|ad[-_](slot|container|wrapper|unit|banner)|cookie[-_\w]*"
    r"|breadcrumbs?|pagination|post-navigation|nav-links|sr-only|visually-hidden|screen-reader-text"
    r"|print-only|skip-link)(?![\w-])"
)
_COMMENTS = re.compile(r"\bcomment|disqus|\brespond\b")
#: A line with a count, which changes by itself: "1,203 views".
_COUNT = re.compile(
    r"\W*\d[\d.,\s]*[km]?\s*(?:views?|shares?|comments?|likes?|reads?|hits?|retweets?|reactions?|readers?"
    r"|aufrufe|kommentare?|vues?|partages?|commentaires?|vistas?|visitas?|comentarios?|visualizações"
    r"|visualizzazioni|просмотр(?:а|ов)?|مشاهد(?:ة|ات)|görüntülenme|浏览|閲覧)\W*",
    re.IGNORECASE,
)
_LONGEST_COUNT = 40  #: characters
_MOST_WORDS = {Kind.PULL_QUOTE: 120, Kind.RELATED: 250, Kind.CAPTION: 90, CLUTTER: 120}
_MEDIA = ("img", "picture", "video", "iframe")


def mark(tree: HtmlElement, bulk: frozenset[HtmlElement]) -> None:
    """Mark the outermost regions of a page; elements in `bulk` are none."""
    for element in tree.iterfind(f".//*[@{PRUNED}]"):
        del element.attrib[PRUNED]  # no page may set it
    _mark_below(tree, bulk)


def _mark_below(tree: HtmlElement, bulk: frozenset[HtmlElement]) -> None:
    stack = [tree]
    while stack:
        for element in stack.pop():
            if not isinstance(element.tag, str) or element.tag in SILENT:
                continue
            part = None if element in bulk else _part(element)
            if part is None:
                stack.append(element)
            else:
                element.set(PRUNED, part)


def _part(element: HtmlElement) -> str | None:
    if element.tag == "figure":
        return _figure(element)
    if _is_counter(element):
        return CLUTTER
    possible = _possible_parts(element.get("class"), element.get("id"))
    return next((part for part in possible if _CHECKS[part](element)), None)


@lru_cache(maxsize=8192)
def _possible_parts(class_: str | None, id_: str | None) -> tuple[str, ...]:
    """Return the regions that class and id suggest; cached, for pages repeat few names."""
    if not class_ and not id_:
        return ()
    called = f"{class_ or ''} {id_ or ''}".lower()
    return tuple(part for part, pattern in _NAMES.items() if pattern.search(called))


def _figure(element: HtmlElement) -> str | None:
    """Return the kind of a figure; None for one around a quotation, a table or a listing."""
    if _PULL_QUOTE.search(names(element)):
        return Kind.PULL_QUOTE
    if next(element.iter("table", "pre", "blockquote", "ul", "ol"), None) is not None:
        return None
    has_media = next(element.iter(*_MEDIA), None) is not None
    return Kind.IMAGE if has_media or element.find(".//figcaption") is not None else None


def _is_counter(element: HtmlElement) -> bool:
    """Return whether an element says only how often the page was read, shared or the like."""
    if len(element) > 2 or len(element.text or "") > _LONGEST_COUNT:
        return False
    text = text_of(element)
    return len(text) <= _LONGEST_COUNT and bool(_COUNT.fullmatch(text))


def _is_quote(element: HtmlElement) -> bool:
    return 2 < len(text_of(element).split()) <= _MOST_WORDS[Kind.PULL_QUOTE]


def _is_box(element: HtmlElement) -> bool:
    if next(element.iter("a"), None) is None and element.tag != "a":
        return False
    size = len(text_of(element).split())
    return 0 < size <= _MOST_WORDS[Kind.RELATED] and (
        element.tag == "a" or link_share(element) > 0.5
    )


def _is_caption(element: HtmlElement) -> bool:
    if element.tag in ("img", "video", "a", "input", "table", "tr"):
        return False
    if next(element.iter("img", "picture", "h1", "h2", "h3", "ul"), None) is not None:
        return False
    return len(text_of(element).split()) <= _MOST_WORDS[Kind.CAPTION]


def _is_clutter(element: HtmlElement) -> bool:
    if (
        element.tag in ("p", "h1", "h2", "a", "article", "main")
        or element.find(".//h1") is not None
    ):
        return False
    return bool(_COMMENTS.search(names(element))) or (
        len(text_of(element).split()) <= _MOST_WORDS[CLUTTER]
    )


_NAMES = {
    Kind.PULL_QUOTE: _PULL_QUOTE,
    CLUTTER: _CLUTTER,
    Kind.RELATED: _RELATED,
    Kind.CAPTION: _CAPTION,
}
_CHECKS: dict[str, Callable[[HtmlElement], bool]] = {
    Kind.PULL_QUOTE: _is_quote,
    CLUTTER: _is_clutter,
    Kind.RELATED: _is_box,
    Kind.CAPTION: _is_caption,
}
