"""A run that dies, a disk that is full: what was kept stays, and nothing is half written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from building import NOW, PAGE, SERIES, Shelf, article, exchange, later, want
from warcio.archiveiterator import ArchiveIterator

from ingest.errors import StorageError
from storage.archive import open_archive
from storage.captures.warc_reading import whole_length
from storage.captures.warc_writing import WarcFile

BODY = os.urandom(3000)


@pytest.fixture
def dead(archive):
    """What a run left that was killed: it never closed its file."""
    shelf = Shelf(archive)
    shelf.keep(exchange(f"{PAGE}/1", BODY))
    shelf.keep(exchange(f"{PAGE}/2", BODY[::-1]))
    yield shelf
    shelf.warc._file.close()


def files(home):
    return sorted(file.name for file in (home / "warc").iterdir())


def check(home):
    """Read every record of every file to its end."""
    for file in (home / "warc").iterdir():
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                record.raw_stream.read()


@pytest.mark.usefixtures("dead")
def test_what_a_dead_run_left_is_put_in_order(home, archive):
    pending = archive.captures.pending(SERIES)

    archive.recover(SERIES, later(hours=1))

    assert files(home) == [pending[0].warc]
    assert archive.captures.pending(SERIES) == pending
    assert [archive.body(one) for one in pending] == [BODY, BODY[::-1]]
    run = archive.runs.last(SERIES)
    assert (run.outcome, run.exit_code, run.finished) == ("interrupted", 3, later(hours=1))


@pytest.mark.usefixtures("dead")
def test_recovering_twice_changes_nothing(home, archive):
    archive.recover(SERIES, later(hours=1))
    before = (files(home), archive.runs.list())

    archive.recover(SERIES, later(hours=2))

    assert (files(home), archive.runs.list()) == before


@pytest.mark.parametrize("cut", [1, 8, 9, 400, 1500, 2999])
def test_a_torn_record_is_cut_off_and_the_whole_ones_stay(home, archive, dead, cut):
    first, second = archive.captures.pending(SERIES)
    path = home / "warc" / f"{first.warc}.open"
    end = path.stat().st_size
    dead.warc.write(exchange(f"{PAGE}/3", BODY[1:]))
    os.truncate(path, end + cut)

    archive.recover(SERIES, later(hours=1))

    assert (home / "warc" / first.warc).stat().st_size == end
    assert [archive.body(one) for one in (first, second)] == [BODY, BODY[::-1]]
    check(home)


@pytest.mark.usefixtures("dead")
def test_zeros_that_a_power_cut_left_are_cut_off(home, archive):
    first, second = archive.captures.pending(SERIES)
    path = home / "warc" / f"{first.warc}.open"
    with path.open("ab") as file:
        file.write(b"\0" * 5000)

    archive.recover(SERIES, later(hours=1))

    assert [archive.body(one) for one in (first, second)] == [BODY, BODY[::-1]]
    check(home)


@pytest.mark.usefixtures("dead")
def test_a_page_whose_bytes_never_reached_the_disk_is_asked_again(home, archive):
    want(archive, f"{PAGE}/2")
    first, second = archive.captures.pending(SERIES)
    os.truncate(home / "warc" / f"{first.warc}.open", second.offset + 10)

    archive.recover(SERIES, later(hours=1))

    assert archive.captures.pending(SERIES) == [first]
    assert [one.url for one in archive.addresses.wanted(SERIES)] == [f"{PAGE}/2"]


def test_a_file_without_a_whole_record_is_removed(home, archive):
    (home / "warc" / f"{SERIES}-20261122100000-1.warc.gz.open").write_bytes(b"\x1f\x8b\x08torn")

    archive.recover(SERIES, NOW)

    assert files(home) == []


def test_the_run_that_holds_the_lease_and_other_series_are_left_alone(home, archive):
    archive.leases.take(SERIES, NOW)
    shelf = Shelf(archive)
    archive.leases.renew(SERIES, NOW, run_id=shelf.run_id)
    shelf.keep(exchange())
    archive.runs.start("other", "manual", NOW)
    names = ["other-20261122100000-9.warc.gz.open", f"{SERIES}_too-20261122100000-9.warc.gz.open"]
    for name in names:
        (home / "warc" / name).write_bytes(b"")

    archive.recover(SERIES, NOW)

    assert files(home) == sorted([*names, f"{shelf.warc.name}.open"])
    assert [run.outcome for run in archive.runs.list()] == [None, None]
    shelf.warc.close()


def test_the_end_of_the_last_whole_record_is_found_however_a_file_is_cut(home):
    path = home / "x.warc.gz"
    with WarcFile(home, path.name, NOW) as warc:
        ends = [0]
        for n in range(3):
            position = warc.write(exchange(f"{PAGE}/{n}", b"text " * n))
            ends += [position.offset, position.offset + position.length]
    content = path.read_bytes()
    ends.append(len(content))

    for size in range(len(content) + 1):
        path.write_bytes(content[:size])
        found = whole_length(path)
        assert found <= size
        assert found >= max(end for end in ends if end <= size)


WORK = """
    import sys
    from datetime import timedelta
    sys.path[:0] = [{tests!r}]
    from pathlib import Path
    from building import NOW, PAGE, Shelf, article, exchange
    from ingest.model import RelatedLink
    from storage.archive import open_archive
    archive = open_archive("{url}", Path("{home}"))
    archive.leases.take("walks", NOW)
    archive.recover("walks", NOW)
    shelf = Shelf(archive)
    print("begun", flush=True)
    for n in range(100_000):
        link = RelatedLink("before", f"{{PAGE}}/{{shelf.run_id}}/{{n - 1}}")
        url = f"{{PAGE}}/{{shelf.run_id}}/{{n}}"
        made = article(url, f"text {{n}} of {{shelf.run_id}}", related=(link,))
        shelf.record(made, f"{{url}}/twin")
        print(n, flush=True)
