"""
The headline of an article, without the site's name.

It is the heading that agrees best with a title in JSON-LD, the meta tags or the ``<title>``.
"""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from ingest import urls
from ingest.claims import Claim, settle
from ingest.model import Evidence
from ingest.page.dom import SILENT, is_hidden, names, path_up, text_of
from ingest.page.structured_data import is_site_name
from ingest.text import skeleton, squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    from ingest.page.structured_data import Structured

_SEPARATOR = re.compile(r"\s+[|\-–—:·•»«/~]+\s+|\s*[|»]\s*|:\s+|::")
_BAR = re.compile(r"\s[|│]\s")
_TITLE_NAME = re.compile(
    r"\b(headline|entry-title|post-title|article[-_]*title|page-title)\b|title"
)
_METAS = ("twitter:title", "parsely-title", "sailthru.title", "dc.title", "title")
_LEAST_LIKENESS = 0.6
_LONGEST_NAME = 4  #: of a site, in words


class Headline(Struct, frozen=True):
    """The title of an article, and where the page shows it."""

    text: str
    heading: Any  #: the element that shows it, or None
    evidence: Evidence


def headline(
    tree: HtmlElement, structured: Structured, host: str, entries: Sequence[str] = ()
) -> Headline:
    """
    Return the headline; its text is empty and its heading None where there is none.

    `entries` are the titles that the sources of the series give, the most trusted first.
    """
    known = (*structured.site_names, *_site_headings(tree))
    declared = list(_declared(tree, structured, known, host))
    listed = [Claim("entry of the series", squash(one)) for one in entries]
    names = [claim.meaning for claim in (*declared, *listed)]
    shown = [(element, text) for element in tree.iter("h1") if (text := _shown(element))]
    own = [(e, t) for e, t in shown if not is_site_name(t, known, host)]
    best = _agreeing(own, names) or _agreeing(list(_other_headings(tree)), names, exact=True)
    if best:
        heading, text = best[0], headline_in(best[0], names)
        agreeing = next(
            (c.source for c in (*declared, *listed) if alike(text, c.meaning) >= _LEAST_LIKENESS),
            "",
        )
        return _headline(
            Claim(f"{heading.tag} that agrees with {agreeing.removeprefix('meta ')}", text),
            heading,
            declared,
            listed,
        )
    if len(own) == 1 and (not declared or len(own[0][1].split()) > 2):
        return _headline(Claim("h1", own[0][1]), own[0][0], declared, listed)
    if declared:
        first = declared[0]
        return _headline(
            Claim(first.source, first.text, _core(declared)), None, declared[1:], listed
        )
    if own:
        return _headline(Claim("first h1", own[0][1]), own[0][0], declared, listed)
    named = [Claim("name of the site", name) for name in _site_headings(tree)]
    return _headline(next(iter((*listed, *named)), Claim("", "")), None, listed)


def _core(declared: Sequence[Claim]) -> str:
    """
    Return the first declared title without what only some of the titles add after a separator.

    A section's name beside a bar is dropped too.
    """
    first = declared[0].meaning
    for claim in declared[1:]:
        short = claim.meaning
        if first.startswith(short) and _SEPARATOR.match(first, len(short)) and " " in short:
            return short
    longest = max(_BAR.split(first), key=lambda part: len(part.split()))
    return longest.strip() if len(longest.split()) > 2 else first


def _headline(claim: Claim, heading: Any, *others: Iterable[Claim]) -> Headline:
    claims = [claim, *(one for group in others for one in group)]
    return Headline(claim.meaning, heading, settle("title", claims))


def without_site(title: str, site_names: Sequence[str], host: str) -> str:
    """
    Return a title without the site's name before or after it.

    >>> without_site("Iraq: a new start? | The New Arab", ["The New Arab"], "www.newarab.com")
    'Iraq: a new start?'
    """
    marks = list(_SEPARATOR.finditer(title))
    for mark in reversed(marks):
        if _is_site(title[mark.end() :], site_names, host):
            return without_site(title[: mark.start()].strip(), site_names, host)
    for mark in marks:
        if is_site_name(title[: mark.start()], site_names, host):
            return title[mark.end() :].strip()
    return title.strip()


def _is_site(name: str, site_names: Sequence[str], host: str) -> bool:
    """Return whether the end of a title is the site's name, or a few words with its host's."""
    if is_site_name(name, site_names, host):
        return True
    words = name.split()
    own = host.lower().removeprefix("www.").split(".")[-2:-1]
    return len(words) <= _LONGEST_NAME and any(skeleton(word) in own for word in words)


def page_title(tree: HtmlElement) -> str:
    """Return the text of the ``<title>``; empty if there is none."""
    return next((text_of(one) for one in tree.iter("title")), "")


