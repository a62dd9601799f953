"""The series' own entry, poured into many markups, becomes the same right article every time."""

from __future__ import annotations

import pytest

from ingest.model import AnatomyRules, Heading, Hosts, Image, Member, Page, Paragraph, Rules
from ingest.pipeline import read
from tests.building import ENTRY, entry, manners, one_line, pour

URL = "https://www.newarab.com/analysis/iraq-report-mustafa-al-kadhimi-takes-aim-pro-iran-militias"
HOSTS = Hosts("www.newarab.com", ("newarab.com", "english.alaraby.co.uk"))
GENERAL = Rules(hosts=HOSTS, publisher="The New Arab", timezone="Europe/London")
OWN = Rules(
    hosts=HOSTS,
    publisher="The New Arab",
    timezone="Europe/London",
    member=Member(title="^(The )?Iraq Report:"),
    anatomy=AnatomyRules(
        related="^Read more:",
        trailer=("^The Iraq Report is a fortnightly feature", "^Click below to see"),
        credit=r"\[(?P<credit>[^\]]+)\]\s*$",
    ),
)
MANNERS = manners()

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not ENTRY.is_file(), reason=f"no entry at {ENTRY}"),
]


@pytest.mark.parametrize("rules", [GENERAL, OWN], ids=["general rules", "own rules"])
@pytest.mark.parametrize("how", MANNERS, ids=["-".join(how.values()) for how in MANNERS])
def test_the_entry_is_read_exactly(how, rules):
    truth = entry()

    article = read(Page(url=URL, body=pour(truth, **how)), rules).article

    assert article.title == truth.title
    assert article.standfirst == truth.standfirst
    assert (article.published, article.reading_minutes) == ("2020-05-15", 7)
    assert article.authors == ()
    assert article.language == "en"
    assert article.lead_image is not None
    assert article.lead_image.caption == truth.caption.removesuffix(" [Getty]")
    assert article.lead_image.credit == "Getty"
    assert list(article.pull_quotes) == [one_line(text) for text in truth.of("pull")]
    assert [link.title for link in article.related] == list(map(one_line, truth.of("related")))
    assert [link.url.rsplit("/", 1)[1] for link in article.related] == [
        "entry-1",
        "entry-2",
        "entry-3",
    ]
    assert list(article.trailer) == truth.trailer
    assert [block.text for block in article.body] == [one_line(text) for text in truth.text]
    assert {type(block) for block in article.body} == {Paragraph, Heading}
    assert [b.text for b in article.body if isinstance(b, Heading)] == truth.of("head")
    assert not any(isinstance(block, Image) for block in article.body)


def test_the_entry_has_the_parts_that_are_asked_of_it():
    truth = entry()
    assert [len(truth.of(kind)) for kind in ("pull", "related", "head")] == [3, 3, 2]
    assert len(truth.trailer) == 2


def test_the_entry_belongs_to_the_series():
    page = Page(url=URL, body=pour(entry(), **MANNERS[0]))
    assert read(page, OWN).rule == "title"
    assert read(page, GENERAL).rule is None


def test_the_same_bytes_give_the_same_reading():
    page = Page(url=URL, body=pour(entry(), **MANNERS[0]))
    assert read(page, OWN) == read(page, OWN)
