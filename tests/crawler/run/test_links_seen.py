"""A membership rule that matches nothing is noticed, and what came nearest is named."""

from __future__ import annotations

from crawler.run.outcome import LinksSeen
from crawler.sources.link import Link
from crawler.sources.nearest import nearest
from ingest.model import Member

MEMBER = Member(title=r"^The Irak Report:\s", path="/(the-)?irak-report-")
BRIDGE = Link(url="https://h/news/a-bridge-opens", titles=("A bridge opens",))
REPORT = Link(url="https://h/analysis/iraq-report-12", titles=("The Iraq Report: a bridge",))
OTHER = Link(url="https://h/analysis/weekly-report-3", titles=("A week in Basra",))


def seen(links, entries=(), off_series=0):
    links_seen = LinksSeen()
    links_seen.add(links, entries)
    links_seen.off_series = off_series
    return links_seen


def test_the_links_that_share_most_words_with_the_rules_are_the_nearest():
    assert nearest([BRIDGE, OTHER, REPORT], MEMBER) == [REPORT, OTHER]


def test_a_run_without_a_link_that_matches_says_how_many_there_were_and_the_nearest():
    mismatch = seen([BRIDGE, OTHER, REPORT]).mismatch(MEMBER)

    assert mismatch == (
        "3 links seen, 0 of the series; nearest to the rules of [member]: "
        "'The Iraq Report: a bridge' (https://h/analysis/iraq-report-12); "
        "'A week in Basra' (https://h/analysis/weekly-report-3)"
    )


def test_links_that_have_nothing_in_common_with_the_rules_are_not_called_near():
    mismatch = seen([BRIDGE]).mismatch(MEMBER)

    assert mismatch == "1 links seen, 0 of the series; none is near the rules of [member]"


def test_links_that_matched_and_led_to_other_pages_are_counted():
    mismatch = seen([BRIDGE, REPORT], [REPORT], off_series=1).mismatch(MEMBER)

    assert mismatch.startswith("2 links seen, 0 of the series, 1 looked like it and are not; ")


def test_a_link_that_matches_is_no_mismatch():
    assert seen([BRIDGE, REPORT], [REPORT]).mismatch(MEMBER) is None
