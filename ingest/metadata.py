"""
What an article says about itself: title, authors, dates, section, tags, language, address, image.

Sources in order of trust: JSON-LD, meta tags, microdata, what is visible about the headline. What
the page does not say stays None or empty; nothing is guessed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ingest import urls
from ingest.authors import Where, authors_and_evidence
from ingest.dates import MAX_LENGTH, is_date_like, iso_time
from ingest.dom import names, path_up, squash, text_of
from ingest.model import Evidence
from ingest.structured import Statement, Structured, structured
from ingest.titles import alike, headline, without_site
from ingest.topics import section, tags

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    from ingest.model import Page, Rules
    from ingest.pieces import Piece

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "article:published", "published_time", "parsely-pub-date", "sailthru.date", "dc.date.issued",
    "dcterms.issued", "dc.date.created", "dcterms.created", "dc.date", "dcterms.date", "date",
    "pubdate", "publish-date", "publish_date", "publication_date", "publicationdate",
    "date_published", "published", "cxenseparse:recs:publishtime", "citation_publication_date",
    "citation_date", "last-published", "article.published", "datecreated",
    "originalpublicationdate", "release_date", "og:pubdate", "pdate",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "og:modified_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "revised",
    "article:modified", "article.updated",
)  # fmt: skip
_DATE_NAME = re.compile(
    r"\b(date|dates|datetime|dateline|pub-?date|published?|publish(ed)?[-_]?(date|time|on)|post(ed)?[-_]?"
    r"(date|on|time)|entry-date|timestamp|time|article[-_]+(date|time|published)\w*|datum|fecha|created"
    r"|meta-date|submitted)\b|(^|[\s_-])(date|datum|fecha|datepublished)($|[\s_-])"
)
_ELSEWHERE = re.compile(
    r"comment|sidebar|related|footer|widget|recommend|most-|popular|teaser|latest|copyright|newsletter"
    r"|\bcards?\b|event|promo|archive|ticker|trending"
)
_MODIFIED_NAME = re.compile(r"updat|modif|changed|revis|aktualis|mis-a-jour", re.IGNORECASE)
_UPDATED_TEXT = re.compile(
    r"^(last )?(updated|modified|edited|aktualisiert|zuletzt|mis à jour|actualizado)", re.IGNORECASE
)
_DATE_TAGS = ("span", "div", "p", "li", "small", "em", "a", "h4", "h5", "h6", "td", "abbr", "dt")
_ONE_THING = re.compile(r"article|blogpost|post\b|news|book|video|music", re.IGNORECASE)
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")
#: How many pieces before and after the headline are "about" it.
_BEFORE, _AFTER = 6, 14
_LONG_PARAGRAPH = 40


class Metadata(Struct, frozen=True, kw_only=True):
    """The fields of an article that are not its text, and where the headline stands."""

    title: str
    heading: Any  #: the element that shows the title, or None
    other_titles: tuple[str, ...]
    url: str
    addresses: tuple[str, ...]
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
    evidence: tuple[Evidence, ...] = ()  #: where each of these fields is from


def metadata(page: Page, tree: HtmlElement, pieces: Sequence[Piece], rules: Rules) -> Metadata:
    """Gather what a page says of its article."""
    told = structured(tree)
    host = urls.host(page.url)
    title, heading = headline(tree, told, host)
    told = _about(told, title, page.url)
    where = _where(tree, heading, pieces, told, host, rules)
    region = _language(tree, told) or rules.language
    canonical = _canonical(page.url, tree, told, rules)
    authors, who = authors_and_evidence(told, where)
    return Metadata(
        title=title,
        heading=heading,
        other_titles=_other_titles(tree, told, host),
        url=canonical,
        addresses=tuple(_addresses(page, tree, canonical, rules)),
        authors=authors,
        published=_published(told, where, page.url, rules, region),
        modified=_modified(told, where, rules, region),
        section=section(tree, told, page.url),
        tags=tags(tree, told),
        language=region.split("-")[0].lower() if region else None,
        image=_image(page.url, told),
        description=told.meta("og:description", "description", "twitter:description"),
        listing=told.listing,
        article=any(one.is_article for one in told.statements)
        or bool(_ONE_THING.match(told.meta("og:type"))),
        evidence=(who,),
    )


def _about(told: Structured, title: str, url: str) -> Structured:
    """Keep of several articles in JSON-LD the one that this page is about."""
    articles = [one for one in told.statements if one.is_article]
    if len(articles) < 2:
        return told
    rated = sorted(articles, key=lambda one: -_closeness(one, title, url))
    pages = [one for one in told.statements if not one.is_article]
    return Structured(
        statements=(rated[0], *pages),
        site_names=told.site_names,
        listing=told.listing,
        metas=told.metas,
    )


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
    lines = [piece.text for piece in pieces[max(0, where - _BEFORE) : where]]
    for piece in pieces[where + 1 : where + 1 + _AFTER]:
        if len(piece.text.split()) > _LONG_PARAGRAPH:
            break
        lines.append(piece.text)
    return [line for line in lines if 0 < len(line) <= 2 * MAX_LENGTH]


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


def _published(
    told: Structured, where: Where, url: str, rules: Rules, language: str | None
) -> str | None:
    sources: tuple[Callable[[], Iterable[str]], ...] = (
        lambda: [one.published for one in told.statements if one.is_article],
        lambda: told.all_meta(*_PUBLISHED),
        lambda: _marked_dates(where, modified=False),
        lambda: [
            line for line in where.near if is_date_like(line) and not _UPDATED_TEXT.match(line)
        ],
        lambda: _address_dates(url),
    )
    return _first_date((text for source in sources for text in source()), rules.timezone, language)


def _modified(told: Structured, where: Where, rules: Rules, language: str | None) -> str | None:
    sources: tuple[Callable[[], Iterable[str]], ...] = (
        lambda: [one.modified for one in told.statements if one.is_article],
        lambda: told.all_meta(*_MODIFIED),
        lambda: _marked_dates(where, modified=True),
    )
    return _first_date((text for source in sources for text in source()), rules.timezone, language)


def _first_date(texts: Iterable[str], zone: str, language: str | None) -> str | None:
    return next((found for text in texts if (found := iso_time(text, zone, language))), None)


def _marked_dates(where: Where, *, modified: bool) -> Iterator[str]:
    """Yield what microdata, then ``<time>``, then a class calls the date; the nearest first."""
    prop = "dateModified" if modified else "datePublished"
    for element in _nearest(where, where.tree.iterfind(f".//*[@itemprop='{prop}']")):
        yield element.get("content") or element.get("datetime") or text_of(element)
    for element in _nearest(where, where.tree.iter("time")):
        if _is_update(element) is modified:
            yield element.get("datetime") or ""
            yield text_of(element)
    if not modified:
        for element in _nearest(where, filter(_is_named, where.tree.iter(*_DATE_TAGS))):
            if not _is_update(element):
                yield text_of(element)


def _is_named(element: HtmlElement) -> bool:
    called = names(element)
    return bool(called) and bool(_DATE_NAME.search(called)) and is_date_like(text_of(element))


def _nearest(where: Where, elements: Iterable[HtmlElement]) -> list[HtmlElement]:
    """Return the elements that are not beside the article, those nearest the headline first."""
    own = [one for one in elements if not _is_elsewhere(one, where.home)]
    if len(own) < 2 or where.heading is None:
        return own
    order = {element: i for i, element in enumerate(where.tree.iter())}
    return sorted(own, key=lambda one: abs(order[one] - order[where.heading]))


def _is_update(element: HtmlElement) -> bool:
    called = names(element)
    return (bool(_MODIFIED_NAME.search(called)) and "publish" not in called) or (
        element.getparent() is not None
        and bool(_UPDATED_TEXT.match(squash(element.getparent().text or "")))
    )


def _is_elsewhere(element: HtmlElement, home: frozenset[HtmlElement]) -> bool:
    """Return whether an element belongs to comments, to other articles, or to the foot."""
    for one in path_up(element):
        if one in home:
            return False
        if one.tag in ("aside", "nav", "form") or _ELSEWHERE.search(names(one)):
            return True
        if one.tag == "footer" and one.getparent() is not None and one.getparent().tag != "article":
            return True
    return False


def _address_dates(url: str) -> list[str]:
    match = _URL_DATE.search(urls.path(url))
    return [f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}"] if match else []


def _language(tree: HtmlElement, told: Structured) -> str | None:
    """Return the language the page names, with its region if it gives one."""
    spoken = [one.language for one in told.statements if one.is_article]
    stated = (
        tree.get("lang"),
        tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        tree.get("xml:lang"),
    )
    for text in (
        *stated,
        told.meta("og:locale", "content-language", "dc.language", "language"),
        *spoken,
    ):
        match = re.match(r"\s*([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?\b", text or "")
        if match:
            return f"{match[1].lower()}-{match[2].upper()}" if match[2] else match[1].lower()
    return None


def _canonical(url: str, tree: HtmlElement, told: Structured, rules: Rules) -> str:
    """Return the address the page calls its own, if its publisher can mean this article by it."""
    own = urls.clean(url)
    stated = [
        *(link.get("href") or "" for link in tree.iter("link") if _is_rel(link, "canonical")),
        told.meta("og:url"),
    ]
    for text in stated:
        found = urls.clean(text, url) if text else ""
        if (
            urls.is_http(found)
            and (urls.same_site(found, own, rules.hosts) or not urls.is_http(own))
            and (not urls.is_home(found) or urls.is_home(own))
        ):
            return found
    return own


def _is_rel(link: HtmlElement, name: str) -> bool:
    return name in (link.get("rel") or "").lower().split()


def _addresses(page: Page, tree: HtmlElement, canonical: str, rules: Rules) -> Iterator[str]:
    """Yield every address of the article that the page and the way to it tell, once."""
    short = [link.get("href") or "" for link in tree.iter("link") if _is_rel(link, "shortlink")]
    told = [urls.clean(one, page.url) for one in short if one]
    own = [
        one for one in told if urls.same_site(one, page.url, rules.hosts) and not urls.is_home(one)
    ]
    yield from dict.fromkeys(
        (canonical, urls.clean(page.url), *map(urls.clean, page.addresses), *own)
    )


def _image(url: str, told: Structured) -> str | None:
    stated = [told.meta("og:image", "og:image:url", "twitter:image", "twitter:image:src")]
    stated += [one.image for one in told.statements if one.is_article]
    found = (urls.clean(one, url) for one in stated if one)
    return next((one for one in found if urls.is_http(one)), None)
