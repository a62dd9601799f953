"""Each article counts once in a run, by the outcome that changed the archive most."""

from __future__ import annotations

from itertools import permutations

import pytest

from crawler.run.outcome import ArticleTally

COUNTED = {
    "revised at one address and as before at another": (("revised", "unchanged"), "revised"),
    "as before at two addresses": (("unchanged", "unchanged"), "unchanged"),
    "revised by two addresses": (("revised", "revised"), "revised"),
    "new and then revised": (("new", "revised", "unchanged"), "new"),
}


@pytest.mark.parametrize(("outcomes", "counted"), COUNTED.values(), ids=COUNTED)
def test_an_article_counts_once_in_whatever_order_its_addresses_answer(outcomes, counted):
    for order in permutations(outcomes):
        tally = ArticleTally()
        for outcome in order:
            tally.add(7, outcome)

        counts = {name: tally.count(name) for name in ("new", "revised", "unchanged")}
        assert counts == {"new": 0, "revised": 0, "unchanged": 0} | {counted: 1}


def test_the_articles_that_are_new_or_revised_are_given_in_the_order_they_came():
    tally = ArticleTally()
    for id_, outcome in ((3, "unchanged"), (9, "new"), (1, "unchanged"), (1, "revised")):
        tally.add(id_, outcome)

    assert tally.changed == [9, 1]
