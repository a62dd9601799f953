"""The main job: a real `scrapy crawl` against the replica, and what the commands say of it."""

from __future__ import annotations

import hashlib
import signal
import sqlite3
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.cases import first

FEED = "http://www.newarab.com/rss"
LISTING = "http://www.newarab.com/tag/iraq-report"


def test_scrapy_list_names_the_series(world):
    done = world.run("scrapy", "list")

    assert (done.returncode, done.stdout) == (0, "iraq_report\n")


def test_a_first_crawl_keeps_every_entry_exactly_as_it_must_become(crawled):
    kept = crawled.articles

    for truth in crawled.site.truth():
        article = kept.pop(truth["url"])
        assert set(truth.pop("addresses")) <= set(article["addresses"])
        truth.pop("also_at", None)
        related = [{"title": r["title"], "url": r["url"]} for r in truth.pop("related")]
        assert [{"title": r["title"], "url": r["url"]} for r in article["related"]] == related
        assert {key: article[key] for key in truth} == truth
    assert kept == {}


def test_a_run_tells_what_it_did_in_the_ledger(crawled):
    run = crawled.last_run

    assert run["outcome"] == "complete"
    assert run["exit_code"] == 0
    assert run["trigger"] == "manual"
    assert run["new"] == 12
    assert [(s["kind"], s["status"], s["failure"]) for s in run["sources"]] == [
        ("feed", "read", None),
        ("listing", "read", None),
    ]
    assert run["requests"] == len(crawled.asked())
    assert run["failures"] == []


def test_a_second_crawl_asks_the_source_pages_only_and_all_answer_304(crawled):
    done = crawled.crawl()

    run = crawled.last_run
    pages = [FEED, LISTING, f"{LISTING}?page=1"]
    assert done.returncode == 0
    assert sorted(crawled.asked()) == pages
    assert run["requests"] == run["not_modified"] == 3
    assert [source["status"] for source in run["sources"]] == ["unchanged", "unchanged"]
    assert [source["entries"] for source in run["sources"]] == [94, 12]
    assert (run["new"], run["revised"], run["unchanged"]) == (0, 0, 0)


def test_a_new_entry_is_the_only_article_that_is_fetched(crawled):
    entry = crawled.site.publish("The Iraq Report: A bridge opens in Samarra")

    done = crawled.crawl()

    assert done.returncode == 0
    assert crawled.last_run["new"] == 1
    articles = [url for url in crawled.asked() if "/analysis/" in url or "/features/" in url]
    assert articles == [crawled.url_of(entry)]


def test_an_edited_entry_becomes_a_revision_and_the_old_text_stays(crawled):
    entry = crawled.entry()
    address = crawled.url_of(entry)
    before = crawled.articles[address]
    crawled.site.advance(1)
    crawled.site.edit(entry.path, 1, "The ministry has since withdrawn its figure altogether.")

    done = crawled.crawl("-a", "recheck=1")

    after = crawled.articles[address]
    run = crawled.last_run
    assert done.returncode == 0
    assert (run["revised"], run["new"]) == (1, 0)
    assert run["unchanged"] == 11
    assert (after["revision"], after["revisions"]) == (2, 2)
    assert "withdrawn its figure" in after["text"]
    assert crawled.json("show", str(after["id"]), "--revision", "1")[0]["text"] == before["text"]
    first, second = crawled.json("history", str(after["id"]))
    assert (first["weight"], first["changes"]) == ("first", [])
    assert any("withdrawn its figure" in (c["after"] or "") for c in second["changes"])


def test_a_recheck_asks_every_article_conditionally(crawled):
    crawled.crawl("-a", "recheck=1")

    run = crawled.last_run
    assert run["requests"] == run["not_modified"] == 15
    assert run["unchanged"] == 12
    assert all(article["revision"] == 1 for article in crawled.articles.values())


