"""The command `fortnightly`, as a user calls it."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date

import pytest

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Notes: a flood | The Riverside</title>
<link rel="canonical" href="https://www.riverside.example/notes-flood"></head><body><article>
<h1>Notes: a flood</h1>{}</article></body></html>"""
PARAGRAPH = (
    "<p>The river rose by {} centimetres in the night, and families who live below the bridge"
    " carried what they could to the school on the hill, where the caretaker had opened every room"
    " and lit the stove long before the first of them came with their blankets and hens.</p>"
)
ARTICLE = PAGE.format("".join(PARAGRAPH.format(n) for n in range(11, 17)))


def test_status_of_a_series_that_never_ran_says_never(crawled):
    crawled.define(crawled.definition.replace("iraq_report", "another"), "another")

    (status,) = crawled.json("status", "another")

    assert (status["entries"], status["newest"], status["last_run"]) == (0, None, None)
    assert (status["next_due"], status["overdue"], status["missing"]) == (None, False, 0)


def test_status_of_one_series_is_one_document(crawled):
    (status,) = crawled.json("status", "iraq_report")

    assert status["entries"] == 12
    assert status["newest"][:10] == crawled.site.truth()[0]["published"][:10]
    assert status["last_run"]["outcome"] == "complete"
    assert status["quarantined"] == 0


def test_status_check_exits_1_while_an_entry_is_overdue(crawled):
    # the newest entry of the replica is of June 2026, and the clock is the real one
    plain = crawled.run("fortnightly", "status")
    checked = crawled.run("fortnightly", "status", "--check")
    elsewhere = crawled.run("fortnightly", "status", "--check", FORTNIGHTLY_SERIES="nothing")

    assert plain.returncode == 0
    assert "overdue" in plain.stdout
    assert (checked.returncode, checked.stdout.count("\n")) == (1, 1)
    assert re.match(r"iraq_report: the entry due \d{4}-\d\d-\d\d is overdue$", checked.stdout)
    assert (elsewhere.returncode, elsewhere.stdout) == (2, "")
    assert "no series is named nothing" in elsewhere.stderr


def test_only_series_that_are_served_are_checked(crawled):
    later = crawled.definition.replace('every = "P14D"', 'every = "P3650D"')
    crawled.define(later)
    other = later.replace('name = "iraq_report"', 'name = "other"')
    crawled.define(other, "other")

    all_ = crawled.run("fortnightly", "status", "--check")
    one = crawled.run("fortnightly", "status", "--check", FORTNIGHTLY_SERIES="iraq_report")
    named = crawled.run("fortnightly", "status", "other", "--check", "--json")

    assert (all_.returncode, all_.stdout) == (1, "other: no run has ended yet\n")
    assert (one.returncode, one.stdout) == (0, "nothing is wrong\n")
    assert (named.returncode, json.loads(named.stdout)["series"]) == (1, "other")
    assert named.stderr == "other: no run has ended yet\n"


def test_list_is_newest_first_and_each_line_is_what_show_prints(crawled):
    listed = crawled.json("list", "iraq_report")

    days = [article["published"][:10] for article in listed]
    assert days == sorted(days, reverse=True)
    assert crawled.json("show", str(listed[0]["id"])) == [listed[0]]


def test_a_list_is_cut_and_sorted_as_asked(crawled):
    listed = crawled.json("list", "iraq_report")
    middle = listed[5]["published"][:10]

    newest = crawled.json("list", "iraq_report", "--limit", "3")
    since = crawled.json("list", "iraq_report", "--since", middle)
    until = crawled.json("list", "iraq_report", "--until", middle)
    longest = crawled.json("list", "iraq_report", "--sort", "words", "--limit", "1")

    assert newest == listed[:3]
    assert (since, until) == (listed[:6], listed[5:])
    assert longest[0]["word_count"] == max(one["word_count"] for one in listed)


def test_what_is_not_found_is_said_on_stderr(crawled):
    for command in (("search", "zebra"), ("list", "iraq_report", "--until", "1999-01-01")):
        done = crawled.run("fortnightly", *command)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "nothing found\n")
    assert crawled.json("search", "zebra") == []


def test_an_article_shows_its_date_as_people_write_it(crawled):
    (article,) = crawled.json("show", "1")
    day = date.fromisoformat(article["published"][:10])

    assert f"{day.day} {day:%B %Y}, " in crawled.run("fortnightly", "show", "1").stdout
    old = crawled.run("fortnightly", "show", "1", "--revision", "1", COLUMNS="140").stdout
    assert old.startswith("Revision 1 of 1, seen from ")


