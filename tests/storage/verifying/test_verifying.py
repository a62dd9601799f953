"""Every kind of damage, really done to an archive: it is found, alone, and its mend works."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
from contextlib import closing

import pytest
from building import (
    FEED,
    HOSTS,
    NOW,
    PAGE,
    SERIES,
    Shelf,
    article,
    exchange,
    key,
    later,
    only_sqlite,
    page,
    want,
)

from ingest.errors import Failure, LockedError
from ingest.model import RelatedLink, Revised
from ingest.version import RULES
from storage.archive import open_archive
from storage.captures.warc_writing import OPEN
from storage.records import RunCounts
from storage.verifying.findings import Leftover, Problem

THEN = "2026-11-22T10:00:00.000000Z"
LATER = "2027-01-01T00:00:00.000000Z"
LINK = RelatedLink("One", f"{PAGE}/1")


class Whole:
    """An archive, and how to do to it what none of our code does."""

    def __init__(self, kind, home, url, raw):
        self.kind = kind
        self.home = home
        self.url = url
        self._raw = raw

    def sql(self, *statements):
        if self.kind == "sqlite":
            with closing(sqlite3.connect(self.home / "archive.db")) as database, database:
                for statement in statements:
                    database.execute(statement)
            return
        with self._raw.engine.begin() as database:
            database.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for statement in statements:
                database.exec_driver_sql(statement)

    def ask(self, query):
        return self._raw.rows(query)[0]

    @property
    def file(self):
        (found,) = (self.home / "warc").iterdir()
        return found

    def position(self, number):
        """Return where the record of a capture begins, and how long it is."""
        return self.ask(f'SELECT "offset", length FROM captures WHERE id = {number}')

    def flip(self, at):
        content = bytearray(self.file.read_bytes())
        content[at] ^= 0xFF
        self.file.write_bytes(content)


@pytest.fixture
def whole(kind, home, url, raw, archive):
    """An archive that has something of everything, as a complete run leaves it."""
    with Shelf(archive) as shelf:
        shelf.keep(exchange(FEED, b"<rss/>"), kind="feed")
        archive.sources.note(SERIES, page(FEED), [])
        want(archive, f"{PAGE}/9")
        one = shelf.record(article(f"{PAGE}/1", "The first text."))
        hop = exchange(f"{PAGE}/old", b"", status=301)
        kept = shelf.keep(exchange(f"{PAGE}/2", b"two", coding="gzip"), f"{PAGE}/old", hops=(hop,))
        shelf.record(article(f"{PAGE}/2", "The second.", related=(LINK,)), capture=kept)
        changed = article(f"{PAGE}/1", "The first text, edited.")
        shelf.record(changed, decision=Revised(one), now=later(minutes=1))
        shelf.keep_revisit(exchange(f"{PAGE}/2", b"", status=304), f"{PAGE}/2")
        aside = shelf.keep(exchange(f"{PAGE}/3", b"<html>Just a moment</html>"))
        archive.quarantine.set_aside(
            aside,
            series=SERIES,
            url=aside.url,
            key=key(aside.url),
            reason=Failure.NOT_AN_ARTICLE,
            detail="a challenge",
            now=NOW,
        )
    finish(archive, shelf)
    for _ in archive.bring_up_to_date(SERIES, HOSTS):
        pass
    made = Whole(kind, home, url, raw)
    made.sql(f"UPDATE revisions SET rules = '{RULES}-x'")
    return made


def finish(archive, shelf):
    archive.runs.finish(shelf.run_id, "complete", 0, RunCounts(), (), (), later(hours=1))


def verified(archive, series=None):
    """Return what is found, as kind and place; and what a dead run has left."""
    check = archive.verification({SERIES: HOSTS}, lambda: later(hours=2), series)
    steps = []
    found = list(check.findings(lambda: steps.append(1)))
    left = [one for one in found if isinstance(one, Leftover)]
    return [one.problem for one in found if not isinstance(one, Leftover)], left


def places(archive):
    problems, left = verified(archive)
    assert not left
    return {(one.kind, one.what) for one in problems}


def mend(archive):
    check = archive.verification({SERIES: HOSTS}, lambda: later(hours=2))
    with check.mending() as make_anew:
        return [make_anew(one) for one in check.findings(lambda: None)]


def flip_in_capture(whole):
    start, length = whole.position(2)
    whole.flip(start + length // 2)


def flip_in_head(whole):
    whole.flip(whole.position(2)[0])


def truncate(whole):
    os.truncate(whole.file, whole.position(4)[0] + 20)


def remove(whole):
    whole.file.unlink()


def name_another_record(whole):
    start, length = whole.position(1)
    whole.sql(f'UPDATE captures SET "offset" = {start}, length = {length} WHERE id = 2')


def drop_last_capture(whole):
    whole.sql("UPDATE quarantine SET capture_id = NULL", "DELETE FROM captures WHERE id = 5")


WARC = f"warc/{SERIES}-20261122100000-1.warc.gz"


#: What is done; what is then found; and what mends it.
DAMAGE = {
    "a byte of a page": (flip_in_capture, {("record_damaged", "capture 2")}, "copy"),
    "the first byte of a page": (flip_in_head, {("record_damaged", "capture 2")}, "copy"),
    "the file cut off": (
        truncate,
        {("record_damaged", "capture 4"), ("record_missing", "capture 5")},
        "copy",
    ),
    "the file removed": (remove, {("file_missing", WARC)}, "copy"),
    "a row that names another record": (
        name_another_record,
        {("record_differs", "capture 2")},
        "copy",
    ),
    "a wrong digest of a page": (
        "UPDATE captures SET digest = 'sha256:0' WHERE id = 5",
        {("record_differs", "capture 5")},
        "copy",
    ),
    "a wrong payload digest": (
        "UPDATE captures SET payload_digest = 'sha1:A' WHERE id = 2",
        {("record_differs", "capture 2")},
        "copy",
    ),
    "a wrong time": (
        f"UPDATE captures SET at = '{LATER}', last_at = '{LATER}' WHERE id = 2",
        {("record_differs", "capture 2")},
        "copy",
    ),
    "a row of a capture gone": (drop_last_capture, {("response_unknown", "{5}")}, "mend"),
    "a foreign file": (
        lambda whole: (whole.home / "warc" / "notes.txt").write_text("x"),
        {("file_foreign", "warc/notes.txt")},
        lambda whole: (whole.home / "warc" / "notes.txt").unlink(),
    ),
    "a file twice": (
        lambda whole: shutil.copy(whole.file, f"{whole.file}{OPEN}"),
        {("file_twice", f"{WARC}{OPEN}")},
        lambda whole: (whole.home / f"{WARC}{OPEN}").unlink(),
    ),
    "a document changed": (
        "UPDATE revisions SET document = replace(document, 'edited', 'forged')",
        {("digest_differs", "article 1, revision 2")},
        "copy",
    ),
    "a document cut off": (
        "UPDATE revisions SET document = substr(document, 1, 60) WHERE article_id = 2",
        {("document_unreadable", "article 2, revision 1")},
        "copy",
    ),
    "a digest changed": (
        "UPDATE revisions SET text_digest = 'sha256:0' WHERE number = 2",
        {("digest_differs", "article 1, revision 2")},
        "copy",
    ),
    "a title changed": (
        "UPDATE articles SET title = 'x' WHERE id = 2",
        {("article_outdated", "article 2")},
        "mend",
    ),
    "a date changed": (
        "UPDATE articles SET published_at = NULL WHERE id = 2",
        {("article_outdated", "article 2")},
        "mend",
    ),
    "words counted wrong": (
        "UPDATE articles SET word_count = 0, digest = 'x' WHERE id = 1",
        {("article_outdated", "article 1")},
        "mend",
    ),
    "a revision gone": (
        (
            "DELETE FROM sightings WHERE number = 2",
            "DELETE FROM revisions WHERE number = 2",
        ),
        {("revision_missing", "article 1"), ("revision_missing", "capture 4")},
        "mend",
    ),
    "an older revision gone": (
        (
            "DELETE FROM bands WHERE article_id = 1 AND number = 1",
            "DELETE FROM sightings WHERE article_id = 1 AND number = 1",
            "DELETE FROM revisions WHERE article_id = 1 AND number = 1",
        ),
        {("revision_missing", "capture 2")},
        "copy",
    ),
    "an article gone, with all that is its own": (
        (
            *(
                f"DELETE FROM {table} WHERE article_id = 2"
                for table in ("bands", "sightings", "related_links", "decisions", "revisions")
            ),
            "UPDATE addresses SET article_id = NULL, state = 'wanted' WHERE article_id = 2",
            "DELETE FROM articles WHERE id = 2",
            "DELETE FROM articles_fts WHERE rowid = 2",
        ),
        {("revision_missing", "capture 3")},
        "mend",
    ),
    "an address found by another key": (
        "UPDATE addresses SET key = 'x' WHERE id = 1",
        {("key_outdated", "addresses 1")},
        "mend",
    ),
    "a page set aside found by another key": (
        "UPDATE quarantine SET key = 'x'",
        {("key_outdated", "quarantine 1")},
        "mend",
    ),
    "a link that leads elsewhere": (
        "UPDATE related_links SET key = 'x'",
        {("links_outdated", "article 2, revision 1")},
        "mend",
    ),
    "a sighting gone": (
        "DELETE FROM sightings WHERE article_id = 2",
        {("sighting_missing", "article 2, revision 1")},
        "mend",
    ),
    "a sighting of nothing": (
        "INSERT INTO sightings VALUES (1, 77, 1)",
        {("points_nowhere", "sightings 1, 77, 1")},
        "mend",
    ),
    "a link gone": (
        "DELETE FROM related_links",
        {("links_outdated", "article 2, revision 1")},
        "mend",
    ),
    "a link too many": (
        "INSERT INTO related_links VALUES (1, 1, 0, 'x')",
        {("links_outdated", "article 1, revision 1")},
        "mend",
    ),
    "not in the index": (
        "DELETE FROM articles_fts WHERE rowid = 2",
        {("index_missing", "article 2")},
        "mend",
    ),
    "old in the index": (
        "UPDATE articles_fts SET text = 'The first text.' WHERE rowid = 1",
        {("index_outdated", "article 1")},
        "mend",
    ),
    "too much in the index": (
        "UPDATE articles_fts SET rowid = 99 WHERE rowid = 2",
        {("index_surplus", "article 99"), ("index_missing", "article 2")},
        "mend",
    ),
    "no address of an article": (
        "UPDATE addresses SET article_id = NULL, state = 'wanted' WHERE article_id = 1",
        {("article_unreachable", "article 1")},
        "mend",
    ),
    "an address that leads to nothing": (
        "UPDATE addresses SET state = 'kept' WHERE state = 'wanted'",
        {("address_nowhere", f"address {PAGE}/9")},
        "mend",
    ),
    "an address of no article": (
        "UPDATE addresses SET article_id = 77 WHERE state = 'wanted'",
        {("points_nowhere", "addresses 1")},
        "mend",
    ),
    "a quarantined page of no capture": (
        "UPDATE quarantine SET capture_id = 77",
        {("points_nowhere", "quarantine 1")},
        "mend",
    ),
    "a reason that nobody knows": (
        "UPDATE quarantine SET reason = 'gloom'",
        {("row_unreadable", "quarantine 1")},
        "copy",
    ),
    "an outcome that nobody knows": (
        "UPDATE captures SET outcome = 'gloom' WHERE id = 1",
        {("row_unreadable", "captures 1")},
        "copy",
    ),
    "a run of which nothing can be read": (
        "UPDATE runs SET failures = '{'",
        {("row_unreadable", "runs 1")},
        "copy",
    ),
    "a decision on nothing": (
        f"INSERT INTO decisions VALUES (777, 'walks', 1, NULL, 'apart', 77, '{THEN}', '[]', NULL)",
        {("points_nowhere", "decision 777")},
        "mend",
    ),
    "merged into nothing": (
        f"INSERT INTO merged VALUES (55, 77, '{THEN}', '{{}}')",
        {("points_nowhere", "merged 55")},
        "mend",
    ),
    "moved to nothing": (
        "INSERT INTO moved VALUES (55, 1, 77, 1)",
        {("points_nowhere", "moved 55, 1")},
        "mend",
    ),
    "merged and still there": (
        f"INSERT INTO merged VALUES (2, 1, '{THEN}', '{{}}')",
        {("merged_twice", "article 2")},
        "mend",
    ),
    "gone by no capture": (
        "UPDATE articles SET gone_capture_id = 77 WHERE id = 1",
        {("points_nowhere", "article 1")},
        "mend",
    ),
    "a revision of no page": (
        "UPDATE revisions SET capture_id = 77 WHERE article_id = 2",
        {("points_nowhere", "revisions 2, 1")},
        "copy",
    ),
}


#: On either database, what is mended in it; the rest is the same code on the same files.
CASES = [("sqlite", name) for name in DAMAGE]
CASES += [
    pytest.param("postgresql", name, marks=pytest.mark.long)
    for name, (_, _, cure) in DAMAGE.items()
    if cure == "mend"
]


@pytest.mark.parametrize(("kind", "name"), CASES, indirect=["kind"])
def test_what_is_damaged_is_found_alone_and_its_mend_works(whole, archive, tmp_path, name):
    damage, expected, cure = DAMAGE[name]
    copy = shutil.copytree(whole.home, tmp_path / "copy")
    start, _ = whole.position(5)
    expected = {(kind, f"{WARC} at {start}" if what == "{5}" else what) for kind, what in expected}
    assert places(archive) == set()

    if callable(damage):
        damage(whole)
    else:
        whole.sql(*((damage,) if isinstance(damage, str) else damage))
    assert places(archive) == expected

    if cure == "mend":
        assert set(mend(archive)) <= {"mended", "crawl"}
    elif callable(cure):
        cure(whole)
    else:
        assert all("from a copy" in one.mend for one in verified(archive)[0])
        archive.close()
        shutil.rmtree(whole.home)
        shutil.copytree(copy, whole.home)
    assert places(archive) == set()


def test_bytes_of_no_capture_that_are_damaged_are_told_as_harmless(whole, archive):
    start, length = whole.position(2)

    whole.flip(start + length + 40)

    (problem,), _ = verified(archive)
    assert (problem.kind, problem.what) == ("file_damaged", f"{WARC} at {start + length}")
    assert "no capture is lost" in problem.mend


def test_bytes_after_the_last_record_of_a_closed_file_are_told(whole, archive):
    end = whole.file.stat().st_size

    with whole.file.open("ab") as opened:
        opened.write(gzip.compress(b"WARC/1.1\r\n" + b"x" * 500)[:40])

    assert places(archive) == {("file_damaged", f"{WARC} at {end}")}


def test_a_revisit_of_nothing_is_found(whole, archive):
    other = "'2020-01-01T00:00:00.000000Z'"
    whole.sql(f"UPDATE captures SET at = {other}, last_at = {other} WHERE id = 3")

    found = {one.kind for one in verified(archive)[0]}

    assert found == {"record_differs", "revisit_nowhere"}


@only_sqlite
def test_damage_inside_of_the_index_is_found_and_mended(whole, archive):
    whole.sql("UPDATE articles_fts_content SET c0 = 'rain' WHERE id = 2")

    assert places(archive) == {("index_outdated", "article 2"), ("index_damaged", "database")}
    assert set(mend(archive)) <= {"mended", "crawl"}
    assert places(archive) == set()


@only_sqlite
def test_a_damaged_database_is_told_and_nothing_else(whole, archive):
    root, size = whole.ask(
        "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master"
        " WHERE name LIKE 'ix_captures_warc%'"
    )
    whole._raw.engine.dispose()
    archive.close()
    with (whole.home / "archive.db").open("r+b") as database:
        database.seek((root - 1) * size + size // 2)
        database.write(b"\xff" * (size // 2))

    with open_archive(whole.url, whole.home) as again:
        assert {one.kind for one in verified(again)[0]} == {"database_damaged"}


def test_one_series_is_checked_without_the_others(whole, archive):
    whole.sql("UPDATE articles SET title = 'x'", "UPDATE quarantine SET reason = 'gloom'")

    assert verified(archive, "other") == ([], [])
    assert len(verified(archive, SERIES)[0]) == 3


def test_an_adopted_page_is_read_by_the_next_run(whole, archive):
    drop_last_capture(whole)

    mend(archive)

    (capture,) = archive.captures.pending(SERIES)
    assert (capture.url, archive.body(capture)) == (f"{PAGE}/3", b"<html>Just a moment</html>")


def test_nothing_is_mended_while_a_run_is_under_way(whole, archive):
    whole.sql("UPDATE articles SET title = 'x' WHERE id = 2")
    archive.leases.take(SERIES, NOW)

    with pytest.raises(LockedError):
        mend(archive)

    assert places(archive) == {("article_outdated", "article 2")}


def test_lost_bytes_are_kept_anew_when_they_come_again(whole, archive):
    page = archive.quarantine.get(1).capture
    body = archive.body(page)
    start, length = whole.position(page.id)
    whole.flip(start + length // 2)
    assert places(archive) == {("record_damaged", f"capture {page.id}")}

    with Shelf(archive) as shelf:
        again = shelf.keep(exchange(page.url, body, at=later(days=1)))
    finish(archive, shelf)

    assert (again.id, archive.body(again)) == (page.id, body)
    assert places(archive) == {("file_damaged", f"{WARC} at {start}")}


@pytest.mark.usefixtures("whole")
def test_what_a_person_corrects_leaves_an_archive_sound(archive):
    with Shelf(archive) as shelf:
        twin = shelf.record(article(f"{PAGE}/5", "The second.", related=(LINK,)))
    finish(archive, shelf)
    archive.merging.merge(2, [twin], NOW)
    archive.merging.merge(1, [2], NOW)
    assert places(archive) == set()

    archive.merging.split(1, [3], NOW)

    assert places(archive) == set()


def test_bands_are_held_against_the_texts_if_they_are_of_the_scheme_of_today(whole, archive):
    with Shelf(archive) as shelf:
        id_ = shelf.record(article(f"{PAGE}/4", " ".join(f"word{n}" for n in range(99))))
    finish(archive, shelf)
    outdated = {("bands_outdated", f"article {id_}, revision 1")}

    whole.sql(f"DELETE FROM bands WHERE article_id = {id_} AND hash > 0")
    assert places(archive) == outdated
    assert mend(archive) == ["mended"]
    assert places(archive) == set()
    whole.sql(f"INSERT INTO bands VALUES (7, {id_}, 1)")
    assert places(archive) == outdated
    whole.sql("UPDATE schemes SET version = 'yesterday' WHERE name = 'bands'")
    assert places(archive) == set()


def left(archive):
    problems, leftovers = verified(archive)
    assert problems == []
    return sorted(one.what for one in leftovers)


def test_what_a_dead_run_left_is_no_problem_and_told(home, archive):
    shelf = Shelf(archive)
    first = shelf.keep(exchange(f"{PAGE}/1", os.urandom(3000)))
    with (home / "warc" / f"{first.warc}{OPEN}").open("ab") as opened:
        opened.write(b"\0" * 300)

    assert left(archive) == ["run 1", f"warc/{first.warc}{OPEN}"]

    shelf.warc._file.close()
    archive.recover(SERIES, later(hours=1))
    assert left(archive) == []


def test_a_run_under_way_is_no_problem_whatever_it_has_written(home, archive):
    archive.leases.take(SERIES, NOW)
    with Shelf(archive) as shelf:
        archive.leases.renew(SERIES, NOW, run_id=shelf.run_id)
        shelf.record(article(f"{PAGE}/1"))
        shelf.warc.write(exchange(f"{PAGE}/2", b"not named yet"))
        with (home / "warc" / f"{shelf.warc.name}{OPEN}").open("ab") as opened:
            opened.write(b"\x1f\x8b\x08half")
        assert left(archive) == []


def test_a_response_that_came_as_a_run_broke_off_is_told_and_harmless(archive):
    shelf = Shelf(archive)
    shelf.record(article(f"{PAGE}/1"))
    shelf.warc.write(exchange(f"{PAGE}/2", b"not named"))
    shelf.warc.close()
    archive.recover(SERIES, later(hours=1))

    (what,) = left(archive)

    assert what.startswith(f"warc/{shelf.warc.name} at ")


def test_an_article_whose_address_a_person_gave_to_another_one_is_in_order(archive, shelf):
    id_ = shelf.record(article(text="The first text."))
    shelf.record(article(text="Another entry."), decision=Revised(id_), now=later(minutes=1))
    archive.merging.split(id_, [2], later(minutes=2))
    finish(archive, shelf)
    shelf.warc.close()

    assert places(archive) == set()


def test_a_problem_is_told_in_these_words():
    assert Problem.__struct_fields__ == ("series", "kind", "what", "detail", "mend")
