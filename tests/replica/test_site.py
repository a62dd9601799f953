from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise
from typing import get_args
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import pytest

from replica import Site
from replica.forms import Links, link, twins
from replica.partner import address_of

SITE = "http://www.newarab.com"
ROW = re.compile(r'<h2><a href="([^"]+)" hreflang="en" title="([^"]+)">')
NEXT = re.compile(r'pager__item--next"><a href="([^"]+)"[^>]* rel="next"')


def rows(page):
    return [href for href, _ in ROW.findall(page.text)]


class TestListing:
    def test_shows_the_newest_first_and_two_articles_off_the_series(self, site, ask):
        site.switch(rows=50)

        shown = rows(ask(f"{SITE}/tag/iraq-report"))

        series = [entry.path for entry in site.newsroom.series()]
        assert [path for path in shown if path in series] == series
        assert len(shown) == len(series) + 2

    def test_is_followed_page_by_page_to_its_end(self, ask):
        url, seen = f"{SITE}/tag/iraq-report", []
        while url:
            page = ask(url)
            seen += rows(page)
            following = NEXT.search(page.text)
            url = following and f"{SITE}/tag/iraq-report{following[1]}"

        assert len(seen) == len(set(seen)) == 32

    def test_counts_its_pages_from_zero(self, ask):
        first = ask(f"{SITE}/tag/iraq-report")

        assert ask(f"{SITE}/tag/iraq-report?page=0").body == first.body
        assert NEXT.search(first.text)[1] == "?page=1"

    def test_has_no_rows_past_its_end(self, ask):
        page = ask(f"{SITE}/tag/iraq-report?page=99")

        assert page.status == 200
        assert rows(page) == []
        assert not NEXT.search(page.text)

    def test_pushes_its_rows_down_when_an_entry_is_published(self, site, ask):
        before = rows(ask(f"{SITE}/tag/iraq-report"))
        entry = site.publish("A new one")
        after = rows(ask(f"{SITE}/tag/iraq-report"))

        assert after == [entry.path, *before[:-1]]

    def test_prints_padded_days(self, ask):
        assert '<div class="date">11 June, 2026</div>' in ask(f"{SITE}/tag/iraq-report").text
        assert re.search(r">0\d \w+, 20\d\d<", ask(f"{SITE}/tag/iraq-report?page=1").text)

    def test_names_the_most_viewed_off_the_series(self, ask):
        block = ask(f"{SITE}/tag/iraq-report").text.partition("Most Viewed")[2]

        assert len(re.findall("<li><h3><a", block)) == 5
        assert "iraq-report-" not in block

    def test_may_be_redesigned_or_missing(self, site, ask):
        site.switch(listing="redesigned")
        assert rows(ask(f"{SITE}/tag/iraq-report")) == []
        site.switch(listing="missing")
        assert ask(f"{SITE}/tag/iraq-report").status == 404

    def test_may_carry_old_addresses_that_redirect(self):
        site = Site(entries=200, old_links=True, rows=300)

        old = re.findall(r"http://www\.alaraby\.co\.uk(/english/[^\"]+)", _listing(site))

        assert old
        assert site.answer(f"{SITE}{old[0]}").status == 301


