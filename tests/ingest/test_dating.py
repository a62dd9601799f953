"""When an article was published: what says so, what does not, and who is believed."""

# ruff: noqa: E501 - markup reads best on one line

from __future__ import annotations

import pytest
from test_anatomy import ONE, THREE, TWO, URL, page, paragraphs
from test_metadata import NEWS, ld, meta

from ingest.dates.lines import opening, printed
from ingest.model import Page, Rules, SourceEntry
from ingest.pipeline import read

TEXT = paragraphs(ONE, TWO, THREE)
ARTICLE = 'itemscope itemtype="https://schema.org/NewsArticle"'


def reading(body="", head="", url=URL, told=(), attributes=""):
    whole = page(body + TEXT, head=head).replace("<body>", f"<body {attributes}>")
    return read(Page(url=url, body=whole.encode(), source_entries=told), Rules())


def evidence(found, field):
    return next(one for one in found.evidence if one.field == field)


SAID = {
    "microdata of the article": (
        f'<div {ARTICLE}><meta itemprop="datePublished" content="2020-05-15"></div>',
        "",
        "2020-05-15",
    ),
    "microdata of a review of something": (
        '<div itemscope itemtype="https://schema.org/Review"><meta itemprop="datePublished" content="2020-05-15"></div>',
        "",
        None,
    ),
    "the time of a product": (
        '<div itemscope itemtype="https://schema.org/SoftwareApplication"><time itemprop="datePublished" datetime="2020-05-15">15.05.2020</time></div>',
        "",
        None,
    ),
    "the start of an event": (
        '<time itemprop="startDate" datetime="2020-05-15">15.05.2020</time>',
        "",
        None,
    ),
    "RDFa": (
        '<span property="dc:date dc:created" content="2020-05-15T08:30:00+02:00">Friday</span>',
        "",
        "2020-05-15T08:30:00+02:00",
    ),
    "RDFa with schema.org's name": (
        '<span property="schema:datePublished" content="2020-05-15">Friday</span>',
        "",
        "2020-05-15",
    ),
    "a date in a title attribute": (
        '<span class="published" title="2020-05-15T08:30:00Z">Friday</span>',
        "",
        "2020-05-15T08:30:00+00:00",
    ),
    "an attribute for scripts": ('<div data-pubdate="2020-05-15">by nobody</div>', "", "2020-05-15"),
    "a name in humps": ('<p><span class="itemPostDate">am 15.05.2020 22:30</span></p>', "", "2020-05-15T22:30:00+00:00"),
    "the date of an entry as hAtom calls it": (
        '<p><span class="entry-meta-date updated">15 May 2020</span></p>',
        "",
        "2020-05-15",
    ),
    "the part of a page builder": (
        '<div class="elementor-widget"><ul class="elementor-post-info"><li><time datetime="2020-05-15">May 15</time></li></ul></div>',
        "",
        "2020-05-15",
    ),
    "a line that names an update alone": ("<p>Last updated on 15 May 2020</p>", "", None),
    "a label and a day in elements of their own": (
        '<aside><h4>Published</h4><div class="when">May 15, 2020</div></aside>',
        "",
        "2020-05-15",
    ),
    "a label in the running line": (
        "<div>Posted on the 15/05/2020 at 19:00 by <a href='/ranya'>Ranya</a></div>",
        "",
        "2020-05-15T19:00:00+00:00",
    ),
    "an update alone": ("<p>Updated May 15, 2020</p>", "", None),
    "an update as a label": ("<div><span>Last updated:</span> <span>May 15, 2020</span></div>", "", None),
    "published and updated": ("<p>Published 15 May 2020, updated 17 May 2020</p>", "", "2020-05-15"),
    "updated and published": ("<p>Updated 17 May 2020. Published 15 May 2020</p>", "", "2020-05-15"),
    "WordPress: an update in name only": (
        '<time class="entry-date updated" datetime="2020-05-15T08:30:00+02:00">15 May</time>',
        "",
        "2020-05-15T08:30:00+02:00",
    ),
    "days of an exhibition": ("<p>9-23 May 2020</p>", "", None),
    "the hours of an event": ("<p>15 May 2020, 13:15 - 19:00</p><p>Friday, 15 May 2020</p>", "", None),
    "a day of release": ("<p>Release: 15.05.2020</p>", "", None),
    "a reader's registration": ("<p>Registered: 15.05.2020, 05:56</p>", "", None),
    "a promoted node of Drupal": (
        '<div class="node node-promoted"><div class="submitted">Submitted by ranya on 15 May 2020 - 18:55</div></div>',
        "",
        "2020-05-15T18:55:00+00:00",
    ),
    "a month in Polish": ("<p>15 maja 2020</p>", "", "2020-05-15"),
    "a day in Japanese": ("<p>2020年5月15日</p>", "", "2020-05-15"),
    "JSON-LD of the page": ("", ld({"@type": "WebPage", "datePublished": "2020-05-15"}), "2020-05-15"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "head", "day"), SAID.values(), ids=SAID)
