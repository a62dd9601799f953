"""An archive that an earlier version wrote opens, and all that is in it stays."""

from __future__ import annotations

import json
import sqlite3

import pytest
from alembic import command
from making import HOSTS, NOW, PAGE, SERIES, article, exchange, key, reading, want
from sqlalchemy.dialects import sqlite

from ingest.model import sha256
from storage import dialects, warc
from storage.archive import open_archive
from storage.columns import UtcTime
from storage.database import HEAD, migrations

ALTERED = article(text="By the river, and over it.")


@pytest.fixture
def old(tmp_path):
    """The folder of an archive of the first schema, with one article in it."""
    engine = dialects.connect(f"sqlite:///{tmp_path / 'archive.db'}")
    with dialects.writing(engine).begin() as connection:
        config = migrations()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    file = warc.WarcFile(tmp_path / "warc", warc.file_name(SERIES, 1, NOW), NOW)
    place = file.write(exchange())
    file.close()
    with sqlite3.connect(tmp_path / "archive.db") as database:
        for table, row in rows(place).items():
            marks = ", ".join("?" * len(row))
            names = ", ".join(f'"{name}"' for name in row)
            database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", (*row.values(),))
    database.close()
    return tmp_path


def rows(place):
    """What the first version wrote for one article that a feed named."""
    now = UtcTime().load_dialect_impl(sqlite.dialect()).bind_processor(None)(NOW)
    made = article()
    document = json.dumps({"url": made.url, "title": made.title, "published": made.published,
                           "body": [{"type": "paragraph", "text": made.text}]})  # fmt: skip
    digests = {"digest": made.digest, "text_digest": made.text_digest}
    counts = dict.fromkeys(
        ("requests", "not_modified", "new", "revised", "unchanged", "duplicates", "quarantined"), 0
    )
    return {
        "runs": {"id": 1, "series": SERIES, "trigger": "manual", "started": now, **counts,
                 "sources": "[]", "failures": "[]"},
        "captures": {"id": 1, "series": SERIES, "run_id": 1, "kind": "article", "url": PAGE,
                     "addresses": "[]", "at": now, "status": 200, "content_type": "text/html",
                     "digest": sha256(exchange().payload), "payload_digest": "", "warc": place.warc,
                     "offset": place.offset, "length": place.length, "outcome": "new"},
        "articles": {"id": 1, "series": SERIES, "url": PAGE, "title": made.title, "word_count": 3,
                     "published": made.published, "revision": 1, "first_seen": now,
                     "last_seen": now, **digests},
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


def opened(home):
    return open_archive(f"sqlite:///{home / 'archive.db'}", home)


def test_an_archive_of_the_first_schema_opens_and_shows_its_articles(old):
    with opened(old) as archive:
        entry = archive.articles.get(1)
        (revision,) = archive.articles.history(1)

        assert (entry.title, entry.text, entry.addresses) == ("A walk", "By the river.", (PAGE,))
        assert (entry.extractor, entry.rules) == ("trafilatura 2.0", "")
        assert archive.articles.evidence(1) == ()
        assert [hit.id for hit in archive.articles.search("walk river")] == [1]
        assert revision.weight == "first"
        assert archive.body(archive.articles.current_of(1).capture) == b"<html>one</html>"
    with sqlite3.connect(old / "archive.db") as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)
    database.close()


def test_what_it_has_is_read_again(old):
    with opened(old) as archive:
        current = archive.articles.current_of(1)
        number = archive.articles.read_again(current, reading(ALTERED, rules="3"), HOSTS, NOW)

        assert number == 2
        assert [one.weight for one in archive.articles.history(1)] == ["first", "reread"]
        assert [one.rules for one in archive.articles.entries(SERIES)] == ["3"]


def test_its_sources_are_asked_in_full_once_and_then_known(old):
    with opened(old) as archive:
        source = archive.sources.get(SERIES, "https://www.example.org/feed")

        assert (source.etag, source.last_modified, source.entries) == (None, None, 1)
        assert archive.addresses.told(SERIES, {key(PAGE)}) == ()
        assert want(archive) == []
