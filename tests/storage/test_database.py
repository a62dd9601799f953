"""The database as a whole: opening, upgrading, refusing, and failing without a trace."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import textwrap

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from making import NOW, PAGE, SERIES, article, want

from ingest.errors import SchemaTooNew, StorageError
from storage import dialects
from storage.archive import open_archive
from storage.database import HEAD, migrations
from storage.schema import Base


def url(home):
    return f"sqlite:///{home / 'archive.db'}?timeout=0.3"


def execute(file, *statements):
    with sqlite3.connect(file) as database:
        for statement in statements:
            database.execute(statement)
    database.close()


def test_an_archive_is_made_where_there_is_none(tmp_path):
    home = tmp_path / "deep" / "archive"

    with open_archive(f"sqlite:///{home / 'db' / 'archive.db'}", home) as archive:
        assert archive.runs.list() == []

    assert (home / "warc").is_dir()
    assert (home / "db" / "archive.db").is_file()


def test_an_archive_is_the_same_when_it_is_opened_again(home, shelf):
    id_ = shelf.record(article())
    shelf.archive.close()

    with open_archive(url(home), home) as again:
        assert again.articles.get(id_).title == "A walk"


def test_the_constant_is_the_newest_migration():
    assert ScriptDirectory.from_config(migrations()).get_heads() == [HEAD]


def test_the_migrations_make_the_schema_that_the_code_knows(home):
    def ours(name, kind, _parents):
        return kind != "table" or not name.startswith("articles_fts")

    engine = dialects.connect(url(home))
    with engine.connect() as connection:
        options = {"compare_type": True, "include_name": ours}
        context = MigrationContext.configure(connection, opts=options)
        difference = compare_metadata(context, Base.metadata)
    engine.dispose()

    assert difference == []


def test_every_column_that_does_not_speak_for_itself_has_a_comment():
    assert [table.name for table in Base.metadata.sorted_tables if not table.comment] == []


def test_an_archive_of_a_later_version_is_refused_and_left_alone(home):
    execute(home / "archive.db", "UPDATE alembic_version SET version_num = '0999'")

    with pytest.raises(SchemaTooNew, match=f"schema 0999, .* knows {HEAD}"):
        open_archive(url(home), home)


NO_ARCHIVES = {
    "another kind of file": lambda file: file.write_bytes(b"GIF89a" + b"\0" * 4000),
    "a database of somebody else": lambda file: execute(file, "CREATE TABLE articles (a)"),
    "a folder": lambda file: file.mkdir(),
}


@pytest.mark.parametrize("make", NO_ARCHIVES.values(), ids=NO_ARCHIVES)
def test_what_is_no_archive_is_refused(tmp_path, make):
    make(tmp_path / "archive.db")

    with pytest.raises(StorageError, match=r"archive\.db"):
        open_archive(url(tmp_path), tmp_path)


URLS = {
    "PostgreSQL": ("postgresql://me:secret@localhost/archive", "later version"),
    "another driver of it": ("postgresql+psycopg://localhost/archive", "later version"),
    "MySQL": ("mysql://localhost/archive", "no such kind"),
    "an async driver": ("sqlite+aiosqlite:///archive.db", "no such kind"),
    "no URL": ("archive.db", "archive.db"),
    "nothing": ("", "URL"),
}


@pytest.mark.parametrize(("wrong", "said"), URLS.values(), ids=URLS)
def test_a_database_that_we_cannot_use_is_refused(tmp_path, wrong, said):
    with pytest.raises(StorageError, match=said) as caught:
        open_archive(wrong, tmp_path)

    assert "secret" not in str(caught.value)


def test_a_home_that_cannot_be_made_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(StorageError):
        open_archive("sqlite:///x.db", tmp_path / "file")


OPEN = """
    import sys
    from pathlib import Path
    from storage.archive import open_archive
    home = Path(sys.argv[1])
    sys.stdin.readline()
    with open_archive(f"sqlite:///{home}/archive.db", home) as archive:
        print(archive.runs.list())
"""


def test_processes_that_make_an_archive_at_once_do_not_disturb_each_other(tmp_path):
    command = [sys.executable, "-W", "error", "-c", textwrap.dedent(OPEN), str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(command, **pipes) for _ in range(4)]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()

    assert [process.communicate()[0] for process in processes] == ["[]\n"] * 4


LIGHT = """
    import sys, time
    from pathlib import Path
    from storage.archive import open_archive
    home = Path(sys.argv[1])
    open_archive(f"sqlite:///{home}/archive.db", home).close()
    print(sorted({"alembic", "warcio", "psutil", "brotli", "mako"} & set(sys.modules)))
"""


def test_opening_an_archive_imports_nothing_that_is_heavy(home):
    command = [sys.executable, "-W", "error", "-c", textwrap.dedent(LIGHT), str(home)]

    assert subprocess.check_output(command, text=True) == "[]\n"


#: Every method that writes, and one that reads: each must say StorageError, whatever fails.
CALLS = {
    "keep": lambda a: a.captures.pending(SERIES),
    "want": want,
    "start": lambda a: a.runs.start(SERIES, "manual", NOW),
    "take": lambda a: a.leases.take(SERIES, NOW),
    "set": lambda a: a.schedule.set(SERIES, NOW, NOW),
    "gone": lambda a: a.articles.gone(SERIES, PAGE, "x", 404, NOW),
    "recover": lambda a: a.recover(SERIES, NOW),
    "list": lambda a: a.articles.list(SERIES),
    "entries": lambda a: list(a.articles.entries(SERIES)),
    "search": lambda a: a.articles.search("x"),
}
READS = {"keep", "list", "entries", "search"}


@pytest.mark.parametrize("call", [name for name in CALLS if name not in READS])
def test_a_database_that_somebody_else_locks_is_an_error_after_a_while(home, archive, call):
    other = sqlite3.connect(home / "archive.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StorageError, match="locked"):
        CALLS[call](archive)

    other.execute("ROLLBACK")
    other.close()
    CALLS[call](archive)


@pytest.mark.parametrize("call", CALLS)
def test_a_database_that_is_broken_is_an_error(home, archive, call):
    archive.close()
    with (home / "archive.db").open("r+b") as file:
        file.write(b"\0" * 100)

    with pytest.raises(StorageError, match=r"archive\.db\S*: file is not a database"):
        CALLS[call](archive)


def test_a_time_without_zone_is_refused(archive):
    with pytest.raises(StorageError, match="without zone"):
        archive.schedule.set(SERIES, NOW.replace(tzinfo=None), NOW)


def test_times_are_kept_in_an_order_and_a_form_that_others_can_read(home, archive):
    archive.schedule.set(SERIES, NOW, NOW)
    with sqlite3.connect(home / "archive.db") as database:
        (kept,) = database.execute("SELECT due_at FROM schedule").fetchone()
    database.close()

    assert kept == "2026-11-22T10:00:00.000000Z"


def test_readers_are_not_held_up_by_a_writer(home, archive):
    other = sqlite3.connect(home / "archive.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    assert archive.articles.count(SERIES) == 0

    other.execute("ROLLBACK")
    other.close()
