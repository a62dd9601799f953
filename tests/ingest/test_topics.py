"""Section and tags: what the page states, else what it shows, and nothing else."""

from __future__ import annotations

import pytest
from lxml import html

from ingest.fields.topics import section, tags
from ingest.page.structured_data import read_structured_data

URL = "https://www.riverside.example/notes/flood"
CRUMBS = """<nav class="breadcrumb"><ol><li><a href="/">Home</a></li>
<li><a href="/notes">Notes</a></li><li>A flood</li></ol></nav>"""
TAGS = '<ul class="field--name-field-tags"><li><a href="/tag/rain">Rain</a></li></ul>'
STATED = '<meta property="article:section" content="Weather">'
RELATED = '<div class="topics"><a href="/topic/x">X</a><a href="/notes/drought">A drought</a></div>'


def page(body, head=""):
    return html.document_fromstring(
        f"<html><head><title>x</title>{head}</head><body>{body}</body></html>"
    )


SECTIONS = {
    "stated": (page(CRUMBS, STATED), "Weather"),
    "the breadcrumb": (page(CRUMBS), "Notes"),
    "its last step, not the page itself": (
        page('<div aria-label="Breadcrumb"><a href="/">H</a><a href="/a">A</a><a href="/b">B</a>'
             '<a href="/notes/flood">A flood</a></div>'),
        "B",
    ),
    "a way home only": (page('<div class="breadcrumbs"><a href="/">H</a></div>'), None),
    "microdata": (page('<div itemscope itemtype="https://schema.org/Article"><span '
                       'itemprop="articleSection">Rivers</span></div>'), "Rivers"),
    "nothing": (page("<p>x</p>"), None),
}  # fmt: skip


@pytest.mark.parametrize(("tree", "expected"), SECTIONS.values(), ids=SECTIONS)
def test_section(tree, expected):
    assert section(tree, read_structured_data(tree), URL).value == expected


LISTS = {
    "stated": (page(TAGS, '<meta property="article:tag" content="Flood">'), ("Flood",)),
    "a list with the article": (page(f"<article>{TAGS}</article>"), ("Rain",)),
    "a list in its footer": (page(f"<article><footer>{TAGS}</footer></article>"), ("Rain",)),
    "rel=tag": (page('<p><a rel="tag" href="/t/1">One</a> <a rel="tag" href="/t/2">Two</a></p>'),
                ("One", "Two")),
    "popular tags beside the article": (page(f"<aside>{TAGS}</aside>"), ()),
    "links that are no tags": (page(RELATED), ()),
    "popular tags in an aside of it": (page(f"<article><aside>{TAGS}</aside></article>"), ()),
    "nothing": (page("<p>x</p>"), ()),
}  # fmt: skip


@pytest.mark.parametrize(("tree", "expected"), LISTS.values(), ids=LISTS)
def test_tags(tree, expected):
    assert tags(tree, read_structured_data(tree))[0] == expected
