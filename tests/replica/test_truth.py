from __future__ import annotations

import math
from collections import Counter
from typing import get_args

import pytest

from replica import Entry, Paragraph, PullQuote, ReadMore, Site, render_entry, truth
from replica.content import Block, Heading
from replica.series import ZONE
from replica.shapes import SHAPES

TRUTH = Site(entries=60).truth()


@pytest.mark.parametrize("article", TRUTH, ids=lambda article: article["url"].rpartition("/")[2])
class TestEveryArticle:
    def test_is_read_in_minutes_of_two_hundred_words(self, article):
        assert article["word_count"] == len(article["text"].split())
        assert article["reading_minutes"] == math.ceil(article["word_count"] / 200)

    def test_has_its_blocks_as_text(self, article):
        spoken = [block["text"] for block in article["body"] if "text" in block]

        assert [part for part in article["text"].split("\n\n") if part in spoken] == spoken

    def test_has_whitespace_normalised(self, article):
        texts = [article["title"], *(b["text"] for b in article["body"] if "text" in b)]

        assert texts == [" ".join(text.split()) for text in texts]

    def test_has_pull_quotes_that_repeat_a_sentence_only_nearly(self, article):
        for quote in article["pull_quotes"]:
            assert quote not in [block.get("text") for block in article["body"]]
            assert not quote.endswith(".")
            assert any(_shared(quote, block.get("text", "")) > 0.75 for block in article["body"])

    def test_is_at_its_own_address(self, article):
        assert article["addresses"][0] == article["url"]
        assert "/iraq-report-" in article["url"]


def test_the_same_arguments_give_the_same_site():
    assert Site(entries=5).truth() == Site(entries=5).truth()
    assert Site(entries=5).answer("http://www.newarab.com/rss") == Site(entries=5).answer(
        "http://www.newarab.com/rss"
    )


def test_an_entry_says_the_same_however_many_there_are():
    few, more = Site(entries=30).truth(), Site(entries=31).truth()

    assert few[-1]["text"] == more[-1]["text"]


def test_no_two_entries_are_alike():
    site = Site(entries=400)

    texts = {article["text"] for article in site.truth()}
    addresses = {article["url"] for article in site.truth()}

    assert len(texts) == len(addresses) == 400


def test_entries_share_background():
    paragraphs = Counter(b["text"] for a in TRUTH for b in a["body"] if b["type"] == "paragraph")

    assert paragraphs.most_common(1)[0][1] > 3


def test_entries_have_the_length_of_real_ones():
    counts = sorted(article["word_count"] for article in TRUTH)

    assert counts[3] > 600
    assert counts[-1] < 1500


def test_every_special_shape_is_there():
    site = Site(entries=len(SHAPES) + 1)
    entries = site.newsroom.series()
    kinds = {type(block).__name__ for entry in entries for block in entry.blocks}

    assert kinds == {kind.__name__ for kind in get_args(Block)}
    assert entries[8].path + "-1" == entries[9].path
    assert {entry.body for entry in entries} == {"p", "br", "div"}
    assert [entry.authors for entry in entries].count(()) == len(entries) - 1


def test_links_of_the_boxes_lead_to_articles():
    site = Site(entries=60)

    for article in site.truth():
        for link in article["related"]:
            target = site.newsroom.at(link["url"]) or site.newsroom.moved_from(link["url"])
            assert target
            assert target.title == link["title"]


def test_a_moment_is_told_only_by_pages_that_tell_it():
    plain, telling = Site(entries=2, metadata="none"), Site(entries=2, metadata="json-ld")

    assert [article["published"] for article in plain.truth()] == ["2026-06-11", "2026-05-28"]
    assert telling.truth()[0]["published"] == "2026-06-11T09:00:00+01:00"


def test_other_content_can_be_poured_into_the_markup(site):
    entry = Entry(
        node=1,
        path="/analysis/iraq-report-poured",
        title="The Iraq Report: Poured in, and whole",
        short_title="The Iraq Report: Poured in",
        published=site.newsroom.now.astimezone(ZONE),
        standfirst="A standfirst & more.",
        blocks=(
            Paragraph("The first paragraph has a sentence."),
            Heading("A subhead", "bold"),
            PullQuote("The first paragraph had a sentence", "aside"),
            ReadMore("The Iraq Report: One, or two", "/analysis/iraq-report-one", "br"),
        ),
    )

    page = render_entry(entry).decode()

    assert "<h1" in page
    assert "A standfirst &amp; more." in page
    assert "<p><strong>A subhead</strong></p>" in page
    assert '<aside class="pull-quote"><p>The first paragraph had a sentence</p></aside>' in page
    assert "One,<br />\nor two" in page
    assert truth(entry)["body"][1] == {"type": "heading", "level": 2, "text": "A subhead"}


def _shared(quote, text):
    """Return how much of a quote's words a text has."""
    words = Counter(quote.lower().replace(",", "").split())
    return (words & Counter(text.lower().replace(",", "").replace(".", "").split())).total() / (
        words.total()
    )
