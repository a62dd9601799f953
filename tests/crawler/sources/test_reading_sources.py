"""What the text of a source says."""

from __future__ import annotations

import gzip
import tarfile

import pytest

from crawler.sources.feed import read_feed
from crawler.sources.link import Link, worth_fetching
from crawler.sources.listing import read_listing
from crawler.sources.sitemap import read_sitemap
from fortnightly.series.definition import Listing
from ingest.errors import SourceError
from ingest.model import Member

HERE = "https://www.riverside.example/notes"
RSS = """<?xml version="1.0"?>
<rss version="2.0" xml:base="https://www.riverside.example/"
     xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Notes</title>
<item><title><![CDATA[Notes: a <em>flood</em> &amp; after]]></title>
  <link>https://www.riverside.example/notes-flood</link>
  <guid isPermaLink="false">https://www.riverside.example/notes-flood</guid>
  <description><![CDATA[The river rose.\n\n]]></description>
  <content:encoded><![CDATA[<p>Notes is a weekly feature.</p>]]></content:encoded>
  <pubDate>2026-05-08T23:05:21 +0100</pubDate></item>
<item><title>Without a link</title><guid isPermaLink="true">https://www.riverside.example/b</guid></item>
<item><title>Relative</title><link>/c?x=1</link></item>
<item><title>Nowhere</title></item>
<item><title>A letter</title><link>mailto:x@riverside.example</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Notes</title>
<entry><title>Notes: a drought</title><link rel="alternate" href="notes-drought"/>
<updated>2026-05-08T10:00:00Z</updated></entry></feed>"""


def test_the_tracking_of_a_feed_is_left_off_its_addresses():
    tracked = RSS.replace("notes-flood</link>", "notes-flood?utm_source=rss&amp;utm_id=7</link>")

    assert urls(read_feed(HERE, tracked.encode()))[0] == "https://www.riverside.example/notes-flood"


def urls(found):
    return [link.url for link in found.links]


def test_a_feed_gives_the_address_titles_content_and_day_of_its_items():
    found = read_feed(f"{HERE}/rss", RSS.encode())

    first = found.links[0]
    assert urls(found) == [
        "https://www.riverside.example/notes-flood",
        "https://www.riverside.example/b",
        "https://www.riverside.example/c?x=1",
    ]
    assert first.titles == ("Notes: a flood & after",)
    assert "weekly feature" in first.content
    assert first.day == "2026-05-08"


def test_an_atom_feed_is_read_and_its_addresses_made_absolute():
    found = read_feed("https://www.riverside.example/feed", ATOM.encode())

    assert urls(found) == ["https://www.riverside.example/notes-drought"]


def test_the_fingerprint_of_an_item_changes_with_what_it_says_and_with_nothing_else():
    before = read_feed(HERE, RSS.encode()).links
    after = read_feed(HERE, RSS.replace("The river rose", "The river fell").encode()).links

    assert before[0].fingerprint != after[0].fingerprint
    assert before[1].fingerprint == after[1].fingerprint