def test_related_links_lead_to_the_articles_that_the_archive_has(crawled):
    articles = crawled.articles
    links = [link for a in articles.values() for link in a["related"] if link["url"] in articles]

    assert links
    assert all(link["article_id"] == articles[link["url"]]["id"] for link in links)


def test_search_finds_articles_by_all_their_words(crawled):
    article = next(iter(crawled.articles.values()))
    words = article["title"].removeprefix("The Iraq Report: ")

    hits = crawled.json("search", words)

    assert article["id"] in [hit["id"] for hit in hits]
    assert set(hits[0]) == {"id", "title", "published", "url", "snippet"}


@pytest.mark.parametrize("words", ['"', "NEAR(", "a* OR", "-", "'; DROP TABLE articles", "%"])
def test_search_takes_any_words(crawled, words):
    done = crawled.run("fortnightly", "search", "--json", "--", words)

    assert done.returncode == 0, done.stderr


def test_the_calendar_has_a_slot_for_every_entry(crawled):
    slots = crawled.json("calendar", "iraq_report")

    found = [slot["article_id"] for slot in slots if slot["state"] == "found"]
    assert len(found) == 12
    assert set(slots[0]) == {"due", "state", "article_id"}


TABLES = {
    "status": ("status",),
    "list": ("list", "iraq_report"),
    "show": ("show", "1"),
    "history": ("history", "1"),
    "runs": ("runs",),
    "quarantine": ("quarantine",),
    "search": ("search", "Iraq"),
    "calendar": ("calendar", "iraq_report"),
    "reread": ("reread",),
    "verify": ("verify",),
}


def test_every_command_prints_a_readable_form(crawled):
    for command in TABLES.values():
        done = crawled.run("fortnightly", *command)
        assert done.returncode == 0, done.stderr
        assert (done.stdout + done.stderr).strip()
        assert "…" not in done.stdout.replace("… ", "").replace(" …", "")


WRONG = {
    "an article that is not there": ("show", "999"),
    "a revision that is not there": ("show", "1", "--revision", "9"),
    "the history of nothing": ("history", "999"),
    "a series that is not there": ("list", "nothing"),
    "no command of ours": ("lsit",),
    "no number": ("show", "one"),
    "neither files nor a manifest": ("read",),
}


@pytest.mark.parametrize("command", WRONG.values(), ids=WRONG)
def test_wrong_usage_ends_with_2_and_a_message(world, command):
    done = world.run("fortnightly", *command)

    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_help_names_every_command(world):
    done = world.run("fortnightly", "--help")

    assert done.returncode == 0
    assert all(command in done.stdout for command in TABLES)


