"""A series whose rules match nothing does not pass for a quiet one."""

from __future__ import annotations

import re

import pytest


def without_matches(world):
    """Let no rule of the series match a link, by a slip of the pen."""
    rules = "[member]\ntitle = '^The Irak Report:'\npath = '/(the-)?irak-report-'\n"
    world.define(re.sub(r"(?ms)^\[member\].*?(?=^\[|\Z)", rules + "\n", world.definition))


def test_a_first_run_that_keeps_no_entry_is_incomplete_and_names_the_nearest_links(world):
    without_matches(world)

    codes = [world.crawl().returncode, world.crawl().returncode]

    (failure,) = world.json("runs")[-1]["failures"]
    assert codes == [3, 3]
    assert re.search(r"no entry is kept yet: \d+ links seen, 0 of the series", failure["detail"])
    assert "The Iraq Report: " in failure["detail"]


@pytest.mark.long
def test_a_rule_that_no_page_matches_is_named_too(make_world):
    world = make_world(entries=2)
    without_matches(world)
    rules = "trailer = 'on no page at all'"
    world.define(re.sub(r"(?s)(\[member\]\n).*?path = [^\n]+", rf"\1{rules}", world.definition))

    done = world.crawl()

    assert done.returncode == 3
    assert re.search(r"links seen, 0 of the series, \d+ looked like it and are not", done.stderr)


def test_a_quiet_feed_of_a_series_that_has_entries_is_no_failure(crawled):
    feed_alone = crawled.definition.split("# The tag's page")[0]
    crawled.define(f"{feed_alone}\n[member]\npath = '/irak-report-'\n")
    crawled.site.advance(1)
    crawled.site.publish("The Iraq Report: A bridge opens in Samarra")

    done = crawled.crawl()

    assert done.returncode == 0
    assert "0 of the series" in done.stderr
