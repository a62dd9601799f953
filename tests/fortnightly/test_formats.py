"""An article given out, and that nothing of a page's scripts comes with it."""

# ruff: noqa: E501 - markup reads best on one line

from __future__ import annotations

import io
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html
from rich.console import Console

from fortnightly.export.article import Format, formatted
from fortnightly.terminal.article import Explained, facts_of, rendered
from fortnightly.terminal.article import explained as explained_on_terminal
from ingest.errors import PageError
from ingest.model import (
    Article,
    Embed,
    Evidence,
    Image,
    LeadImage,
    Page,
    Paragraph,
    RelatedLink,
    Rules,
)
from ingest.pipeline import examine, read

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "hostile"
LONG = "<p>Water returned to the canal in March after three dry years along the eastern bank, and nobody sang.</p>"
PAGE = """<html lang="en"><head><title>{0}</title><meta name="author" content="{1}"><meta property="og:image" content="{1}">
</head><body><article><h1>{0}</h1><p class="byline">By {0}</p>""" + (
    LONG * 2
    + """<p>{0}</p><p><a href="{1}">{0}</a></p><figure><img src="{1}" alt="{1}"><figcaption>{0}</figcaption></figure>"""
    + """<iframe src="{1}" title="{1}"></iframe><pre>{0}</pre><h2>{0}</h2><ul><li>{0}</li></ul>"""
    + """<table><tr><th>{0}</th><th>a</th></tr><tr><td>{0}</td><td>b</td></tr></table><p>Read more: <a href="{1}">{0}</a></p>"""
    + LONG * 2
    + "</article></body></html>"
)
ALLOWED = {"rel", "href", "src", "alt", "start"}
OWN = {"script", "iframe", "object", "embed", "svg", "math", "form", "input", "link", "base"}


def dangers(page):
    """Return all in a page that could run or load something but a picture."""
    tree = html.document_fromstring(page)
    for one in tree.iter():
        if not isinstance(one.tag, str):
            yield "a comment"
        elif one.tag in OWN:
            yield one.tag
    for one in tree.body.iter():
        for name, value in one.attrib.items():
            if name not in ALLOWED and not (one.tag == "body" and name == "dir"):
                yield f"{name}={value}"
            if name in ("href", "src") and urlsplit(value).scheme not in (
                "",
                "http",
                "https",
                "mailto",
            ):
                yield f"{name}={value}"


def poisoned(payload):
    page = PAGE.format(payload, payload.replace('"', "&quot;"))
    try:
        return read(
            Page(url="https://e.org/a", body=page.encode("utf-8", "replace")), Rules()
        ).article
    except PageError:
        return None


