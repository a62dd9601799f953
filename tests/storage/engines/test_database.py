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
from building import NOW, PAGE, SERIES, Shelf, article, on_disk, only_postgresql, only_sqlite, want
from sqlalchemy import MetaData, Text

from fortnightly.settings import Settings
from ingest.errors import BadDatabaseUrl, NoSuchArticle, NotAnArchive, SchemaTooNew, StorageError
from ingest.model import Revised
from storage.archive import look_into, open_archive
from storage.engines import dialects
from storage.engines.database import HEAD, migrations
from storage.tables.base import Base
from storage.tables.types import Words


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


@pytest.mark.parametrize("name", ["what?mode=ro", "100%", "a%20b", "a#b", "c@d:e", "größe ünï"])
def test_whatever_a_home_is_called_its_database_is_in_it(tmp_path, name):
    settings = Settings(home=tmp_path / name)

    open_archive(settings.database, settings.home).close()

    assert [one.name for one in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / "archive.db").is_file()


def test_an_archive_is_the_same_when_it_is_opened_again(url, home, shelf):
    id_ = shelf.record(article())
    shelf.archive.close()

    with open_archive(url, home) as again:
        assert again.articles.get(id_).title == "A walk"


def test_the_constant_is_the_newest_migration():
    assert ScriptDirectory.from_config(migrations()).get_heads() == [HEAD]


def schema_of(dialect):
    """Return our tables with what they have on one of the databases."""
    metadata = MetaData(naming_convention=Base.metadata.naming_convention)
    for ours in Base.metadata.tables.values():
        table = ours.to_metadata(metadata)
        others = {
            one.name
            for one in (*ours.indexes, *ours.constraints)
            if one._ddl_if and one._ddl_if.dialect != dialect
        }
        table.indexes = {one for one in table.indexes if one.name not in others}
        table.constraints = {one for one in table.constraints if one.name not in others}
    return metadata


def test_the_migrations_make_the_schema_that_the_code_knows(raw):
    def ours(name, kind, _parents):
        return kind != "table" or not name.startswith("articles_fts")

    def differs(_context, _inspected, _ours, inspected, made):
        return not isinstance(inspected, Text) if isinstance(made, Words) else None

    with raw.engine.connect() as connection:
        options = {"compare_type": differs, "include_name": ours}
        context = MigrationContext.configure(connection, opts=options)
        difference = compare_metadata(context, schema_of(raw.engine.dialect.name))

    assert difference == [], difference


@only_postgresql  # SQLite has one kind of text, and one of whole numbers
def test_texts_are_ordered_by_code_points_and_numbers_have_64_bits(raw):
    columns = raw.rows(
        "SELECT table_name, column_name, data_type, collation_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name NOT LIKE 'articles_fts%'"
        " AND table_name != 'alembic_version'"
    )
    kinds = {(kind, collation) for _, _, kind, collation in columns}

    assert kinds == {
        ("text", "C"),
        ("bigint", None),
        ("boolean", None),
        ("double precision", None),
        ("timestamp with time zone", None),
    }
    assert {kind for (kind,) in raw.rows("SELECT data_type FROM pg_sequences")} == {"bigint"}


def test_every_column_that_does_not_speak_for_itself_has_a_comment():
    assert [table.name for table in Base.metadata.sorted_tables if not table.comment] == []


def test_an_archive_of_a_later_version_is_refused_and_left_alone(url, home, raw):
    raw.execute("UPDATE alembic_version SET version_num = '0999'")

    with pytest.raises(SchemaTooNew, match=f"schema 0999, .* knows {HEAD}"):
        open_archive(url, home)


NO_ARCHIVES = {
    "another kind of file": lambda file: file.write_bytes(b"GIF89a" + b"\0" * 4000),
    "a database of somebody else": lambda file: execute(file, "CREATE TABLE articles (a)"),
    "a folder": lambda file: file.mkdir(),
}


@pytest.mark.parametrize("make", NO_ARCHIVES.values(), ids=NO_ARCHIVES)
@pytest.mark.parametrize("opening", [open_archive, look_into])
def test_what_is_no_archive_is_refused_and_left_as_it_is(tmp_path, make, opening):
    make(tmp_path / "archive.db")
    before = on_disk(tmp_path)

    with pytest.raises(NotAnArchive, match=r"archive\.db: is no archive"):
        opening(f"sqlite:///{tmp_path / 'archive.db'}", tmp_path)

    assert on_disk(tmp_path) == before


def test_a_postgresql_of_somebody_else_is_refused(postgresql, tmp_path):
    with postgresql.database() as name:
        postgresql.execute("CREATE TABLE articles (a int)", name)

        with pytest.raises(NotAnArchive, match="is no archive"):
            open_archive(postgresql.url(name), tmp_path)


