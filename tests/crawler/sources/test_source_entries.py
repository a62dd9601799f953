"""What a source tells of an entry, beside its address."""

from __future__ import annotations

import pytest

from crawler.sources.entry import Printed, plain
from crawler.sources.feed import read_feed
from crawler.sources.listing import read_listing
from crawler.sources.sitemap import read_sitemap
from fortnightly.series.definition import Listing
from ingest.model import SourceEntry

HERE = "https://www.riverside.example/notes"
LONDON = Printed("Europe/London", "en")
ITEM = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<item><title>Notes: a flood</title><link>/notes-1</link>{}</item></channel></rss>"""
ENTRY = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Notes: a drought</title>
<link href="/notes-2"/>{}</entry></feed>"""


def of_feed(text):
    (link,) = read_feed(HERE, text.encode(), LONDON).links
    return link.told


PUBLISHED = {
    "as the standard says": (
        "<pubDate>Fri, 08 May 2026 23:05:21 +0100</pubDate>",
        "2026-05-08T23:05:21+01:00",
    ),
    "with a space before the zone": (
        "<pubDate>2026-05-08T23:05:21 +0100</pubDate>",
        "2026-05-08T23:05:21+01:00",
    ),
    "without a zone": ("<pubDate>2026-05-08 23:05</pubDate>", "2026-05-08T23:05:00+01:00"),
    "a day": ("<pubDate>8 May 2026</pubDate>", "2026-05-08"),
    "of Dublin Core": ("<dc:date>2026-05-08T23:05:21Z</dc:date>", None),
    "no date": ("<pubDate>yesterday</pubDate>", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("said", "published"), PUBLISHED.values(), ids=PUBLISHED)
def test_a_feed_tells_when_an_entry_was_published(said, published):
    assert of_feed(ITEM.format(said)).published == published


def test_an_atom_feed_tells_when_an_entry_was_published_and_never_when_it_was_updated():
    day = "2026-05-08T10:00:00+00:00"
    assert of_feed(ENTRY.format(f"<published>{day}</published>")).published == day
    assert of_feed(ENTRY.format(f"<updated>{day}</updated>")).published is None


SUMMARIES = {
    "plain": ("The river rose.", "The river rose."),
    "paragraphs": (
        "&lt;p&gt;The &lt;b&gt;ri&lt;/b&gt;ver rose.&lt;/p&gt;&lt;p&gt;It fell.&lt;/p&gt;",
        "The river rose. It fell.",
    ),
    "a script": ("It rose.&lt;script&gt;steal()&lt;/script&gt;", "It rose."),
    "a picture alone": ("&lt;img src='x.jpg'&gt;", None),
    "the whole text": ("It rose and rose. " * 80, None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("summary", "standfirst"), SUMMARIES.values(), ids=SUMMARIES)
def test_the_summary_of_a_feed_is_a_standfirst_as_plain_text(summary, standfirst):
    told = of_feed(ITEM.format(f"<description>{summary}</description>"))

    assert told == SourceEntry(kind="feed", title="Notes: a flood", standfirst=standfirst)


def row(n, inner, date):
    return (
        f'<div class="row"><a class="tag" href="/floods">Floods</a>'
        f'<h2><a href="/notes-{n}">{inner}</a></h2>{date}</div>'
    )


def listed(*rows, printed=LONDON):
    found = read_listing(Listing(url=HERE), HERE, f"<body><nav>6 June 2026</nav>{''.join(rows)}")
    if printed is not None:
        found = read_listing(
            Listing(url=HERE), HERE, f"<body><nav>6 June 2026</nav>{''.join(rows)}", printed
        )
    return {link.url.rpartition("/")[2]: link.told for link in found.links}


DATES = {
    "in words": ("<span>01 December, 2018</span>", "2018-12-01"),
    "with a label": ("<p>Published: 1 December 2018</p>", "2018-12-01"),
    "beside other things": ("<p>Ann Lee | 1 December 2018 | 5 min read</p>", "2018-12-01"),
    "in numbers": ("<p>01/12/2018</p>", "2018-12-01"),
    "for machines": (
        '<time datetime="2018-12-01T09:00:00Z">1 Dec 2018</time>',
        "2018-12-01T09:00:00+00:00",
    ),
    "two of them": ("<i>1 December 2018</i><i>3 December 2018</i>", None),
    "in a sentence": ("<p>On 1 December 2018 the river rose above the bridge.</p>", None),
    "without a day": ("<p>December 2018</p>", None),
    "none": ("", None),
}


@pytest.mark.parametrize(("date", "published"), DATES.values(), ids=DATES)
def test_the_row_of_a_listing_tells_when_its_entry_was_published(date, published):
    told = listed(row(1, "Notes: one", date), row(2, "Notes: two", "<i>9 May 2019</i>"))

    assert told["notes-1"] == SourceEntry(kind="listing", title="Notes: one", published=published)
    assert told["notes-2"].published == "2019-05-09"


def test_a_row_is_told_by_what_it_shares_with_the_others_not_by_its_place():
    rows = [
        row(n, f"Notes: {n}", f"<i>{n} May 2019</i>").replace('"row"', f'"row row-{n} {place}"')
        for n, place in ((1, "first odd"), (2, "even"), (3, "last odd"))
    ]

    told = listed(*rows)

    assert [told[f"notes-{n}"].published for n in (1, 2, 3)] == [
        "2019-05-01", "2019-05-02", "2019-05-03",
    ]  # fmt: skip


def test_a_link_that_is_like_no_other_has_no_date():
    more = '<p class="more"><a href="/all">All notes</a></p>'

    told = listed(f"<div>{more}<span>4 May 2019</span></div>", row(1, "Notes: one", ""))

    assert told["all"] == SourceEntry(kind="listing", title="All notes")


def test_numbers_that_could_be_two_dates_are_none():
    undated = listed(row(1, "Notes", "<p>01/12/2018</p>"), row(2, "x", ""), printed=None)

    assert undated["notes-1"].published is None


def test_a_day_in_a_title_is_no_date_of_the_entry():
    told = listed(row(1, "The flood of 8 May 2026", ""), row(2, "Notes: two", ""))

    assert told["notes-1"].published is None


TITLES = {
    "in a heading around": ('<h3><a href="/n">Notes: one</a></h3>', "Notes: one"),
    "in a heading inside": (
        '<a href="/n"><h3>Notes: one</h3><p>and a teaser that is much longer</p></a>',
        "Notes: one",
    ),
    "beside a picture and a button": (
        '<a href="/n"><img></a><a href="/n">Notes: one</a><a href="/n">Read on</a>',
        "Notes: one",
    ),
    "cut off, and whole in an attribute": (
        '<h3><a href="/n" title="Notes: one and all">Notes: one ...</a></h3>',
        "Notes: one and all",
    ),
    "none": ('<a href="/n"><img></a>', None),
}


@pytest.mark.parametrize(("html", "title"), TITLES.values(), ids=TITLES)
def test_the_row_of_a_listing_tells_the_title(html, title):
    told = listed(html)["n"]

    assert (told and told.title) == title


def test_a_listing_of_many_links_of_many_kinds_is_read_in_time():
    links = "".join(f'<a class="c{n}" href="/n{n}">1 May 2026 {n}</a>' for n in range(5_000))

    assert len(listed(f"<div>{links}</div>")) == 5_000


def test_a_sitemap_for_news_tells_title_and_date():
    text = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
        <url><loc> https://www.riverside.example/notes-1 </loc><news:news>
        <news:publication><news:name>Notes</news:name></news:publication>
        <news:publication_date>2026-05-08</news:publication_date>
        <news:title>Notes: a flood</news:title></news:news></url>
        <url><loc>https://www.riverside.example/notes-2</loc></url></urlset>"""

    one, two = read_sitemap(HERE, text.encode(), LONDON).links

    assert one.told == SourceEntry(kind="sitemap", title="Notes: a flood", published="2026-05-08")
    assert two.told is None


def test_what_a_source_tells_is_no_part_of_its_fingerprint():
    (one,) = read_feed(HERE, ITEM.format("<pubDate>2026-05-08 23:05</pubDate>").encode()).links
    (other,) = read_feed(
        HERE, ITEM.format("<pubDate>2026-05-08 23:05</pubDate>").encode(), LONDON
    ).links

    assert one.told != other.told
    assert one.fingerprint == other.fingerprint


def test_plain_text_of_nothing_is_nothing():
    assert plain(" \n") == ""
