"""An archive is read without a trace: as a file in every state, and on a server."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from building import NOW, PAGE, SERIES, Shelf, article, on_disk, only_postgresql, only_sqlite

from ingest.errors import NoArchive, NotAnArchive, SchemaTooNew, SchemaTooOld, StorageError
from storage.archive import look_into, open_archive

NOBODY = 65534


def url_of(home):
    return f"sqlite:///{home / 'archive.db'}"


def titles(home):
    with look_into(url_of(home), home) as archive:
        return [one.title for one in archive.articles.list(SERIES)]


def snapshot(home, to, *endings):
    """Copy an archive as it lies on the disk, with some of the files beside the database."""
    to.mkdir()
    for ending in ("", *endings):
        shutil.copy(home / f"archive.db{ending}", to)
    return to


@contextmanager
def somebody_else():
    """Be a user to whom nothing belongs; root may write whatever the permissions are."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.fixture
def public():
    """A folder that every user can enter; those of pytest are for one user."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def read_only(folder):
    for path in (*folder.iterdir(), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield
    finally:
        folder.chmod(0o755)


@pytest.fixture
def kept(home):
    """An archive with one article, closed."""
    with open_archive(url_of(home), home) as archive, Shelf(archive) as shelf:
        shelf.record(article())
    return home


def test_looking_leaves_no_trace(kept):
    before = on_disk(kept)

    assert titles(kept) == ["A walk"]

    assert on_disk(kept) == before


def test_what_a_run_under_way_has_written_is_seen(url, home):
    with (
        open_archive(url, home) as archive,
        Shelf(archive) as shelf,
        look_into(url, home) as looking,
    ):
        assert looking.articles.list(SERIES) == []
        id_ = shelf.record(article())

        assert [one.id for one in looking.articles.list(SERIES)] == [id_]
        assert [one.id for one in looking.articles.search("river")] == [id_]


@only_sqlite
@pytest.mark.parametrize("endings", [("-wal",), ("-wal", "-shm")])
def test_a_snapshot_of_a_run_under_way_is_read_whole(url, home, tmp_path, endings):
    with open_archive(url, home) as archive, Shelf(archive) as shelf:
        shelf.record(article())
        copied = snapshot(home, tmp_path / "copied", *endings)
    main, wal = (copied / f"archive.db{end}" for end in ("", "-wal"))
    before = main.read_bytes(), wal.read_bytes(), sorted(copied.iterdir())

    assert titles(copied) == ["A walk"]

    assert (main.read_bytes(), wal.read_bytes(), sorted(copied.iterdir())) == before


def _record(archive):
    with Shelf(archive) as shelf:
        return shelf.record(article())


@only_sqlite
@pytest.mark.parametrize("endings", [(), ("-wal",), ("-wal", "-shm")])
def test_a_folder_that_cannot_be_written_can_be_looked_into(url, home, public, endings):
    copied = public / "copied"
    with open_archive(url, home) as archive:
        _record(archive)
        if endings:
            snapshot(home, copied, *endings)
    if not endings:
        snapshot(home, copied)
    titles(copied)  # imports what it needs while that can be read
    before = on_disk(copied)

    with read_only(copied), somebody_else():
        with pytest.raises(StorageError):
            open_archive(url_of(copied), copied)
        assert titles(copied) == ["A walk"]

    assert {name: digest for name, (_, digest) in on_disk(copied).items()} == {
        name: digest for name, (_, digest) in before.items()
    }


def test_nothing_can_be_written_to_what_is_looked_into(url, home):
    refused = pytest.raises(StorageError, match=r"readonly database|read-only transaction")

    with look_into(url, home) as archive, refused:
        archive.schedule.set(SERIES, NOW, NOW)


def test_a_run_that_writes_to_a_file_while_it_is_read_is_noticed(kept):
    with look_into(url_of(kept), kept) as archive:
        entries = archive.articles.entries(SERIES)
        assert next(entries).url == PAGE
        with open_archive(url_of(kept), kept) as writing, Shelf(writing) as shelf:
            shelf.record(article(f"{PAGE}/2"))

        with pytest.raises(StorageError, match="try again"):
            list(entries)
        assert len(list(archive.articles.entries(SERIES))) == 2


@pytest.mark.parametrize("there", [None, b""])
def test_where_there_is_no_archive_none_is_made(tmp_path, there):
    home = tmp_path / "home"
    if there is not None:
        home.mkdir()
        (home / "archive.db").write_bytes(there)
    before = on_disk(tmp_path)

    with pytest.raises(NoArchive) as caught:
        look_into(url_of(home), home)
    with pytest.raises(NoArchive, match=r"elsewhere\.db \(FORTNIGHTLY_DATABASE_URL\); a crawl"):
        look_into(f"sqlite:///{tmp_path / 'elsewhere.db'}", home)

    assert str(caught.value) == (
        f"no archive at {home / 'archive.db'} (FORTNIGHTLY_HOME); a crawl makes one"
    )
    assert on_disk(tmp_path) == before


@only_postgresql
def test_a_database_without_an_archive_stays_without_one(bare_url, home):
    secret = bare_url.replace("postgres@", "postgres:secret@")

    with pytest.raises(NoArchive, match=r"\*\*\*@.* \(FORTNIGHTLY_DATABASE_URL\)") as caught:
        look_into(secret, home)
    with pytest.raises(NoArchive):
        look_into(bare_url, home)

    assert "secret" not in str(caught.value)
    assert list(home.iterdir()) == []


def test_an_archive_of_an_older_version_is_not_upgraded_by_looking(url, home, raw):
    raw.execute("UPDATE alembic_version SET version_num = '0004'")

    with pytest.raises(SchemaTooOld, match=r"schema 0004.*a crawl or `fortnightly reread`"):
        look_into(url, home)

    assert raw.rows("SELECT version_num FROM alembic_version") == [("0004",)]


def test_an_archive_of_a_later_version_is_not_looked_into(url, home, raw):
    raw.execute("UPDATE alembic_version SET version_num = '0999'")

    with pytest.raises(SchemaTooNew):
        look_into(url, home)


def test_a_database_of_another_program_keeps_its_journal_mode_and_every_byte(home, tmp_path):
    file = home / "archive.db"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE alembic_version (version_num)")
        database.execute("CREATE TABLE bookmarks (url)")
    database.close()
    before = on_disk(tmp_path)

    for opening in (look_into, open_archive):
        with pytest.raises(NotAnArchive, match=r"another program .*bookmarks"):
            opening(url_of(home), home)

    assert on_disk(tmp_path) == before


@only_postgresql
def test_a_role_that_may_only_select_can_look(url, home, raw):
    with open_archive(url, home) as archive, Shelf(archive) as shelf:
        id_ = shelf.record(article())
    raw.execute("CREATE ROLE reader LOGIN")
    raw.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    try:
        reader = url.replace("postgres@", "reader@")
        with look_into(reader, home) as archive:
            assert archive.articles.get(id_).title == "A walk"
            assert [one.id for one in archive.articles.search("river")] == [id_]
            assert archive.series() == [SERIES]
            with pytest.raises(StorageError, match="permission denied"):
                archive.schedule.set(SERIES, NOW, NOW)
    finally:
        raw.execute("DROP OWNED BY reader")
        raw.execute("DROP ROLE reader")


@pytest.mark.usefixtures("shelf")
def test_an_archive_names_every_series_it_holds(archive):
    archive.runs.start("another", "manual", NOW)

    assert archive.series() == ["another", SERIES]