@pytest.mark.long
def test_since_leaves_out_what_its_source_dates_earlier_and_keeps_it_wanted(make_world):
    world = make_world(entries=11)  # the feed dates its newest entry, as it does not always
    feed_alone = world.definition.split("# The tag's page")[0]
    world.define(f"{feed_alone}\n[member]\npath = '/iraq-report-'\n")

    world.crawl("-a", "since=2100-01-01")
    left_out = world.last_run
    world.crawl()

    assert (left_out["outcome"], left_out["new"]) == ("complete", 0)
    assert world.last_run["new"] == 1


def test_a_recheck_since_a_day_asks_what_was_published_from_then_on(crawled):
    days = sorted(article["published"][:10] for article in crawled.articles.values())

    crawled.crawl("-a", "recheck=1", "-a", f"since={days[-3]}")

    assert crawled.last_run["unchanged"] == 3


@pytest.mark.long
def test_what_changes_around_an_article_is_no_revision(begin):
    world = begin(restless=True, validators="none")

    world.crawl("-a", "recheck=1")

    assert world.last_run["unchanged"] == 12
    assert world.last_run["revised"] == 0


def test_a_deleted_article_stays_and_is_marked_gone(crawled):
    entry = crawled.entry()
    crawled.site.delete(entry.path)

    crawled.crawl("-a", "recheck=1")

    article = crawled.articles[crawled.url_of(entry)]
    assert article["gone"]["status"] == 404
    assert article["text"]


@pytest.mark.long
def test_an_old_address_in_the_listing_leads_to_the_same_article(make_world):
    world = make_world(entries=20, old_links=True, now=datetime(2020, 6, 12, tzinfo=UTC))
    world.crawl()

    kept = world.articles
    old = {truth["url"]: truth["also_at"] for truth in world.site.truth() if truth["also_at"]}
    assert old
    assert len(kept) == 20
    for url, also_at in old.items():
        assert also_at[0] in kept[url]["addresses"]


@pytest.mark.long
def test_aliases_that_serve_the_page_themselves_make_no_second_article(make_world):
    world = make_world(aliases_redirect=False)
    world.define(world.definition.replace("www.newarab.com/tag", "newarab.com/tag"))
    world.crawl()

    world.define(world.definition.replace("newarab.com/tag", "www.newarab.com/tag"))
    world.crawl()

    assert len(world.articles) == 12


@pytest.mark.long
def test_off_series_pages_are_remembered_and_not_fetched_again(world):
    by_trailer_alone = "".join(
        line
        for line in world.definition.splitlines(keepends=True)
        if not line.startswith(("title = '", "path = '"))
    )
    world.define(by_trailer_alone.replace("optional = true", 'links = "h2 a"'))
    first = world.crawl()
    fetched = len(world.asked())
    world.site.publish()
    second = world.crawl()

    truth = {t["url"] for t in world.site.truth() if t["trailer"]}
    assert (first.returncode, second.returncode) == (0, 0)
    assert set(world.articles) == truth
    assert fetched > len(truth) + 3
    assert len([url for url in world.asked() if "/tag/" not in url and "/rss" not in url]) == 1


WRONG = {
    "an unknown key": ('title = "The Iraq Report"', 'titel = "The Iraq Report"', "titel"),
    "a bad pattern": ("path = '/(the-)?", "path = '/(the-?", "member.path"),
    "bad TOML": ("[cadence]", "[cadence", ""),
}


@pytest.mark.parametrize(("right", "wrong", "key"), first(WRONG))
def test_a_wrong_definition_ends_with_2(world, right, wrong, key):
    file = world.define(world.definition.replace(right, wrong))

    done = world.run("fortnightly", "status")

    assert done.returncode == 2
    assert str(file) in done.stderr
    assert key in done.stderr


@pytest.mark.parametrize("command", [("crawl", "iraq_report"), ("list",)])
def test_a_wrong_definition_ends_with_2_before_anything_is_fetched(world, command):
    file = world.define(world.definition.replace("[cadence]", "[cadence"))

    done = world.run("scrapy", *command)

    assert done.returncode == 2
    assert str(file) in done.stderr
    assert "Traceback" not in done.stderr
    assert world.site.log == []


