"""
An article's page, in the order of the real one: short title, headline, reading time, date,
standfirst, lead image with caption, body, trailer; and around it what every page carries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from replica.blocks import body_html, figure, trailer_html
from replica.content import reading_minutes
from replica.head import article_head
from replica.look import Look, attribute, printed_day, text
from replica.pages import frame
from replica.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from replica.content import Entry


def render_entry(entry: Entry, look: Look | None = None) -> bytes:
    """
    Return the page of an entry, ready to be sent.

    Any content can be poured into the replica's markup this way, not only what it makes itself.
    """
    look = look or Look()
    return frame(article_head(entry, look), _main(entry, look), look).encode()


def body_field(entry: Entry, look: Look) -> str:
    """Return the body with its trailer, as page and feed have it."""
    parts = (body_html(entry.blocks, entry.body, look), trailer_html(entry.trailer))
    return "\n".join(filter(None, parts))


def _main(entry: Entry, look: Look) -> str:
    around = _around(entry, look) if look.manner == "full" else ()
    return "\n".join((_breadcrumb(entry), *_article(entry, look), *around))


def _article(entry: Entry, look: Look) -> Iterator[str]:
    yield (
        f'<article role="article" about="{entry.path}" data-history-node-id="{entry.node}" '
        'class="node node--type-article node--view-mode-full">'
    )
    yield f'<h1 class="page-title"><span>{text(entry.title)}</span></h1>'
    yield '<div class="article-info">'
    yield f'<div class="reading-time">{reading_minutes(entry)} min read</div>'
    yield from map(_byline, entry.authors)
    yield f'<div class="article-date">{printed_day(entry.published)}</div>'
    yield _share_bar(entry, look)
    yield "</div>"
    if entry.standfirst:
        yield _field("field-standfirst", text(entry.standfirst))
    if entry.image:
        yield _field("field-media-image", figure(entry.image, look))
    yield _field("body", body_field(entry, look), "text-formatted clearfix ")
    yield _tags(entry)
    yield "</article>"


def _field(name: str, html: str, css: str = "") -> str:
    return (
        f'<div class="{css}field field--name-{name} field--label-hidden field__item">\n'
        f"{html}\n</div>"
    )


def _byline(author: object) -> str:
    name = getattr(author, "name", "")
    link = f"/author/{getattr(author, 'id', 0)}/{slug(name)}"
    return f'<div class="article-author"><a href="{link}" rel="author">{text(name)}</a></div>'


def _breadcrumb(entry: Entry) -> str:
    section = entry.section
    return (
        '<nav class="breadcrumb" role="navigation" aria-label="Breadcrumb"><ol>\n'
        '<li><a href="/">Home</a></li>\n'
        f'<li><a href="/{section.lower()}">{text(section)}</a></li>\n'
        f"<li>{text(entry.short_title)}</li>\n</ol></nav>"
    )


def _share_bar(entry: Entry, look: Look) -> str:
    url = attribute(look.url(entry.path))
    names = ("Facebook", "Twitter", "WhatsApp", "Email")
    links = "\n".join(
        f'<li><a class="a2a_button_{name.lower()}" href="https://share.invalid/{name.lower()}'
        f'?u={url}" rel="nofollow">{name}</a></li>'
        for name in names
    )
    return f'<ul class="share-bar a2a_kit">\n{links}\n</ul>'


def _tags(entry: Entry) -> str:
    links = "\n".join(
        f'<li><a href="/tag/{slug(tag)}" hreflang="en">{text(tag)}</a></li>' for tag in entry.tags
    )
    return f'<div class="field field--name-field-tags"><ul>\n{links}\n</ul></div>'


def _around(entry: Entry, look: Look) -> Iterator[str]:
    """Return what stands below an article and is none of it."""
    yield (
        '<section class="newsletter-signup"><h2>Stay informed</h2><p>Get our weekly letter with '
        'the stories that matter, free of charge.</p><form action="/newsletter"><input '
        'type="email" name="mail" /><button>Sign up</button></form></section>'
    )
    yield _comments(entry)
    yield (
        '<footer class="article-footer"><p>Follow us on all our channels, and write to us with '
        f'your view of <a href="{attribute(look.url(entry.path))}">this page</a>.</p></footer>'
    )


def _comments(entry: Entry) -> str:
    return (
        f'<section id="comments" class="comments" data-node="{entry.node}"><h2>Comments</h2>\n'
        '<article class="comment"><h4>reader_17</h4><p>The same was said last year, and the year '
        'before.</p></article>\n<article class="comment"><h4>Palm Grove</h4><p>Thank you for '
        "following this so closely.</p></article>\n</section>"
    )
