"""
The head of an article's page: what it tells machines about itself, in four manners.

What is told here and what the visible page tells agree, except that the short title stands here
and the headline there. Reads an entry, decides nothing about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from replica.forms import link
from replica.look import Look, attribute, script_json, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from replica.content import Entry


def article_head(entry: Entry, look: Look) -> str:
    return "\n".join(_lines(entry, look))


def offset_without_colon(moment: datetime) -> str:
    """Return a moment as Drupal's metatags print it: ``2024-10-18T23:05:21+0100``."""
    return f"{moment:%Y-%m-%dT%H:%M:%S%z}"


def _lines(entry: Entry, look: Look) -> Iterator[str]:
    yield f"<title>{text(entry.short_title)} | {look.site_name}</title>"
    if look.canonical_link:
        canonical = look.url(look.canonical or entry.path)
        yield f'<link rel="canonical" href="{attribute(canonical)}" />'
    if look.twins and look.manner == "full":
        yield f'<link rel="amphtml" href="{attribute(look.url(link(entry, "amp")))}" />'
        yield (
            '<link rel="alternate" media="only screen and (max-width: 640px)" '
            f'href="{attribute(link(entry, "mobile"))}" />'
        )
    if look.shortlink:
        yield f'<link rel="shortlink" href="{look.url(f"/node/{entry.node}")}" />'
    match look.metadata_of(entry):
        case "og":
            yield from _open_graph(entry, look)
        case "json-ld":
            yield _script({"@context": "https://schema.org", **_news_article(entry, look)})
        case "graph":
            yield from _open_graph(entry, look)
            yield _script(_graph(entry, look))
        case "none":
            pass


def _open_graph(entry: Entry, look: Look) -> Iterator[str]:
    for name, content in _properties(entry, look):
        yield f'<meta property="{name}" content="{attribute(content)}" />'


def _properties(entry: Entry, look: Look) -> Iterator[tuple[str, str]]:
    yield "og:site_name", look.site_name
    yield "og:type", "article"
    yield "og:url", look.url(entry.path)
    yield "og:title", entry.short_title
    if entry.standfirst:
        yield "og:description", entry.standfirst
    if entry.image:
        yield "og:image", look.url(entry.image.url)
    yield "article:section", entry.section
    yield from (("article:tag", tag) for tag in entry.tags)
    yield "article:published_time", offset_without_colon(entry.published)
    if entry.modified:
        yield "article:modified_time", offset_without_colon(entry.modified)


def _script(value: dict[str, Any]) -> str:
    return f'<script type="application/ld+json">{script_json(value)}</script>'


def _graph(entry: Entry, look: Look) -> dict[str, Any]:
    crumbs = [
        {"@type": "ListItem", "position": 1, "name": "Home", "item": look.url("/")},
        {"@type": "ListItem", "position": 2, "name": entry.section},
    ]
    trail = {"@type": "BreadcrumbList", "itemListElement": crumbs}
    return {"@context": "https://schema.org", "@graph": [_news_article(entry, look), trail]}


def _news_article(entry: Entry, look: Look) -> dict[str, Any]:
    organization = {"@type": "Organization", "name": look.site_name, "url": look.url("/")}
    people = [{"@type": "Person", "name": author.name} for author in entry.authors]
    found = {
        "@type": "NewsArticle",
        "headline": entry.short_title,
        "name": entry.short_title,
        "description": entry.standfirst,
        "articleSection": entry.section,
        "keywords": ", ".join(entry.tags),
        "image": _image(entry, look),
        "datePublished": entry.published.isoformat(),
        "dateModified": entry.modified and entry.modified.isoformat(),
        "author": people or organization,
        "publisher": organization,
        "mainEntityOfPage": look.url(entry.path),
    }
    return {key: value for key, value in found.items() if value}


def _image(entry: Entry, look: Look) -> dict[str, Any] | None:
    return entry.image and {"@type": "ImageObject", "url": look.url(entry.image.url)}  # type: ignore[return-value]
