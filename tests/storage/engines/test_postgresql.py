"""What can fail with a server: each is a typed error, leaves nothing half written, and passes."""

from __future__ import annotations

import gc
from threading import Thread
from warnings import catch_warnings

import pytest
from building import (
    NOW,
    PAGE,
    SERIES,
    Raw,
    Shelf,
    article,
    decided,
    exchange,
    only_postgresql,
    reading,
    visit,
)
from sqlalchemy import event, text

from ingest.errors import StorageError
from ingest.model import New, RelatedLink, Revised
from storage.archive import open_archive
from storage.engines import dialects, postgres

pytestmark = only_postgresql

_CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid != pg_backend_pid()"
)
ROWS = ("articles", "revisions", "addresses", "related_links", "sightings", "articles_fts")


def counts(raw):
    return {table: raw.rows(f"SELECT count(*) FROM {table}")[0][0] for table in ROWS}


def whole(n):
    """An article with something in every table."""
    return article(f"{PAGE}/{n}", f"text {n}", related=(RelatedLink("before", f"{PAGE}/0"),))


@pytest.fixture
def cut_before(archive, raw):
    """Return a function that lets the server cut our connection before our n-th statement."""

    def before(nth):
        seen = []

        def cut(*_):
            seen.append(1)
            if len(seen) == nth:
                raw.execute(_CUT)

        event.listen(archive._database._engine, "before_cursor_execute", cut)
        return lambda: event.remove(archive._database._engine, "before_cursor_execute", cut)

    return before


def test_a_connection_cut_before_any_statement_of_a_write_leaves_nothing_of_it(
    archive, raw, cut_before
):
    with Shelf(archive) as shelf:
        shelf.record(whole(0))
        before = counts(raw)
        failed = []
        for nth in range(2, 40):  # the lock is the first
            capture = shelf.keep(exchange(f"{PAGE}/1", b"one"))
            let_be = cut_before(nth)
            try:
                archive.articles.record(reading(whole(1)), visit(capture), decided(New()))
                break
            except StorageError as error:
                failed.append(str(error))
            finally:
                let_be()
            assert counts(raw) == before
            assert [one.url for one in archive.captures.pending(SERIES)] == [f"{PAGE}/1"]

        assert len(failed) > 8
        assert all("terminat" in one or "connection" in one for one in failed)
        assert counts(raw)["articles"] == 2
        assert archive.captures.pending(SERIES) == []


def test_a_connection_cut_while_it_rests_is_made_again(archive, raw):
    id_ = archive.runs.start(SERIES, "manual", NOW)

    raw.execute(_CUT)

    assert archive.runs.start(SERIES, "manual", NOW) == id_ + 1


# the driver cannot close its cursor at a server that is gone, and says so when it forgets it
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_connection_cut_while_a_list_is_read_is_an_error_and_no_short_list(shelf, raw):
    for n in range(120):
        shelf.record(whole(n))
    entries = shelf.archive.articles.entries(SERIES)
    next(entries)

    raw.execute(_CUT)

    with pytest.raises(StorageError):
        list(entries)
    assert len(list(shelf.archive.articles.entries(SERIES))) == 120
    with catch_warnings(action="ignore"):  # its cursor could not be closed: the connection is cut
        gc.collect()


def test_a_row_that_somebody_else_holds_is_an_error_after_a_while(shelf, raw):
    id_ = shelf.record(whole(0))
    with raw.engine.begin() as other:
        other.execute(text("UPDATE articles SET check_at = NULL"))

        with pytest.raises(StorageError, match="locked"):
            shelf.record(article(f"{PAGE}/0", "else"), decision=Revised(id_))

    assert len(shelf.archive.articles.history(id_)) == 1
    (capture,) = shelf.archive.captures.pending(SERIES)
    shelf.record(article(f"{PAGE}/0", "else"), decision=Revised(id_), capture=capture)
    assert len(shelf.archive.articles.history(id_)) == 2


def test_a_deadlock_is_an_error_and_the_next_try_passes(shelf, raw, url, home):
    """Another program holds a row, and then wants what a writer of ours holds."""
    id_ = shelf.record(whole(0))
    patient = url.replace("lock_timeout%3D300", "lock_timeout%3D20000")
    failed = []

    def write():
        try:
            archive.addresses.gone(SERIES, f"{PAGE}/0", "x", NOW)
        except StorageError as error:
            failed.append(str(error))

    with open_archive(patient, home) as archive, Raw(patient) as other:
        with other.engine.begin() as db:
            db.execute(text("SET LOCAL deadlock_timeout = '60s'"))  # so that it is ours that fails
            db.execute(text("UPDATE addresses SET etag = 'x'"))
            writer = Thread(target=write)
            writer.start()
            while not raw.rows(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                " AND datname = current_database()"
            ):
                pass
            db.execute(text(f"SELECT pg_advisory_xact_lock({postgres.WRITERS})"))
            writer.join()
        write()

    assert ["deadlock detected" in one for one in failed] == [True]
    assert shelf.archive.articles.get(id_) is not None


def test_writers_wait_for_each_other_and_lose_nothing(url):
    """Each reads a number and writes the next one, at once with the others."""
    with Raw(url.replace("lock_timeout%3D300", "lock_timeout%3D20000")) as raw:
        raw.execute("CREATE TABLE counter (n int)")
        raw.execute("INSERT INTO counter VALUES (0)")

        def count():
            for _ in range(20):
                with dialects.writing(raw.engine).begin() as db:
                    n = db.scalar(text("SELECT n FROM counter"))
                    db.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})

        threads = [Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert raw.rows("SELECT n FROM counter") == [(80,)]


def test_who_reads_cannot_write(archive):
    with pytest.raises(StorageError, match="read-only"), archive._database.reading() as db:
        db.execute(text("DELETE FROM articles"))
