"""
The whole picture of a page beside an archived article: text, day, title, standfirst, address.

Text that recurs in the series speaks for nothing, and what one of the two does not say speaks
neither for nor against. Other evidence says how much of the text must be shared: little where the
day and a title agree, nearly all of it where title, standfirst or address differ, and all but a few
words where the days differ. Weighs one article at a time: see `ingest.identity.identify`.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from msgspec import Struct

from ingest import urls
from ingest.identity.shared_text import RECURS, backgrounds
from ingest.identity.similarity import (
    Shingle,
    Similarity,
    is_one_line,
    likeness,
    line,
    order,
    shingles,
)
from ingest.model import Candidate, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.model import Article, Hosts, Reading

#: How much of both texts must be the same, outside of what recurs (the mean of both shares).
ALL_BUT = 0.95  #: on another day: what is left after a few words, where entries repeat less
NEARLY_ALL = 0.85  #: where something speaks against: more than entries of a series share
MOST = 0.6  #: on the same day
SOME = 0.35  #: where the text is all that there is, or day and title or standfirst agree
#: So much of what is needed is too close to call.
DOUBTFUL = 0.6
_FEWEST = 20  #: shingles in common, to tell anything by the text
_MANY = 100  #: to tell by it alone that an article was dated anew
_ORDERLY = 0.5  #: of what is common, in the same order; less speaks against


class Verdict(Enum):
    SAME = "same"
    DOUBT = "doubt"
    OTHER = "other"


class Comparison(Struct, frozen=True):
    """What was weighed of one archived article, and what came of it."""

    known: Candidate
    verdict: Verdict
    share: float  #: of both texts, outside of what recurs
    same_day: bool
    grounds: tuple[Reason, ...]
    is_disputed: bool  #: the same, though title or standfirst is another, and much of the text


class _Agreement(Struct, frozen=True):
    """What speaks for (True) or against (False) one article; None: neither."""

    text: Similarity
    order: float | None  #: share of the common text; None: too little to ask
    day: bool | None
    title: bool | None
    standfirst: bool | None
    address: bool | None


def compare(
    reading: Reading, known: Sequence[Candidate], hosts: Hosts | None
) -> tuple[Comparison, ...]:
    """Return the picture of each archived article of which the text is given."""
    given = sorted((one for one in known if one.versions), key=lambda one: one.id)
    article, copied = reading.article, is_copy(reading, hosts)
    seen = zip(
        given,
        backgrounds(shingles(article.text), [_all_said(one) for one in given]),
        _lines("title", article, given),
        _lines("standfirst", article, given),
        strict=True,
    )
    return tuple(
        _picture(
            article,
            one,
            background,
            (title, standfirst),
            is_copied=copied is not is_elsewhere(one.url, hosts),
        )
        for one, background, title, standfirst in seen
    )


def is_copy(reading: Reading, hosts: Hosts | None) -> bool:
    """Return whether a page is another publisher's."""
    return bool(reading.publisher) or is_elsewhere(reading.article.url, hosts)


def is_elsewhere(url: str, hosts: Hosts | None) -> bool:
    """Return whether an address is known, and not one of the site's."""
    if hosts is None or not url:
        return False
    return not urls.same_site(url, f"https://{hosts.canonical}/", hosts)


def is_retitled(article: Article, known: Candidate) -> bool:
    """
    Return whether an article has a title that a known one never had, and says no less than it.

    A page for the printer may have a title of its own, and leaves out what stands about the text.
    """
    said = [version for version in known.versions if version.title]
    return bool(article.title and said) and not any(
        is_one_line(line(article.title), line(version.title))
        or (version.standfirst and not article.standfirst)
        or (version.published and not article.published)
        for version in said
    )


def _picture(
    article: Article,
    known: Candidate,
    background: frozenset[Shingle],
    said: tuple[bool | None, bool | None],
    *,
    is_copied: bool,
) -> Comparison:
    text, version = _closest(article, known, background)
    signs = _Agreement(
        text=text,
        order=order(article.text, version.text) if text.mean >= SOME else None,
        day=_day(article, version),
        title=said[0],
        standfirst=said[1],
        address=False if article.url and known.url else None,
    )
    verdict = _verdict(signs, is_copied=is_copied)
    return Comparison(
        known=known,
        verdict=verdict,
        share=text.mean,
        same_day=signs.day is True,
        grounds=_grounds(signs, article, version, known.id, has_background=bool(background)),
        is_disputed=verdict is Verdict.SAME and False in said and text.mean < MOST,
    )


