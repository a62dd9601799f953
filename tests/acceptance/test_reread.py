"""Reading the kept pages again: what `reread` shows, records and leaves alone; and in a crawl."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from fortnightly.series.definition import load_definition
from fortnightly.tasks.reread import Reread
from fortnightly.terminal import console
from ingest.errors import LockedError
from ingest.pool import Readers
from storage.archive import open_archive

SERIES = "iraq_report"


@pytest.fixture(scope="module")
def readers():
    with Readers(workers=1) as running:
        yield running


@pytest.fixture
def crawled(begin):
    return begin(entries=5)


def by_rules_of(world, article):
    """Change the definition: the last paragraph of an article is its trailer now."""
    words = " ".join(article["body"][-1]["text"].split()[:6])
    assert words.replace(" ", "").isalnum(), words
    world.define(world.definition.replace("trailer = ['^The", f"trailer = ['^{words}', '^The"))


def an_article(world, number=2):
    """Return an entry of the series and its article."""
    entry = world.entry(number)
    return entry, world.articles[world.url_of(entry)]


def weights(world, article):
    return [one["weight"] for one in world.json("history", str(article["id"]))]


def rows(world):
    """Return all that the database says of articles and addresses."""
    with sqlite3.connect(world.home / "archive.db") as database:
        found = [
            database.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
            for table in ("articles", "revisions", "addresses", "captures", "runs", "leases")
        ]
    database.close()
    return found


def again(world, readers, *, record=False, at=None):
    """Read all pages of the series again in this process."""
    clock = (lambda: at) if at else (lambda: datetime.now(UTC))
    with opened(world) as archive:
        definition = load_definition(world.series_dir / f"{SERIES}.toml")
        return list(Reread(archive, definition, clock, record=record).read(readers))


def opened(world):
    return open_archive(f"sqlite:///{world.home / 'archive.db'}", world.home)


@pytest.mark.parametrize(("every", "lines"), [(0, 3), (60, 0)])
def test_progress_is_told_on_stderr_alone(capsys, every, lines):
    with console.progress("walks", 3, every) as step:
        for _ in range(3):
            step()

    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [f"walks: {n} of 3" for n in range(1, 4)][:lines]


def test_by_the_same_rules_every_page_says_the_same(crawled):
    before = rows(crawled)

    done = crawled.run("fortnightly", "reread")

    assert done.returncode == 0
    assert "5 pages read again: 5 same, 0 changed, 0 refused, 0 recovered" in done.stdout
    assert rows(crawled) == before


@pytest.mark.parametrize("options", [("--dry-run",), (SERIES, "--dry-run")])
def test_what_would_change_is_shown_and_nothing_is_stored(crawled, options):
    _, article = an_article(crawled)
    by_rules_of(crawled, article)
    before = rows(crawled)

    done = crawled.run("fortnightly", "reread", *options)

    assert done.returncode == 0, done.stderr
    assert f"article {article['id']}  changed" in done.stdout
    assert article["title"] in " ".join(done.stdout.split())
    assert "added trailer" in done.stdout
    assert "4 same, 1 changed, 0 refused, 0 recovered; nothing was recorded" in done.stdout
    assert rows(crawled) == before


def test_what_changes_is_recorded_as_another_reading(crawled):
    _, article = an_article(crawled)
    by_rules_of(crawled, article)

    done = crawled.run("fortnightly", "reread", SERIES, "--json")

    (line,) = map(json.loads, done.stdout.splitlines())
    after = crawled.json("show", str(article["id"]))[0]
    assert done.returncode == 0, done.stderr
    assert "1 changed" in done.stderr
    assert (line["id"], line["revision"], line["outcome"]) == (article["id"], 2, "changed")
    assert line["title"] == article["title"]
    assert {change["block"] for change in line["changes"]} >= {"trailer"}
    assert weights(crawled, article) == ["first", "reread"]
    assert after["trailer"][0].startswith(article["body"][-1]["text"][:20])
    assert after["capture"] == article["capture"]
    assert after["last_seen"] == article["last_seen"]
    assert after["rules"] != article["rules"]
    assert crawled.json("show", str(article["id"]), "--revision", "1")[0]["body"] == article["body"]
    assert crawled.json("reread", "--dry-run") == []


def test_a_recheck_after_a_reading_is_conditional_and_finds_nothing(crawled):
    _, article = an_article(crawled)
    by_rules_of(crawled, article)
    crawled.run("fortnightly", "reread")

    crawled.crawl("-a", "recheck=1")

    assert crawled.last_run["requests"] == crawled.last_run["not_modified"]
    assert weights(crawled, article) == ["first", "reread"]


WRONG = {
    "an option that there is not": ("--record",),
    "a series that is not there": ("nothing",),
}


@pytest.mark.parametrize("options", WRONG.values(), ids=WRONG)
def test_wrong_usage_ends_with_2(crawled, options):
    done = crawled.run("fortnightly", "reread", *options)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_nothing_is_recorded_while_a_run_is_under_way(crawled):
    with opened(crawled) as archive:
        archive.leases.take(SERIES, datetime.now(UTC))
        looked = crawled.run("fortnightly", "reread", "--dry-run")
        recorded = crawled.run("fortnightly", "reread")

    assert looked.returncode == 0
    assert recorded.returncode == 5
    assert "another run is under way" in recorded.stderr


def test_the_lease_is_renewed_and_given_back(crawled, readers):
    _, article = an_article(crawled)
    by_rules_of(crawled, article)
    start = datetime.now(UTC)
    moments = (start + timedelta(minutes=2 * n) for n in range(1000))
    with opened(crawled) as archive:
        definition = load_definition(crawled.series_dir / f"{SERIES}.toml")
        reading = Reread(archive, definition, lambda: next(moments), record=True)
        running = reading.read(readers)
        next(running)
        held = archive.leases.get(SERIES)
        rest = list(running)

        assert held.expires > start + timedelta(minutes=10)
        assert len(rest) + 1 == len(reading)
        assert archive.leases.get(SERIES) is None


def test_a_lease_that_was_lost_ends_it(crawled, readers):
    moments = (datetime.now(UTC) + timedelta(minutes=2 * n) for n in range(1000))
    with opened(crawled) as archive:
        definition = load_definition(crawled.series_dir / f"{SERIES}.toml")
        running = Reread(archive, definition, lambda: next(moments), record=True).read(readers)
        next(running)
        archive.leases.release(SERIES)
        with pytest.raises(LockedError, match="lost"):
            list(running)


def test_a_page_whose_bytes_are_gone_is_told_and_the_others_are_read(crawled):
    _, article = an_article(crawled)
    file = crawled.home / "warc" / article["capture"]["warc"]
    bytes_ = bytearray(file.read_bytes())
    bytes_[article["capture"]["offset"] + 300] ^= 0xFF
    file.write_bytes(bytes_)

    done = crawled.run("fortnightly", "reread", "--dry-run")

    assert done.returncode == 3
    assert article["capture"]["url"] in done.stderr
    assert "4 pages read again: 4 same" in done.stdout
    assert "1 whose bytes cannot be read" in done.stdout


def test_an_article_that_todays_rules_refuse_stays_as_it_is(crawled):
    members = crawled.definition.split("[member]")
    rest = members[1].split("[anatomy]")[1]
    crawled.define(f"{members[0]}[member]\ntitle = 'never'\n\n[anatomy]{rest}")
    before = crawled.articles

    done = crawled.run("fortnightly", "reread", "--json")

    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [line["outcome"] for line in lines] == ["refused"] * 5
    assert all("no article of the series" in line["detail"] for line in lines)
    assert crawled.articles == before


@pytest.mark.long
def test_pages_that_were_none_of_the_series_are_found_when_the_definition_widens(make_world):
    world = make_world(entries=8)
    wide = world.definition
    rest = wide.split("[anatomy]")[1]
    listing = wide.split("[member]")[0].replace("optional = true", 'links = "h2 a"')
    world.define(f"{listing}[member]\ntrailer = '^nowhere to be read'\n\n[anatomy]{rest}")
    world.crawl()
    before = set(world.articles)
    world.define(wide)
    truth = {one["url"] for one in world.site.truth()}
    assert before == set()
    world.site.log.clear()

    shown = world.json("reread", "--dry-run")
    told = world.run("fortnightly", "reread", "--dry-run").stdout
    world.run("fortnightly", "reread")

    articles = world.articles
    assert world.asked() == []
    assert {one["url"] for one in shown} == truth - before
    assert {(one["outcome"], one["id"]) for one in shown} == {("recovered", None)}
    assert "new article  recovered: was off_series" in told
    assert set(articles) == truth
    assert all(one["last_seen"] == one["capture"]["at"] for one in articles.values())
    assert world.json("reread", "--dry-run") == []


def set_aside(world, url):
    """Put the page of an article aside, as if the rules of then had refused it."""
    with opened(world) as archive:
        (current,) = (c for c in archive.articles.current(SERIES) if c.capture.url == url)
        with sqlite3.connect(world.home / "archive.db") as database:
            for table in ("related_links", "bands", "sightings", "decisions", "revisions"):
                database.execute(f"DELETE FROM {table} WHERE article_id = ?", (current.id,))
            database.execute(
                "UPDATE addresses SET article_id = NULL WHERE article_id = ?", (current.id,)
            )
            database.execute("DELETE FROM articles WHERE id = ?", (current.id,))
        database.close()
        archive.quarantine.set_aside(
            current.capture,
            series=SERIES,
            url=url,
            key=url,
            reason="not_an_article",
            detail="as it was then",
            now=datetime.now(UTC),
        )


def test_a_page_that_was_set_aside_and_reads_well_now_is_recorded_as_by_a_crawl(crawled, readers):
    _, article = an_article(crawled)
    set_aside(crawled, article["capture"]["url"])

    outcomes = [one.outcome for one in again(crawled, readers, record=True)]

    back = crawled.articles[article["url"]]
    assert sorted(outcomes) == ["recovered", *["same"] * 4]
    assert back["body"] == article["body"]
    assert back["capture"] == article["capture"]
    assert crawled.json("quarantine") == []


def test_a_page_that_was_set_aside_never_replaces_what_was_seen_since(crawled, readers):
    entry, article = an_article(crawled)
    crawled.site.advance(1)
    crawled.site.edit(entry.path, 1, "The ministry has since withdrawn its figure altogether.")
    crawled.crawl("-a", "recheck=1")
    with opened(crawled) as archive:  # the first page of it, at an address of its own
        (first, _) = archive.articles.history(article["id"])
        with sqlite3.connect(crawled.home / "archive.db") as database:
            database.execute(
                "UPDATE captures SET outcome = 'off_series', url = ? WHERE warc = ? AND offset = ?",
                (f"{article['url']}?a=1", first.capture.warc, first.capture.offset),
            )
        database.close()

    before = crawled.articles[article["url"]]
    details = [one.detail for one in again(crawled, readers, record=True) if one.detail]

    assert details == ["the article was seen since"]
    assert crawled.articles[article["url"]] == before


def test_an_edit_is_compared_with_what_todays_rules_make_of_the_old_page(crawled):
    entry, article = an_article(crawled)
    by_rules_of(crawled, article)
    crawled.site.advance(1)
    crawled.site.edit(entry.path, 1, "The ministry has since withdrawn its figure altogether.")

    done = crawled.crawl("-a", "recheck=1")

    revisions = crawled.json("history", str(article["id"]))
    assert done.returncode == 0
    assert [one["weight"] for one in revisions] == ["first", "reread", "substantive"]
    assert "trailer" in {change["block"] for change in revisions[1]["changes"]}
    assert all(change["block"].startswith("body") for change in revisions[2]["changes"])
    assert (crawled.last_run["revised"], crawled.last_run["unchanged"]) == (1, 4)


@pytest.mark.long
def test_a_page_that_changed_only_around_the_article_makes_no_edit_by_new_rules(make_world):
    world = make_world(entries=5, restless=True, validators="none")
    world.crawl()
    _, article = an_article(world)
    by_rules_of(world, article)

    world.crawl("-a", "recheck=1")
    world.crawl("-a", "recheck=1")

    assert weights(world, article) == ["first", "reread"]
    assert world.articles[article["url"]]["revision"] == 2
    assert (world.last_run["revised"], world.last_run["unchanged"]) == (0, 5)


@pytest.mark.long
def test_a_page_that_was_left_unread_and_is_what_we_have_makes_no_edit_by_new_rules(crawled):
    _, article = an_article(crawled)
    by_rules_of(crawled, article)
    with sqlite3.connect(crawled.home / "archive.db") as database:
        database.execute("UPDATE captures SET outcome = 'pending' WHERE kind = 'article'")
    database.close()

    done = crawled.crawl()

    assert done.returncode == 0
    assert weights(crawled, article) == ["first", "reread"]
    assert (crawled.last_run["revised"], crawled.last_run["unchanged"]) == (0, 5)


@pytest.mark.long
def test_an_edit_by_the_same_rules_reads_nothing_again(crawled):
    entry, article = an_article(crawled)
    crawled.site.advance(1)
    crawled.site.edit(entry.path, 1, "The ministry has since withdrawn its figure altogether.")

    crawled.crawl("-a", "recheck=1")

    assert weights(crawled, article) == ["first", "substantive"]


@pytest.mark.long
def test_an_old_page_whose_bytes_are_gone_does_not_keep_the_new_one_out(crawled):
    entry, article = an_article(crawled)
    by_rules_of(crawled, article)
    (crawled.home / "warc" / article["capture"]["warc"]).unlink()
    crawled.site.advance(1)
    crawled.site.edit(entry.path, 1, "The ministry has since withdrawn its figure altogether.")

    done = crawled.crawl("-a", "recheck=1")

    assert done.returncode == 0, done.stderr
    assert weights(crawled, article) == ["first", "substantive"]


ADDED_SINCE = {
    "revisions": ("rules", "evidence", "origin_id", "origin_number"),
    "quarantine": ("verdict",),
    "mentions": ("kind", "title", "standfirst", "published"),
    "captures": ("last_at", "times"),
    "articles": ("gone_capture_id",),
    "addresses": ("pinned", "publisher"),
}


def as_in_the_first_schema(database):
    for table in ("sightings", "bands", "schemes", "decisions", "moved", "merged"):
        database.execute(f"DROP TABLE {table}")
    for index in ("captures_series_url_kind_last_at", "captures_digest"):
        database.execute(f"DROP INDEX ix_{index}")
    database.execute("DROP INDEX ix_revisions_origin_id_origin_number")
    database.execute("CREATE INDEX ix_captures_series_url_kind_id ON captures (series, url)")
    for table, columns in ADDED_SINCE.items():
        for column in columns:
            database.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    database.execute("UPDATE alembic_version SET version_num = '0001'")


def test_an_archive_of_the_first_schema_is_read_again_and_goes_on(crawled):
    _, article = an_article(crawled)
    with closing(sqlite3.connect(crawled.home / "archive.db")) as database, database:
        as_in_the_first_schema(database)
    with opened(crawled) as archive:  # which upgrades it
        assert {one.rules for one in archive.articles.current(SERIES)} == {""}
    by_rules_of(crawled, article)

    done = crawled.run("fortnightly", "reread")
    first = crawled.crawl()
    second = crawled.crawl()

    assert "4 same, 1 changed" in done.stdout
    assert weights(crawled, article) == ["first", "reread"]
    assert len({one["rules"] for one in crawled.articles.values()} - {""}) == 1
    assert (first.returncode, second.returncode) == (0, 0)
    assert crawled.last_run["requests"] == crawled.last_run["not_modified"]
    with opened(crawled) as archive:  # the sources were read once more, to keep what they say
        hosts = load_definition(crawled.series_dir / f"{SERIES}.toml").hosts
        page = archive.page(archive.articles.current_of(article["id"]).capture, hosts)
    assert page.source_entries


def test_pages_are_read_with_what_the_sources_say_of_them(crawled):
    with opened(crawled) as archive:
        definition = load_definition(crawled.series_dir / f"{SERIES}.toml")
        told = {
            one.article.title: archive.page(one.capture, definition.hosts).source_entries
            for one in archive.articles.current(SERIES)
        }

    assert all(told.values())
    assert {said.kind for of_one in told.values() for said in of_one} == {"feed", "listing"}
    assert all(said.title.startswith("The Iraq Report") for of in told.values() for said in of)