PAYLOADS = [
    "<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<img src=x onerror=alert(1)>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " java&#10;script:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:x",
    "[a](javascript:alert(1))",
    "![a](javascript:alert(1))",
    "[a]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "&lt;javascript:alert(1)&gt;",
    "](javascript:alert(1))",
    "https://e.org/)[a](javascript:alert(1)",
    "https://e.org/&quot;onmouseover=&quot;alert(1)",
    "``` <svg onload=alert(1)>",
    "&lt;/code&gt;&lt;/pre&gt;&lt;svg onload=alert(1)&gt;",
    "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;",
    "{{constructor.constructor('alert(1)')()}}",
    "&lt;a href=&#39;&amp;#106;avascript:x&#39;&gt;",
    "&lt;!--&gt;&lt;img src=x onerror=alert(1)&gt;--&gt;",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_script_comes_out(payload):
    one = poisoned(payload)

    assert one is not None
    assert list(dangers(formatted(one, Format.HTML))) == []


def test_no_script_comes_out_of_any_field():
    for text in PAYLOADS:
        one = Article(
            url=text,
            title=text,
            standfirst=text,
            authors=(text,),
            section=text,
            language=text,
            lead_image=LeadImage(text, text, text),
            body=(Paragraph(text), Image(text, text, text)),
            markdown=f"[a]({text}) ![a]({text}) <{text}>\n\n{text}",
            pull_quotes=(text,),
            related=(RelatedLink(text, text),),
            trailer=(text,),
            embeds=(Embed(text, text, 0),),
        )
        assert list(dangers(formatted(one, Format.HTML))) == [], text


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no shared data at {SHARED}")
@pytest.mark.parametrize("part", range(8))
def test_no_script_of_many_comes_out(part):
    lines = (SHARED / "dompurify/payloads.jsonl").read_text("utf-8").split("\n")
    payloads = [str(json.loads(line)["payload"]) for line in lines if line]
    payloads += [
        file.read_text("utf-8", "replace")
        for file in sorted((SHARED / "bleach").rglob("*.*"))
        if file.is_file()
    ]

    read_ = [one for payload in payloads[part::8] if (one := poisoned(payload))]

    assert read_
    assert [danger for one in read_ for danger in dangers(formatted(one, Format.HTML))] == []


WHOLE = Article(
    url="https://e.org/a",
    title="1. The *canal*",
    standfirst="It fills.",
    authors=("Ann Ray", "Bo Li"),
    published="2026-03-01",
    section="News",
    language="en",
    lead_image=LeadImage("https://e.org/i.jpg", "The canal", "Getty"),
    body=(Paragraph("Water is back."), Image("https://e.org/j.jpg", "A boat", None)),
    markdown="Water is [_back_](https://e.org/b).\n\n![A boat](https://e.org/j.jpg)\\\n_A boat_\n\n[Vimeo: Boats](https://vimeo.com/1)",
    pull_quotes=("Water is back",),
    related=(RelatedLink("The bridge", "https://e.org/c"),),
    trailer=("A weekly feature.",),
    embeds=(Embed("https://vimeo.com/1", "Boats", 2),),
)


def test_markdown_is_a_whole_document():
    assert formatted(WHOLE, Format.MARKDOWN).split("\n\n") == [
        "# 1\\. The \\*canal\\*",
        "_It fills._",
        "Ann Ray, Bo Li · 2026-03-01 · News",
        "[https://e.org/a](https://e.org/a)",
        "![The canal](https://e.org/i.jpg)\\\n_The canal \\[Getty\\]_",
        *WHOLE.markdown.split("\n\n"),
        "---",
        "## Pull quotes",
        "> Water is back",
        "## Read more",
        "- [The bridge](https://e.org/c)",
        "_A weekly feature._\n",
    ]


def test_text_is_plain():
    assert formatted(WHOLE, Format.TEXT).split("\n\n") == [
        "1. The *canal*",
        "It fills.",
        "Ann Ray, Bo Li · 2026-03-01 · News\nhttps://e.org/a",
        "Picture: The canal [Getty]",
        "Water is back.",
        "Picture: A boat",
        "Vimeo: Boats: https://vimeo.com/1",
        "Pull quotes\n- Water is back",
        "Read more\n- The bridge\n  https://e.org/c",
        "A weekly feature.\n",
    ]


def test_html_is_a_page_in_the_language_of_the_article():
    tree = html.document_fromstring(formatted(WHOLE, Format.HTML))

    assert tree.get("lang") == "en"
    assert tree.findtext(".//title") == "1. The *canal*"
    assert tree.findtext(".//article/header/h1") == "1. The *canal*"
    links = tree.findall(".//article/p/a")
    assert [a.get("href") for a in links] == ["https://e.org/b", "https://vimeo.com/1"]
    assert {a.get("rel") for a in links} == {"nofollow noopener"}


def printed(what, **how):
    out = Console(file=io.StringIO(), width=100, markup=False, highlight=False, emoji=False, **how)
    out.print(what)
    return out.file.getvalue()


def test_a_terminal_shows_the_article_and_where_its_links_lead():
    shown = printed(rendered(WHOLE))

    lines = [line.rstrip() for line in shown.splitlines() if line.strip()]
    assert lines == [
        "1. The *canal*",
        "Ann Ray, Bo Li · 1 March 2026 · News · 3 words",
        "https://e.org/a",
        "It fills.",
        "Picture: The canal [Getty]",
        "Water is back [1].",
        "Picture: A boat",
        "Vimeo: Boats [2]",
        "[1] https://e.org/b",
        "[2] https://vimeo.com/1",
        "Pull quotes",
        "- Water is back",
        "Trailer",
        "- A weekly feature.",
        "Read more",
        "- The bridge",
        "  https://e.org/c",
    ]


STEERING = "a\x1b[31mb\x1b]8;;http://x\x07c\x9b2Jd\u202ee\u2066f\rg[bold]h[/bold][link=x]"


def test_nothing_of_a_page_steers_the_terminal():
    one = Article(
        url=STEERING,
        title=STEERING,
        standfirst=STEERING,
        body=(Paragraph(STEERING),),
        markdown=STEERING,
        pull_quotes=(STEERING,),
        related=(RelatedLink(STEERING, STEERING),),
        trailer=(STEERING,),
    )
    evidence = (
        Evidence(field="title", source=STEERING, value=STEERING, others=((STEERING,) * 2,)),
    )
    explained = Explained(article=one, evidence=evidence, facts=(("member", STEERING),))
    shown = [printed(rendered(one)), printed(explained_on_terminal(explained))]

    for text in [*shown, *(formatted(one, form) for form in Format)]:
        assert not set(text) & {"\x1b", "\x07", "\x9b", "\r", "\u202e", "\u2066"}
        assert "[bold]h" in text.replace("\\", "")


def test_explaining_names_the_source_of_each_field_and_who_said_something_else():
    evidence = (
        Evidence(field="title", source="h1", value="The canal", others=(("og:title", "Canal!"),)),
        Evidence(field="published", source="JSON-LD", value=None),
    )
    facts = (("member", "title"), ("rules", "2-ab"))

    shown = printed(explained_on_terminal(Explained(WHOLE, evidence, facts)))

    blocks = [[line.strip() for line in block.splitlines()] for block in shown.split("\n\n")]
    assert ["title", "The canal", "from h1", "og:title: Canal!"] in blocks
    assert ["published", "(nothing)", "from JSON-LD"] in blocks
    assert ["authors", "Ann Ray, Bo Li"] in blocks
    assert "member: title" in blocks[0]


def test_a_refused_page_is_explained_as_far_as_it_was_read():
    body = b"<title>404</title><body><h1>Page not found</h1><p>There is nothing here.</p></body>"

    seen = examine(Page(url="https://e.org/a", body=body), Rules())

    assert seen.refused is not None
    assert seen.reading.article.title
    assert dict(facts_of(seen))["verdict"].startswith("not_an_article: ")
