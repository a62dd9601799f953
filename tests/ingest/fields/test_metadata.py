"""What an article says about itself, and what it does not."""

# ruff: noqa: ISC004 - markup reads best on one line

from __future__ import annotations

import pytest

from ingest.dates.parse import iso_time
from ingest.model import Hosts, Rules
from tests.building import NEWS, ONE, THREE, TWO, article, ld, meta, paragraphs

TEXT = paragraphs(ONE, TWO, THREE)
HOSTS = Rules(hosts=Hosts("www.example.org", ("old.example.net",)))

DATES = {
    "JSON-LD": (
        ld({**NEWS, "datePublished": "2020-05-15T08:30:00+01:00"}),
        "",
        "2020-05-15T08:30:00+01:00",
    ),
    "in CDATA": (
        '<script type="application/ld+json">//<![CDATA[\n'
        '{"@type": "Article", "datePublished": "2020-05-15"}\n//]]></script>',
        "",
        "2020-05-15",
    ),
    "meta": (
        meta("article:published_time", "2020-05-15T08:30:00Z"),
        "",
        "2020-05-15T08:30:00+00:00",
    ),
    "no zone: the site's": (
        meta("article:published_time", "2020-05-15T08:30:00"),
        "",
        "2020-05-15T08:30:00+01:00",
    ),
    "a time element": ("", '<time datetime="2020-05-15">15 May</time>', "2020-05-15"),
    "a dateline": ("", "<p>15 May, 2020</p>", "2020-05-15"),
    "a dateline in words": (
        "",
        "<p>Published: May 15, 2020 at 8:30 am</p>",
        "2020-05-15T08:30:00+01:00",
    ),
    "only a copyright year": ("", "<p>Copyright 2020 Example</p>", None),
    "only a comment's": ("", '<div id="comments"><time datetime="2021-01-01">x</time></div>', None),
    "only the most read": (
        "",
        '<div class="most-read"><ul><li><a href="/x">A bridge</a> <span class="date">1 May, 2020'
        "</span></li></ul></div>",
        None,
    ),
}


@pytest.mark.parametrize(("head", "body", "date"), DATES.values(), ids=DATES)
def test_published(head, body, date):
    rules = Rules(timezone="Europe/London")
    assert article(body + TEXT, rules, head=head).published == date


SPELLINGS = {
    ("15 May, 2020", "en"): "2020-05-15",
    ("01 December, 2018", "en"): "2018-12-01",
    ("May 15, 2020", "en"): "2020-05-15",
    ("Fri, 15 May 2020 08:30:00 +0100", "en"): "2020-05-15T08:30:00+01:00",
    ("2024-10-18T23:05:21 +0100", "en"): "2024-10-18T23:05:21+01:00",
    ("20200515", "en"): "2020-05-15",
    ("15.05.2020", "de"): "2020-05-15",
    ("15. Mai 2020", "de"): "2020-05-15",
    ("15 mai 2020", "fr"): "2020-05-15",
    ("15 de mayo de 2020", "es"): "2020-05-15",
    ("15 мая 2020", "ru"): "2020-05-15",
    ("05/06/2020", "en"): None,
    ("05/16/2020", "en"): "2020-05-16",
    ("05/06/2020", "en-US"): "2020-05-06",
    ("05/06/2020", "en-GB"): "2020-06-05",
    ("2020-02-31", "en"): None,
    ("May 2020", "en"): None,
    ("yesterday", "en"): None,
    ("1234", "en"): None,
    ("The war of 15 May 2020 and what came of it, told by those who were there then", "en"): None,
}


@pytest.mark.parametrize(("text", "language"), SPELLINGS, ids=[f"{t} ({c})" for t, c in SPELLINGS])
def test_dates_as_pages_write_them(text, language):
    assert iso_time(text, "UTC", language) == SPELLINGS[text, language]


TITLES = {
    "the heading, where others are shorter": (
        meta("og:title", "The canal fills") + ld({**NEWS, "headline": "The canal fills"}),
        "The canal fills again",
    ),
    "the heading, without anything else": ("", "The canal fills again"),
}


@pytest.mark.parametrize(("head", "title"), TITLES.values(), ids=TITLES)
def test_title(head, title):
    assert article(TEXT, head=head).title == title


CANONICAL = {
    "its own": (
        "https://www.example.org/news/canal-fills",
        "https://www.example.org/news/canal-fills",
    ),
    "on an alias": ("https://old.example.net/canal", "https://old.example.net/canal"),
    "relative": ("/news/canal-fills", "https://www.example.org/news/canal-fills"),
    "of another publisher": (
        "https://elsewhere.example.com/a",
        "https://www.example.org/news/canal",
    ),
    "the front page": ("https://www.example.org/", "https://www.example.org/news/canal"),
    "no address": ("javascript:void(0)", "https://www.example.org/news/canal"),
}


@pytest.mark.parametrize(("href", "url"), CANONICAL.values(), ids=CANONICAL)
def test_the_canonical_address(href, url):
    assert article(TEXT, HOSTS, head=f'<link rel="canonical" href="{href}"/>').url == url


def test_section_tags_language_and_image():
    head = ld(
        {**NEWS, "articleSection": "Analysis", "keywords": "water, canals", "inLanguage": "en-GB"}
    )
    one = article(TEXT, head=head + meta("og:image", "/boat.jpg"))
    assert (one.section, one.tags, one.language) == ("Analysis", ("water", "canals"), "en")
    assert one.lead_image is not None
    assert one.lead_image.url == "https://www.example.org/boat.jpg"


def test_what_a_page_does_not_say_stays_empty():
    one = article(TEXT)
    assert (one.published, one.modified, one.section, one.lead_image) == (None,) * 4
    assert (one.authors, one.tags, one.standfirst, one.reading_minutes) == ((), (), None, None)
