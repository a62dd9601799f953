"""Hashes and keys that other rules made are made again when a run begins."""

from __future__ import annotations

from itertools import islice

import pytest
from building import HOSTS, PAGE, SERIES, article, later, reading, want
from sqlalchemy import delete, select, update

from ingest.model import Hosts, RelatedLink, Revised
from storage.tables.articles import RelatedLinkRow
from storage.tables.crawl import AddressRow
from storage.tables.identity import BandRow, SchemeRow

TWO = "https://www.example.org/walks/two"
RENAMED = Hosts("new.example.org", ("www.example.org", "old.example.org"))
LONG = " ".join(f"word{n} of the long text" for n in range(60))


def made(archive):
    """Return all that is made by rules that have a version."""
    tables = (BandRow, RelatedLinkRow, SchemeRow)
    with archive._database.reading() as db:
        found = [
            sorted(map(tuple, db.execute(select(*table.__table__.columns)))) for table in tables
        ]
        return [*found, sorted(db.execute(select(AddressRow.url, AddressRow.key)))]


def renew(archive, hosts=HOSTS):
    return list(archive.bring_up_to_date(SERIES, hosts))


@pytest.fixture
def kept(shelf, archive):
    """An archive that is up to date, of two articles and three revisions."""
    assert renew(archive) == []
    links = (RelatedLink("Two", TWO),)
    shelf.record(article(text=f"Heron. {LONG}", related=links))
    shelf.record(article(text=f"Wren. {LONG}"), decision=Revised(1), now=later(hours=1))
    shelf.record(article(TWO, f"Tern. {LONG.replace('word', 'term')}"))
    want(archive, "https://www.example.org/walks/three")
    return archive


def spoil(archive):
    """Leave the archive as other rules have made it."""
    with archive._database.writing() as db:
        db.execute(delete(BandRow).where(BandRow.article_id == 1))
        db.execute(update(BandRow).values(hash=BandRow.hash + 1))
        db.execute(update(AddressRow).values(key="old"))
        db.execute(update(RelatedLinkRow).values(key="old"))
        db.execute(update(SchemeRow).values(version="old"))


def test_what_is_up_to_date_is_let_be(kept):
    before = made(kept)

    assert renew(kept) == []
    assert made(kept) == before


def test_what_other_rules_made_is_made_again(kept):
    before = made(kept)
    spoil(kept)

    told = renew(kept)

    assert made(kept) == before
    assert [str(one).split(": ")[1] for one in told] == [
        "keys of addresses made again by the rules of today",
        "keys of addresses made again by the rules of today",
        "hashes of texts made again by the rules of today",
    ]


def test_an_archive_from_before_there_were_hashes_gets_them(kept):
    before = made(kept)
    with kept._database.writing() as db:
        db.execute(delete(BandRow))
        db.execute(delete(SchemeRow))

    renew(kept)

    assert made(kept) == before
    page = reading(article(f"{PAGE}/else", f"Heron. {LONG}", published=None))
    assert [one.id for one in kept.articles.candidates(SERIES, page, HOSTS)] == [1]


@pytest.mark.parametrize("batches", [1, 2])
def test_what_was_killed_in_the_middle_is_begun_anew(kept, batches):
    before = made(kept)
    spoil(kept)
    list(islice(kept.bring_up_to_date(SERIES, HOSTS), batches))

    assert made(kept) != before
    renew(kept)
    assert made(kept) == before


def test_keys_are_made_again_when_a_site_gets_another_name(kept):
    before = made(kept)

    renew(kept, RENAMED)

    (key,) = {key for url, key in made(kept)[3] if url == PAGE}
    assert key == "new.example.org/walks/one"
    renew(kept)
    assert made(kept) == before


def test_another_series_is_let_be(kept):
    spoil(kept)
    before = made(kept)[0]

    list(kept.bring_up_to_date("other", HOSTS))

    assert made(kept)[0] == before
