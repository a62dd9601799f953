"""The life of an article, followed through real crawls: edited, flapping, gone and back."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import sqlite3
import struct
import subprocess
import sys
import termios
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

import replica

FACT = "The ministry has since withdrawn its figure of 1,200 altogether."
TABLES = ("captures", "revisions", "sightings", "articles")


def recheck(world):
    done = world.crawl("-a", "recheck=1")
    assert done.returncode == 0, done.stderr
    return world.last_run


def paragraphs(entry):
    return [block.text for block in entry.blocks if isinstance(block, replica.Paragraph)]


def edit(world, number, text):
    world.site.advance(1)
    return world.site.edit(world.entry().path, number, text)


def article(world):
    return world.articles[world.url_of(world.entry())]


def history(world):
    return world.json("history", str(article(world)["id"]))


def counts(world):
    with closing(sqlite3.connect(world.home / "archive.db")) as db:
        return {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES}


def captures_of(world, url):
    """Return what became of the captures of an address, and their status."""
    rows = "SELECT outcome, status FROM captures WHERE url = ? ORDER BY id"
    with closing(sqlite3.connect(world.home / "archive.db")) as db:
        return db.execute(rows, (url,)).fetchall()


def responses_about(world, url):
    """Return how many records of each kind the WARC files have of an address."""
    kinds = Counter()
    for file in (world.home / "warc").iterdir():
        with file.open("rb") as stream:
            kinds.update(
                record.rec_type
                for record in ArchiveIterator(stream)
                if record.rec_headers.get_header("WARC-Target-URI") == url
            )
    return kinds


@pytest.mark.long
def test_an_article_that_flaps_over_six_crawls_adds_no_rows(make_world):
    world = make_world(validators="none")
    one = world.entry()
    world.crawl()
    other = edit(world, 1, FACT)
    recheck(world)
    before = counts(world)
    url = world.url_of(one)

    for content, revision in ((one, 1), (other, 2), (one, 1), (other, 2)):
        world.site.add(content)
        run = recheck(world)
        assert (run["revised"], run["new"], run["duplicates"]) == (1, 0, 0)
        assert article(world)["revision"] == revision
        assert (FACT in article(world)["text"]) == (revision == 2)

    assert counts(world) == before
    first, second = history(world)
    assert [one["times"] for one in (first, second)] == [3, 3]
    assert [len(one["captures"]) for one in (first, second)] == [1, 1]
    assert first["last_seen"] == first["captures"][0]["last_at"] < second["last_seen"]
    assert (first["current"], second["current"]) == (False, True)
    kinds = responses_about(world, url)
    assert (kinds["response"], kinds["revisit"]) == (2, 4)


@pytest.mark.long
def test_an_article_that_flaps_and_is_asked_conditionally_adds_no_revisions(crawled):
    one = crawled.entry()
    other = edit(crawled, 1, FACT)
    recheck(crawled)
    before = counts(crawled)

    for content, revision in ((one, 1), (other, 2)):
        crawled.site.add(content)
        recheck(crawled)
        assert article(crawled)["revision"] == revision

    assert counts(crawled) == before
    assert [one["times"] for one in history(crawled)] == [2, 2]


def test_edits_are_weighed_and_told_by_word(crawled):
    texts = paragraphs(crawled.entry())
    word = next(word for word in texts[0].split() if word.isalpha() and len(word) > 8)
    edit(crawled, 1, texts[0].replace(word, word[:2] + word[3] + word[2] + word[4:], 1))
    recheck(crawled)
    edit(crawled, 2, f"{texts[1]} {FACT}")
    recheck(crawled)
    edit(crawled, 2, f"{texts[1]} {FACT.replace('.', '!')}")
    recheck(crawled)

    first, typo, fact, sign = history(crawled)

    assert [one["weight"] for one in (first, typo, fact, sign)] == [
        "first", "small", "substantive", "cosmetic",
    ]  # fmt: skip
    (change,) = typo["changes"]
    assert (change["op"], change["block"]) == ("changed", "body 1")
    assert word in [run["text"] for run in change["words"] if run["op"] == "removed"]
    for one in (typo, fact, sign):
        for change in one["changes"]:
            kept = {op: "".join(r["text"] for r in change["words"] if r["op"] != op)
                    for op in ("added", "removed")}  # fmt: skip
            assert (kept["added"], kept["removed"]) == (change["before"], change["after"])
    assert set(first["captures"][0]) == {
        "at", "last_at", "times", "url", "digest", "warc", "offset",
    }  # fmt: skip


def test_an_article_that_is_gone_and_back_tells_so_with_the_evidence(crawled):
    url = crawled.url_of(crawled.entry())
    crawled.site.fail(url, status=410)
    for _ in range(2):
        recheck(crawled)
    gone = article(crawled)["gone"]
    crawled.site.mend()
    edit(crawled, 1, FACT)

    recheck(crawled)

    assert gone["status"] == 410
    assert gone["since"] == gone["capture"]["at"]
    assert gone["capture"]["url"] == url
    with (crawled.home / "warc" / gone["capture"]["warc"]).open("rb") as stream:
        stream.seek(gone["capture"]["offset"])
        record = next(iter(ArchiveIterator(stream)))
        assert record.http_headers.get_statuscode() == "410"
        assert b"Error 410" in record.content_stream().read()
    assert captures_of(crawled, url) == [("new", 200), ("gone", 410), ("revised", 200)]
    assert article(crawled)["gone"] is None
    first, second = history(crawled)
    (absence,) = first["gone"]
    assert (absence["since"], absence["status"]) == (gone["since"], 410)
    assert absence["since"] < second["seen"] <= absence["until"]
    assert second["gone"] == []


@pytest.mark.long
def test_an_address_that_never_led_to_an_article_leaves_no_capture_when_it_is_gone(world):
    url = world.url_of(world.entry())
    world.site.fail(url, status=404)

    world.crawl()

    assert responses_about(world, url) == {}
    assert world.last_run["failures"][0]["failure"] == "gone"


class Noisy(replica.Site):
    """A site on which everything about an article is other with each request, and it is not."""

    asked = 0

    def answer(self, url):
        answer = super().answer(url)
        self.asked += 1
        body = answer.body
        for place, noise in NOISE.items():
            body = body.replace(place.encode(), noise.format(self.asked, place).encode(), 1)
        return replace(answer, body=body)


NOISE = {
    "</head>": '<meta name="csrf-token" content="t{0}"><script>var views = {0};</script>{1}',
    "</article>\n<section": (
        '<p class="views">{0} views</p><div class="share"><span>Shared {0} times</span></div>{1}'
    ),
    "<h2>Comments</h2>": (
        "<h2>Comments ({0})</h2><article class='comment'><h4>reader_{0}</h4>"
        "<p>This is what I said {0} years ago, and nobody listened to me then.</p></article>"
    ),
    '<input type="email"': '<input type="hidden" name="form_token" value="{0}" />{1}',
    "<h2>Most Viewed</h2>": "<h2>Most Viewed</h2><p>Read by {0} people today</p>",
}


@pytest.fixture
def noisy(make_world):
    return make_world(site=Noisy(12, restless=True, validators="none"))


def test_whatever_changes_about_an_article_makes_no_revision_of_it(noisy):
    noisy.crawl()

    run = recheck(noisy)

    assert (run["unchanged"], run["revised"], run["new"]) == (12, 0, 0)
    (one,) = history(noisy)
    assert one["times"] == len(one["captures"]) == 2
    assert counts(noisy)["revisions"] == 12
    assert counts(noisy)["sightings"] == 24


def in_terminal(world, columns, *command, **environment):
    """Return what a command prints on a terminal that is so wide."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    kept = {k: v for k, v in world.environment.items() if k not in {"NO_COLOR", "COLUMNS"}}
    wanted = kept | {"TERM": "xterm-256color"} | environment
    process = subprocess.Popen(
        [Path(sys.executable).parent / command[0], *command[1:]],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=world.series_dir,
        env=wanted,
        start_new_session=True,
    )
    os.close(theirs)
    printed = b""
    try:
        while part := os.read(ours, 1 << 16):
            printed += part
    except OSError:  # how Linux tells that the other end was closed
        pass
    process.wait()
    os.close(ours)
    return printed.decode()