class TestFeed:
    def test_has_the_newest_articles_of_a_few_days(self, site, ask):
        items = _items(ask(f"{SITE}/rss").body)

        assert 90 <= len(items) <= 94
        assert [link for link in _links(items) if "/iraq-report-" in link] == [
            f"{SITE}{site.newsroom.series()[0].path}"
        ]
        assert ask(f"{SITE}/rss.xml").body == ask(f"{SITE}/rss").body

    def test_loses_an_entry_within_days(self, site, ask, newest):
        site.advance(days=4)

        links = _links(_items(ask(f"{SITE}/rss").body))

        assert f"{SITE}{newest.path}" not in links
        assert len(links) >= 90

    def test_has_items_as_the_real_one_does(self, ask):
        items = _items(ask(f"{SITE}/rss").body)
        dates = [item.findtext("pubDate") for item in items]

        assert all(item.find("guid").get("isPermaLink") == "false" for item in items)
        assert all(item.findtext("description").endswith("\n") for item in items)
        assert any("[Getty]" in item.findtext("description") for item in items)
        assert any(re.fullmatch(r"\S+T[\d:]+ [+-]\d{4}", date) for date in dates)
        assert any(re.match(r"\w{3}, ", date) for date in dates)
        assert "" in dates
        assert "Invalid date" in dates

    def test_carries_the_full_body_with_the_lead_image_last(self, ask, newest):
        content = _items(ask(f"{SITE}/rss").body)
        encoded = "{http://purl.org/rss/1.0/modules/content/}encoded"
        bodies = {item.findtext("link"): item.findtext(encoded) for item in content}

        body = bodies[f"{SITE}{newest.path}"]

        assert "fortnightly feature" in body
        assert newest.image.url.partition("?")[0] in body.rstrip().splitlines()[-1]

    def test_may_be_empty(self, site, ask):
        site.switch(feed_items=0)

        assert _items(ask(f"{SITE}/rss").body) == []


class TestArticle:
    def test_stands_in_the_order_of_the_real_one(self, ask, newest):
        page = ask(f"{SITE}{newest.path}").text
        parts = [
            f"<title>{newest.short_title} | The New Arab</title>",
            f"<span>{newest.title}</span></h1>",
            " min read</div>",
            "11 June, 2026</div>",
            newest.standfirst,
            "[Getty]</figcaption>",
            newest.blocks[0].text,
            "The Iraq Report is a fortnightly feature at The New Arab.",
            'href="/tag/iraq-report"',
        ]

        places = [page.find(part) for part in parts]

        assert -1 not in places
        assert places == sorted(places)

    def test_has_the_same_page_at_its_node(self, ask, newest):
        assert ask(f"{SITE}/node/{newest.node}").body == ask(f"{SITE}{newest.path}").body

    @pytest.mark.parametrize(
        ("manner", "shown", "absent"),
        [
            ("og", "og:title", "ld+json"),
            ("json-ld", "ld+json", "og:title"),
            ("graph", "@graph", "@nothing"),
            ("none", "<title>", "og:title"),
        ],
    )
    def test_tells_machines_in_the_manner_asked_for(self, site, newest, manner, shown, absent):
        site.switch(metadata=manner)

        page = site.answer(f"{SITE}{newest.path}").body.decode()

        assert shown in page
        assert absent not in page

    def test_keeps_no_canonical_link_if_told_so(self, site, newest):
        site.switch(canonical_link=False)

        assert b"canonical" not in site.answer(f"{SITE}{newest.path}").body


