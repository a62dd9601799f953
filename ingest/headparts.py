"""
The parts of a heading: what of it is the headline, and what was set above or below it.

Sites put the topic, the date or a subtitle into the same element as the headline. What is named so,
and what the page itself leaves off where it calls itself by a part of the heading, is left off.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ingest.dom import SILENT, names, skeleton, squash, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

_KICKER = re.compile(
    r"kicker|overline|top-?line|dachzeile|roof-?line|spitzmarke|eyebrow|pre-?title|pre-?head|over-?head"
    r"|sr-only|visually-?hidden|visuallyhidden|screen-?reader|descriptor|antetitulo|surtitre"
)
#: What is written between letters for the printer alone.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_MARKS = " :|/–-"  # noqa: RUF001
#: Elements that are a word of the text in which they stand.
_WITHIN = frozenset(("a", "abbr", "b", "cite", "em", "i", "mark", "q", "sub", "sup", "u", "wbr"))
_MOST_PARTS = 8


class _Part(NamedTuple):
    text: str
    is_kicker: bool


def title_text(element: HtmlElement) -> str:
    """Return the text of a heading without what a reader never sees in it."""
    return squash(_INVISIBLE.sub("", text_of(element)))


def headline_in(heading: HtmlElement, declared: Sequence[str]) -> str:
    """Return the part of a heading that is the headline; all of it if nothing says otherwise."""
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
    """Yield the parts that stand together, and are not all, the longest first."""
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