def edit_a_word(world):
    world.crawl()
    edit(world, 1, paragraphs(world.entry())[0].replace(" the ", " every ", 1))
    recheck(world)


@pytest.fixture
def edited(begin):
    """A world with an article that was edited."""
    return begin(edit_a_word)


def test_history_and_diff_read_well_on_a_terminal_and_without_one(edited):
    id_ = str(article(edited)["id"])

    for command in ("history", "diff"):
        plain = edited.run("fortnightly", command, id_).stdout
        assert "[-the-]{+every+}" in plain
        assert "1 word changed" in plain
        assert "substantive" in plain
        assert "\x1b" not in plain
        for columns in (80, 200):
            shown = in_terminal(edited, columns, "fortnightly", command, id_)
            assert "\x1b[9;31mthe\x1b[0m\x1b[4;32mevery" in shown
            assert "[-" not in shown
            without = in_terminal(edited, columns, "fortnightly", command, id_, NO_COLOR="1")
            assert "[-the-]{+every+}" in " ".join(without.split())


def test_diff_is_one_document(edited):
    id_ = str(article(edited)["id"])

    (found,) = edited.json("diff", id_)
    (back,) = edited.json("diff", id_, "2", "1")
    (same,) = edited.json("diff", id_, "2", "2")

    assert set(found) == {"id", "from", "to", "weight", "changes"}
    assert (found["from"], found["to"], found["weight"]) == (1, 2, "substantive")
    assert found["changes"] == history(edited)[1]["changes"]
    assert [change["before"] for change in back["changes"]] == [
        change["after"] for change in found["changes"]
    ]
    assert (same["from"], same["to"], same["weight"], same["changes"]) == (2, 2, None, [])
    by_block = edited.run("fortnightly", "diff", id_, "--by", "block").stdout
    assert "[-the-]" not in by_block
    assert f"[-{found['changes'][0]['before'].split()[0]}" in by_block


def test_diff_says_when_nothing_changed(crawled):
    done = crawled.run("fortnightly", "diff", "1")

    assert (done.returncode, "nothing changed" in done.stdout) == (0, True)
    assert json.loads(crawled.run("fortnightly", "diff", "1", "--json").stdout)["changes"] == []


WRONG = {
    "an article that is not there": ("diff", "999"),
    "a revision that is not there": ("diff", "1", "1", "9"),
    "one revision": ("diff", "1", "1"),
    "a way to show it that is not there": ("diff", "1", "--by", "letter"),
}


def test_a_wrong_diff_ends_with_2_and_a_message(crawled):
    for command in WRONG.values():
        done = crawled.run("fortnightly", *command)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.strip()
        assert "Traceback" not in done.stderr
