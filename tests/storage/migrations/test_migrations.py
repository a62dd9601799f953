"""An archive that an earlier version wrote opens, and all that is in it stays."""

from __future__ import annotations

import json
from contextlib import contextmanager
from functools import partial

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from building import HOSTS, NOW, PAGE, SERIES, article, exchange, key, reading, want
from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from ingest.model import sha256
from storage.archive import open_archive
from storage.captures import warc_writing
from storage.engines import dialects
from storage.engines.database import HEAD, migrations
from storage.tables.types import UtcTime, moment

ALTERED = article(text="By the river, and over it.")


#: The full-text index as the first version made it on SQLite; PostgreSQL came later.
FIRST_INDEX = """
    CREATE VIRTUAL TABLE articles_fts USING fts5(
        title, standfirst, authors, text, tokenize = 'unicode61 remove_diacritics 2'
    );
    INSERT INTO articles_fts(rowid, title, standfirst, authors, text)
        VALUES (1, 'A walk', '', '', 'By the river.');
"""
SCHEMAS = [script.revision for script in ScriptDirectory.from_config(migrations()).walk_revisions()]


@pytest.fixture(params=sorted(SCHEMAS)[:-1])
def schema(request):
    """An older schema than today's."""
    return request.param


@pytest.fixture
def old(bare_url, home, schema):
    """An archive of an older schema, with one article in it; returns what opens it."""
    file = warc_writing.WarcFile(home / "warc", warc_writing.file_name(SERIES, 1, NOW), NOW)
    place = file.write(exchange())
    file.close()
    with _connected(bare_url) as connection:
        _upgrade(connection, "0001")
        if connection.dialect.name == "sqlite":
            for statement in FIRST_INDEX.split(";"):
                connection.exec_driver_sql(statement)
        for table, row in rows(place).items():
            names = ", ".join(f'"{name}"' for name in row)
            values = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)
        _upgrade(connection, schema)
    return partial(open_archive, bare_url, home)


@contextmanager
def _connected(url):
    engine = dialects.connect(url)
    with dialects.writing(engine).begin() as connection:
        yield connection
    engine.dispose()


def _upgrade(connection, schema):
    config = migrations()
    config.attributes["connection"] = connection
    command.upgrade(config, schema)


def rows(place):
    """What the first version wrote for one article that a feed named."""
    written = UtcTime().load_dialect_impl(sqlite.dialect()).bind_processor(None)
    now = written(NOW)
    made = article()
    document = json.dumps({"url": made.url, "title": made.title, "published": made.published,
                           "body": [{"type": "paragraph", "text": made.text}]})  # fmt: skip
    digests = {"digest": made.digest, "text_digest": made.text_digest}
    counts = dict.fromkeys(
        ("requests", "not_modified", "new", "revised", "unchanged", "duplicates", "quarantined"), 0
    )
    return {
        "runs": {"id": 1, "series": SERIES, "trigger": "manual", "started": now, "finished": now,
                 "outcome": "complete", "exit_code": 0, **counts,
                 "sources": "[]", "failures": "[]"},
        "captures": {"id": 1, "series": SERIES, "run_id": 1, "kind": "article", "url": PAGE,
                     "addresses": "[]", "at": now, "status": 200, "content_type": "text/html",
                     "digest": sha256(exchange().payload),
                     "payload_digest": warc_writing.payload_digest(exchange().payload),
                     "warc": place.warc,
                     "offset": place.offset, "length": place.length, "outcome": "new"},
        "articles": {"id": 1, "series": SERIES, "url": PAGE, "title": made.title, "word_count": 3,
                     "published": made.published, "published_at": written(moment(made.published)),
                     "revision": 1, "first_seen": now, "last_seen": now, **digests},
        "revisions": {"article_id": 1, "number": 1, "seen": now, "document": document,
                      "extractor": "trafilatura 2.0", "capture_id": 1, **digests},
        "addresses": {"id": 1, "series": SERIES, "url": PAGE, "key": key(PAGE), "state": "kept",
                      "article_id": 1},
        "mentions": {"address_id": 1, "source_url": "https://www.example.org/feed",
                     "fingerprint": "a"},
        "source_pages": {"series": SERIES, "url": "https://www.example.org/feed", "etag": "e",
                         "source_url": "https://www.example.org/feed", "follow": "[]",
                         "entries": 1, "most_entries": 1, "asked": now},
    }  # fmt: skip


def test_an_archive_of_an_older_schema_opens_and_shows_its_articles(old, bare_url):
    with old() as archive:
        entry = archive.articles.get(1)
        (revision,) = archive.articles.history(1)

        assert (entry.title, entry.text, entry.addresses) == ("A walk", "By the river.", (PAGE,))
        assert (entry.extractor, entry.rules) == ("trafilatura 2.0", "")
        assert archive.articles.evidence(1) == ()
        assert [hit.id for hit in archive.articles.search("walk river")] == [1]
        assert revision.weight == "first"
        assert archive.body(archive.articles.current_of(1).capture) == b"<html>one</html>"
        assert list(archive.verification({SERIES: HOSTS}, lambda: NOW).findings(int)) == []
    with _connected(bare_url) as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD


def test_what_it_has_is_read_again(old):
    with old() as archive:
        current = archive.articles.current_of(1)
        number = archive.articles.read_again(current, reading(ALTERED, rules="3"), HOSTS, NOW)

        assert number == 2
        assert [one.weight for one in archive.articles.history(1)] == ["first", "reread"]
        assert [one.rules for one in archive.articles.entries(SERIES)] == ["3"]


def test_its_sources_are_asked_in_full_once_and_then_known(old):
    with old() as archive:
        source = archive.sources.get(SERIES, "https://www.example.org/feed")

        assert (source.etag, source.last_modified, source.entries) == (None, None, 1)
        assert archive.addresses.source_entries(SERIES, {key(PAGE)}) == ()
        assert want(archive) == []


def test_a_damaged_row_keeps_no_archive_from_being_opened(old, bare_url):
    with _connected(bare_url) as connection:
        connection.execute(text("UPDATE revisions SET document = '{'"))

    with old() as archive:
        found = [
            one.problem.kind
            for one in archive.verification({SERIES: HOSTS}, lambda: NOW).findings(int)
        ]

        assert found == ["document_unreadable"]
