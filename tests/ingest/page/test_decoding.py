"""Bytes as they come: any charset, any size, any depth; a typed error or an article."""

# ruff: noqa: E501, ISC004 - markup reads best on one line

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import BadContent, IncompleteText, NotAnArticle, PageError, TooLarge
from ingest.model import Page, Rules
from ingest.page.decoding import MAX_BYTES, decode
from ingest.pipeline import read
from tests.building import ONE, THREE, TWO, page, paragraphs

URL = "https://www.example.org/a"
WORD = "Überfälle"

CHARSETS = {
    "UTF-8": (WORD.encode(), ""),
    "UTF-8 with a mark": (b"\xef\xbb\xbf" + WORD.encode(), ""),
    "UTF-16 with a mark": (WORD.encode("utf-16"), ""),
    "UTF-16 without": ((WORD * 3).encode("utf-16-le"), ""),
    "by the header": (WORD.encode("latin-1"), "text/html; charset=ISO-8859-1"),
    "by a meta tag": (f'<meta charset="windows-1252">{WORD}'.encode("cp1252"), ""),
    "declared wrongly": (WORD.encode(), "text/html; charset=windows-1252"),
    "declared as what does not exist": (WORD.encode(), "text/html; charset=klingon"),
}


@pytest.mark.parametrize(("body", "content_type"), CHARSETS.values(), ids=CHARSETS)
def test_decode(body, content_type):
    assert WORD in decode(body, content_type)


def test_an_arabic_page_of_the_nineties():
    text = "نهر دجلة يفيض"
    body = f'<meta http-equiv="Content-Type" content="text/html; charset=windows-1256">{text}'
    assert text in decode(body.encode("windows-1256"))


def test_nul_bytes_are_dropped():
    assert decode(b"a\x00b") == "ab"


WHOLE = page(paragraphs(ONE, TWO, THREE))
BROKEN = {
    "nothing": (b"", BadContent),
    "white space": (b" \n ", BadContent),
    "a PDF": (b"%PDF-1.7 ...", BadContent),
    "an image": (b"\x89PNG\r\n\x1a\n", BadContent),
    "too large": (b"<p>" + b"a" * MAX_BYTES, TooLarge),
    "no text": (b"<html><body><h1>Empty</h1></body></html>", PageError),
    "a stub": (
        b"<html><body><h1>The canal</h1><p>More to follow on this story.</p></body></html>",
        PageError,
    ),
    "a challenge": (
        b"<html><head><title>Just a moment...</title></head><body><h1>Just a moment...</h1><p>Checking"
        b" your browser before you go on to the site. This takes a few seconds, and you need not do"
        b" anything. Enable JavaScript and cookies to continue.</p></body></html>",
        NotAnArticle,
    ),
    "an error page": (
        b"<html><head><title>Page not found</title></head><body><h1>Page not found</h1><p>The page you"
        b" asked for is not here. It may have moved, or it never was. Try the search, or go back to the"
        b" front page and look for it there.</p></body></html>",
        NotAnArticle,
    ),
}


@pytest.mark.parametrize(("body", "error"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_article_says_why(body, error):
    with pytest.raises(error) as caught:
        read(Page(url=URL, body=body), Rules())
    assert caught.value.url == URL
    assert caught.value.detail


def test_too_little_text_is_incomplete():
    short = page("<p>More to follow on the canal and its boats, its banks and its engineers.</p>")
    with pytest.raises(IncompleteText):
        read(Page(url=URL, body=short.encode()), Rules())


def test_another_type_than_a_page_is_refused_by_its_header():
    with pytest.raises(BadContent):
        read(Page(url=URL, body=WHOLE.encode(), content_type="application/pdf"), Rules())


HEAVY = {
    "deep nesting": "<div>" * 100_000 + paragraphs(ONE, TWO, THREE),
    "deep inline nesting": "<b>" * 20_000 + ONE + paragraphs(TWO, THREE),
    "many links": paragraphs(ONE, TWO, THREE) + '<a href="/x">x y z</a> ' * 20_000,
    "broken entities": paragraphs(ONE, TWO, THREE) + "&#xFFFFFF; &nosuch; &#0;",
    "a table without end": "<table><tr><td>" * 3_000 + paragraphs(ONE, TWO, THREE),
}


@pytest.mark.parametrize("body", HEAVY.values(), ids=HEAVY)
def test_heavy_pages_end_in_an_article_or_a_typed_error(body):
    try:
        reading = read(Page(url=URL, body=page(body).encode()), Rules())
    except PageError:
        return
    assert reading.article.title


def test_scripts_are_in_no_part():
    body = paragraphs(ONE, TWO) + "<script>alert(1)</script><style>p{}</style>" + paragraphs(THREE)
    body += '<p onclick="alert(2)">A last one <a href="javascript:alert(3)">here</a>.</p>'
    assert "alert" not in repr(read(Page(url=URL, body=page(body).encode()), Rules()).article)


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_typed_error_or_an_article(body):
    for whole in (body, WHOLE.encode()[:-20] + body, body + WHOLE.encode()):
        try:
            read(Page(url=URL, body=whole), Rules())
        except PageError:
            continue