def test_what_is_a_day_of_publication(body, head, day):
    assert reading(body, head).article.published == day


def test_a_standing_page_has_no_day_of_publication():
    head = ld({"@type": "WebPage", "datePublished": "2020-05-15"})
    assert reading(head=head, attributes='class="page page-id-7"').article.published is None


ADDRESSES = {
    "/2020/05/15/canal": "2020-05-15",
    "/2020/5/15/canal": "2020-05-15",
    "/news/2020-05-15-canal": "2020-05-15",
    "/news/20200515-canal": "2020-05-15",
    "/news/15-05-2020-canal": "2020-05-15",
    "/news/05-06-2020-canal": None,
    "/2020/05/canal": None,
    "/2020/13/45/canal": None,
    "/news/120200515": None,
}


@pytest.mark.parametrize("path", ADDRESSES)
def test_the_address_says_the_day_where_nothing_else_does(path):
    url = f"https://www.example.org{path}"
    assert reading(url=url).article.published == ADDRESSES[path]


OPENINGS = {
    "Berlin, 15 May 2020 - The canal fills again.": "2020-05-15",
    "15.05.2020 The canal fills again.": "2020-05-15",
    "(15. Mai 2020) Der Kanal ist wieder voll.": "2020-05-15",
    "On 15 May 2020, the canal filled again.": None,
    "The canal filled again on 15 May 2020 - and nobody knew.": None,
}


@pytest.mark.parametrize("text", OPENINGS)
def test_a_day_that_opens_the_text(text):
    assert opening(text, "UTC", "de") == OPENINGS[text]


def test_a_line_that_prints_two_days_is_no_dateline():
    assert printed("21 Feb 2007 - 23 Mar 2021", "UTC", "en") is None


IN_ITS_ZONE = {
    "the same moment with its offset": (
        '<time datetime="2020-05-14T22:30:00-04:00">14 May</time>',
        "2020-05-14T22:30:00-04:00",
    ),
    "a clock": ("<p>14 May 2020, 10:30 pm</p>", "2020-05-14T22:30:00-04:00"),
    "a day": ("<p>14 May 2020</p>", "2020-05-14"),
    "the same day": ("<p>15 May 2020</p>", "2020-05-15T02:30:00+00:00"),
    "another day": ("<p>12 May 2020</p>", "2020-05-15T02:30:00+00:00"),
}


@pytest.mark.parametrize(("body", "moment"), IN_ITS_ZONE.values(), ids=IN_ITS_ZONE)
def test_a_moment_in_utc_is_given_as_the_page_prints_it(body, moment):
    head = ld({**NEWS, "datePublished": "2020-05-15T02:30:00Z"})
    assert reading(body, head).article.published == moment


def test_a_publication_at_the_moment_of_a_change_is_the_stamp_of_a_system():
    stamp = "2024-03-01T08:00:00Z"
    head = ld({**NEWS, "datePublished": stamp, "dateModified": stamp})
    assert reading("<p>15 May 2020</p>", head).article.published == "2020-05-15"
    assert reading("", head).article.published == "2024-03-01T08:00:00+00:00"


def test_the_first_of_the_sources_is_believed_and_the_others_are_kept():
    head = ld({**NEWS, "datePublished": "2020-05-15"}) + meta(
        "article:published_time", "2020-05-16"
    )
    found = reading("<p>15 May 2020</p>", head, url="https://www.example.org/2020/05/17/canal")
    why = evidence(found, "published")
    assert (found.article.published, why.source, why.value) == (
        "2020-05-15", "JSON-LD datePublished", "2020-05-15",
    )  # fmt: skip
    assert why.others == (
        ("meta article:published_time", "2020-05-16"),
        ("the address /2020/05/17/", "2020-05-17"),
    )


def test_the_entry_of_a_source_dates_a_page_that_does_not_say():
    told = (
        SourceEntry(kind="feed", published="2020-05-15"),
        SourceEntry(kind="listing", published="2020-05-16"),
    )
    found = reading(told=told)
    why = evidence(found, "published")
    assert (found.article.published, why.source) == ("2020-05-15", "feed entry")
    assert why.others == (("listing entry", "2020-05-16"),)
    assert reading("<p>14 May 2020</p>", told=told).article.published == "2020-05-14"


UPDATES = {
    "a line": ("<p>Last updated on 17 May 2020</p>", "2020-05-17"),
    "a line with the author": ("<p>Ranya Sadik · Updated May 17, 2020</p>", "2020-05-17"),
    "both days in one line": ("<p>Published 15 May 2020, updated 17 May 2020</p>", "2020-05-17"),
    "none": ("<p>15 May 2020</p>", None),
}


@pytest.mark.parametrize(("body", "day"), UPDATES.values(), ids=UPDATES)
def test_a_day_of_change_is_read_where_it_is_printed(body, day):
    assert reading(f"<h1>The canal fills again</h1>{body}").article.modified == day
