"""
The mixed RSS feed, with the real one's habits: full bodies, fused descriptions, odd dates. And a
sitemap, which the real site may not have.

Which articles are in them is the site's decision.
"""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING

from replica.article import body_field
from replica.blocks import caption_line
from replica.forms import link
from replica.look import SITE_NAME, Look, attribute, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from replica.content import Entry

_FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xml:base="{base}/" xmlns:content="http://purl.org/rss/1.0/modules/content/" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title>{site}</title>
<link>{base}/</link>
<description>The latest from {site}</description>
<language>en</language>
{items}
</channel>
</rss>
"""

_ITEM = """<item>
<title>{title}</title>
<link>{url}</link>
<description>{description}</description>
<content:encoded>{body}</content:encoded>
<pubDate>{date}</pubDate>
<category>{section}</category>
<guid isPermaLink="false">{url}</guid>
</item>"""

_SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{rows}
</urlset>
"""
_SITEMAP_ROW = "<url><loc>{}</loc><lastmod>{}</lastmod></url>"


def feed(entries: Iterable[Entry], look: Look) -> bytes:
    items = "\n".join(_item(entry, look) for entry in entries)
    return _FEED.format(base=look.base, site=SITE_NAME, items=items).encode()


def sitemap(entries: Iterable[Entry], look: Look) -> bytes:
    rows = "\n".join(_SITEMAP_ROW.format(look.url(e.path), _changed(e)) for e in entries)
    return _SITEMAP.format(rows=rows).encode()


def printed_moment(entry: Entry) -> str:
    """Return the moment in one of the feed's manners; a few of them nobody can read."""
    if entry.node % 13 == 7:
        return ""
    if entry.node % 9 == 4:
        return "Invalid date"
    if entry.node % 3 == 0:
        return f"{entry.published:%Y-%m-%dT%H:%M:%S %z}"
    return format_datetime(entry.published)


def _changed(entry: Entry) -> str:
    return (entry.modified or entry.published).isoformat()


def _item(entry: Entry, look: Look) -> str:
    return _ITEM.format(
        title=_cdata(entry.short_title),
        url=attribute(look.url(link(entry, look.links))),
        description=_cdata(_description(entry)),
        body=_cdata(_body(entry, look)),
        date=printed_moment(entry),
        section=text(entry.section),
    )


def _description(entry: Entry) -> str:
    """Return the standfirst; in every third item the caption has run into it."""
    standfirst = entry.standfirst or ""
    if entry.image and entry.node % 3 == 1:
        standfirst += caption_line(entry.image)
    return f"{standfirst}\n\n"


def _body(entry: Entry, look: Look) -> str:
    """Return the full body, its lead image at the end."""
    image = f'<img src="{attribute(look.url(entry.image.url))}" alt="" />' if entry.image else ""
    return f"{body_field(entry, look)}\n{image}"


def _cdata(words: str) -> str:
    return f"<![CDATA[{words.replace(']]>', ']]]]><![CDATA[>')}]]>"
