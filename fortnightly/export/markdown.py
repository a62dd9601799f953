"""A whole article as Markdown: title, facts and picture, its text, then links and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.markdown.blocks import heading, picture
from ingest.markdown.inline import destination, escaped, inline
from ingest.markdown.runs import EMPHASIS, Marks, Run, address, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.model import Article
    from storage.records import Entry


def facts(article: Article | Entry) -> str:
    """Return in one line by whom, when and where an article was published."""
    parts = (", ".join(article.authors), article.published, article.section)
    return " · ".join(filter(None, parts))


def document(article: Article | Entry) -> str:
    below = foot(article)
    parts = (head(article), article.markdown, "---" if below else "", below)
    return "\n\n".join(filter(None, parts))


def head(article: Article | Entry) -> str:
    parts = [heading(1, plain(" ".join(article.title.split())))]
    if article.standfirst:
        parts.append(_emphasised(article.standfirst))
    parts += [inline(plain(facts(article))), _link(article.url, article.url)]
    if image := article.lead_image:
        parts.append(picture(address(image.url, ""), image.caption, image.credit))
    return "\n\n".join(filter(None, parts))


def foot(article: Article | Entry) -> str:
    return "\n\n".join(_notes(article))


def _notes(article: Article | Entry) -> Iterator[str]:
    """Yield pull quotes, related links and notes."""
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
