"""Who wrote an article: whom a page names where, and who is believed."""

from __future__ import annotations

import json

import pytest
from test_anatomy import ONE, THREE, TWO, article, paragraphs

from ingest.authors.bylines import dated, is_label, is_stamp, signers
from ingest.authors.names import signed
from ingest.fields.metadata import read_metadata
from ingest.model import Page, Rules
from ingest.page.build import pieces
from ingest.page.decoding import parse

TEXT = paragraphs(ONE, TWO, THREE)
NEWS = {"@type": "NewsArticle", "headline": "The canal fills again"}
BLOG = {"@type": "BlogPosting", "headline": "The canal fills again"}
RANYA = ("Ranya Sadik",)
BOTH = ("Ranya Sadik", "Omar van Dijk")
DATE = "<p>15 May 2020</p>"
SITE = '<meta property="og:site_name" content="Example News"/>'


def ld(value):
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def by(name, kind="Person"):
    return {"author": {"@type": kind, "name": name}}


def meta(name, content):
    return f'<meta property="{name}" content="{content}"/>'


def card(name):
    return meta("twitter:label1", "Written by") + meta("twitter:data1", name)


TOLD = {
    "JSON-LD": (ld({**NEWS, **by("Ranya Sadik")}), RANYA),
    "a list": (
        ld({**NEWS, "author": [{"name": "Ranya Sadik"}, {"name": "Omar van Dijk"}]}),
        BOTH,
    ),
    "a reference in a graph": (
        ld(
            {
                "@graph": [
                    {**NEWS, "author": {"@id": "#r"}},
                    {"@id": "#r", "@type": "Person", "name": "Ranya Sadik"},
                ]
            }
        ),
        RANYA,
    ),
    "joined names": (meta("author", "By Ranya Sadik and Omar van Dijk"), BOTH),
    "as catalogues have it": (meta("citation_author", "Sadik, Ranya"), RANYA),
    "the site": (ld({**NEWS, **by("Example News", "Organization")}) + SITE, ()),
    "a desk": (meta("author", "Editorial Staff"), ()),
    "who set up the page": (meta("author", "admin"), ()),
    "an address": (meta("article:author", "https://example.org/ranya"), ()),
    "two who disagree": (ld({**NEWS, **by("Ranya Sadik")}) + meta("author", "Omar van Dijk"), ()),
    "a nickname": (ld({**BLOG, **by("ranya")}), ()),
    "a nickname, repeated": (meta("author", "ranya") + card("ranya"), ("ranya",)),
    "nobody": ("", ()),
}


@pytest.mark.parametrize(("head", "names"), TOLD.values(), ids=TOLD)
def test_whom_machines_alone_are_told(head, names):
    assert article(TEXT, head=head).authors == names


UNSEEN = {
    "JSON-LD of a post": (ld({**NEWS, "@type": "BlogPosting", **by("Ranya Sadik")}), ()),
    "JSON-LD of a news article": (ld({**NEWS, **by("Ranya Sadik")}), RANYA),
    "meta": (meta("author", "Ranya Sadik"), ()),
    "meta and the sharing card": (meta("author", "Ranya Sadik") + card("Ranya Sadik"), RANYA),
}


@pytest.mark.parametrize(("head", "names"), UNSEEN.values(), ids=UNSEEN)
def test_whom_machines_are_told_where_a_page_prints_its_date_and_no_name(head, names):
    assert article(DATE + TEXT, head=head).authors == names