def test_a_database_that_is_not_there_is_an_error(postgresql, tmp_path):
    with pytest.raises(StorageError, match='"nowhere" does not exist'):
        open_archive(postgresql.url("nowhere"), tmp_path)


#: How a server may be set up for others; what an archive keeps is the same.
SET_UP = {
    "datestyle": "'SQL, DMY'",
    "client_encoding": "'LATIN1'",
    "timezone": "'Asia/Baghdad'",
    "default_transaction_isolation": "'serializable'",
    "standard_conforming_strings": "off",
}


@pytest.mark.parametrize("setting", SET_UP)
def test_however_a_server_is_set_up_an_archive_is_the_same(postgresql, tmp_path, setting):
    with postgresql.database() as name:
        postgresql.execute(f"ALTER DATABASE {name} SET {setting} = {SET_UP[setting]}")
        with open_archive(postgresql.url(name), tmp_path) as archive, Shelf(archive) as shelf:
            id_ = shelf.record(article(text="“The \\ marshes” … الأهوار 🌾"))

            assert archive.articles.get(id_).text == "“The \\ marshes” … الأهوار 🌾"
            assert archive.runs.list()[0].started == NOW
            assert [one.id for one in archive.articles.search("الأهوار")] == [id_]


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_cannot_keep_every_text_is_refused(postgresql, tmp_path, encoding):
    name = f"in_{encoding.lower()}"
    postgresql.execute(
        f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'"
    )

    with pytest.raises(BadDatabaseUrl, match=f"has the encoding {encoding}.*--encoding=UTF8"):
        open_archive(postgresql.url(name), tmp_path)

    postgresql.drop(name)


ADVISED = {
    "default_transaction_read_only=on": "cannot be written",
    "search_path=nowhere": "see to its search_path",
    "role=pg_monitor": "needs the right to it",
    "statement_timeout=1ms": "too little time",
}


@pytest.mark.parametrize("setting", ADVISED)
def test_what_a_server_refuses_is_an_error_that_says_what_to_do(postgresql, tmp_path, setting):
    with postgresql.database() as name:
        url = postgresql.url(name, options=f"-c {setting}")

        with pytest.raises(StorageError, match=ADVISED[setting]):
            open_archive(url, tmp_path)


def test_a_server_that_is_not_there_is_an_error_without_its_password(tmp_path):
    url = "postgresql://me:secret@127.0.0.1:1/archive?application_name=x"

    with pytest.raises(StorageError, match="refused") as caught:
        open_archive(url, tmp_path)

    assert "secret" not in str(caught.value)


URLS = {
    "another driver": ("postgresql+asyncpg://me:secret@localhost/archive", "postgresql://USER"),
    "a port that is none": ("postgresql://me:secret@localhost:none/archive", "no URL"),
    "a password with signs": ("postgresql://me:se/cr@et@secret:none/archive", "no URL"),
    "one with @ as it is": ("postgresql://me:se/cr@se/cr:@127.0.0.1:1/archive", "write %40 for @"),
    "MySQL": ("mysql://localhost/archive", "no such kind"),
    "an async driver": ("sqlite+aiosqlite:///archive.db", "no such kind"),
    "a database in memory": ("sqlite://", "nothing of it would stay"),
    "a database in memory by name": ("sqlite:///:memory:", "nothing of it would stay"),
    "no URL": ("archive.db", "archive.db"),
    "a timeout that is no number": ("sqlite:///archive.db?timeout=long", "timeout=long"),
    "nothing": ("", "URL"),
}


@pytest.mark.parametrize(("wrong", "said"), URLS.values(), ids=URLS)
def test_a_database_that_we_cannot_use_is_refused(tmp_path, wrong, said):
    with pytest.raises(BadDatabaseUrl, match=f"FORTNIGHTLY_DATABASE_URL: .*{said}") as caught:
        open_archive(wrong, tmp_path)

    assert "me:secret" not in str(caught.value)
    assert "se/cr" not in str(caught.value)


def test_a_home_that_cannot_be_made_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(StorageError):
        open_archive("sqlite:///x.db", tmp_path / "file")


OPEN = """
    import sys
    from pathlib import Path
    from storage.archive import look_into, open_archive
    url, home = sys.argv[1], Path(sys.argv[2])
    sys.stdin.readline()
    with open_archive(url, home) as archive:
        print(archive.runs.list())
"""


