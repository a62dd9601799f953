"""`fortnightly verify` beside real crawls: silent in every state; its mends by commands."""

from __future__ import annotations

import json
import signal
import sqlite3

import pytest

SERIES = "iraq_report"


def verify(world, *options):
    """Return the exit code of verify, and the kinds of what it finds."""
    done = world.run("fortnightly", "verify", *options, "--json")
    return done.returncode, [json.loads(line)["kind"] for line in done.stdout.splitlines()]


def recheck(world):
    return world.crawl("-a", "recheck=1").returncode


@pytest.mark.long
def test_an_archive_is_sound_whatever_its_articles_have_gone_through(crawled):
    entry, other, third = (crawled.entry(number) for number in (2, 4, 6))
    text = crawled.articles[crawled.url_of(entry)]["text"]

    for paragraph in ("It was said again.", "It was said once more."):
        crawled.site.edit(entry.path, text=paragraph)
        assert recheck(crawled) == 0
    assert crawled.articles[crawled.url_of(entry)]["text"] != text
    crawled.site.delete(other.path)
    crawled.site.fail(third.path, kind="challenge")
    assert recheck(crawled) == 3
    assert verify(crawled) == (0, [])

    crawled.site.mend()
    assert crawled.crawl().returncode == 0
    assert crawled.run("fortnightly", "reread").returncode == 0
    assert verify(crawled) == (0, [])


@pytest.mark.parametrize("answers", [pytest.param(3, marks=pytest.mark.long), 12])
def test_a_run_that_is_killed_leaves_nothing_wrong_and_the_next_one_nothing_at_all(hold, answers):
    world, process = hold(12, answers)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    world.site.go_on()

    killed = world.run("fortnightly", "verify")
    assert (killed.returncode, killed.stdout.split(": ")[1]) == (0, "sound\n")
    assert f"left by a run: {SERIES}" in killed.stderr

    assert world.crawl().returncode == 0
    assert len(world.articles) == 12
    assert verify(world) == (0, [])


def test_a_run_under_way_is_no_problem_and_nothing_is_mended_beside_it(hold):
    world, process = hold(8, 5)

    found = verify(world)
    mending = world.run("fortnightly", "verify", "--mend")
    world.site.go_on()
    _, err = process.communicate(timeout=180)

    assert process.returncode == 0, err
    assert found == (0, [])
    assert mending.returncode == 5
    assert "another run is under way" in mending.stderr
    assert verify(world) == (0, [])


def test_lost_files_come_again_from_the_site(crawled):
    (lost,) = (crawled.home / "warc").iterdir()
    lost.unlink()
    before = crawled.json("list", SERIES)

    assert verify(crawled) == (1, ["file_missing"])
    told = crawled.run("fortnightly", "verify")
    assert f"`fortnightly verify --mend {SERIES}`" in told.stdout
    mended = crawled.run("fortnightly", "verify", "--mend", SERIES, "--json")
    assert (mended.returncode, json.loads(mended.stdout)["state"]) == (1, "crawl")
    assert "only a crawl can mend, the next one asks the site again: 1 file_missing\n" in (
        mended.stderr
    )
    assert crawled.crawl().returncode == 0

    assert verify(crawled) == (0, [])
    after = crawled.json("list", SERIES)
    assert [one["text"] for one in after] == [one["text"] for one in before]
    assert {one["capture"]["warc"] for one in after} != {lost.name}


def test_a_problem_is_told_to_a_person_and_to_a_program(crawled):
    (damaged,) = (crawled.home / "warc").iterdir()
    whole = damaged.read_bytes()
    article = crawled.json("show", "1")[0]
    at = article["capture"]["offset"] + 300
    damaged.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])

    done = crawled.run("fortnightly", "verify", "--json")
    told = crawled.run("fortnightly", "verify")
    (problem,) = map(json.loads, done.stdout.splitlines())
    damaged.write_bytes(whole)

    assert (done.returncode, told.returncode) == (1, 1)
    assert list(problem) == ["series", "kind", "what", "detail", "mend"]
    assert problem["kind"] == "record_damaged"
    assert article["capture"]["url"] in problem["detail"]
    assert problem["mend"] in told.stdout
    assert "1 problem" in done.stderr
    assert verify(crawled) == (0, [])


def test_mending_says_what_it_mended_and_how_often(crawled):
    spoil = "UPDATE articles SET title = 'x' WHERE id < 3"
    for options in ((), ("--json",)):
        with sqlite3.connect(crawled.home / "archive.db") as database:
            database.execute(spoil)
        database.close()
        done = crawled.run("fortnightly", "verify", "--mend", *options)

        assert done.returncode == 0
        summary = (done.stderr if options else done.stdout).splitlines()
        assert summary[-2].endswith("checked: sound")
        assert summary[-1] == "mended: 2 article_outdated"
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["what"], line["state"]) for line in lines] == [
        ("article 1", "mended"),
        ("article 2", "mended"),
    ]


def test_a_series_that_is_not_there_is_wrong_usage(world):
    assert world.run("fortnightly", "verify", "nothing").returncode == 2