SEEN = {
    "a class": ('<p class="byline">By Ranya Sadik</p>', RANYA),
    "a line": ("<p>By Ranya Sadik</p>", RANYA),
    "a line of several parts": ("<p>15 May 2020 · 3 min read · By Ranya Sadik</p>", RANYA),
    "and a category": ("<p>Posted in News by ranya on 15 May 2020</p>", ("ranya",)),
    "a label and the name below it": ("<p>Written by</p><p>Ranya Sadik</p>", RANYA),
    "run into its opening": ("<p>By<b>Ranya Sadik</b><i>15 May 2020</i></p>", RANYA),
    "run into a trade": ("<p>By <a>Ranya Sadik</a><span>Senior Writer</span></p>", RANYA),
    "several, parted by markup": ("<p>By <a>Ranya Sadik</a> and <a>Omar van Dijk</a></p>", BOTH),
    "three": (
        "<p>By Ranya Sadik, Omar van Dijk, and Jane Doe</p>",
        (*BOTH, "Jane Doe"),
    ),
    "first names": ("<p>By Ranya &amp; Omar</p>", ("Ranya", "Omar")),
    "a role": ("<p>By Ranya Sadik, Senior Editor</p>", RANYA),
    "a degree": ("<p>By Ranya Sadik, PhD. Reviewed by Jane Doe, MD</p>", RANYA),
    "a name that ends in a stop": ("<p>By Ranya Sadik Jr.</p>", ("Ranya Sadik Jr.",)),
    "capitals": ("<p>BY RANYA SADIK</p>", RANYA),
    "soft hyphens": ("<p>Von Ran\xadya Sa\xaddik</p>", RANYA),
    "in German": ("<p>Veröffentlicht am 15. Mai 2020 von Ranya Sadik</p>", RANYA),
    "in French": ("<p>Par Ranya Sadik le 15 mai 2020</p>", RANYA),
    "text and photos": ("<p>Text &amp; Fotos: Ranya Sadik</p>", RANYA),
    "a link to her page": ('<p><a href="/author/ranya/">Ranya Sadik</a> 2 h ago</p>', RANYA),
    "hCard": ('<span class="vcard"><a class="fn">ranya</a></span>', ("ranya",)),
    "beside the date": ("<p>Ranya Sadik | 15 May 2020</p>", RANYA),
    "above the date": ("<p>Ranya Sadik</p><p>15 May 2020</p>", RANYA),
    "above her trade": ("<p>Ranya Sadik</p><p>Staff writer</p>", RANYA),
    "told twice": ('<p class="byline">Ranya Sadik<span>Ranya Sadik</span></p>', RANYA),
    "a team": ("<p>By The Canal Team</p>", ("The Canal Team",)),
    "a bare role": ("<p>By Staff</p>", ()),
    "a photographer": ("<p>Photo: Ranya Sadik</p>", ()),
    "a reviewer": ("<p>Medically reviewed by Ranya Sadik</p>", ()),
    "a section beside the date": (
        "<p>Canal News</p><p>15 May 2020</p><p>News of the canal</p>",
        (),
    ),
    "a licence": ('<p class="author"><a>CC BY 4.0</a></p>', ()),
    "a sentence": ("<p>By the end of 2020, it was over.</p>", ()),
    "hidden": ('<p class="author" style="display:none">Ranya Sadik</p>', ()),
    "of a comment": ('<div class="comments"><p class="author">Ranya Sadik</p></div>', ()),
    "of a teaser": ('<aside><h3>A bridge</h3><p class="byline">By Ranya Sadik</p></aside>', ()),
}


@pytest.mark.parametrize(("body", "names"), SEEN.values(), ids=SEEN)
def test_whom_the_page_names_near_the_headline(body, names):
    assert article(body + TEXT).authors == names


BELOW = {
    "a line": ("<p>Text: Ranya Sadik</p>", RANYA),
    "an address of the authors": ("<p>Autorin: Ranya Sadik, Redakteurin</p>", RANYA),
    "a box": ('<div class="author-box"><h4>Ranya Sadik</h4><p>She writes.</p></div>', RANYA),
    "a box of one first name": (
        '<div class="author-box"><a rel="author">Ranya</a><p>Hello, I am.</p></div>',
        ("Ranya",),
    ),
}


@pytest.mark.parametrize(("body", "names"), BELOW.values(), ids=BELOW)
def test_whom_the_page_names_below_the_text(body, names):
    assert article(TEXT + body).authors == names


