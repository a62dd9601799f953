"""
When an article was published and modified, and how the sources of that are settled.

In order of trust: JSON-LD of the article, meta tags, microdata and RDFa, JSON-LD of the page, a
``<time>`` near the headline, a line near it, other places that print a day, the address, and what
the sources of the series told. The first that can be read is believed, but for two cases:

- A moment in UTC that falls on the day beside the one that the page prints is given as the page
  prints it: the same moment in the zone of the page if that is known, else the day.
- A stated publication that is no earlier than the stated modification is the stamp of a system: a
  day before it that the page prints is believed instead.

A day of modification is never made the day of publication.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from itertools import islice
from typing import TYPE_CHECKING

from ingest import urls
from ingest.claims import Claim, settle
from ingest.dates.parse import iso_time
from ingest.dates.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    from ingest.authors.authors import Where
    from ingest.model import Evidence, Page, Rules
    from ingest.page.structured_data import Structured

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "article:published", "published_time", "parsely-pub-date", "sailthru.date", "dc.date.issued",
    "dcterms.issued", "dc.date.created", "dcterms.created", "dc.date", "dcterms.date", "date",
    "pubdate", "publish-date", "publish_date", "publication_date", "publicationdate",
    "date_published", "published", "cxenseparse:recs:publishtime", "citation_publication_date",
    "citation_date", "last-published", "article.published", "datecreated",
    "originalpublicationdate", "release_date", "og:pubdate", "pdate", "published-date",
    "w-published-date", "publishdate", "publication-date", "publishtime", "published_at",
    "article_date_original", "article:publish_date", "article.created",
    "shareaholic:article_published_time", "dateposted", "displaydate", "dc.created", "dc.issued",
    "prism.publicationdate", "bt:pubdate",
    "rnews:datepublished",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "og:modified_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "revised",
    "article:modified", "article.updated", "dc.modified", "updated_time", "modified",
    "article_date_updated", "updated",
)  # fmt: skip
#: Years, months and days in a path: ``/2020/05/15/``, ``/2020-05-15-flood``, ``/20200515-flood``.
_IN_PATH = re.compile(
    r"/((?:19|20)\d\d)([/-])(\d{1,2})\2(\d{1,2})(?=[/_-]|$)"
    r"|[/_-](20\d\d)()(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
)
_DAY_FIRST_IN_PATH = re.compile(r"/(\d{1,2})[-.](\d{1,2})[-.](20\d\d)(?=[/_-]|$)")
#: How WordPress and Drupal call a page that is no post, on ``<body>``.
_STATIC = re.compile(r"\bpage-id-\d|\bnode-type-page\b|\bhome\b")
_UTC = re.compile(r"Z$|UTC|GMT|[+-]00:?00$")
#: No zone is further from UTC.
_CLOSE = timedelta(hours=14)


def dates(
    page: Page, structured: Structured, where: Where, rules: Rules, language: str | None
) -> tuple[str | None, str | None, tuple[Evidence, Evidence]]:
    """Return when an article was published and modified, if the page says, and why we think so."""
    places = Places(where=where, zone=rules.timezone, language=language)
    modified = list(_modified_dates(structured, places))
    stated, shown = list(_stated_dates(structured, places)), list(_shown_dates(places))
    later = [*_from_path(page.url, places), *_from_entries(page)]
    if not stated and not shown:
        shown = list(islice(places.seldom(), 1))
    claims = [*stated, *shown, *later]
    believed = _believed(stated, shown, later, modified)
    value = believed and _as_printed(believed, claims)
    last = modified[0].value if modified else None
    evidence = (
        settle("published", claims, _is_same_day, believed),
        settle("modified", modified, _is_same_day),
    )
    return value, last, evidence


def _stated_dates(structured: Structured, places: Places) -> Iterator[Claim]:
    """Yield what a page states for machines, the most trusted first."""
    articles = structured.articles
    claims = [Claim("JSON-LD datePublished", one.published) for one in articles]
    claims += structured.meta_claims(*_PUBLISHED)
    yield from _parsed(claims, places)
    yield from places.marked(structured.marked("datePublished"), "datePublished")
    claims = [Claim("JSON-LD dateCreated", one.created) for one in articles]
    if not _is_static(places.where.tree):
        pages = [one for one in structured.statements if not one.is_article]
        claims += [Claim("JSON-LD datePublished of the page", one.published) for one in pages]
    yield from _parsed(claims, places)


def _is_static(tree: HtmlElement) -> bool:
    """Return whether a page calls itself a standing one: its day is that of its making."""
    return any(_STATIC.search(body.get("class") or "") for body in tree.iter("body"))


def _shown_dates(places: Places) -> Iterator[Claim]:
    """Yield what the page prints about its headline: the first of each kind."""
    yield from islice(places.times(modified=False), 1)
    yield from islice(places.near(), 1)


def _modified_dates(structured: Structured, places: Places) -> Iterator[Claim]:
    claims = [Claim("JSON-LD dateModified", one.modified) for one in structured.articles]
    yield from _parsed([*claims, *structured.meta_claims(*_MODIFIED)], places)
    yield from places.marked(structured.marked("dateModified"), "dateModified")
    yield from islice(places.times(modified=True), 1)
    yield from islice(places.updates(), 1)


def _from_path(url: str, places: Places) -> Iterator[Claim]:
    path = urls.path(url)
    if match := _IN_PATH.search(path):
        year, _, month, day = (one for one in match.groups() if one is not None)
        text = f"{year}-{int(month):02d}-{int(day):02d}"
    elif match := _DAY_FIRST_IN_PATH.search(path):
        text = "/".join(match.groups())
    else:
        return
    if value := iso_time(text, places.zone, places.language):
        yield Claim(f"the address {match[0].rstrip('/')}/", text, value)


def _from_entries(page: Page) -> Iterator[Claim]:
    for one in page.source_entries:
        if one.published:
            yield Claim(f"{one.kind} entry", one.published, one.published)


def _parsed(claims: Iterable[Claim], places: Places) -> Iterator[Claim]:
    for claim in claims:
        if claim.text and (value := iso_time(claim.text, places.zone, places.language)):
            yield Claim(claim.source, claim.text, value)


def _believed(
    stated: Sequence[Claim],
    shown: Sequence[Claim],
    later: Sequence[Claim],
    modified: Sequence[Claim],
) -> Claim | None:
    first = next(iter((*stated, *shown, *later)), None)
    if first is None or not stated or not modified or not shown:
        return first
    is_stamp = first.value == modified[0].value or first.value[:10] > modified[0].value[:10]
    return shown[0] if is_stamp and shown[0].value[:10] < first.value[:10] else first


def _is_same_day(one: str, other: str) -> bool:
    """Return whether two values are of one day, or of one moment in two zones."""
    if one[:10] == other[:10]:
        return True
    return "T" in one and "T" in other and _moment(one) == _moment(other)


def _as_printed(believed: Claim, claims: Sequence[Claim]) -> str:
    """Return a moment that is stated in UTC as of the day that the page prints, if it is that."""
    if not _is_in_utc(believed):
        return believed.value
    local = next((claim for claim in claims if not _is_in_utc(claim)), believed)
    if local.value[:10] == believed.value[:10]:
        return believed.value
    return _in_its_zone(_moment(believed.value), local) or believed.value


def _is_in_utc(claim: Claim) -> bool:
    """Return whether a source says itself that its moment is in UTC."""
    return claim.value.endswith("+00:00") and bool(_UTC.search(claim.text))


def _in_its_zone(moment: datetime, claim: Claim) -> str | None:
    """Return a moment in the zone in which a source says its day; the day if it says no more."""
    if "T" not in claim.value:
        noon = datetime.fromisoformat(f"{claim.value}T12:00:00+00:00")
        return claim.value if abs(noon - moment) <= _CLOSE + timedelta(hours=12) else None
    local = _moment(claim.value)
    if local == moment:
        return claim.value
    if not claim.value.endswith("+00:00"):
        return None
    away = timedelta(minutes=round((local - moment).total_seconds() / 60))
    if abs(away) > _CLOSE or away % timedelta(minutes=15):
        return None
    return moment.astimezone(timezone(away)).isoformat()


def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value)
