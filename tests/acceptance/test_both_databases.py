"""A series kept in PostgreSQL is kept as in SQLite: the same story, told by the same commands."""

from __future__ import annotations

import json
import re

import psycopg
import pytest

from storage.engines import postgres

SERIES = "iraq_report"
#: What differs between any two runs: clocks, and the numbers and lengths that hang on them.
VOLATILE = {
    *("at", "last_at", "first_seen", "last_seen", "seen", "since", "started", "finished"),
    *("warc", "offset"),
}
#: A clock within a sentence.
MINUTE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC")


def story(world):
    """Live through a few days of a series; return what each command said of it, and its code."""
    told = [world.crawl().returncode]
    for title in ("What the river left", "What the wind brought"):
        world.site.advance(14)
        world.site.publish(title)  # one at a time: of two, either may be read first
        told.append(world.crawl().returncode)
    entry = world.entry(1)
    world.site.advance(1)
    world.site.edit(entry.path, 1, "The ministry has since withdrawn its figure altogether.")
    world.site.publish("A late one")
    told.append(world.crawl("-a", "recheck=1").returncode)
    world.site.fail(world.entry(2).path, kind="shrunk")
    told.append(world.crawl("-a", "recheck=1").returncode)
    aside = world.json("quarantine", SERIES)
    told.append(world.run("fortnightly", "reread").stdout)
    told.append(world.run("fortnightly", "quarantine", "accept", str(aside[0]["id"])).stdout)
    kept = world.json("list", SERIES)
    told += [aside, kept, world.json("quarantine"), world.json("runs"), world.json("status")]
    revised = [str(article["id"]) for article in kept if article["revisions"] > 1]
    told += [world.json(command, id_) for command in ("history", "why") for id_ in revised]
    told += [world.json("search", *words) for words in (("the", "withdr"), ("iraq-report",))]
    told.append(world.run("fortnightly", "show", str(2**70)).returncode)
    return told


def lasting(told):
    """Leave out what no two runs have in common."""
    if isinstance(told, dict):
        return {key: lasting(value) for key, value in told.items() if key not in VOLATILE}
    if isinstance(told, str):
        return MINUTE.sub("then", told)
    return [lasting(one) for one in told] if isinstance(told, list) else told


@pytest.fixture
def server_url(postgresql):
    with postgresql.database() as name:
        yield postgresql.url(name)


@pytest.mark.long  # in short: test_same_rows.py
def test_a_series_lives_the_same_life_in_either_database(make_world, tmp_path, server_url):
    stories = []
    for name, url in {"sqlite": None, "postgresql": server_url}.items():
        folder = tmp_path / name
        folder.mkdir()
        stories.append(lasting(story(make_world(1, folder=folder, database_url=url))))

    one, other = (json.dumps(told, indent=1).splitlines() for told in stories)
    assert other == one
    assert stories[0][:5] == [0, 0, 0, 0, 3]
    assert not (tmp_path / "postgresql" / "home" / "archive.db").exists()


def test_a_server_that_is_not_there_ends_with_6_and_says_so(make_world):
    world = make_world(1, database_url="postgresql://me:secret@127.0.0.1:1/archive")

    for done in (world.crawl(), world.run("fortnightly", "list", SERIES)):
        assert done.returncode == 6
        assert "connection refused" in done.stderr.lower()
        assert "Traceback" not in done.stderr
        assert "secret" not in done.stderr


@pytest.mark.parametrize(
    "url", ["mysql://me:secret@localhost/archive", "postgresql://me:secret@:x"]
)
def test_a_database_of_another_kind_ends_with_2_and_says_what_to_write(make_world, url):
    world = make_world(1, database_url=url)

    for done in (world.crawl(), world.run("fortnightly", "list", SERIES)):
        assert done.returncode == 2
        assert "postgresql://USER@HOST/DATABASE" in done.stderr
        assert "secret" not in done.stderr


def test_an_archive_is_copied_by_command_and_the_crawl_goes_on_in_the_copy(crawled, server_url):
    url = f"sqlite:///{crawled.home / 'archive.db'}"
    before = crawled.json("list", SERIES)

    done = crawled.run("fortnightly", "copy", url, server_url, "--json")
    again = crawled.run("fortnightly", "copy", url, server_url)
    crawled.database_url = server_url
    crawled.site.advance(1)
    crawled.site.publish("A late one")
    last = crawled.crawl().returncode

    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, again.returncode, last) == (0, 2, 0)
    assert {line["table"]: line["rows"] for line in lines}["articles"] == len(before)
    assert all(line["digest"] == line["copied_digest"] for line in lines)
    assert "WARC files were not copied" in done.stderr
    assert "something in it already" in again.stderr
    assert crawled.json("list", SERIES)[1:] == before


@pytest.mark.long
def test_a_database_that_fails_in_the_middle_of_a_run_ends_it_with_6_and_the_next_one_completes(
    hold, wait_for, postgresql
):
    with postgresql.database() as name:
        world, run = hold(12, 8, database_url=postgresql.url(name, options="-c lock_timeout=500"))
        with psycopg.connect(postgresql.url(name)) as other, run:
            wait_for(lambda: _has_articles(other))
            other.execute(f"SELECT pg_advisory_xact_lock({postgres.WRITERS})")
            world.site.go_on()
            _, said = run.communicate(timeout=180)
        kept = world.json("list", SERIES)
        again = world.crawl().returncode

        assert run.returncode == 6
        assert "database is locked" in said
        assert (again, len(world.articles)) == (0, len(world.site.truth()))
        assert 0 < len(kept) < len(world.articles)
        assert [one["outcome"] for one in world.json("runs", SERIES)] == ["complete", "interrupted"]


def _has_articles(connection):
    with connection.transaction():
        there = connection.execute("SELECT to_regclass('articles')").fetchone()[0]
        return there and connection.execute("SELECT 1 FROM articles LIMIT 1").fetchone()
