"""What a person accepted from quarantine, and takes back."""

from __future__ import annotations

import pytest
from building import NOW, PAGE, SERIES, article, exchange, key, later

from ingest.errors import BadCorrection, Failure, NotInQuarantine
from ingest.model import Revised, Unchanged


def set_aside(shelf, text, now=NOW):
    """Set a page aside; return its number and the capture."""
    capture = shelf.keep(exchange(PAGE, text.encode(), at=now), PAGE)
    shelf.archive.quarantine.set_aside(
        capture,
        series=SERIES,
        url=PAGE,
        key=key(PAGE),
        reason=Failure.INCOMPLETE_TEXT,
        detail="short",
        now=now,
    )
    (page,) = shelf.archive.quarantine.open()
    return page.id, capture


def accept(shelf, page, capture, text, decision=None, now=NOW):
    shelf.archive.quarantine.accept(page)
    return shelf.record(article(PAGE, text), decision=decision, capture=capture, now=now)


def test_the_revision_of_an_accepted_page_goes_and_its_number_leads_to_the_one_before(shelf):
    archive = shelf.archive
    id_ = shelf.record(article(PAGE, "By the river."))
    page, capture = set_aside(shelf, "Short.", later(days=1))
    accept(shelf, page, capture, "Short.", Revised(id_), later(days=1))
    assert [hit.id for hit in archive.articles.search("short")] == [id_]

    undone = archive.merging.undo_acceptance(page, later(days=2))

    assert (undone.article_id, undone.revision, undone.url) == (id_, 1, PAGE)
    assert archive.articles.get(id_).text == "By the river."
    assert archive.articles.search("short") == []
    assert archive.articles.place(id_, 2) == (id_, 1)
    assert [one.id for one in archive.quarantine.open()] == [page]
    assert not archive.quarantine.is_accepted(capture)
    assert [one.url for one in archive.addresses.wanted(SERIES)] == [PAGE]
    assert archive.decisions.why(id_).decisions[-1].verdict == "undone"


def test_an_article_that_acceptance_made_goes(shelf):
    archive = shelf.archive
    page, capture = set_aside(shelf, "Short.")
    id_ = accept(shelf, page, capture, "Short.")

    undone = archive.merging.undo_acceptance(page, later(days=1))

    assert (undone.article_id, undone.revision) == (id_, None)
    assert archive.articles.list(SERIES) == []
    assert archive.articles.search("short") == []
    assert [one.id for one in archive.quarantine.open()] == [page]
    assert [one.url for one in archive.addresses.wanted(SERIES)] == [PAGE]


def test_a_dry_run_changes_nothing(shelf):
    archive = shelf.archive
    page, capture = set_aside(shelf, "Short.")
    id_ = accept(shelf, page, capture, "Short.")
    other = shelf.record(article(f"{PAGE}/2", "Another walk, along the canal."))
    before = [archive.articles.get(one) for one in (id_, other)]

    archive.merging.undo_acceptance(page, NOW, dry_run=True)
    archive.merging.merge(id_, [other], NOW, dry_run=True)

    assert [archive.articles.get(one) for one in (id_, other)] == before
    assert archive.quarantine.open() == []
    archive.merging.merge(id_, [other], NOW)
    new = archive.merging.split(id_, [2], NOW, dry_run=True)
    assert (new, archive.articles.merged_into(other)) == (other, id_)
    assert archive.merging.restore(other, NOW, dry_run=True) == id_
    assert archive.articles.merged_into(other) == id_


def test_what_others_show_or_nothing_made_is_not_undone(shelf):
    archive = shelf.archive
    id_ = shelf.record(article(PAGE, "By the river."))
    page, capture = set_aside(shelf, "Short.", later(days=1))
    accept(shelf, page, capture, "Short.", Revised(id_), later(days=1))
    again = shelf.keep(exchange(PAGE, b"Short, with another footer.", at=later(days=2)), PAGE)
    shelf.record(article(PAGE, "Short."), decision=Unchanged(id_), capture=again, now=later(days=2))

    with pytest.raises(BadCorrection, match="other pages"):
        archive.merging.undo_acceptance(page, later(days=3))
    with pytest.raises(NotInQuarantine):
        archive.merging.undo_acceptance(99, later(days=3))
    assert archive.articles.get(id_).text == "Short."
