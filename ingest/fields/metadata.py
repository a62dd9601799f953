"""
The metadata of an article: title, authors, dates, section, tags, language, address, image.

Sources in order of trust: JSON-LD, meta tags, microdata, the lines near the headline. A field that
the page does not give stays None or empty; nothing is guessed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct, structs

from ingest import urls
from ingest.authors.authors import Where, authors_and_evidence
from ingest.claims import Claim, settle
from ingest.dates.parse import MAX_LENGTH
from ingest.dates.published import dates
from ingest.fields.addresses import addresses, answered, canonical, publisher, same_address
from ingest.fields.headline import alike, headline, page_title, without_site
from ingest.fields.topics import section, tags
from ingest.model import Evidence
from ingest.page.build import place_of
from ingest.page.dom import path_up, text_of
from ingest.page.microdata import is_of_another
from ingest.page.structured_data import read_structured_data
from ingest.text import squash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from ingest.model import Page, Rules
    from ingest.page.build import Piece
    from ingest.page.jsonld import Statement
    from ingest.page.structured_data import Structured

_ONE_THING = re.compile(r"article|blogpost|post\b|news|book|video|music", re.IGNORECASE)
#: How many pieces before and after the headline are near it.
_BEFORE, _AFTER = 6, 14
_LONG_PARAGRAPH = 40
_LANGUAGES = ("lang", "{http://www.w3.org/XML/1998/namespace}lang", "xml:lang")


class Metadata(Struct, frozen=True, kw_only=True):
    """The fields of an article except its text, and the element of its headline."""

    title: str
    heading: Any  #: the element that shows the title, or None
    other_titles: tuple[str, ...]
    url: str
    base: str  #: against which links are resolved, the same under every host of the site
    addresses: tuple[str, ...]
    answered: tuple[str, ...]
    publisher: str | None  #: of this copy, if not the publisher of the series
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
    words: int  #: length of the text as structured data gives it; 0 if unknown
    evidence: tuple[Evidence, ...] = ()  #: the sources of these fields


def read_metadata(page: Page, tree: HtmlElement, pieces: Sequence[Piece], rules: Rules) -> Metadata:
    """Read the metadata of a page's article."""
    structured = read_structured_data(tree)
    host = urls.host(page.url)
    titles = [entry.title for entry in page.source_entries if entry.title]
    titled = headline(tree, structured, host, titles)
    structured = _of_this_page(structured, titled.text, page.url)
    where = _search_places(tree, titled.heading, pieces, structured, host, rules)
    region, in_language = _language(tree, structured, rules)
    own, at = canonical(page.url, tree, structured, rules)
    published, modified, dated = dates(page, structured, where, rules, region)
    in_section = section(tree, structured, page.url)
    tagged, on_tags = tags(tree, structured)
    image, on_image = _image(page.url, structured)
    by, who = authors_and_evidence(structured, where)
    return Metadata(
        title=titled.text,
        heading=titled.heading,
        other_titles=_other_titles(tree, structured, host),
        url=own,
        base=urls.at_home(page.url, rules.hosts),
        addresses=addresses(page, tree, structured, titled.text, own, rules),
        answered=answered(page),
        publisher=publisher(page, structured, rules),
        authors=by,
        published=published,
        modified=modified,
        section=in_section.value,
        tags=tagged,
        language=region.split("-")[0].lower() if region else None,
        image=image,
        description=structured.meta("og:description", "description", "twitter:description"),
        listing=structured.listing,
        words=max((one.words for one in structured.articles), default=0),
        article=bool(structured.articles) or bool(_ONE_THING.match(structured.meta("og:type"))),
        evidence=(at, titled.evidence, who, *dated, in_section, on_tags, in_language, on_image),
    )