BROKEN = {
    "an undefined entity": RSS.replace("The river rose.", "The river rose&nbsp;&ndash; a bit."),
    "an ampersand": RSS.replace("<title>Relative", "<title>Salt & Relative"),
    "cut off": RSS[: RSS.index("<item><title>Relative")],
    "white space before the declaration": "\n\n" + RSS,
    "control characters": RSS.replace("Relative", "Rel\x0bative"),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_feed_with_errors_gives_what_can_be_read(text):
    assert "https://www.riverside.example/notes-flood" in urls(read_feed(HERE, text.encode()))


NO_FEED = {
    "nothing": b"",
    "a page": b"<!DOCTYPE html><html><body><h1>We will be back</h1></body></html>",
    "bytes": bytes(range(256)),
    "a broken gzip file": b"\x1f\x8b\x08 no more",
    "json": b'{"items": []}',
}


@pytest.mark.parametrize("body", NO_FEED.values(), ids=NO_FEED)
@pytest.mark.parametrize("read", [read_feed, read_sitemap])
def test_what_is_no_such_source_is_a_typed_error(read, body):
    with pytest.raises(SourceError) as caught:
        read(HERE, body)

    assert caught.value.url == HERE


def test_a_feed_served_as_a_gzip_file_is_unpacked():
    assert len(read_feed(HERE, gzip.compress(RSS.encode())).links) == 3


ROWS = """<html><head><base href="/base/"></head><body>
<nav><a href="/about">About</a></nav>
<div class="row"><a href="notes-1"><img alt=""></a>
  <h2><a href="notes-1#top" title="Notes: the whole title">Notes: the whole ...</a></h2></div>
<div class="row"><a href="/notes-2"><h3>Notes:  two</h3><p>12 May, 2026</p></a></div>
<a href="javascript:void(0)">x</a><a href="mailto:x@y">y</a><a href="http://[bad">z</a>
<ul class="pager__items"><li><a href="?page=0">1</a></li>
<li class="pager__item--next"><a href="?page=1" rel="next"><span>Next page</span></a></li></ul>
</body></html>"""


def test_a_listing_gives_each_address_once_with_all_its_texts():
    found = read_listing(Listing(url=HERE), HERE, ROWS)

    links = {link.url: link.titles for link in found.links}
    one = "https://www.riverside.example/base/notes-1"
    assert "Notes: the whole title" in links[one]
    assert "Notes: two" in links["https://www.riverside.example/notes-2"]
    assert list(links).count(one) == 1
    assert not any(url.startswith(("javascript", "mailto")) for url in links)


def test_a_listing_gives_only_the_links_that_the_definition_selects():
    found = read_listing(Listing(url=HERE, links="div.row"), HERE, ROWS)

    assert urls(found) == [
        "https://www.riverside.example/base/notes-1",
        "https://www.riverside.example/notes-2",
    ]


def page(pager):
    return f"<html><body><a href='/x'>Next steps for the river</a>{pager}</body></html>"


NEXT = {
    "rel=next of a link": ('<a rel="next" href="?page=1">go</a>', "?page=1"),
    "rel=next among others": ('<a rel="nofollow next" href="?page=1">go</a>', "?page=1"),
    "rel=next in the head": ('<link rel="next" href="/notes/p2">', "/notes/p2"),
    "a class and a text": ('<li class="pager-next"><a href="?page=1">next ›</a></li>', "?page=1"),  # noqa: RUF001
    "an arrow in a pager": ('<div class="pagination"><a href="?p=2">»</a></div>', "?p=2"),
    "older posts": ('<nav class="pagination"><a href="/page/2">Older posts</a></nav>', "/page/2"),
    "another language": ('<ul class="pager"><a href="?page=1">Weiter</a></ul>', "?page=1"),
    "the second number": ('<ul class="pager"><a href="?page=1">2</a></ul>', "?page=1"),
    "numbers from one": (
        '<ul class="pager"><a href="?page=1">1</a><a href="?page=2">2</a></ul>',
        "?page=2",
    ),
    "a word outside of a pager": ('<p><a href="/other">Next</a></p>', None),
    "only the way back": ('<ul class="pager"><a href="?page=0">1</a></ul>', None),
    "a link to itself": (f'<a rel="next" href="{HERE}#more">go</a>', None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("pager", "address"), NEXT.values(), ids=NEXT)
def test_the_page_that_follows_is_found(pager, address):
    found = read_listing(Listing(url=HERE), HERE, page(pager))

    expected = {None: (), "?page=1": (f"{HERE}?page=1",)}.get(address)
    if expected is None:
        base = HERE if address.startswith("?") else "https://www.riverside.example"
        expected = (base + address,)
    assert found.follow == expected


def test_the_number_after_that_of_the_address_follows():
    pager = '<ul class="pager"><a href="?page=2">2</a><a href="?page=4">4</a></ul>'

    found = read_listing(Listing(url=HERE), f"{HERE}?page=3", page(pager))

    assert found.follow == (f"{HERE}?page=4",)


def test_a_configured_selector_goes_before_whatever_the_page_says():
    listing = Listing(url=HERE, next="a.more")
    text = page('<a rel="next" href="/wrong">x</a><a class="more" href="/right">y</a>')

    assert read_listing(listing, HERE, text).follow == ("https://www.riverside.example/right",)


SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc> https://www.riverside.example/notes-1 </loc><lastmod>2026-05-01</lastmod></url>
<url><loc>https://www.riverside.example/notes-2</loc></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://www.riverside.example/s1.xml.gz</loc></sitemap></sitemapindex>"""
SITEMAPS = {
    "xml": SITEMAP.encode(),
    "gzipped": gzip.compress(SITEMAP.encode()),
    "plain text": "\ufeffhttps://www.riverside.example/notes-1\n"
    "https://www.riverside.example/notes-2".encode(),
}


@pytest.mark.parametrize("body", SITEMAPS.values(), ids=SITEMAPS)
def test_a_sitemap_gives_its_addresses(body):
    assert urls(read_sitemap(HERE, body)) == [
        "https://www.riverside.example/notes-1",
        "https://www.riverside.example/notes-2",
    ]


def test_an_index_of_sitemaps_gives_pages_to_follow():
    found = read_sitemap(HERE, INDEX.encode())

    assert (found.links, found.follow) == ((), ("https://www.riverside.example/s1.xml.gz",))


MEMBER = Member(title="^Notes:", trailer="Notes is a weekly feature", path="/notes-")
WORTH = {
    "by its path": (Link(url="https://h/notes-1"), True),
    "by its path in capitals": (Link(url="https://h/english/2020/5/1/Notes-One"), True),
    "by its title": (Link(url="https://h/x", titles=("Notes: one",)), True),
    "by any of its texts": (Link(url="https://h/x", titles=("Analysis", "Notes: one")), True),
    "by the content of its feed item": (
        Link(url="https://h/x", content="<p>Notes is a weekly feature</p>"),
        True,
    ),
    "not by its query": (Link(url="https://h/x?next=/notes-1"), False),
    "not by its host": (Link(url="https://h/x", titles=("On Notes: a view",)), False),
}


@pytest.mark.parametrize(("link", "worth"), WORTH.values(), ids=WORTH)
def test_a_link_is_worth_fetching(link, worth):
    assert worth_fetching(link, MEMBER) is worth


def test_a_series_known_by_its_trailer_alone_cannot_be_told_by_the_link():
    member = Member(trailer="Notes is a weekly feature")

    assert worth_fetching(Link(url="https://h/x"), member)
    assert not worth_fetching(Link(url="https://h/x", content="<p>Something else</p>"), member)


@pytest.mark.long
@pytest.mark.shared
def test_every_real_feed_is_read_or_refused(shared):
    read = 0
    for file in (shared / "feeds-real").rglob("*"):
        if file.is_dir() or file.suffix in {".json", ".md"}:
            continue
        body = file.read_bytes()
        try:
            read += bool(read_feed(HERE, body).links)
        except SourceError:
            continue

    assert read >= 205


@pytest.mark.shared
def test_every_edge_case_of_a_feed_is_read_or_refused(shared):
    read = refused = 0
    with tarfile.open(shared / "feeds-feedparser" / "feedparser-tests.tar.xz") as cases:
        for case in filter(tarfile.TarInfo.isfile, cases):
            try:
                read_feed(HERE, cases.extractfile(case).read())
                read += 1
            except SourceError:
                refused += 1

    assert read > 2000
    assert refused < 20


@pytest.mark.long
@pytest.mark.shared
def test_every_hostile_file_is_read_or_refused_by_every_kind_of_source(shared):
    read = 0
    for file in (shared / "hostile").rglob("*"):
        if file.is_dir():
            continue
        body = file.read_bytes()
        for reader in (read_feed, read_sitemap):
            try:
                reader(HERE, body)
                read += 1
            except SourceError:
                continue
        read_listing(Listing(url=HERE), HERE, body.decode("utf-8", "replace"))

    assert read
