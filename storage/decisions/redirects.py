"""
Redirects of revision numbers, after a person merged or split articles.

A number belongs to its text for good and is not given to another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, select, union_all, update

from storage.engines import dialects
from storage.records import Moved
from storage.tables.articles import RevisionRow
from storage.tables.identity import MovedRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

Place = tuple[int, int]  #: an article, and the number of a revision of it
_LEAD = dialects.upsert(
    dialects.insert(MovedRow), ("article_id", "number"), ("to_article_id", "to_number")
)
_TO = select(MovedRow.to_article_id, MovedRow.to_number).where(
    MovedRow.article_id == bindparam("its_id"), MovedRow.number == bindparam("its_number")
)
_HERE = select(RevisionRow.number).where(
    RevisionRow.article_id == bindparam("its_id"), RevisionRow.number == bindparam("its_number")
)
_LAST = union_all(
    select(func.max(RevisionRow.number)).where(RevisionRow.article_id == bindparam("its_id")),
    select(func.max(MovedRow.number)).where(MovedRow.article_id == bindparam("its_id")),
)


def lead(db: Connection, one: Place, to: Place) -> None:
    """Redirect the number of a revision, and all that redirect to it, to its new place."""
    led = (MovedRow.to_article_id == one[0], MovedRow.to_number == one[1])
    db.execute(update(MovedRow).where(*led).values(to_article_id=to[0], to_number=to[1]))
    back(db, to)
    place = {"article_id": one[0], "number": one[1]}
    db.execute(_LEAD, place | {"to_article_id": to[0], "to_number": to[1]})


def back(db: Connection, one: Place) -> None:
    """Remove the redirect of a revision number."""
    db.execute(delete(MovedRow).where(MovedRow.article_id == one[0], MovedRow.number == one[1]))


def place(db: Connection, id_: int, number: int) -> Place:
    """Return where the revision is that has this number, or once had it; unknown ones stay."""
    its = {"its_id": id_, "its_number": number}
    if db.execute(_HERE, its).first() is not None:
        return id_, number
    found = db.execute(_TO, its).first()
    return (found.to_article_id, found.to_number) if found else (id_, number)


def moved(db: Connection, id_: int) -> tuple[Moved, ...]:
    """Return where the revisions of an article are that it does not have any more."""
    rows = select(MovedRow).where(MovedRow.article_id == id_).order_by(MovedRow.number)
    return tuple(
        Moved(number=row.number, to=row.to_article_id, as_=row.to_number)
        for row in db.execute(rows)
    )


def home(db: Connection, id_: int, one: Place) -> int | None:
    """Return the number that a revision of another article once had in this one."""
    led = (MovedRow.to_article_id == one[0], MovedRow.to_number == one[1])
    rows = select(MovedRow.number).where(MovedRow.article_id == id_, *led)
    return db.scalars(rows.order_by(MovedRow.number)).first()


def last_number(db: Connection, id_: int) -> int:
    """Return the highest number that a revision of an article has, or ever had."""
    return max(last or 0 for last in db.scalars(_LAST, {"its_id": id_}))