def _of_this_page(structured: Structured, title: str, url: str) -> Structured:
    """Keep only the article of this page where JSON-LD has several."""
    articles = [one for one in structured.statements if one.is_article]
    if len(articles) < 2:
        return structured
    rated = sorted(articles, key=lambda one: -_closeness(one, title, url))
    pages = [one for one in structured.statements if not one.is_article]
    return structs.replace(structured, statements=(rated[0], *pages))


def _closeness(one: Statement, title: str, url: str) -> float:
    at_home = urls.key(one.url) == urls.key(url) if one.url else False
    return alike(one.headline, title) + at_home + 0.1 * bool(one.published)


def _other_titles(tree: HtmlElement, structured: Structured, host: str) -> tuple[str, ...]:
    """Return the other titles of the article, shorter or longer: they are not its text."""
    found = [page_title(tree), structured.meta("og:title"), structured.meta("twitter:title")]
    found += [one.headline for one in structured.statements if one.is_article]
    plain = (without_site(squash(one), structured.site_names, host) for one in found)
    return tuple(dict.fromkeys(one for one in plain if one))


def _lines_near(pieces: Sequence[Piece], heading: Any) -> list[str]:
    """Return the short lines around the headline, until the text begins."""
    place = place_of(heading, pieces, default=0)
    near = list(pieces[max(0, place - _BEFORE) : place])
    for piece in pieces[place + 1 : place + 1 + _AFTER]:
        if len(piece.text.split()) > _LONG_PARAGRAPH:
            break
        near.append(piece)
    short = [piece for piece in near if 0 < len(piece.text) <= 2 * MAX_LENGTH]
    return [piece.text for piece in short if not is_of_another(piece.element)]


def _search_places(
    tree: HtmlElement,
    heading: Any,
    pieces: Sequence[Piece],
    structured: Structured,
    host: str,
    rules: Rules,
) -> Where:
    own = (*structured.site_names, *_beside_title(tree, heading), rules.publisher or "")
    home = frozenset() if heading is None else frozenset(path_up(heading))
    near = _lines_near(pieces, heading)
    return Where(tree, heading, home, pieces, near, host, tuple(filter(None, own)))


def _beside_title(tree: HtmlElement, heading: Any) -> list[str]:
    """Return what the ``<title>`` adds to the headline: names of the site and its sections."""
    title = page_title(tree)
    shown = text_of(heading) if heading is not None else ""
    if not shown or shown not in title:
        return []
    return [
        part.strip() for part in re.split(r"\s[|\u2013\u2014»·:-]\s|\|", title.replace(shown, "|"))
    ]


def _language(
    tree: HtmlElement, structured: Structured, rules: Rules
) -> tuple[str | None, Evidence]:
    """Return the language of the page, with its region if it has one, and the evidence."""
    attribute = next(filter(None, map(tree.get, _LANGUAGES)), "")
    claims = [
        Claim(claim.source, claim.text, found)
        for claim in (
            Claim("html lang", attribute),
            *structured.meta_claims("og:locale", "content-language", "dc.language", "language"),
            *(Claim("JSON-LD inLanguage", one.language) for one in structured.articles),
            Claim("the definition of the series", rules.language or ""),
        )
        if (found := _language_tag(claim.text))
    ]
    evidence = settle("language", claims, lambda one, other: one[:2] == other[:2])
    return (claims[0].value if claims else rules.language), evidence


def _language_tag(text: str) -> str:
    match = re.match(r"\s*([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?\b", text)
    if not match:
        return ""
    return f"{match[1].lower()}-{match[2].upper()}" if match[2] else match[1].lower()


def _image(url: str, structured: Structured) -> tuple[str | None, Evidence]:
    claims = [
        Claim(claim.source, claim.text, found)
        for claim in (
            *structured.meta_claims(
                "og:image", "og:image:url", "twitter:image", "twitter:image:src"
            ),
            *(Claim("JSON-LD image", one.image) for one in structured.articles),
        )
        if urls.is_http(found := urls.clean(claim.text, url))
    ]
    evidence = settle("lead_image", claims, same_address)
    return (claims[0].value if claims else None), evidence