def _verdict(signs: _Agreement, *, is_copied: bool) -> Verdict:
    """
    Weigh the signs of one article.

    A copy at another publisher often has a day of its own, so that only speaks against it.
    """
    said = (signs.title, signs.standfirst)
    if signs.day is False and not is_copied:
        if signs.text.mean >= ALL_BUT and signs.text.common >= _MANY and not _is_moved(signs):
            return Verdict.SAME
        close = signs.text.mean >= NEARLY_ALL * (DOUBTFUL if True in said else 1)
        return Verdict.DOUBT if close and signs.text.common >= _FEWEST else Verdict.OTHER
    needed = _needed(signs)
    tells = signs.text.common >= _FEWEST or signs.text.larger >= NEARLY_ALL
    if tells and signs.text.mean >= needed:
        return Verdict.SAME
    is_close = tells and signs.text.mean >= DOUBTFUL * needed
    is_named = signs.day is True and signs.standfirst is True
    return Verdict.DOUBT if is_close or is_named else Verdict.OTHER


def _needed(signs: _Agreement) -> float:
    said = (signs.title, signs.standfirst)
    if signs.day is True:
        return SOME if True in said else MOST
    against = False in (*said, signs.day, signs.address) or _is_moved(signs)
    return NEARLY_ALL if against else SOME


def _is_moved(signs: _Agreement) -> bool:
    return signs.order is not None and signs.order < _ORDERLY


def _all_said(known: Candidate) -> frozenset[Shingle]:
    return frozenset[Shingle]().union(*(shingles(version.text) for version in known.versions))


def _closest(
    article: Article, known: Candidate, background: frozenset[Shingle]
) -> tuple[Similarity, Article]:
    """Return the version of an article that is most like another text, and how like."""
    own = shingles(article.text)
    measured = [
        (likeness(own, shingles(version.text), background), version) for version in known.versions
    ]
    return max(measured, key=lambda one: (one[0].mean, one[0].common))


def _day(article: Article, version: Article) -> bool | None:
    """Compare the days; one day apart may be the same moment, told in two zones."""
    if not article.published or not version.published:
        return None
    days = (date.fromisoformat(one.published[:10]) for one in (article, version) if one.published)
    first, second = days
    apart = abs((first - second).days)
    return True if apart == 0 else None if apart == 1 else False


def _lines(field: str, article: Article, given: Sequence[Candidate]) -> list[bool | None]:
    """Compare a title or a standfirst with those of each; one that recurs says nothing."""
    own = line(getattr(article, field))
    theirs = [
        [its for version in one.versions if (its := line(getattr(version, field)))] for one in given
    ]
    same = [any(is_one_line(own, its) for its in lines) for lines in theirs]
    return [
        is_same if own and lines and sum(same) - is_same < RECURS else None
        for lines, is_same in zip(theirs, same, strict=True)
    ]


def _grounds(
    signs: _Agreement, article: Article, version: Article, id_: int, *, has_background: bool
) -> tuple[Reason, ...]:
    where = ", outside of what recurs in other articles" if has_background else ""
    text = signs.text
    return (
        Reason(
            rule="text",
            detail=f"{text.within:.0%} of the page's text stands in article {id_}, and "
            f"{text.around:.0%} of the article's in the page{where}.",
            other=id_,
            measure=round(text.mean, 3),
            speaks_for=_for_text(signs),
        ),
        *_order_ground(signs, id_),
        _said(
            "date", (article.published or "")[:10], (version.published or "")[:10], signs.day, id_
        ),
        _said("title", article.title, version.title, signs.title, id_),
        _said(
            "standfirst", article.standfirst or "", version.standfirst or "", signs.standfirst, id_
        ),
        *_address_ground(signs, id_),
    )


def _for_text(signs: _Agreement) -> bool | None:
    needed = _needed(signs)
    if signs.text.mean >= needed:
        return True
    return None if signs.text.mean >= DOUBTFUL * needed else False


def _order_ground(signs: _Agreement, id_: int) -> tuple[Reason, ...]:
    if signs.order is None:
        return ()
    detail = f"{signs.order:.0%} of the common text stands in the same order."
    measure, speaks_for = round(signs.order, 3), False if _is_moved(signs) else None
    return (Reason(rule="order", detail=detail, other=id_, measure=measure, speaks_for=speaks_for),)


def _address_ground(signs: _Agreement, id_: int) -> tuple[Reason, ...]:
    if signs.address is None:
        return ()
    detail = "The article is known by another address."
    return (Reason(rule="other address", detail=detail, other=id_, speaks_for=False),)


def _said(rule: str, own: str, its: str, sign: bool | None, id_: int) -> Reason:  # noqa: FBT001
    if not own or not its:
        detail = f"No {rule} to compare: one of the two says none."
    elif sign is None:
        detail = (
            f"The days {own} and {its} may be one moment in two time zones."
            if rule == "date"
            else f"The {rule} recurs in other articles, so it tells nothing."
        )
    elif sign:
        detail = f"The {rule} is the same, or nearly."
    else:
        detail = f"The {rule} is another: “{own}”, not “{its}”."
    return Reason(rule=rule, detail=detail, other=id_, speaks_for=sign)
