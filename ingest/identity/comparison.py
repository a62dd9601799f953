"""
Compare a page with an archived article as a whole: text, day, title, standfirst, address.

Text that recurs in the series counts for nothing, and a field that one of the two lacks speaks
neither for nor against. The other fields say how much of the text must be shared: little where the
day and a title agree, nearly all where title, standfirst or address differ, and all but a few words
where the days differ. One article at a time; `ingest.identity.identify` chooses among them.
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
    line,
    order,
    shingles,
    similarity_of,
)
from ingest.model import Candidate, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.model import Article, Hosts, Reading

#: How much of both texts must be the same, outside of what recurs (the mean of both shares).
ALL_BUT = 0.95  #: on another day: all but a few words, because entries repeat less
NEARLY_ALL = 0.85  #: where something speaks against: more than entries of a series share
MOST = 0.6  #: on the same day
SOME = 0.35  #: where there is only the text, or day and title or standfirst agree
#: This share of what is needed makes a possible match.
POSSIBLE = 0.6
_FEWEST = 20  #: common shingles, for the text to count
_MANY = 100  #: common shingles, for the text alone to show that an article has a new date
_ORDERLY = 0.5  #: share of the common text in the same order; less speaks against


class Verdict(Enum):
    """The three outcomes of record linkage."""

    MATCH = "match"
    POSSIBLE = "possible"
    DIFFERENT = "different"


class Comparison(Struct, frozen=True):
    """One archived article compared with a page, and the result."""

    candidate: Candidate
    verdict: Verdict
    share: float  #: of both texts, outside of what recurs
    same_day: bool
    grounds: tuple[Reason, ...]
    is_disputed: bool  #: a match, though title or standfirst differs, and much of the text


class _Agreement(Struct, frozen=True):
    """What speaks for (True) or against (False) a match, by field; None: neither."""

    text: Similarity
    order: float | None  #: share of the common text in the same order; None: too little text
    day: bool | None
    title: bool | None
    standfirst: bool | None
    address: bool | None

    @property
    def names(self) -> tuple[bool | None, bool | None]:
        return self.title, self.standfirst

    @property
    def is_reordered(self) -> bool:
        return self.order is not None and self.order < _ORDERLY


def compare(
    reading: Reading, known: Sequence[Candidate], hosts: Hosts | None
) -> tuple[Comparison, ...]:
    """Compare a reading with each candidate whose text is given."""
    given = sorted((one for one in known if one.versions), key=lambda one: one.id)
    article, copied = reading.article, is_copy(reading, hosts)
    prepared = zip(
        given,
        backgrounds(shingles(article.text), [_all_shingles(one) for one in given]),
        _agreements("title", article, given),
        _agreements("standfirst", article, given),
        strict=True,
    )
    return tuple(
        _comparison(
            article,
            candidate,
            background,
            (title, standfirst),
            is_copied=copied is not is_elsewhere(candidate.url, hosts),
        )
        for candidate, background, title, standfirst in prepared
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
    Return whether an article has a title that a candidate never had, and lacks nothing it had.

    A print page may have a title of its own, and leaves out the standfirst and the day.
    """
    titled = [version for version in known.versions if version.title]
    return bool(article.title and titled) and not any(
        is_one_line(line(article.title), line(version.title))
        or (version.standfirst and not article.standfirst)
        or (version.published and not article.published)
        for version in titled
    )


def _comparison(
    article: Article,
    candidate: Candidate,
    background: frozenset[Shingle],
    names: tuple[bool | None, bool | None],
    *,
    is_copied: bool,
) -> Comparison:
    text, version = _closest(article, candidate, background)
    agreement = _Agreement(
        text=text,
        order=order(article.text, version.text) if text.mean >= SOME else None,
        day=_same_day(article, version),
        title=names[0],
        standfirst=names[1],
        address=False if article.url and candidate.url else None,
    )
    verdict = _verdict(agreement, is_copied=is_copied)
    return Comparison(
        candidate=candidate,
        verdict=verdict,
        share=text.mean,
        same_day=agreement.day is True,
        grounds=_grounds(
            agreement, article, version, candidate.id, has_background=bool(background)
        ),
        is_disputed=verdict is Verdict.MATCH and False in names and text.mean < MOST,
    )