"""


def orphans(raw):
    """Count the rows of each kind that are not as they are after a whole transaction."""
    queries = {
        "articles without their revision": "SELECT count(*) FROM articles a WHERE NOT EXISTS "
        "(SELECT 1 FROM revisions r WHERE r.article_id = a.id AND r.number = a.revision)",
        "articles that cannot be searched": "SELECT count(*) FROM articles WHERE id NOT IN "
        "(SELECT rowid FROM articles_fts)",
        "articles without two addresses": "SELECT count(*) FROM articles a WHERE 2 != "
        "(SELECT count(*) FROM addresses d WHERE d.article_id = a.id)",
        "revisions without links": "SELECT count(*) FROM revisions WHERE article_id "
        "NOT IN (SELECT article_id FROM related_links)",
        "captures read and not recorded": "SELECT count(*) FROM captures c WHERE "
        "outcome != 'pending' AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.capture_id = c.id)",
        "captures recorded and not read": "SELECT count(*) FROM captures c WHERE "
        "outcome = 'pending' AND EXISTS (SELECT 1 FROM revisions r WHERE r.capture_id = c.id)",
    }
    if raw.engine.dialect.name == "sqlite":
        queries["faults of the file"] = (
            "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check != 'ok'"
        )
    found = {name: raw.rows(query)[0][0] for name, query in queries.items()}
    return {name: count for name, count in found.items() if count}


def test_a_process_that_is_killed_while_it_records_leaves_whole_articles_or_none(url, home, raw):
    code = textwrap.dedent(WORK.format(url=url, home=home, tests=str(Path(__file__).parent)))
    for recorded in (0, 1, 3, 9):
        worker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert worker.stdout.readline() == "begun\n"
        for n in range(recorded):
            assert worker.stdout.readline() == f"{n}\n"
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        assert orphans(raw) == {}

    with open_archive(url, home) as archive:
        archive.leases.take(SERIES, NOW)
        archive.recover(SERIES, NOW)
        for capture in archive.captures.pending(SERIES):
            archive.body(capture)
        assert archive.articles.count(SERIES) > 4
        assert [run.outcome for run in archive.runs.list()] == ["interrupted"] * 4
        assert all(entry.capture.warc in files(home) for entry in archive.articles.entries(SERIES))
    assert not [name for name in files(home) if name.endswith(".open")]
    check(home)


FULL = """
    import resource, sys
    sys.path[:0] = [{tests!r}]
    from pathlib import Path
    from building import NOW, PAGE, Shelf, article, exchange
    from ingest.errors import StorageError
    from storage.archive import open_archive
    import alembic, warcio.warcwriter, os
    archive = open_archive("sqlite:///{home}/archive.db", Path("{home}"))
    shelf = Shelf(archive)
    resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
    n = 0
    try:
        for n in range(10_000):
            body = {body}
            url = f"{{PAGE}}/{{n}}"
            capture = shelf.keep(exchange(url, body))
            shelf.record(article(url, f"text {{n}}"), f"{{url}}/twin", capture=capture)
    except StorageError as error:
        print(n, error, flush=True)
    os._exit(0)
"""

DISKS = {
    "for the WARC file": ("os.urandom(200_000)", 900_000, "warc/"),
    "for the database": ("b'small' + bytes([n % 256, n // 256])", 700_000, "archive.db"),
}


@pytest.mark.parametrize(("body", "limit", "names"), DISKS.values(), ids=DISKS)
def test_a_disk_that_is_full_is_an_error_and_leaves_nothing_half_written(home, body, limit, names):
    tests = str(Path(__file__).parent)
    code = textwrap.dedent(FULL.format(home=home, tests=tests, body=body, limit=limit))
    said = subprocess.check_output([sys.executable, "-c", code], text=True)

    recorded = int(said.split()[0])
    assert names in said
    with open_archive(f"sqlite:///{home}/archive.db", home) as archive:
        archive.recover(SERIES, NOW)
        pending = archive.captures.pending(SERIES)
        for capture in pending:
            archive.body(capture)
        assert archive.articles.count(SERIES) == recorded
        assert recorded > 2
        with Shelf(archive) as shelf:  # there is room again
            for capture in pending:
                url = capture.url
                shelf.record(article(url, "late", related=()), f"{url}/twin", capture=capture)
        assert archive.captures.pending(SERIES) == []
    check(home)


def test_a_file_that_cannot_be_made_is_an_error(home, archive):
    shelf = Shelf(archive)
    (home / "warc").rmdir()
    (home / "warc").write_text("no folder")

    with pytest.raises(StorageError, match="warc"):
        shelf.keep(exchange())

    assert archive.captures.pending(SERIES) == []
    shelf.warc.close()


#: What looks at an article whose row somebody has cut off.
LOOKS = {
    "show": lambda archive: archive.articles.get(1),
    "list": lambda archive: list(archive.articles.entries(SERIES)),
    "history": lambda archive: archive.articles.history(1),
    "search": lambda archive: archive.articles.search("walk"),
    "read again": lambda archive: list(archive.articles.current(SERIES)),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_damaged_row_is_an_error_that_says_who_knows_more(shelf, raw, look):
    shelf.record(article())
    raw.execute("UPDATE revisions SET document = substr(document, 1, 60)")

    with pytest.raises(StorageError, match=r"a row of it is damaged.*fortnightly verify"):
        look(shelf.archive)
