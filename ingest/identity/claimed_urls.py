"""
What a page only claims to be its address, and when that is not believed.

A template can be wrong: every page calls the same address canonical, the first entry's or some
other. Followed blindly, it would pour all entries into one article. A claim holds as long as the
page can be the article that is known there. It falls where the two have answered at different
addresses and what they say are two articles; then each has only the addresses that it answered at.

Does not decide which article a page is; see `ingest.identity.identify`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from ingest import urls
from ingest.identity.similarity import is_one_line, likeness, line, shingles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.model import Article, Candidate, Hosts, Reading

#: Words in a row that two texts have in common, where they have anything in common.
_ROW = 5
#: From this share of common rows on, two texts are one, whatever stands above them.
_ONE_TEXT = 0.9
#: Below these, two texts are two: published on different days, on days unknown, on one day.
_TWO_TEXTS, _UNDATED, _SAME_DAY = 0.5, 0.5, 0.2


def without_disproved_urls(
    reading: Reading, known: Sequence[Candidate], hosts: Hosts | None = None
) -> tuple[Reading, list[Candidate]]:
    """
    Return a reading and the articles it might be, without the addresses that cannot be theirs.

    An address stays with whatever has answered at it. Of an article whose versions are not given,
    or of which is not known where it answered, nothing is doubted.
    """
    proven = _keys(reading.answered, hosts)
    claimed = _keys((reading.article.url, *reading.addresses), hosts)
    doubted = {
        one.id: (proven | claimed) & one.keys
        for one in known
        if one.answered is not None
        and not proven & one.answered
        and (proven | claimed) & one.keys
        and are_two(reading.article, one.versions)
    }
    lost = frozenset[str]().union(*doubted.values()) - proven
    articles = [_doubting(one, doubted.get(one.id, frozenset())) for one in known]
    return without(reading, lost, hosts), articles


def are_two(article: Article, versions: Iterable[Article]) -> bool:
    """Return whether an article is certainly none of these; with nothing to compare it is not."""
    compared = [one for one in versions if one.text and article.text]
    return bool(compared) and all(_differ(article, one) for one in compared)


def reads_as_another(article: Article, versions: Iterable[Article]) -> bool:
    """
    Return whether text and day are others than in all these versions.

    Where no day is told, title and standfirst have to be others as well.
    """
    compared = [one for one in versions if one.text and article.text]
    return bool(compared) and not any(_has_something_of(article, one) for one in compared)


def _has_something_of(one: Article, other: Article) -> bool:
    if _common(one.text, other.text) >= _SAME_DAY:
        return True
    if _day(one) and _day(other):
        return _day(one) == _day(other)
    is_one_line = bool(one.standfirst and one.standfirst == other.standfirst)
    return is_one_line or _is_one_title(one.title, other.title)


def _differ(one: Article, other: Article) -> bool:
    share = _common(one.text, other.text)
    if share >= _ONE_TEXT:
        return False
    other_title = not _is_one_title(one.title, other.title)
    days = [_day(one), _day(other)]
    if not all(days):
        return other_title and share < _UNDATED
    if days[0] == days[1]:
        return other_title and share < _SAME_DAY
    return other_title or share < _TWO_TEXTS


def _is_one_title(one: str, other: str) -> bool:
    return is_one_line(line(one), line(other))


def _day(article: Article) -> str:
    return (article.published or "")[:10]


def _common(one: str, other: str) -> float:
    """Return how much of the shorter text stands in the other, from 0 to 1."""
    return likeness(shingles(one, _ROW), shingles(other, _ROW), frozenset()).smaller


def _doubting(one: Candidate, doubted: frozenset[str]) -> Candidate:
    """Take from an article what it only claims, unless a person says that it is its own."""
    lost = doubted - (one.answered or frozenset()) - one.pinned
    return structs.replace(one, keys=one.keys - lost) if lost else one


def without(reading: Reading, lost: frozenset[str], hosts: Hosts | None) -> Reading:
    """Return a reading without the addresses of some keys, which it only claims."""
    if not lost:
        return reading
    kept = tuple(url for url in reading.addresses if urls.key(url, hosts) not in lost)
    article = reading.article
    if urls.key(article.url, hosts) in lost:
        article = structs.replace(article, url=reading.answered[0])
    return structs.replace(reading, article=article, addresses=kept)


def _keys(addresses: Iterable[str], hosts: Hosts | None) -> frozenset[str]:
    return frozenset(urls.key(url, hosts) for url in addresses)