def alike(one: str, other: str) -> float:
    """Return how much two titles agree, from 0 to 1; one may be part of the other."""
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


def _site_headings(tree: HtmlElement) -> list[str]:
    return [title_text(one) for one in tree.iter("h1") if _is_way_home(one)]


def _declared(
    tree: HtmlElement, structured: Structured, known: Sequence[str], host: str
) -> Iterator[Claim]:
    """Yield the titles that the page declares, the most trusted first."""
    claims = [
        *structured.meta_claims("og:title"),
        *(Claim("JSON-LD headline", one.headline) for one in structured.articles),
        *structured.meta_claims(*_METAS),
        *(Claim(f"{mark.source} headline", mark.value) for mark in structured.marked("headline")),
        Claim("title element", page_title(tree)),
    ]
    for claim in claims:
        plain = without_site(squash(claim.text), known, host)
        if plain and not is_site_name(plain, known, host):
            yield Claim(claim.source, claim.text, plain)


def _shown(element: HtmlElement) -> str:
    if any(is_hidden(one) for one in path_up(element)):
        return ""
    return "" if _is_way_home(element) else title_text(element)


def _is_way_home(heading: HtmlElement) -> bool:
    """Return whether a heading is the site's name: all of it links to the front page."""
    link = heading.find(".//a[@href]")
    href = "" if link is None else link.get("href")
    if link is None or not href.strip(" #") or not urls.is_home(href):
        return False
    return skeleton(text_of(link)) == skeleton(text_of(heading))


def _agreeing(
    shown: Sequence[tuple[HtmlElement, str]], declared: Sequence[str], *, exact: bool = False
) -> tuple[HtmlElement, str] | None:
    """Return the heading that agrees best with a declared title, the first of equals."""
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


_KICKER = re.compile(
    r"kicker|overline|top-?line|dachzeile|roof-?line|spitzmarke|eyebrow|pre-?title|pre-?head|over-?head"
    r"|sr-only|visually-?hidden|visuallyhidden|screen-?reader|descriptor|antetitulo|surtitre"
)
#: Soft hyphens and other characters that are not shown.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_MARKS = " :|/–-"
#: Inline elements.
_WITHIN = frozenset(("a", "abbr", "b", "cite", "em", "i", "mark", "q", "sub", "sup", "u", "wbr"))
_MOST_PARTS = 8


class _Part(NamedTuple):
    text: str
    is_kicker: bool


def title_text(element: HtmlElement) -> str:
    """Return the text of a heading without invisible characters."""
    return squash(_INVISIBLE.sub("", text_of(element)))


def headline_in(heading: HtmlElement, declared: Sequence[str]) -> str:
    """Return the headline in a heading, without a kicker; by default all its text."""
    whole = title_text(heading)
    parts = list(_parts(_inner(heading)))
    if not 1 < len(parts) <= _MOST_PARTS or _is_one_of(whole, declared):
        return whole
    for run in _runs(parts):
        if _is_one_of(run, declared):
            return run.lstrip(_MARKS)
    rest = " ".join(part.text for part in parts if not part.is_kicker)
    return rest.lstrip(_MARKS) if len(rest.split()) > 1 else whole


def _is_one_of(text: str, declared: Sequence[str]) -> bool:
    key = skeleton(text)
    return any(key == skeleton(one) for one in declared)


def _runs(parts: Sequence[_Part]) -> Iterator[str]:
    """Yield the runs of neighbouring parts, but not all parts, the longest first."""
    for length in range(len(parts) - 1, 0, -1):
        for start in range(len(parts) - length + 1):
            run = squash(" ".join(part.text for part in parts[start : start + length]))
            if len(run.split()) > 1:
                yield run


def _inner(heading: HtmlElement) -> HtmlElement:
    """Return the innermost element that holds all of a heading's text."""
    while len(heading) == 1 and not _own_text(heading):
        heading = heading[0]
    return heading


def _own_text(element: HtmlElement) -> str:
    return ((element.text or "") + "".join(child.tail or "" for child in element)).strip()


def _parts(heading: HtmlElement) -> Iterator[_Part]:
    texts = [_Part(heading.text or "", is_kicker=False)]
    for child in heading:
        silent = not isinstance(child.tag, str) or child.tag in SILENT
        text = "" if silent else text_of(child)
        if silent or child.tag in _WITHIN:
            texts[-1] = texts[-1]._replace(text=f"{texts[-1].text}{text}{child.tail or ''}")
        else:
            texts.append(_Part(text, bool(_KICKER.search(names(child)))))
            texts.append(_Part(child.tail or "", is_kicker=False))
    for part in texts:
        if text := squash(_INVISIBLE.sub("", part.text)):
            yield _Part(text, part.is_kicker)
