"""How a person follows and corrects what an article is: why, merge, split, doubts."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from ingest.model import Match, New, PossibleMatch, Reading, Reason
from storage.archive import open_archive
from storage.records import Visit

SERIES = "iraq_report"


def command(world, *words):
    return world.run("fortnightly", *map(str, words))


def said(done):
    """Return what a command said on stderr, in one line, out of its box."""
    return " ".join(done.stderr.replace("│", " ").split())


def numbers(world):
    """Return the numbers of two articles, each with its address."""
    one, other = (world.articles[world.url_of(world.entry(n))] for n in (3, 4))
    return one["id"], other["id"]


def test_a_merged_article_leads_on_and_a_split_brings_it_back(crawled):
    one, other = numbers(crawled)
    before = crawled.articles

    merged = command(crawled, "merge", one, other)
    verbs = ("show", "history", "diff", "why")
    shown = {verb: command(crawled, verb, other, "--json") for verb in verbs}
    together = crawled.json("show", str(one))[0]
    split = command(crawled, "split", one, 2)

    assert (merged.returncode, merged.stdout) == (0, f"merged: {other} is a part of {one}\n")
    for done in shown.values():
        assert done.returncode == 0
        assert f"article {other} is a part of article {one} now" in done.stderr
    assert (together["id"], together["revision"], together["revisions"]) == (one, 1, 2)
    assert split.stdout == f"split: revision 2 of {one} is article {other}\n"
    assert crawled.articles == before


def test_what_was_cited_of_a_merged_article_is_found_by_its_old_number(crawled):
    one, other = numbers(crawled)
    text = crawled.json("show", str(other))[0]["text"]
    command(crawled, "merge", one, other)
    led = f"revision 1 of article {other} is revision 2 of article {one} now"

    shown = command(crawled, "show", other, "--revision", 1, "--json")
    history = command(crawled, "history", other)
    diff = command(crawled, "diff", other, 1, 1, "--json")
    never = command(crawled, "show", other, "--revision", 2)

    assert (json.loads(shown.stdout)["text"], shown.stderr) == (text, led + "\n")
    assert f"its revision 1 is revision 2 of article {one}" in history.stderr
    assert led in diff.stderr
    assert (json.loads(diff.stdout)["from"], never.returncode) == (2, 2)
    assert f"no article {other} with a revision 2" in said(never)


def test_the_number_of_a_merged_article_is_all_that_a_split_needs(crawled):
    one, other = numbers(crawled)
    before = crawled.articles
    command(crawled, "merge", one, other)

    split = command(crawled, "split", other)

    assert (split.returncode, split.stdout) == (
        0,
        f"split: {other} is an article again, and no part of {one}\n",
    )
    assert crawled.articles == before


def test_a_dry_run_says_what_would_be_and_changes_nothing(crawled):
    one, other = numbers(crawled)
    before = crawled.articles

    merged = command(crawled, "merge", one, other, "--dry-run")
    assert crawled.articles == before
    command(crawled, "merge", one, other)
    together = crawled.articles
    split = command(crawled, "split", one, 2, "--dry-run")

    assert merged.stdout.startswith(f"would be merged: {other} is a part of {one}\n")
    assert before[crawled.url_of(crawled.entry(4))]["title"] in merged.stdout
    assert split.stdout.startswith(f"would be split: revision 2 of {one} is article {other}\n")
    assert split.stdout.endswith("nothing was recorded\n")
    assert crawled.articles == together


def test_a_crawl_goes_on_with_what_was_merged(crawled):
    one, other = numbers(crawled)
    command(crawled, "merge", one, other)

    again = crawled.crawl("-a", "recheck=1")

    assert again.returncode == 0, again.stderr
    assert len(crawled.articles) == 11
    assert crawled.last_run["new"] == 0


def test_why_tells_a_person_all_that_was_decided(crawled):
    one, other = numbers(crawled)
    crawled.site.edit(crawled.entry().path, 1, "The ministry has since withdrawn its figure.")
    crawled.crawl("-a", "recheck=1")
    command(crawled, "merge", one, other)

    told = command(crawled, "why", one)
    (found,) = crawled.json("why", str(one))

    assert told.returncode == 0
    for words in ("a new article", "the same article, revised", "merged", "addresses", "its page"):
        assert words in told.stdout
    assert crawled.url_of(crawled.entry()) in told.stdout
    assert [one["verdict"] for one in found["decisions"]] == ["new", "new", "revised", "merged"]
    assert found["numbers"] == [other]
    assert all(one["capture"]["warc"] for one in found["decisions"][:3])


def test_nothing_is_merged_or_split_while_a_run_is_under_way(crawled):
    one, other = numbers(crawled)

    with open_archive(f"sqlite:///{crawled.home / 'archive.db'}", crawled.home) as archive:
        archive.leases.take(SERIES, datetime.now(UTC))
        done = [command(crawled, verb, one, other) for verb in ("merge", "split")]
        archive.leases.release(SERIES)

    assert [one.returncode for one in done] == [5, 5]
    assert all("under way" in one.stderr for one in done)
    assert len(crawled.articles) == 12


WRONG = {
    "with itself": (("merge", 1, 1), "with itself"),
    "of no article": (("merge", 1, 99), "no article 99"),
    "into no article": (("merge", 99, 1), "no article 99"),
    "all revisions": (("split", 1, 1), "all revisions of article 1"),
    "no such revision": (("split", 1, 5), "no revision 5"),
    "no revisions": (("split", 1), "no part of another one"),
    "no others": (("merge", 1), "OTHER"),
    "why of no article": (("why", 99), "no article 99"),
    "no such doubt": (("doubts", "dismiss", 7), "no doubt is open under the number 7"),
    "a doubt without number": (("doubts", "dismiss"), "give the ID of a doubt"),
    "no verb of ours": (("doubts", "forget", 1), "dismiss 1"),
    "no such series": (("doubts", "walks"), "no series is named"),
}


def test_what_makes_no_sense_ends_with_2_and_a_message(crawled):
    done = {name: (command(crawled, *words), message) for name, (words, message) in WRONG.items()}

    assert {name: one.returncode for name, (one, _) in done.items()} == dict.fromkeys(WRONG, 2)
    assert {name for name, (one, message) in done.items() if message not in said(one)} == set()


@pytest.fixture
def doubtful(crawled):
    """A world with a doubt: a page that was kept apart from an article."""
    one, other = numbers(crawled)
    with open_archive(f"sqlite:///{crawled.home / 'archive.db'}", crawled.home) as archive:
        current = archive.articles.current_of(other)
        grounds = (Reason(rule="text", detail="Half of it is the same.", other=one, measure=0.5),)
        judgement = Match(decision=New(), apart=(PossibleMatch(id=one, grounds=grounds),))
        reading = Reading(
            article=current.article,
            addresses=("http://www.newarab.com/analysis/another",),
            rule="title",
            extractor="test",
            rules="test",
        )
        visit = Visit(capture=current.capture, hosts=None, now=datetime.now(UTC))
        archive.articles.record(reading, visit, lambda _: judgement)
    return crawled


def open_doubts(world):
    """Return the doubts that `doubtful` has made; the series may have raised some by itself."""
    return [
        one
        for one in world.json("doubts", SERIES)
        if one["grounds"][0]["detail"] == "Half of it is the same."
    ]


def test_a_doubt_is_listed_until_it_is_dismissed(doubtful):
    (listed,) = open_doubts(doubtful)
    shown = command(doubtful, "doubts").stdout

    done = command(doubtful, "doubts", "dismiss", listed["id"])

    assert listed["grounds"][0]["measure"] == 0.5
    assert "Half of it is the same. (0.50)" in shown
    assert f"fortnightly merge {listed['other_id']} {listed['article_id']}" in shown
    assert f"fortnightly doubts dismiss {listed['id']}" in shown
    assert done.stdout == (
        f"dismissed: {listed['article_id']} and {listed['other_id']} are two articles\n"
    )
    assert open_doubts(doubtful) == []


def test_a_doubt_is_settled_by_merging(doubtful):
    (listed,) = open_doubts(doubtful)

    done = command(doubtful, "merge", listed["other_id"], listed["article_id"])

    assert done.returncode == 0
    assert open_doubts(doubtful) == []
    (why,) = doubtful.json("why", str(listed["other_id"]))
    ours = [one for one in why["apart"] if one["article_id"] == listed["article_id"]]
    assert [one["settled"] is not None for one in ours] == [True]
