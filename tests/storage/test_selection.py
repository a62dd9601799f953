"""Which articles a list has, and in which order."""

from __future__ import annotations

from datetime import date

import pytest
from building import PAGE, SERIES, article, later

from storage.records import Selection

ARTICLES = {
    "beta": ("2026-11-20T00:30:00+01:00", "One two three."),
    "Alpha": ("2026-11-06", "One."),
    "gamma": (None, "One two."),
}


@pytest.fixture
def filled(shelf):
    for n, (title, (published, text)) in enumerate(ARTICLES.items()):
        made = article(f"{PAGE}/{n}", text, title=title, published=published)
        shelf.record(made, now=later(days=n))
    return shelf.archive


CASES = {
    "all, the newest first": (Selection(), ["beta", "Alpha", "gamma"]),
    "by title, whatever its case": (Selection(sort="title"), ["Alpha", "beta", "gamma"]),
    "the longest first": (Selection(sort="words"), ["beta", "gamma", "Alpha"]),
    "the last one found first": (Selection(sort="seen"), ["gamma", "Alpha", "beta"]),
    "the first two": (Selection(limit=2), ["beta", "Alpha"]),
    "since a day, as the page gives it": (Selection(since=date(2026, 11, 20)), ["beta"]),
    "until a day": (Selection(until=date(2026, 11, 19)), ["Alpha"]),
    "between two": (Selection(since=date(2026, 11, 7), until=date(2026, 11, 19)), []),
}


@pytest.mark.parametrize(("wanted", "titles"), CASES.values(), ids=CASES)
def test_a_list_has(filled, wanted, titles):
    assert [one.title for one in filled.articles.list(SERIES, wanted)] == titles
    assert [one.title for one in filled.articles.entries(SERIES, wanted)] == titles
