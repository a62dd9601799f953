"""
Gives a whole article out: as Markdown, as plain text, or as one HTML page.

Takes an article and gives text; what it says came from a page and is trusted nowhere: HTML is made
from our own Markdown with no HTML in it, and then held to a list of what is allowed.
"""

from __future__ import annotations

import html
import re
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING

import nh3
from markdown_it import MarkdownIt

from ingest.embeds import label
from ingest.inline import destination, escaped, inline
from ingest.markdown import heading, picture
from ingest.marks import EMPHASIS, Marks, Run, address, plain
from ingest.model import Image, block_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.model import Article
    from storage.records import Entry

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_TAGS = frozenset(
    (
        *("article", "header", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr"),
        *("em", "strong", "s", "code", "pre", "a", "img", "blockquote", "ul", "ol", "li"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    )
)
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
_PAGE = """<!DOCTYPE html>
<html{language}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
img-src http: https:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1.1rem/1.55 Georgia, serif; }}
h1, h2, h3 {{ line-height: 1.2; }}
header {{ border-bottom: 1px solid #bbb; }}
footer {{ border-top: 1px solid #bbb; margin-top: 2rem; color: #444; }}
img {{ max-width: 100%; height: auto; }}
blockquote {{ margin-inline: 0; padding-inline-start: 1rem; border-inline-start: 3px solid #bbb; }}
table {{ border-collapse: collapse; }}
th, td {{ border: 1px solid #bbb; padding: .2rem .6rem; text-align: start; }}
pre {{ overflow-x: auto; }}
</style>
</head>
<body dir="auto">
{article}
</body>
</html>
"""


class Format(StrEnum):
    """How an article is given out."""

    MARKDOWN = "markdown"
    TEXT = "text"
    HTML = "html"


def formatted(article: Article | Entry, form: Format) -> str:
    """Return an article with all that surrounds it; ends with a line end."""
    match form:
        case Format.MARKDOWN:
            return harmless("\n\n".join(_whole(article))) + "\n"
        case Format.TEXT:
            return harmless("\n\n".join(filter(None, _plain(article)))) + "\n"
        case Format.HTML:
            return harmless(_html(article))


def harmless(text: str | None) -> str:
    r"""
    Return text that came from a page, without what would steer a terminal or turn its lines about.

    >>> harmless("a\x1b[31m\u202eb")
    'a[31mb'
    """
    kept = (c for c in text or "" if c in "\n\t" or unicodedata.category(c) != "Cc")
    return _BIDI.sub("", "".join(kept))


def facts(article: Article | Entry) -> str:
    """Return in one line by whom, when and where an article was published."""
    told = (", ".join(article.authors), article.published, article.section)
    return " · ".join(filter(None, told))


def _whole(article: Article | Entry) -> list[str]:
    foot = _foot(article)
    parts = (_head(article), article.markdown, "---" if foot else "", foot)
    return [part for part in parts if part]


def _head(article: Article | Entry) -> str:
    parts = [heading(1, plain(" ".join(article.title.split())))]
    if article.standfirst:
        parts.append(_emphasised(article.standfirst))
    parts += [inline(plain(facts(article))), _link(article.url, article.url)]
    if image := article.lead_image:
        parts.append(picture(address(image.url, ""), image.caption, image.credit))
    return "\n\n".join(filter(None, parts))


def _foot(article: Article | Entry) -> str:
    return "\n\n".join(_notes(article))


def _notes(article: Article | Entry) -> Iterator[str]:
    """Yield what stands about the text: pull quotes, links, notes."""
    if article.pull_quotes:
        yield "## Pull quotes"
        yield from (f"> {inline(plain(' '.join(text.split())))}" for text in article.pull_quotes)
    if article.related:
        yield "## Read more"
        yield "\n".join(f"- {_link(link.title, link.url)}" for link in article.related)
    yield from map(_emphasised, article.trailer)


def _emphasised(text: str) -> str:
    return inline([Run(" ".join(text.split()), Marks(frozenset({EMPHASIS})))])


def _link(text: str, url: str) -> str:
    words = escaped(" ".join(text.split()))
    target = address(url, "")
    return f"[{words}]({destination(target)})" if target else inline(plain(" ".join(text.split())))


def _plain(article: Article | Entry) -> Iterator[str]:
    yield article.title
    yield article.standfirst or ""
    yield "\n".join(filter(None, (facts(article), article.url)))
    if image := article.lead_image:
        yield pictured(image.caption, image.credit)
    yield from map(_said, article.body)
    yield "\n".join(f"{label(embed)}: {embed.url}" for embed in article.embeds)
    yield _listed("Pull quotes", article.pull_quotes)
    yield _listed("Read more", [f"{link.title}\n  {link.url}" for link in article.related])
    yield "\n".join(article.trailer)


def _said(block: object) -> str:
    return pictured(block.caption, block.credit) if isinstance(block, Image) else block_text(block)  # type: ignore[arg-type]


def pictured(caption: str | None, credit: str | None) -> str:
    """Return what is said of a picture; empty if nothing is."""
    said = " ".join(filter(None, (caption, f"[{credit}]" if credit else None)))
    return f"Picture: {said}" if said else ""


def _listed(name: str, texts: Sequence[str]) -> str:
    return "\n".join([name, *(f"- {text}" for text in texts)]) if texts else ""


def _html(article: Article | Entry) -> str:
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    head, body, foot = map(reader.render, (_head(article), article.markdown, _foot(article)))
    made = f"<article><header>{head}</header>{body}<footer>{foot}</footer></article>"
    language = article.language or ""
    return _PAGE.format(
        language=f' lang="{language}"' if _LANGUAGE.fullmatch(language) else "",
        title=html.escape(article.title),
        article=nh3.clean(
            made,
            tags=set(_TAGS),
            attributes=_ATTRIBUTES,
            url_schemes=_SCHEMES,
            link_rel="nofollow noopener",
        ),
    )
