"""The series that an archive holds, with or without a definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, union

from storage.tables.articles import ArticleRow
from storage.tables.crawl import CaptureRow, RunRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NAMES = union(*(select(table.series) for table in (RunRow, CaptureRow, ArticleRow)))


def names(db: Connection) -> list[str]:
    """Return the names of all series of which there is a run, a capture or an article, sorted."""
    return sorted(db.scalars(_NAMES))