USAGE = {
    "a series that is not there": ("crawl", "river_report"),
    "no series": ("crawl",),
    "an unknown argument": ("crawl", "iraq_report", "-a", "bakcfill=1"),
    "a day that is none": ("crawl", "iraq_report", "-a", "since=yesterday"),
    "a flag that is none": ("crawl", "iraq_report", "-a", "recheck=yes"),
}


@pytest.mark.parametrize("arguments", first({name: (case,) for name, case in USAGE.items()}))
def test_wrong_usage_ends_with_2_before_anything_is_fetched(world, arguments):
    done = world.run("scrapy", *arguments)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert world.site.log == []


def test_a_wrong_setting_ends_with_2_and_names_it(world):
    done = world.crawl(FORTNIGHTLY_DELAY="fast")

    assert done.returncode == 2
    assert "FORTNIGHTLY_DELAY" in done.stderr


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        *(pytest.param(url, marks=pytest.mark.long) for url in ("oracle://x/y", "mysql://x/y")),
    ],
)
@pytest.mark.parametrize("command", [("scrapy", "crawl", "iraq_report"), ("fortnightly", "status")])
def test_a_database_url_that_we_cannot_use_ends_with_2(world, command, url):
    done = world.run(*command, FORTNIGHTLY_DATABASE_URL=url)

    assert done.returncode == 2
    assert "FORTNIGHTLY_DATABASE_URL: " in done.stderr
    assert "Traceback" not in done.stderr
    assert world.site.log == []


@pytest.mark.long
def test_an_entry_that_fails_once_is_got_in_the_same_run(world):
    for entry in world.site.newsroom.series():
        world.site.fail(entry.path, status=503, times=1)

    done = world.crawl()

    assert done.returncode == 0
    assert world.last_run["new"] == 12


def test_an_entry_that_fails_is_tried_again_in_the_next_run_though_no_source_changed(world):
    entry = world.entry()
    world.site.fail(entry.path, status=503)

    first = world.crawl()
    run = world.last_run
    world.site.mend()
    second = world.crawl()

    assert (first.returncode, second.returncode) == (3, 0)
    assert run["outcome"] == "incomplete"
    assert [(f["url"], f["failure"]) for f in run["failures"]] == [
        (world.url_of(entry), "server_error")
    ]
    assert world.last_run["new"] == 1
    assert len(world.articles) == 12


FAILURES = {
    "forbidden": ({"status": 403}, "blocked"),
    "not found": ({"status": 404}, "gone"),
    "no longer there": ({"status": 410}, "gone"),
    "an error of the server": ({"status": 500}, "server_error"),
    "too many requests for long": ({"status": 429, "retry_after": 3600}, "rate_limited"),
    "a connection that breaks": ({"kind": "reset"}, "refused"),
    "a body that is cut off": ({"kind": "truncate"}, "bad_content"),
    "a body that is too large": ({"kind": "huge", "value": 40}, "too_large"),
    "no feed": ({"kind": "html"}, "bad_content"),
    "no body": ({"kind": "empty"}, "bad_content"),
    "a redirect to a stranger": (
        {"kind": "redirect", "value": "http://stranger.example/rss"},
        "blocked",
    ),
}


#: One of each way in which a feed fails; the others end as one of these does.
COMMON = {"forbidden", "not found", "a connection that breaks", "no feed"}


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        pytest.param(*case, id=name, marks=() if name in COMMON else pytest.mark.long)
        for name, case in FAILURES.items()
    ],
)
def test_a_feed_that_fails_makes_the_run_incomplete_and_says_why(make_world, fault, failure):
    world = make_world(entries=2)
    world.site.fail("/rss", **fault)

    done = world.crawl("-s", "RETRY_TIMES=0")

    feed = world.last_run["sources"][0]
    assert done.returncode == 3
    assert (feed["status"], feed["failure"]) == ("failed", failure)
    assert FEED in done.stderr


