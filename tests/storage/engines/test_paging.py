"""Rows in pages: all of them, once, in order, however they fall into pages."""

from __future__ import annotations

import pytest
from building import SERIES, article, later
from sqlalchemy import select

from storage.engines import paging
from storage.tables.articles import ArticleRow
from storage.tables.crawl import RunRow


@pytest.mark.parametrize("size", [1, 2, 5, 6, 7])
def test_every_row_comes_once_and_in_order(archive, size):
    for _ in range(6):
        archive.runs.start(SERIES, "manual", later())
    rows = select(RunRow.id, RunRow.series)

    pages = list(paging.pages(archive._database, rows, RunRow.id, size=size))

    assert [row.id for page in pages for row in page] == [1, 2, 3, 4, 5, 6]
    assert {len(page) for page in pages[:-1]} <= {size}


def test_rows_that_are_alike_in_the_first_column_are_told_apart_by_the_second(archive, shelf):
    for number, words in enumerate([100, 200, 100, 200, 100]):
        shelf.record(article(f"https://www.example.org/{number}", "word " * words))
    rows = select(ArticleRow.id)

    pages = paging.pages(archive._database, rows, ArticleRow.word_count, ArticleRow.id, size=2)

    assert [row.id for page in pages for row in page] == [1, 3, 5, 2, 4]


def test_a_query_that_finds_nothing_has_no_pages(archive):
    assert list(paging.pages(archive._database, select(RunRow.id), RunRow.id, size=2)) == []
