"""Which rule makes an article one of the series."""

from __future__ import annotations

import pytest

from ingest.model import Article, Member, Paragraph
from ingest.quality.membership import membership


def article(**fields):
    return Article(**{"url": "https://e.org/news/canal", "title": "The canal fills", **fields})


MEMBER = Member(title="^(The )?Canal Report:", trailer="is a weekly feature", path="/canal-report-")
MEMBERS = {
    "by title": (article(title="the canal report: water"), "title"),
    "by trailer": (article(trailer=("The Canal Report is a weekly feature.",)), "trailer"),
    "by a trailer left in the text": (
        article(body=(Paragraph("It is a weekly feature."),)),
        "trailer",
    ),
    "by path": (article(url="https://e.org/news/canal-report-7"), "path"),
    "by none": (article(), None),
    "a query is no path": (article(url="https://e.org/n?x=/canal-report-7"), None),
}


@pytest.mark.parametrize(("one", "rule"), MEMBERS.values(), ids=MEMBERS)
def test_the_first_rule_that_matches_is_named(one, rule):
    assert membership(one, MEMBER) == rule


def test_without_rules_nothing_is_a_member():
    assert membership(article(), None) is None
