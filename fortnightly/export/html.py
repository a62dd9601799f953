"""An article as one HTML page without scripts."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import nh3
from markdown_it import MarkdownIt

from fortnightly.export.markdown import foot, head

if TYPE_CHECKING:
    from ingest.model import Article
    from storage.records import Entry


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


def page(article: Article | Entry) -> str:
    """Return a whole page: no script, no style of the site, only the tags of `_TAGS`."""
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    above, body, below = map(reader.render, (head(article), article.markdown, foot(article)))
    made = f"<article><header>{above}</header>{body}<footer>{below}</footer></article>"
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
