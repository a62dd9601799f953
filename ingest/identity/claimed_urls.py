"""
Claimed addresses: when a page's canonical link is ignored.

A template can be wrong: every page calls the same address canonical, the first entry's or some
other. Followed blindly, it would merge all entries into one article. So a claim counts only as long
as the page can be the article that is known there. Where the two have answered at different
addresses and are clearly two articles, each keeps only the addresses that it answered at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from ingest import urls
from ingest.identity.similarity import is_one_line, line, shingles, similarity_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.model import Article, Candidate, Hosts, Reading

#: Words of a shingle: enough in a row that unrelated texts share none.
_WIDTH = 5
#: From this share of common shingles on, two texts are one, even under different titles.
_ONE_TEXT = 0.9
#: Below these, two texts are two: published on different days, on unknown days, on one day.
_TWO_TEXTS, _UNDATED, _SAME_DAY = 0.5, 0.5, 0.2


def without_disproved_urls(
    reading: Reading, known: Sequence[Candidate], hosts: Hosts | None = None
) -> tuple[Reading, list[Candidate]]:
    """
    Return a reading and its candidates, without the addresses that cannot be theirs.

    An address stays with the article that answered at it. A candidate keeps all its addresses if
    its versions are not given, or if it is not known where it answered.
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
    candidates = [_without_keys(one, doubted.get(one.id, frozenset())) for one in known]
    return without(reading, lost, hosts), candidates


def are_two(article: Article, versions: Iterable[Article]) -> bool:
    """Return whether an article is certainly none of these; False with nothing to compare."""
    compared = [one for one in versions if one.text and article.text]
    return bool(compared) and all(_differ(article, one) for one in compared)


def reads_as_another(article: Article, versions: Iterable[Article]) -> bool:
    """
    Return whether text and day differ from those of all these versions.

    Where a day is missing, title and standfirst must differ as well.
    """
    compared = [one for one in versions if one.text and article.text]
    return bool(compared) and not any(_resembles(article, one) for one in compared)


def _resembles(one: Article, other: Article) -> bool:
    if _common(one.text, other.text) >= _SAME_DAY:
        return True
    if one.day and other.day:
        return one.day == other.day
    same_standfirst = bool(one.standfirst and one.standfirst == other.standfirst)
    return same_standfirst or _is_one_title(one.title, other.title)


def _differ(one: Article, other: Article) -> bool:
    share = _common(one.text, other.text)
    if share >= _ONE_TEXT:
        return False
    other_title = not _is_one_title(one.title, other.title)
    if not one.day or not other.day:
        return other_title and share < _UNDATED
    if one.day == other.day:
        return other_title and share < _SAME_DAY
    return other_title or share < _TWO_TEXTS


def _is_one_title(one: str, other: str) -> bool:
    return is_one_line(line(one), line(other))


def _common(one: str, other: str) -> float:
    """Return the share of the shorter text that stands in the other."""
    return similarity_of(shingles(one, _WIDTH), shingles(other, _WIDTH), frozenset()).smaller


def _without_keys(one: Candidate, doubted: frozenset[str]) -> Candidate:
    """Remove keys that an article only claims, unless a person assigned them to it."""
    lost = doubted - (one.answered or frozenset()) - one.pinned
    return structs.replace(one, keys=one.keys - lost) if lost else one


def without(reading: Reading, lost: frozenset[str], hosts: Hosts | None) -> Reading:
    """Return a reading without the addresses of these keys, which it only claims."""
    if not lost:
        return reading
    kept = tuple(url for url in reading.addresses if urls.key(url, hosts) not in lost)
    article = reading.article
    if urls.key(article.url, hosts) in lost:
        article = structs.replace(article, url=reading.answered[0])
    return structs.replace(reading, article=article, addresses=kept)


def _keys(addresses: Iterable[str], hosts: Hosts | None) -> frozenset[str]:
    return frozenset(urls.key(url, hosts) for url in addresses)