def test_read_tells_what_a_saved_page_would_become(world, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(ARTICLE, "utf-8")

    (article,) = world.json("read", str(page))

    assert article["url"] == "https://www.riverside.example/notes-flood"
    assert article["title"] == "Notes: a flood"
    assert len(article["body"]) == 6
    assert not (world.home / "archive.db").exists()


def test_read_takes_gzipped_pages_an_address_and_the_rules_of_a_series(world, tmp_path):
    page = tmp_path / "page.html.gz"
    page.write_bytes(
        gzip.compress(ARTICLE.replace("Notes: a flood", "The Iraq Report: x").encode())
    )

    (article,) = world.json(
        "read", str(page), "--series", "iraq_report", "--url", "http://www.newarab.com/x"
    )

    assert article["url"] == "http://www.newarab.com/x"
    assert article["member"] == "title"


def test_read_answers_every_line_of_a_manifest_in_order(world, tmp_path):
    names = ["good.html", "empty.html", "missing.html", "good.html"]
    (tmp_path / "good.html").write_text(ARTICLE, "utf-8")
    (tmp_path / "empty.html").write_text("", "utf-8")
    manifest = tmp_path / "list.jsonl"
    lines = [
        json.dumps({"path": str(tmp_path / name), "url": f"https://h/{number}"})
        for number, name in enumerate(names)
    ]
    manifest.write_text("\n".join(lines), "utf-8")

    answers = world.json("read", "--manifest", str(manifest))

    assert [answer.get("title") for answer in answers] == [
        "Notes: a flood", None, None, "Notes: a flood",
    ]  # fmt: skip
    for number in (1, 2):
        assert set(answers[number]) == {"url", "error", "detail"}
        assert answers[number]["url"] == f"https://h/{number}"


def test_read_of_a_page_that_is_no_article_ends_with_3_and_says_why(world, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<html><body><p>Just a moment...</p></body></html>", "utf-8")

    done = world.run("fortnightly", "read", str(page))

    assert done.returncode == 3
    assert page.name in done.stderr


def test_nothing_that_steers_a_terminal_comes_through(world, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(ARTICLE.replace("a flood", "a \x1b[31mflood&#27;]0;x&#7;"), "utf-8")

    done = world.run("fortnightly", "read", str(page))

    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout


def test_show_gives_an_article_out_in_every_form(crawled):
    (article,) = crawled.json("show", "1")

    for form, sign in (("markdown", "# "), ("text", ""), ("html", "<!DOCTYPE html>")):
        done = crawled.run("fortnightly", "show", "1", "--format", form)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(sign)
        assert article["text"].splitlines()[0].split()[-1] in done.stdout


def test_read_gives_a_saved_page_out_in_every_form(world, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(ARTICLE, "utf-8")

    done = world.run("fortnightly", "read", str(page), "--format", "markdown")

    assert done.stdout.startswith("# Notes: a flood\n\n")


@pytest.mark.parametrize("other", ["--json", "--explain"])
def test_a_form_and_another_way_to_print_do_not_go_together(world, tmp_path, other):
    page = tmp_path / "page.html"
    page.write_text(ARTICLE, "utf-8")

    for command in (("read", str(page)), ("show", "1")):
        done = world.run("fortnightly", *command, "--format", "html", other)
        assert (done.returncode, done.stdout) == (2, "")


def test_explain_tells_of_articles_and_of_refused_pages(crawled, tmp_path):
    pages = [tmp_path / "page.html", tmp_path / "error.html"]
    pages[0].write_text(ARTICLE, "utf-8")
    pages[1].write_text("<title>404</title><h1>Page not found</h1><p>Nothing.</p>", "utf-8")

    told = crawled.run("fortnightly", "read", *map(str, pages), "--explain")
    done = crawled.run("fortnightly", "read", *map(str, pages), "--explain", "--json")
    shown = crawled.run("fortnightly", "show", "1", "--explain")

    assert told.returncode == 3
    assert "verdict: an article" in told.stdout
    assert "verdict: not_an_article" in told.stdout
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [("title" in line, "error" in line) for line in lines] == [(True, False), (False, True)]
    assert all(isinstance(line["evidence"], list) for line in lines)
    assert "extractor: trafilatura" in shown.stdout
    assert "evidence" in crawled.json("show", "1", "--explain")[0]


MANIFESTS = {
    "no JSON": ("{", "line 2"),
    "no path": ('{"url": "https://e.org/"}', "line 2"),
    "no text": ("\xff", "line 2"),
    "no object": ("[]", "line 2"),
}


@pytest.mark.parametrize(("line", "said"), MANIFESTS.values(), ids=MANIFESTS)
def test_a_wrong_line_of_a_manifest_is_named_before_any_page_is_read(world, tmp_path, line, said):
    (tmp_path / "page.html").write_text(ARTICLE, "utf-8")
    manifest = tmp_path / "list.jsonl"
    first = json.dumps({"path": str(tmp_path / "page.html")})
    manifest.write_bytes(f"{first}\n".encode() + line.encode("latin-1") + b"\n")

    done = world.run("fortnightly", "read", "--manifest", str(manifest), "--json")

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_manifest_may_have_empty_lines_and_pages_that_are_not_there(world, tmp_path):
    (tmp_path / "page.html").write_text(ARTICLE, "utf-8")
    lines = [
        {"path": str(tmp_path / "page.html"), "url": "https://www.riverside.example/notes-flood"},
        {"path": str(tmp_path / "none.html"), "url": "https://www.riverside.example/none"},
        {"path": str(tmp_path), "url": "https://www.riverside.example/folder"},
    ]
    manifest = tmp_path / "list.jsonl"
    manifest.write_text("\n\n".join(map(json.dumps, lines)), "utf-8")

    read = world.json("read", "--manifest", str(manifest))

    assert [one["url"] for one in read] == [line["url"] for line in lines]
    assert [one.get("error") for one in read] == [None, "bad_content", "bad_content"]
    assert "none.html" in read[1]["detail"]


def test_a_manifest_that_is_not_there_is_wrong_usage(world, tmp_path):
    for manifest in (tmp_path / "none.jsonl", tmp_path):
        done = world.run("fortnightly", "read", "--manifest", str(manifest))
        assert done.returncode == 2
        assert manifest.name in re.sub(r"[│\s]", "", done.stderr)  # it stands in a box
