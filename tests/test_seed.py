"""The sample entry of the series, poured into the replica's markup, becomes the right article."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

import replica
from fortnightly.series.definition import load_definitions
from ingest.model import Heading, Page, Paragraph, block_text
from ingest.pipeline import read

RULES = load_definitions()["iraq_report"].rules
URL = "http://www.newarab.com/analysis/iraq-report-sample"
MARKUPS = [
    (quote, heading, broken)
    for quote in ("blockquote", "aside", "div", "p", "figure")
    for heading, broken in (("h3", "br"), ("bold", "newline"), ("h2", "strong"))
]


class Seed:
    """
    The entry as its text alone tells it.

    A line by itself without a final stop is a subhead if it is short, and a pull quote if it is
    long; the rest of what stands here is in the first lines and the last two.
    """

    def __init__(self, text):
        head, *parts = (part.strip() for part in text.strip().split("\n\n"))
        self.short_title = head
        title, minutes, day, standfirst, caption, first = parts[0].split("\n")
        self.title, self.standfirst = title, standfirst
        self.minutes = int(minutes.split()[0])
        self.day = datetime.strptime(day, "%d %B, %Y").replace(tzinfo=ZoneInfo("Europe/London"))
        self.caption, _, credit = caption.partition(" [")
        self.credit = credit.rstrip("]")
        self.parts = [spaced(part) for part in (first, *parts[1:-2])]
        self.trailer = parts[-2:]

    def kinds(self):
        for part in self.parts:
            if part.startswith("Read more: "):
                yield "related", part.removeprefix("Read more: ")
            elif part[-1] in '."”':
                yield "paragraph", part
            else:
                yield ("heading" if len(part) < 60 else "pull quote"), part

    def texts(self, *kinds):
        return tuple(text for kind, text in self.kinds() if kind in kinds)


def spaced(text):
    return " ".join(text.split())


@pytest.fixture(scope="module")
def seed(shared):
    (file,) = (shared / "seed").glob("*.txt")
    return Seed(file.read_text("utf-8"))


def poured(seed, quote, heading, broken):
    """Return the page of the entry in one of the replica's markups."""
    make = {
        "paragraph": replica.Paragraph,
        "heading": lambda text: replica.Heading(text, heading),
        "pull quote": lambda text: replica.PullQuote(text, quote),
        "related": lambda text: replica.ReadMore(text, f"/analysis/{len(text)}", broken),
    }
    return replica.render_entry(
        replica.Entry(
            node=1,
            path="/analysis/iraq-report-sample",
            title=seed.title,
            short_title=seed.short_title,
            standfirst=seed.standfirst,
            published=seed.day,
            image=replica.Image("/sample.jpg", seed.caption, seed.credit),
            blocks=tuple(make[kind](text) for kind, text in seed.kinds()),
            metadata="none",
        )
    )


@pytest.mark.shared
@pytest.mark.parametrize(("quote", "heading", "broken"), MARKUPS)
def test_the_sample_entry_becomes_the_right_article(seed, quote, heading, broken):
    page = Page(url=URL, body=poured(seed, quote, heading, broken), content_type="text/html")

    article = read(page, RULES).article

    assert article.title == seed.title
    assert article.standfirst == seed.standfirst
    assert article.published == "2020-05-15"
    assert article.reading_minutes == seed.minutes == 7
    assert (article.lead_image.caption, article.lead_image.credit) == (seed.caption, "Getty")
    assert article.pull_quotes == seed.texts("pull quote")
    assert len(article.pull_quotes) == 3
    assert tuple(link.title for link in article.related) == seed.texts("related")
    assert len(article.related) == 3
    assert [spaced(line) for line in article.trailer] == [spaced(t) for t in seed.trailer]
    assert tuple(map(block_text, article.body)) == seed.texts("paragraph", "heading")
    assert {type(block) for block in article.body} == {Paragraph, Heading}
    assert sum(isinstance(block, Heading) for block in article.body) == 2
    assert article.authors == ()