def test_a_feed_with_a_small_fault_is_read(world):
    world.site.fail("/rss", kind="undefined-entity")

    done = world.crawl()

    assert done.returncode == 0
    assert world.last_run["sources"][0]["status"] == "read"


SILENT = {
    "a feed without items": lambda site: site.fail("/rss", kind="no-items"),
    "a listing without rows": lambda site: site.switch(listing="redesigned"),
    "a listing that is gone": lambda site: site.switch(listing="missing"),
}


@pytest.mark.parametrize(
    "silence",
    [
        pytest.param(silence, id=name, marks=() if "feed" in name else pytest.mark.long)
        for name, silence in SILENT.items()
    ],
)
def test_a_source_that_brought_entries_and_brings_none_shouts_in_every_run(crawled, silence):
    crawled.site.advance(0.1)
    silence(crawled.site)

    codes = [crawled.crawl().returncode, crawled.crawl().returncode]

    assert codes == [3, 3]
    assert "failed" in {source["status"] for source in crawled.last_run["sources"]}


def test_an_optional_source_that_never_worked_is_absent_and_no_failure(make_world):
    world = make_world(listing="missing")

    done = world.crawl()

    assert done.returncode == 0
    assert world.last_run["sources"][1]["status"] == "absent"


@pytest.mark.long
def test_a_challenge_page_goes_to_quarantine_and_the_article_comes_next_time(world):
    entry = world.entry()
    world.site.fail(entry.path, kind="challenge")

    first = world.crawl()
    aside = world.json("quarantine", "iraq_report")
    world.site.mend()
    second = world.crawl()

    assert (first.returncode, second.returncode) == (3, 0)
    assert [page["url"] for page in aside] == [world.url_of(entry)]
    assert aside[0]["reason"] in {"not_an_article", "incomplete_text"}
    assert aside[0]["capture"]["warc"].endswith(".warc.gz")
    assert world.json("quarantine", "iraq_report") == []
    assert len(world.articles) == 12


@pytest.mark.long
def test_a_challenge_page_never_replaces_a_good_article(crawled):
    entry = crawled.entry()
    crawled.site.fail(entry.path, kind="challenge")

    done = crawled.crawl("-a", "recheck=1")

    article = crawled.articles[crawled.url_of(entry)]
    assert done.returncode == 3
    assert article["revision"] == 1
    assert article["word_count"] > 100


def test_an_entry_that_robots_forbids_is_listed_and_the_run_is_complete(make_world):
    world = make_world()
    entry = world.entry()
    world.site.switch(disallow=(entry.path,))

    done = world.crawl()

    assert done.returncode == 0
    assert [(f["url"], f["failure"]) for f in world.last_run["failures"]] == [
        (world.url_of(entry), "blocked")
    ]
    assert world.url_of(entry) not in world.asked()


def test_a_crawl_delay_holds_whatever_our_own_delay_is(make_world):
    world = make_world(entries=2, crawl_delay=1)
    world.site.switch(listing="missing")

    world.crawl("-s", "DOWNLOAD_DELAY=0")

    moments = [e["time"] for e in world.site.log if "robots.txt" not in e["url"]]
    assert len(moments) >= 3
    assert min(b - a for a, b in pairwise(moments)) >= 0.5  # a busy machine may note a request late


def test_retry_after_is_obeyed(make_world):
    world = make_world(entries=2)
    world.site.fail("/rss", status=429, retry_after=2, times=1)

    done = world.crawl()

    (first, *_, second) = [e["time"] for e in world.site.log if e["url"] == FEED]
    assert done.returncode == 0
    assert second - first >= 1.9


