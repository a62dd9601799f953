"""The frame that every page shares, the listings with their pager, and the pages of errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from replica.look import Look, attribute, printed_day, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from replica.content import Entry

#: How many pages the pager names.
PAGER_WIDTH = 9
_LABELS = {
    "first": "&laquo; First",
    "previous": "&lsaquo;&lsaquo;",
    "next": "&rsaquo;&rsaquo;",
    "last": "Last &raquo;",
}

_FRAME = """<!DOCTYPE html>
<html lang="en" dir="ltr" prefix="og: https://ogp.me/ns# article: https://ogp.me/ns/article#">
<head>
<meta charset="utf-8" />
<meta name="Generator" content="Drupal 10 (https://www.drupal.org)" />
<meta name="viewport" content="width=device-width, initial-scale=1.0" />
{head}
<link rel="alternate" type="application/rss+xml" title="{site}" href="/rss" />
<script>window.dataLayer = window.dataLayer || [];</script>
<style>.visually-hidden {{ position: absolute; }}</style>
</head>
<body class="path-node">
<a href="#main-content" class="visually-hidden focusable">Skip to main content</a>
<header role="banner"><a href="/" rel="home">{site}</a>
<nav role="navigation" aria-label="Main navigation"><ul class="menu">
<li><a href="/news">News</a></li><li><a href="/analysis">Analysis</a></li>
<li><a href="/opinion">Opinion</a></li><li><a href="/features">Features</a></li>
<li><a href="/search">Search</a></li></ul></nav></header>
<main role="main"><a id="main-content" tabindex="-1"></a>
{main}
</main>
{most_viewed}
<footer role="contentinfo"><p>All rights reserved. {site} is not responsible for what others
say.</p><ul><li><a href="/about">About us</a></li><li><a href="/contact">Contact</a></li></ul>
</footer>
</body>
</html>
"""


def frame(head: str, main: str, look: Look) -> str:
    block = _most_viewed(look.most_viewed)
    return _FRAME.format(head=head, main=main, most_viewed=block, site=look.site_name)


def listing(title: str, rows: Sequence[str], pager: str, look: Look) -> bytes:
    """Return one page of a listing; `rows` and `pager` are HTML."""
    head = f"<title>{text(title)} | {look.site_name}</title>"
    body = "\n".join(rows) if rows else ""
    main = f'<h1>{text(title)}</h1>\n<div class="views-element-container">{body}</div>\n{pager}'
    return frame(head, main, look).encode()


def row(entry: Entry, href: str) -> str:
    image = ""
    if entry.image:
        image = f'<a href="{attribute(href)}"><img src="{attribute(entry.image.url)}" alt="" /></a>'
    return (
        f'<div class="views-row"><article class="node node--view-mode-teaser">{image}\n'
        f'<h2><a href="{attribute(href)}" hreflang="en" title="{attribute(entry.short_title)}">'
        f"{text(entry.short_title)}</a></h2>\n"
        f'<div class="field--name-field-standfirst">{text(entry.standfirst or "")}</div>\n'
        f'<div class="date">{printed_day(entry.published)}</div></article></div>'
    )


def pager(page: int, pages: int) -> str:
    """
    Return Drupal's full pager, counted from zero, for page `page` of `pages`.

    There is none where everything stands on one page.
    """
    if pages < 2:
        return ""
    last = pages - 1
    first = max(0, min(page - PAGER_WIDTH // 2, pages - PAGER_WIDTH))
    numbers = [_number(n, page) for n in range(first, min(first + PAGER_WIDTH, pages))]
    before = [_step("first", 0), _step("previous", page - 1, "prev")]
    after = [_step("next", page + 1, "next"), _step("last", last)]
    items = [*(before if page else []), *numbers, *(after if page < last else [])]
    return (
        '<nav class="pager" role="navigation" aria-labelledby="pagination-heading">\n'
        '<h4 id="pagination-heading" class="visually-hidden">Pagination</h4>\n'
        '<ul class="pager__items js-pager__items">\n' + "\n".join(items) + "\n</ul>\n</nav>"
    )


def message(title: str, words: str, look: Look) -> bytes:
    """Return a page that only says something: an error, a challenge, the front."""
    head = f"<title>{text(title)} | {look.site_name}</title>"
    return frame(head, f"<h1>{text(title)}</h1>\n<p>{text(words)}</p>", look).encode()


def _most_viewed(entries: Sequence[Entry]) -> str:
    if not entries:
        return ""
    items = "\n".join(
        f'<li><h3><a href="{entry.path}" hreflang="en">{text(entry.short_title)}</a></h3></li>'
        for entry in entries
    )
    return f'<aside class="most-viewed"><h2>Most Viewed</h2><ol>\n{items}\n</ol></aside>'


def _number(number: int, current: int) -> str:
    if number == current:
        return (
            f'<li class="pager__item is-active"><a href="?page={number}" aria-current="page">'
            f'<span class="visually-hidden">Current page</span>{number + 1}</a></li>'
        )
    return (
        f'<li class="pager__item"><a href="?page={number}" title="Go to page {number + 1}">'
        f'<span class="visually-hidden">Page</span>{number + 1}</a></li>'
    )


def _step(name: str, number: int, rel: str = "") -> str:
    relation = f' rel="{rel}"' if rel else ""
    return (
        f'<li class="pager__item pager__item--{name}"><a href="?page={number}" '
        f'title="Go to {name} page"{relation}><span class="visually-hidden">{name.title()} page'
        f'</span><span aria-hidden="true">{_LABELS[name]}</span></a></li>'
    )
