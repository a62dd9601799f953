"""
The headline of an article: what the page shows, without the site's name.

Shown headings are compared with what the page calls itself in JSON-LD, in its meta tags and in its
``<title>``; the heading that agrees with one of these is the headline.
"""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.dom import is_hidden, names, path_up, skeleton, squash, text_of
from ingest.structured import known_as

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from ingest.structured import Structured

_SEPARATOR = re.compile(r"\s+[|\-–—:·•»«/~]+\s+|\s*[|»]\s*|:\s+|::")
_TITLE_NAME = re.compile(
    r"\b(headline|entry-title|post-title|article[-_]*title|page-title)\b|title"
)
_LEAST_LIKENESS = 0.6


def headline(tree: HtmlElement, told: Structured, host: str) -> tuple[str, HtmlElement | None]:
    """Return the headline, and the element that shows it; empty and None if there is none."""
    declared = list(_declared(tree, told, host))
    shown = [(element, text) for element in tree.iter("h1") if (text := _shown(element))]
    own = [(e, t) for e, t in shown if not known_as(t, told.site_names, host)]
    best = _agreeing(own, declared) or _agreeing(list(_other_headings(tree)), declared, exact=True)
    if best:
        return best[1], best[0]
    if len(own) == 1 and (not declared or len(own[0][1].split()) > 2):
        return own[0][1], own[0][0]
    if declared:
        return declared[0], None
    return (own[0][1], own[0][0]) if own else ("", None)


def without_site(title: str, site_names: Sequence[str], host: str) -> str:
    """
    Return a title without the site's name before or after it.

    >>> without_site("Iraq: a new start? | The New Arab", ["The New Arab"], "www.newarab.com")
    'Iraq: a new start?'
    """
    marks = list(_SEPARATOR.finditer(title))
    for mark in reversed(marks):
        if known_as(title[mark.end() :], site_names, host):
            return without_site(title[: mark.start()].strip(), site_names, host)
    for mark in marks:
        if known_as(title[: mark.start()], site_names, host):
            return title[mark.end() :].strip()
    return title.strip()


def alike(one: str, other: str) -> float:
    """Return how much two titles agree, from 0 to 1: one may be a part of the other."""
    a, b = skeleton(one), skeleton(other)
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    short, long = sorted((a, b), key=len)
    if short in long and len(short) >= min(12, 0.5 * len(long)):
        return 0.7 + 0.29 * len(short) / len(long)
    words, others = set(one.casefold().split()), set(other.casefold().split())
    return len(words & others) / max(len(words), len(others))


def _declared(tree: HtmlElement, told: Structured, host: str) -> Iterator[str]:
    """Yield what the page calls itself, the most trusted first."""
    title = next((text_of(one) for one in tree.iter("title")), "")
    titles = [
        told.meta("og:title"),
        *(one.headline for one in told.statements if one.is_article),
        told.meta("twitter:title", "parsely-title", "sailthru.title", "dc.title", "title"),
        title,
    ]
    for one in titles:
        plain = without_site(squash(one), told.site_names, host)
        if plain and not known_as(plain, told.site_names, host):
            yield plain


def _shown(element: HtmlElement) -> str:
    if any(is_hidden(one) for one in path_up(element)):
        return ""
    return text_of(element)


def _agreeing(
    shown: Sequence[tuple[HtmlElement, str]], declared: Sequence[str], *, exact: bool = False
) -> tuple[HtmlElement, str] | None:
    """Return the first of the headings that agree most with a declared title."""
    rated = [
        (max((alike(text, one) for one in declared), default=0.0), e, text) for e, text in shown
    ]
    best = max((rate for rate, _, _ in rated), default=0.0)
    if best < (0.9 if exact else _LEAST_LIKENESS):
        return None
    return next((element, text) for rate, element, text in rated if rate == best)


def _other_headings(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    for element in tree.iter("h2", "h3", "div", "p", "span"):
        if element.tag in ("h2", "h3") or _TITLE_NAME.search(names(element)):
            text = text_of(element)
            if 0 < len(text) < 300:
                yield element, text