BETWEEN = {
    "another in JSON-LD": (ld({**NEWS, **by("Jane Doe")}), "<p>By Ranya Sadik</p>", RANYA),
    "admin in JSON-LD": (ld({**NEWS, **by("admin")}), "<p>By Ranya Sadik</p>", RANYA),
    "more names in JSON-LD, shown below": (
        ld({**NEWS, "author": [*map(dict, [{"name": name} for name in BOTH])]}),
        "<p>By Ranya Sadik</p><p>Omar van Dijk</p><p>Ranya Sadik</p>",
        BOTH,
    ),
    "the full name elsewhere": (
        ld({**BLOG, **by("Ranya Sadik")}),
        "<p>Posted by Ranya on 15 May 2020</p>",
        RANYA,
    ),
    "the site, in a blog": (ld(BLOG) + SITE, "<p>By Example News</p>", ("Example News",)),
    "the site, in the news": (ld(NEWS) + SITE, "<p>By Example News</p>", ()),
    "a nickname, shown": (
        ld({**BLOG, **by("canalrat")}),
        "<p>canalrat</p><p>15 May 2020</p>",
        ("canalrat",),
    ),
}


@pytest.mark.parametrize(("head", "body", "names"), BETWEEN.values(), ids=BETWEEN)
def test_what_a_reader_sees_goes_before_what_machines_are_told(head, body, names):
    assert article(body + TEXT, head=head).authors == names


def evidence(body, head=""):
    html = (
        f"<html><head>{head}</head><body><h1>The canal fills again</h1>{body}{TEXT}</body></html>"
    )
    page = Page(url="https://www.example.org/a", body=html.encode())
    tree = parse(page)
    said = read_metadata(page, tree, pieces(tree, "data-part"), Rules())
    (found,) = (one for one in said.evidence if one.field == "authors")
    return found


def test_the_evidence_names_the_source_and_who_disagrees():
    found = evidence("<p>By Ranya Sadik | Desk</p>", meta("author", "Jane Doe"))

    assert (found.source, found.value) == ("byline near the headline", "By Ranya Sadik | Desk")
    assert found.others == (("meta author", "Jane Doe"),)


def test_the_evidence_names_whom_nobody_believed():
    found = evidence(DATE, SITE + meta("author", "Example News"))

    assert (found.source, found.value) == ("no byline", None)
    assert found.others == (("meta author", "Example News"),)


LINES = {
    "By T.C. Sadik Nov 29, 2016, 10:00am EST": ("T.C. Sadik",),
    "By Ranya Simon, August 14, 2020 2:30 pm": ("Ranya Simon",),
    "By Ranya SadikPublished: Jan 29, 2025": RANYA,
    "Posted by ranya on Friday December 19, 2025 @08:00PM": ("ranya",),
    "von: Ranya Sadik": RANYA,
    "Ein Artikel von Ranya Sadik | 27.01.2022 - 12:45": RANYA,
    "Medically reviewed by Jane Doe — Written by Ranya Sadik, MS": RANYA,
    "Fotos: Ranya Sadik": (),
    "By noon, all of it had gone under water again": (),
}


@pytest.mark.parametrize("line", LINES)
def test_whom_a_line_names(line):
    assert signers(line) == LINES[line]


def test_lines_that_only_open_a_byline_or_only_date_it():
    assert all(map(is_label, ("By", "Written by:", "Eingestellt von", "Autor:")))
    assert all(map(is_stamp, ("15 May 2020", "vor 11 Minuten", "3 min read", "Last updated:")))
    assert not any(map(is_stamp, ("Ranya Sadik", "•", "News, 15 May 2020")))


def test_a_name_beside_a_date_is_all_that_its_line_says():
    assert dated("Ranya Sadik | Senior Writer | July 2, 2025") == RANYA
    assert dated("With the law of 15 May 2020 all changed") == ()


NO_SIGNATURES = (
    "Staff",
    "admin",
    "Redaktion",
    "CC BY 4.0",
    "https://example.org",
    "",
    "12",
    "the end",
)


@pytest.mark.parametrize("text", NO_SIGNATURES)
def test_what_never_signs(text):
    assert signed(text) == ()
