"""
What an article says about itself: title, authors, dates, section, tags, language, address, image.

Sources in order of trust: JSON-LD, meta tags, microdata, what is visible about the headline. What
the page does not say stays None or empty; nothing is guessed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct, structs

from ingest import urls
from ingest.authors.authors import Where, authors_and_evidence
from ingest.claims import Claim, settled
from ingest.dates.parse import MAX_LENGTH
from ingest.dates.published import dates
from ingest.fields.addresses import addresses, answered, canonical, publisher
from ingest.fields.headline import alike, headline, without_site
from ingest.fields.topics import section, tags
from ingest.model import Evidence
from ingest.page.dom import path_up, text_of
from ingest.page.microdata import is_of_another
from ingest.page.structured_data import structured
from ingest.text import squash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from ingest.model import Page, Rules
    from ingest.page.build import Piece
    from ingest.page.jsonld import Statement
    from ingest.page.structured_data import Structured

_ONE_THING = re.compile(r"article|blogpost|post\b|news|book|video|music", re.IGNORECASE)
#: How many pieces before and after the headline are "about" it.
_BEFORE, _AFTER = 6, 14
_LONG_PARAGRAPH = 40
_LANGUAGES = ("lang", "{http://www.w3.org/XML/1998/namespace}lang", "xml:lang")


class Metadata(Struct, frozen=True, kw_only=True):
    """The fields of an article that are not its text, and where the headline stands."""

    title: str
    heading: Any  #: the element that shows the title, or None
    other_titles: tuple[str, ...]
    url: str
    base: str  #: from where its links lead on, the same under every name of the site
    addresses: tuple[str, ...]
    answered: tuple[str, ...]
    publisher: str | None  #: who publishes this copy, if it is not the publisher of the series
    authors: tuple[str, ...]
    published: str | None
    modified: str | None
    section: str | None
    tags: tuple[str, ...]
    language: str | None
    image: str | None
    description: str
    listing: bool  #: the page calls itself a listing
    article: bool  #: the page calls itself an article, a film or a song
    words: int  #: how long it says to machines that the text is; 0 where it does not say
    evidence: tuple[Evidence, ...] = ()  #: where each of these fields is from


def metadata(page: Page, tree: HtmlElement, pieces: Sequence[Piece], rules: Rules) -> Metadata:
    """Gather what a page says of its article."""
    told = structured(tree)
    host = urls.host(page.url)
    titled = headline(tree, told, host, [one.title for one in page.source_entries if one.title])
    told = _about(told, titled.text, page.url)
    where = _where(tree, titled.heading, pieces, told, host, rules)
    region, in_language = _language(tree, told, rules)
    own, at = canonical(page.url, tree, told, rules)
    published, modified, dated = dates(page, told, where, rules, region)
    in_section = section(tree, told, page.url)
    tagged, on_tags = tags(tree, told)
    image, on_image = _image(page.url, told)
    by, who = authors_and_evidence(told, where)
    return Metadata(
        title=titled.text,
        heading=titled.heading,
        other_titles=_other_titles(tree, told, host),
        url=own,
        base=urls.at_home(page.url, rules.hosts),
        addresses=addresses(page, tree, told, titled.text, own, rules),
        answered=answered(page),
        publisher=publisher(page, told, rules),
        authors=by,
        published=published,
        modified=modified,
        section=in_section.value,
        tags=tagged,
        language=region.split("-")[0].lower() if region else None,
        image=image,
        description=told.meta("og:description", "description", "twitter:description"),
        listing=told.listing,
        words=max((one.words for one in told.articles), default=0),
        article=bool(told.articles) or bool(_ONE_THING.match(told.meta("og:type"))),
        evidence=(at, titled.evidence, who, *dated, in_section, on_tags, in_language, on_image),
    )


def _about(told: Structured, title: str, url: str) -> Structured:
    """Keep of several articles in JSON-LD the one that this page is about."""
    articles = [one for one in told.statements if one.is_article]
    if len(articles) < 2:
        return told
    rated = sorted(articles, key=lambda one: -_closeness(one, title, url))
    pages = [one for one in told.statements if not one.is_article]
    return structs.replace(told, statements=(rated[0], *pages))


def _closeness(one: Statement, title: str, url: str) -> float:
    at_home = urls.key(one.url) == urls.key(url) if one.url else False
    return alike(one.headline, title) + at_home + 0.1 * bool(one.published)


def _other_titles(tree: HtmlElement, told: Structured, host: str) -> tuple[str, ...]:
    """Return the shorter or longer titles that the page also has: they are no text of it."""
    title = next((text_of(one) for one in tree.iter("title")), "")
    found = [title, told.meta("og:title"), told.meta("twitter:title")]
    found += [one.headline for one in told.statements if one.is_article]
    plain = (without_site(squash(one), told.site_names, host) for one in found)
    return tuple(dict.fromkeys(one for one in plain if one))


def _lines_near(pieces: Sequence[Piece], heading: Any) -> list[str]:
    """Return the short lines about the headline, until the text begins."""
    where = next((i for i, piece in enumerate(pieces) if piece.element is heading), 0)
    near = list(pieces[max(0, where - _BEFORE) : where])
    for piece in pieces[where + 1 : where + 1 + _AFTER]:
        if len(piece.text.split()) > _LONG_PARAGRAPH:
            break
        near.append(piece)
    short = [piece for piece in near if 0 < len(piece.text) <= 2 * MAX_LENGTH]
    return [piece.text for piece in short if not is_of_another(piece.element)]


def _where(
    tree: HtmlElement,
    heading: Any,
    pieces: Sequence[Piece],
    told: Structured,
    host: str,
    rules: Rules,
) -> Where:
    own = (*told.site_names, *_beside_title(tree, heading), rules.publisher or "")
    home = frozenset() if heading is None else frozenset(path_up(heading))
    near = _lines_near(pieces, heading)
    return Where(tree, heading, home, pieces, near, host, tuple(filter(None, own)))


def _beside_title(tree: HtmlElement, heading: Any) -> list[str]:
    """Return what the ``<title>`` adds to the headline: the names of the site and its sections."""
    title = next((text_of(one) for one in tree.iter("title")), "")
    shown = text_of(heading) if heading is not None else ""
    if not shown or shown not in title:
        return []
    return [
        part.strip() for part in re.split(r"\s[|\u2013\u2014»·:-]\s|\|", title.replace(shown, "|"))
    ]


def _language(tree: HtmlElement, told: Structured, rules: Rules) -> tuple[str | None, Evidence]:
    """Return the language the page names, with its region if it gives one, and why."""
    attribute = next(filter(None, map(tree.get, _LANGUAGES)), "")
    claims = [
        Claim(claim.source, claim.said, found)
        for claim in (
            Claim("html lang", attribute),
            *told.meta_claims("og:locale", "content-language", "dc.language", "language"),
            *(Claim("JSON-LD inLanguage", one.language) for one in told.articles),
            Claim("the definition of the series", rules.language or ""),
        )
        if (found := _spoken(claim.said))
    ]
    evidence = settled("language", claims, lambda one, other: one[:2] == other[:2])
    return (claims[0].value if claims else rules.language), evidence


def _spoken(text: str) -> str:
    match = re.match(r"\s*([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?\b", text)
    if not match:
        return ""
    return f"{match[1].lower()}-{match[2].upper()}" if match[2] else match[1].lower()


def _image(url: str, told: Structured) -> tuple[str | None, Evidence]:
    claims = [
        Claim(claim.source, claim.said, found)
        for claim in (
            *told.meta_claims("og:image", "og:image:url", "twitter:image", "twitter:image:src"),
            *(Claim("JSON-LD image", one.image) for one in told.articles),
        )
        if urls.is_http(found := urls.clean(claim.said, url))
    ]
    evidence = settled("lead_image", claims, _same_address)
    return (claims[0].value if claims else None), evidence


def _same_address(one: str, other: str) -> bool:
    return one == other or urls.key(one) == urls.key(other)
