"""Scrapy's own commands and options work on a series, or say why not."""

from __future__ import annotations

import csv
import json
import re

import pytest

RSS = "http://www.newarab.com/rss"


def test_a_feed_has_the_articles_of_the_run_as_show_gives_them(world):
    done = world.crawl("-o", "out.jsonl", "-o", "out.csv")
    assert done.returncode == 0, done.stderr

    lines = (world.series_dir / "out.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 12
    for article in map(json.loads, lines):
        assert [article] == world.json("show", str(article["id"]))

    with (world.series_dir / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    first, row = json.loads(lines[0]), rows[0]
    assert [row["title"] for row in rows] == [json.loads(line)["title"] for line in lines]
    assert row["text"] == first["text"]
    assert row["authors"] == "; ".join(first["authors"])


@pytest.mark.long
def test_a_feed_of_a_later_run_has_only_what_is_new_or_revised(crawled):
    entry = crawled.entry()
    crawled.site.advance(1)
    crawled.site.edit(entry.path, 1, "The ministry has since withdrawn its figure altogether.")

    crawled.crawl("-a", "recheck=1", "-O", "out.jsonl")

    (line,) = (crawled.series_dir / "out.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["url"] == crawled.url_of(entry)


def test_a_feed_that_cannot_be_written_is_refused_before_anything_is_fetched(world):
    (world.series_dir / "file").write_text("")

    done = world.crawl("-o", "file/out.jsonl")

    assert done.returncode == 2
    assert "-o file/out.jsonl: " in done.stderr
    assert "Traceback" not in done.stderr
    assert world.asked() == []


def test_a_job_directory_is_refused_with_the_reason(world):
    done = world.crawl("-s", "JOBDIR=job")

    assert done.returncode == 2
    assert "the database keeps what is still to be fetched" in done.stderr
    assert world.asked() == []


SETTINGS = {
    "DOWNLOAD_DELAY": "7.0",
    "USER_AGENT": r"fortnightly/\S+ \(\+mailto:me@keeper\.example\)",
}


@pytest.mark.parametrize(("name", "value"), SETTINGS.items(), ids=SETTINGS)
def test_the_settings_of_scrapy_that_come_from_ours_are_shown(world, name, value):
    done = world.run(
        "scrapy",
        "settings",
        "--get",
        name,
        FORTNIGHTLY_DELAY="7",
        FORTNIGHTLY_CONTACT="mailto:me@keeper.example",
    )

    assert re.fullmatch(value + "\n", done.stdout)


def test_a_setting_of_the_command_line_is_shown_before_ours(world):
    done = world.run("scrapy", "settings", "-s", "DOWNLOAD_DELAY=3", "--get", "DOWNLOAD_DELAY")

    assert done.stdout == "3\n"


def test_fetch_prints_a_page_asked_by_our_user_agent(world):
    done = world.run("scrapy", "fetch", RSS)

    assert done.returncode == 0
    assert "<rss" in done.stdout
    assert_no_error(done)


def test_parse_shows_the_entries_of_a_source(world):
    done = world.run("scrapy", "parse", "--nocolour", RSS.replace("/rss", "/tag/iraq-report"))

    assert "'url': 'http://www.newarab.com/" in done.stdout
    assert_no_error(done)


def test_parse_shows_the_article_of_a_page(world):
    done = world.run("scrapy", "parse", "--nocolour", world.url_of(world.entry()))

    assert "'title': 'The Iraq Report:" in done.stdout
    assert "'body': (" in done.stdout
    assert_no_error(done)


@pytest.mark.long
def test_parse_says_why_a_page_is_no_article(world):
    done = world.run("scrapy", "parse", "--nocolour", "http://www.newarab.com/rss/")

    assert "'error': " in done.stdout
    assert_no_error(done)


def test_shell_opens_a_page(world):
    done = world.run("scrapy", "shell", "-c", "(response.status, spider.name)", RSS)

    assert done.stdout == "(200, 'iraq_report')\n"
    assert_no_error(done)


def test_check_finds_nothing_wrong(world):
    done = world.run("scrapy", "check")

    assert done.returncode == 0
    assert "OK" in done.stderr


def test_none_of_them_makes_an_archive(world):
    world.run("scrapy", "fetch", RSS)
    world.run("scrapy", "check")

    assert not world.home.exists()


def assert_no_error(done):
    assert not re.search(r"Traceback| ERROR | CRITICAL ", done.stderr), done.stderr