def _verdict(agreement: _Agreement, *, is_copied: bool) -> Verdict:
    """Judge an agreement; the day of a copy only speaks against, as it is often the copy's own."""
    text = agreement.text
    if agreement.day is False and not is_copied:
        if text.mean >= ALL_BUT and text.common >= _MANY and not agreement.is_reordered:
            return Verdict.MATCH
        close = text.mean >= NEARLY_ALL * (POSSIBLE if True in agreement.names else 1)
        return Verdict.POSSIBLE if close and text.common >= _FEWEST else Verdict.DIFFERENT
    needed = _needed(agreement)
    counts = text.common >= _FEWEST or text.larger >= NEARLY_ALL
    if counts and text.mean >= needed:
        return Verdict.MATCH
    is_close = counts and text.mean >= POSSIBLE * needed
    is_named = agreement.day is True and agreement.standfirst is True
    return Verdict.POSSIBLE if is_close or is_named else Verdict.DIFFERENT


def _needed(agreement: _Agreement) -> float:
    """Return how much of both texts must be the same, by what the other fields say."""
    if agreement.day is True:
        return SOME if True in agreement.names else MOST
    against = False in (*agreement.names, agreement.day, agreement.address)
    return NEARLY_ALL if against or agreement.is_reordered else SOME


def _all_shingles(candidate: Candidate) -> frozenset[Shingle]:
    return frozenset[Shingle]().union(*(shingles(one.text) for one in candidate.versions))


def _closest(
    article: Article, candidate: Candidate, background: frozenset[Shingle]
) -> tuple[Similarity, Article]:
    """Return the version of a candidate that is most similar to an article, and how similar."""
    own = shingles(article.text)
    measured = [
        (similarity_of(own, shingles(version.text), background), version)
        for version in candidate.versions
    ]
    return max(measured, key=lambda one: (one[0].mean, one[0].common))


def _same_day(article: Article, version: Article) -> bool | None:
    """Compare days; one day apart may be the same moment in two time zones."""
    if not article.day or not version.day:
        return None
    apart = abs((date.fromisoformat(article.day) - date.fromisoformat(version.day)).days)
    return True if apart == 0 else None if apart == 1 else False


def _agreements(field: str, article: Article, given: Sequence[Candidate]) -> list[bool | None]:
    """Compare a title or a standfirst with those of each candidate; one that recurs is None."""
    own = line(getattr(article, field))
    all_lines = [
        [words for version in candidate.versions if (words := line(getattr(version, field)))]
        for candidate in given
    ]
    same = [any(is_one_line(own, words) for words in lines) for lines in all_lines]
    return [
        is_same if own and lines and sum(same) - is_same < RECURS else None
        for lines, is_same in zip(all_lines, same, strict=True)
    ]


def _grounds(
    agreement: _Agreement, article: Article, version: Article, id_: int, *, has_background: bool
) -> tuple[Reason, ...]:
    where = ", outside of what recurs in other articles" if has_background else ""
    text = agreement.text
    fields = (
        ("date", article.day, version.day, agreement.day),
        ("title", article.title, version.title, agreement.title),
        ("standfirst", article.standfirst, version.standfirst, agreement.standfirst),
    )
    return (
        Reason(
            rule="text",
            detail=f"{text.containment:.0%} of the page's text stands in article {id_}, and "
            f"{text.reverse_containment:.0%} of the article's in the page{where}.",
            other=id_,
            measure=round(text.mean, 3),
            speaks_for=_text_speaks_for(agreement),
        ),
        *_order_ground(agreement, id_),
        *(
            Reason(
                rule=rule, detail=_detail(rule, own, other, agrees), other=id_, speaks_for=agrees
            )
            for rule, own, other, agrees in fields
        ),
        *_address_ground(agreement, id_),
    )


def _text_speaks_for(agreement: _Agreement) -> bool | None:
    needed = _needed(agreement)
    if agreement.text.mean >= needed:
        return True
    return None if agreement.text.mean >= POSSIBLE * needed else False


def _order_ground(agreement: _Agreement, id_: int) -> tuple[Reason, ...]:
    if agreement.order is None:
        return ()
    return (
        Reason(
            rule="order",
            detail=f"{agreement.order:.0%} of the common text stands in the same order.",
            other=id_,
            measure=round(agreement.order, 3),
            speaks_for=False if agreement.is_reordered else None,
        ),
    )


def _address_ground(agreement: _Agreement, id_: int) -> tuple[Reason, ...]:
    if agreement.address is None:
        return ()
    detail = "The article is known by another address."
    return (Reason(rule="other address", detail=detail, other=id_, speaks_for=False),)


def _detail(rule: str, own: str | None, other: str | None, agrees: bool | None) -> str:  # noqa: FBT001
    """Say what comparing a date, a title or a standfirst showed."""
    if not own or not other:
        return f"No {rule} to compare: one of the two says none."
    if agrees is None and rule == "date":
        return f"The days {own} and {other} may be one moment in two time zones."
    if agrees is None:
        return f"The {rule} recurs in other articles, so it tells nothing."
    if agrees:
        return f"The {rule} is the same, or nearly."
    return f"The {rule} is another: “{own}”, not “{other}”."