def test_a_host_that_the_definition_does_not_name_is_never_asked(world):
    world.site.fail(world.entry().path, kind="redirect", value="http://127.0.0.1/admin")

    done = world.crawl()

    assert done.returncode == 3
    assert world.last_run["failures"][0]["failure"] == "blocked"
    assert not any("127.0.0.1" in url for url in world.asked())


def test_every_used_response_is_in_a_closed_warc_file_at_its_offset(crawled):
    (file,) = (crawled.home / "warc").iterdir()

    for url, article in crawled.articles.items():
        capture = article["capture"]
        assert capture["warc"] == file.name
        assert record_at(file, capture["offset"]) == ("response", url, capture["digest"])
    asked = [record[1] for record in records(file) if record[0] == "request"]
    assert sorted(asked) == sorted(crawled.asked())


def test_a_304_and_a_body_that_we_have_become_revisit_records(crawled):
    crawled.crawl()
    (_, file) = sorted((crawled.home / "warc").iterdir(), key=lambda path: path.stat().st_mtime)

    kinds = [(kind, url) for kind, url, _ in records(file)]

    assert [url for kind, url in kinds if kind == "revisit"] == crawled.asked()
    assert "response" not in {kind for kind, _ in kinds}


def test_sigterm_ends_a_run_that_keeps_what_it_has(hold):
    world, process = hold(30, 12)

    process.send_signal(signal.SIGTERM)
    world.site.go_on()
    process.communicate(timeout=180)

    assert process.returncode == 3
    assert world.last_run["outcome"] == "interrupted"
    kept = len(world.articles)
    assert 0 < kept < 30
    assert world.crawl().returncode == 0
    assert len(world.articles) == 30
    assert world.last_run["new"] == 30 - kept


def test_after_kill_9_the_next_run_completes_and_nothing_is_double(hold):
    world, process = hold(30, 20)

    process.kill()
    process.communicate(timeout=180)
    world.site.go_on()
    done = world.crawl()

    assert done.returncode == 0
    assert len(world.articles) == 30
    assert [run["outcome"] for run in world.json("runs")] == ["complete", "interrupted"]
    assert not list((world.home / "warc").glob("*.open"))


def test_a_second_run_of_a_series_under_way_ends_with_5(hold):
    world, first = hold(4, 3)

    second = world.run("scrapy", "crawl", "iraq_report")
    world.site.go_on()
    first.communicate(timeout=180)

    assert (first.returncode, second.returncode) == (0, 5)
    assert "Traceback" not in second.stderr
    outcomes = {run["outcome"]: run["exit_code"] for run in world.json("runs")}
    assert outcomes == {"complete": 0, "locked": 5}


def test_a_database_that_is_none_ends_with_2(world):
    world.home.mkdir()
    (world.home / "archive.db").write_bytes(b"this is no database at all " * 100)

    done = world.crawl()

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert world.site.log == []


@pytest.mark.long
def test_a_database_that_fails_in_the_middle_ends_with_6_and_the_next_run_completes(hold):
    world, process = hold(
        30, 12, FORTNIGHTLY_DATABASE_URL="sqlite:///../home/archive.db?timeout=0.5"
    )
    blocker = sqlite3.connect(world.home / "archive.db", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")

    world.site.go_on()
    _, err = process.communicate(timeout=180)
    blocker.rollback()
    blocker.close()

    assert process.returncode == 6, err
    assert world.crawl().returncode == 0
    assert len(world.articles) == 30


def records(file):
    """Yield kind, address and digest of the decoded body of each record of a WARC file."""
    with file.open("rb") as stream:
        for record in ArchiveIterator(stream):
            yield described(record)


def record_at(file, offset):
    with file.open("rb") as stream:
        stream.seek(offset)
        return described(next(iter(ArchiveIterator(stream))))


def described(record):
    body = record.content_stream().read()
    url = record.rec_headers.get_header("WARC-Target-URI")
    return record.rec_type, url, f"sha256:{hashlib.sha256(body).hexdigest()}"