def test_processes_that_make_an_archive_at_once_do_not_disturb_each_other(bare_url, tmp_path):
    code = textwrap.dedent(OPEN)
    command = [sys.executable, "-W", "error", "-c", code, bare_url, str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(command, **pipes) for _ in range(4)]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()

    assert [process.communicate()[0] for process in processes] == ["[]\n"] * 4


LIGHT = """
    import sys, time
    from pathlib import Path
    from storage.archive import look_into, open_archive
    open_archive(sys.argv[1], Path(sys.argv[2])).close()
    print(sorted({"alembic", "warcio", "psutil", "brotli", "mako"} & set(sys.modules)))
"""


def test_opening_an_archive_imports_nothing_that_is_heavy(url, home):
    command = [sys.executable, "-W", "error", "-c", textwrap.dedent(LIGHT), url, str(home)]

    assert subprocess.check_output(command, text=True) == "[]\n"


#: Every method that writes, and one that reads: each must say StorageError, whatever fails.
CALLS = {
    "keep": lambda a: a.captures.pending(SERIES),
    "want": want,
    "start": lambda a: a.runs.start(SERIES, "manual", NOW),
    "take": lambda a: a.leases.take(SERIES, NOW),
    "set": lambda a: a.schedule.set(SERIES, NOW, NOW),
    "gone": lambda a: a.addresses.gone(SERIES, PAGE, "x", NOW),
    "recover": lambda a: a.recover(SERIES, NOW),
    "list": lambda a: a.articles.list(SERIES),
    "entries": lambda a: list(a.articles.entries(SERIES)),
    "search": lambda a: a.articles.search("x"),
}
READS = {"keep", "list", "entries", "search"}


@pytest.mark.parametrize("call", [name for name in CALLS if name not in READS])
def test_a_database_that_somebody_else_locks_is_an_error_after_a_while(raw, archive, call):
    with dialects.writing(raw.engine).begin(), pytest.raises(StorageError, match="locked"):
        CALLS[call](archive)

    CALLS[call](archive)


@only_sqlite  # what of a PostgreSQL can break, is in test_postgresql.py
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


@only_sqlite  # which has no type for them
def test_times_are_kept_in_an_order_and_a_form_that_others_can_read(home, archive):
    archive.schedule.set(SERIES, NOW, NOW)
    with sqlite3.connect(home / "archive.db") as database:
        (kept,) = database.execute("SELECT due_at FROM schedule").fetchone()
    database.close()

    assert kept == "2026-11-22T10:00:00.000000Z"


def test_readers_are_not_held_up_by_a_writer(raw, archive):
    with dialects.writing(raw.engine).begin():
        assert archive.articles.count(SERIES) == 0


def test_who_reads_sees_one_state_whatever_is_written_in_the_meantime(shelf):
    for n in range(120):
        shelf.record(article(f"{PAGE}/{n}", f"text {n}"))
    entries = shelf.archive.articles.entries(SERIES)
    first = next(entries)

    shelf.record(article(f"{PAGE}/late", "late", published="1999-01-01"))

    assert len([first, *entries]) == 120
    assert shelf.archive.articles.count(SERIES) == 121


TEXTS = {
    "a NUL": "a\0b",
    "half a pair": "a\ud800b",
    "what stands for them": "a\ufffe0000b",
    "beyond the first plane": "a\U0001f600b",
    "an accent apart": "e\u0301",
    "in the order of a dictionary": "Ab aB",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_comes_back_as_it_was(archive, text):
    url = f"{PAGE}/{text}"
    want(archive, url, said=text)

    assert [one.url for one in archive.addresses.wanted(SERIES)] == [url]
    assert archive.addresses.get(SERIES, url).url == url
    assert want(archive, url, said="else") == archive.addresses.wanted(SERIES)


def test_an_address_may_be_of_any_length(raw, shelf):
    letters = "".join(chr(ord("!") + (n * n * 7919 + n) % 90) for n in range(20_000))
    url = f"{PAGE}/{letters}"
    want(shelf.archive, url, source=f"{url}/feed")
    id_ = shelf.record(article(url), f"{url}/twin")

    assert shelf.archive.articles.get(id_).url == url
    assert shelf.record(article(url, "else"), f"{url}/twin", decision=Revised(id_)) == id_
    assert [one.url for one in shelf.archive.articles.list(SERIES)] == [url]
    assert raw.rows("SELECT count(*) FROM addresses WHERE url = :url", url=url) == [(1,)]


HUGE = {"32 bits": 2**31, "more": 2**40, "63 bits": 2**63 - 1}


@pytest.mark.parametrize("number", HUGE.values(), ids=HUGE)
def test_an_article_of_a_huge_number_is_only_not_there(archive, number):
    with pytest.raises(NoSuchArticle):
        archive.articles.get(number)
