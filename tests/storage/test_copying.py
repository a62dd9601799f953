"""An archive moved from one database into another is the same archive, or is not there."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from contextlib import ExitStack
from itertools import count, product

import msgspec
import pytest
from building import NOW, PAGE, SERIES, Raw, Shelf, article, exchange, key, later, want

from ingest.errors import CannotCopy, Failure, LockedError, NoArchive, StorageError
from ingest.model import RelatedLink, Revised
from storage.archive import open_archive
from storage.copying import copying
from storage.tables.base import Base

KINDS = ("sqlite", "postgresql")


@pytest.fixture
def make(tmp_path, request):
    """Return a function that gives the URL of a database of a kind in which there is nothing."""
    numbers = count()
    with ExitStack() as stack:

        def made(kind):
            if kind == "sqlite":
                return f"sqlite:///{tmp_path}/{next(numbers)}.db"
            server = request.getfixturevalue("postgresql")
            return server.url(stack.enter_context(server.database()))

        yield made


def fill(url, home, articles=7):
    """Keep something of every kind, with whatever may be hard to carry."""
    with open_archive(url, home) as archive, Shelf(archive) as shelf:
        want(archive, f"{PAGE}/\0", said="a\ud800")
        for n in range(articles):
            link = RelatedLink("before", f"{PAGE}/{n - 1}")
            made = article(f"{PAGE}/{n}", f"Café number {n}.", related=(link,))
            id_ = shelf.record(made, f"{PAGE}/twin/{n}", check_at=later(days=n))
        shelf.record(article(f"{PAGE}/0", "A draft."), decision=Revised(1))
        shelf.lose(2, exchange(f"{PAGE}/1", b"sorry", status=404))
        archive.quarantine.set_aside(
            shelf.keep(exchange(f"{PAGE}/bad", b"bad")),
            series=SERIES,
            url=f"{PAGE}/bad",
            key=key(f"{PAGE}/bad"),
            reason=Failure.BAD_CONTENT,
            detail="nothing in it",
            now=NOW,
        )
        archive.schedule.set(SERIES, later(days=14), NOW)
        shelf.keep(exchange(f"{PAGE}/pending", b"pending"))
    return id_


def said(archive):
    """Return all that an archive says, as JSON."""
    return msgspec.json.encode(
        [
            list(archive.articles.entries(SERIES)),
            [archive.articles.history(head.id) for head in archive.articles.list(SERIES)],
            archive.captures.pending(SERIES),
            archive.quarantine.open(),
            archive.runs.list(),
            archive.schedule.due(SERIES),
            archive.articles.search("cafe number"),
        ]
    )


def tables(url):
    with Raw(url) as raw:
        return {
            table: raw.rows(f"SELECT count(*) FROM {table}")[0][0] for table in Base.metadata.tables
        }


@pytest.mark.parametrize(("here", "there"), [*product(KINDS, KINDS)])
def test_a_copy_is_the_same_archive_and_goes_on(make, tmp_path, here, there):
    source, target = make(here), make(there)
    last = fill(source, tmp_path)

    with copying(source, target, NOW) as one:
        rows = one.rows
        steps = []
        copied = one.run(lambda: steps.append(1))

    assert {one.table: one.copied_rows for one in copied} == tables(source) == tables(target)
    assert len(steps) == rows == sum(one.rows for one in copied)
    assert all(one.same and one.digest.startswith("sha256:") for one in copied)
    with open_archive(source, tmp_path) as old, open_archive(target, tmp_path) as new:
        assert said(new) == said(old)
        assert next(one.url for one in new.addresses.wanted(SERIES)) == f"{PAGE}/\0"
        capture, *_ = new.captures.pending(SERIES)
        assert new.body(capture) == b"pending"
        with Shelf(new) as shelf:
            assert shelf.record(article(f"{PAGE}/next", "next")) == last + 1


@pytest.mark.parametrize(("here", "there"), [KINDS, KINDS[::-1]])
def test_there_and_back_nothing_has_changed(make, tmp_path, here, there):
    first, second, third = make(here), make(there), make(here)
    fill(first, tmp_path)

    def digests(source, target):
        with copying(source, target, NOW) as one:
            return {one.table: one.copied_digest for one in one.run()}

    assert digests(first, second) == digests(second, third)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_archive_is_not_copied(make, kind):
    with pytest.raises(NoArchive, match="no archive"), copying(make(kind), make("sqlite"), NOW):
        pass


def test_a_source_that_is_not_there_is_not_made(make, tmp_path):
    with pytest.raises(NoArchive), copying(make("sqlite"), make("sqlite"), NOW):
        pass

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_copied_over_what_is_there(make, tmp_path, kind):
    source, target = make("sqlite"), make(kind)
    fill(source, tmp_path)
    fill(target, tmp_path / "other", articles=1)
    before = tables(target)

    there = pytest.raises(CannotCopy, match=r"something in it already \(.*articles")
    with there, copying(source, target, NOW):
        pass

    assert tables(target) == before


@pytest.mark.parametrize("kind", KINDS)
def test_an_archive_in_which_a_run_is_under_way_is_not_copied(make, tmp_path, kind):
    source, target = make(kind), make("sqlite")
    fill(source, tmp_path)
    with open_archive(source, tmp_path) as archive:
        archive.leases.take(SERIES, NOW)

        with pytest.raises(LockedError, match="under way"), copying(source, target, NOW):
            pass

        archive.leases.release(SERIES)
        with copying(source, target, NOW) as one:
            assert one.run()


ALTER = {
    "sqlite": (
        (
            "CREATE TRIGGER alter_it AFTER INSERT ON schedule BEGIN"
            " UPDATE schedule SET changed = due_at; END"
        ),
    ),
    "postgresql": (
        """CREATE FUNCTION alter_it() RETURNS trigger AS
           'BEGIN NEW.changed = NEW.due_at; RETURN NEW; END' LANGUAGE plpgsql""",
        """CREATE TRIGGER alter_it BEFORE INSERT ON schedule
           FOR EACH ROW EXECUTE FUNCTION alter_it()""",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_that_is_not_the_same_is_named_and_taken_back(make, tmp_path, kind):
    source, target = make("sqlite"), make(kind)
    fill(source, tmp_path)
    open_archive(target, tmp_path).close()
    with Raw(target) as raw:
        for statement in ALTER[kind]:
            raw.execute(statement)

    with (
        copying(source, target, NOW) as one,
        pytest.raises(StorageError, match=r"^[^;]*: schedule"),
    ):
        one.run()

    assert set(tables(target).values()) == {0}


COPY = """
    import sys
    from datetime import UTC, datetime
    from storage.copying import copying
    with copying(sys.argv[1], sys.argv[2], datetime.now(UTC)) as one:
        print("begun", flush=True)
        one.run(lambda: print("row", flush=True) or sys.stdin.readline())
"""


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_that_is_killed_in_the_middle_leaves_nothing_and_can_be_made_again(
    make, tmp_path, kind
):
    source, target = make("sqlite"), make(kind)
    fill(source, tmp_path)
    command = [sys.executable, "-c", textwrap.dedent(COPY), source, target]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdout.readline() == "begun\n"
        for _ in range(20):
            assert process.stdout.readline() == "row\n"
            process.stdin.write("\n")
            process.stdin.flush()
        process.send_signal(signal.SIGKILL)

    assert set(tables(target).values()) == {0}
    with copying(source, target, NOW) as one:
        assert all(one.same for one in one.run())