class TestChanges:
    def test_an_edit_shows_on_the_page_and_in_the_truth(self, site, ask, newest):
        site.edit(newest.path, paragraph=2, text="Another text.")

        assert "<p>Another text.</p>" in ask(f"{SITE}{newest.path}").text
        assert "Another text." in site.truth()[0]["text"]

    def test_a_new_title_moves_the_entry(self, site, ask, newest):
        entry = site.retitle(newest.path, "The Iraq Report: A better title")

        assert entry.path == "/analysis/iraq-report-better-title"
        assert ask(f"{SITE}{newest.path}").location == f"{SITE}{entry.path}"
        assert "A better title" in ask(f"{SITE}/rss").text
        assert site.truth()[0]["addresses"] == [f"{SITE}{entry.path}", f"{SITE}{newest.path}"]
        assert entry.published == newest.published

    @pytest.mark.parametrize("status", [404, 410])
    def test_a_deleted_entry_is_gone_everywhere(self, site, ask, newest, status):
        site.switch(gone_status=status)
        site.delete(newest.path)

        assert ask(f"{SITE}{newest.path}").status == status
        assert newest.path not in ask(f"{SITE}/tag/iraq-report").text
        assert newest.path not in ask(f"{SITE}/rss").text
        assert len(site.truth()) == 29

    def test_a_retitled_entry_may_be_edited_with_it(self, site, newest):
        entry = site.retitle(newest.path, "The Iraq Report: A better title", edited=True)

        assert entry.standfirst == newest.standfirst
        assert entry.published == newest.published
        assert len([1 for a, b in zip(entry.blocks, newest.blocks, strict=True) if a != b]) == 1

    def test_the_address_before_a_new_title_may_show_the_page_as_it_was(self, site, ask, newest):
        before = ask(f"{SITE}{newest.path}").text
        site.switch(moved="page")
        site.retitle(newest.path, "The Iraq Report: A better title", edited=True)

        assert ask(f"{SITE}{newest.path}").text == before

    def test_the_address_before_a_new_title_may_be_missing(self, site, ask, newest):
        site.switch(moved="missing")
        entry = site.retitle(newest.path, "The Iraq Report: A better title")

        assert ask(f"{SITE}{newest.path}").status == 404
        assert ask(f"{SITE}{entry.path}").status == 200

    def test_a_deleted_entry_may_come_back(self, site, ask, newest):
        site.delete(newest.path)
        site.restore(newest.path)

        assert ask(f"{SITE}{newest.path}").status == 200
        assert newest.path in ask(f"{SITE}/tag/iraq-report").text

    def test_a_flapping_entry_says_one_thing_and_the_other_until_it_is_edited(
        self, site, ask, newest
    ):
        site.flap(newest.path, 1, "It is not so.")

        said = ["It is not so." in ask(f"{SITE}{newest.path}").text for _ in range(4)]
        site.edit(newest.path)

        assert said == [True, False, True, False]
        assert not any("It is not so." in ask(f"{SITE}{newest.path}").text for _ in range(2))

    def test_a_restless_page_differs_but_says_the_same(self, site, ask, newest):
        site.switch(restless=True)

        first, second = (ask(f"{SITE}{newest.path}") for _ in range(2))

        assert first.body != second.body
        assert first.headers["ETag"] != second.headers["ETag"]


class TestTwins:
    @pytest.fixture
    def twinned(self, site):
        site.switch(twins=True)
        return site

    @pytest.mark.usefixtures("twinned")
    def test_every_twin_shows_the_text_of_its_article(self, ask, newest):
        text = newest.blocks[0].text

        for address in twins(newest):
            reply = ask(urljoin(SITE, address))
            assert (address, reply.status, text in reply.text) == (address, 200, True)

    @pytest.mark.usefixtures("twinned")
    def test_twins_for_phone_and_printer_have_only_the_article(self, ask, newest):
        for form in ("amp", "print"):
            text = ask(f"{SITE}{newest.path}/{form}").text
            assert "Most Viewed" not in text
            assert f'<link rel="canonical" href="{SITE}{newest.path}" />' in text
            assert "amphtml" not in text

    @pytest.mark.usefixtures("twinned")
    def test_the_full_page_names_its_twins(self, ask, newest):
        text = ask(f"{SITE}{newest.path}").text

        assert f'<link rel="amphtml" href="{SITE}{newest.path}/amp" />' in text
        assert f'href="http://m.newarab.com{newest.path}" />' in text

    def test_without_them_there_is_only_the_node(self, site, ask, newest):
        statuses = [ask(urljoin(SITE, one)).status for one in twins(newest)[4:]]

        assert statuses.count(200) == 2  # by its number, and with a query that nobody reads
        assert site.switches.twins is False

    @pytest.mark.parametrize("form", get_args(Links))
    def test_feed_and_listing_may_link_to_any_of_them(self, twinned, ask, form):
        twinned.switch(feed_links=form, listing_links=form)
        newest = twinned.newsroom.series()[0]

        fed = _links(_items(ask(f"{SITE}/rss").body))
        listed = rows(ask(f"{SITE}/tag/iraq-report"))[0].replace("&amp;", "&")
        reply = ask(urljoin(SITE, listed))

        assert listed == link(newest, form)
        assert urljoin(SITE, listed) in fed
        assert (reply.status, reply.location) in ((200, None), (301, f"{SITE}{newest.path}"))


@pytest.mark.parametrize(
    ("mistake", "path"), [("listing", "/tag/iraq-report"), ("oldest", None), ("own", "")]
)
def test_every_article_may_call_the_same_address_canonical(site, ask, mistake, path):
    site.switch(canonical=mistake)
    oldest = site.newsroom.series()[-1].path

    for entry in site.newsroom.series()[:3]:
        named = oldest if path is None else path or entry.path
        assert f'rel="canonical" href="{SITE}{named}"' in ask(f"{SITE}{entry.path}").text


def test_a_partner_takes_over_an_article_as_it_is(site, ask, newest):
    site.syndicate(newest.path)
    site.edit(newest.path, 1, "Corrected at home.")
    host = "http://www.harbour-courier.example"

    (copy,) = rows(ask(f"{host}/from-the-new-arab"))
    page = ask(f"{host}{copy}").text

    assert f"{host}{copy}" == address_of(newest)
    assert 'content="The Harbour Courier"' in page or "| The Harbour Courier</title>" in page
    assert newest.blocks[0].text in page
    assert "Corrected at home." not in page
    assert ask(f"{host}/nowhere").status == 404


@pytest.mark.parametrize("share", [0.3, 0.6, 0.8])
def test_entries_may_share_most_of_their_text(share):
    site = Site(entries=6, background=share)
    site.publish()
    texts = [set(article["text"].split("\n\n")) for article in site.truth()]
    words = [article["word_count"] for article in site.truth()]

    common = sum(len(text.split()) for text in set.intersection(*texts))

    assert len(set(map(frozenset, texts))) == 7
    assert all(abs(common / count - share) < 0.06 for count in words)


def test_entries_are_a_fortnight_apart():
    days = [entry.published.date() for entry in Site(entries=5).newsroom.series()]

    assert {a - b for a, b in pairwise(days)} == {timedelta(days=14)}


def test_an_entry_of_before_2021_has_dated_addresses():
    site = Site(entries=300)
    entry = next(entry for entry in site.newsroom.series() if entry.former)

    assert re.fullmatch(
        r"www\.alaraby\.co\.uk/english/indepth/2020/12/\d{1,2}/The-Iraq-Report-.+", entry.former[0]
    )
    assert site.answer(f"http://{entry.former[0]}").headers == (
        ("Location", f"{SITE}/{entry.former[0].partition('/')[2]}"),
    )
    moved = site.answer(f"{SITE}/{entry.former[0].partition('/')[2].upper()}")
    assert moved.headers == (("Location", f"{SITE}{entry.path}"),)


def test_the_other_pages_answer():
    site = Site(entries=3, sitemap=True)
    author = next(e for e in site.newsroom.newest_first() if e.authors).authors[0].id

    statuses = {
        path: site.answer(f"{SITE}{path}").status
        for path in (
            "/",
            "/news",
            "/analysis?page=1",
            f"/author/{author}/any-text",
            "/sitemap.xml",
            "/search?search_api_fulltext=iraq",
            "/author/999/nobody",
            "/tag/nothing",
            "/nowhere",
        )
    }

    assert list(statuses.values()) == [200, 200, 200, 200, 200, 403, 404, 404, 404]


def _listing(site):
    return site.answer(f"{SITE}/tag/iraq-report").body.decode()


def _items(body):
    return ET.fromstring(body).findall("channel/item")


def _links(items):
    return [item.findtext("link") for item in items]
