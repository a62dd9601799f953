"""
Decisions: why a page is this article or another, and what a person says of that.

Each is kept once for a page, however often the page comes again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import and_, bindparam, func, insert, or_, select, update

from ingest.errors import NoSuchDoubt
from ingest.model import Duplicate, New, Reason, Revised
from storage.decisions import explanation
from storage.engines import dialects
from storage.records import Doubt, Why
from storage.tables.articles import ArticleRow
from storage.tables.identity import DecisionRow, MergedRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from ingest.model import Match, PossibleMatch
    from storage.engines.database import Database
    from storage.records import Capture

GONE = "gone"  #: the verdict of an absence
_VERDICTS = {New: "new", Revised: "revised", Duplicate: "duplicate"}
_NOTE = dialects.upsert(
    dialects.insert(DecisionRow),
    ("article_id", "capture_id", "verdict", "other_id"),
    ("at", "grounds"),
)
_OPEN = (DecisionRow.verdict == "apart", DecisionRow.settled.is_(None))
_ONE: Any = bindparam("one", expanding=True)
_OTHER: Any = bindparam("other", expanding=True)
_OF_THE_TWO = or_(
    and_(DecisionRow.article_id.in_(_ONE), DecisionRow.other_id.in_(_OTHER)),
    and_(DecisionRow.article_id.in_(_OTHER), DecisionRow.other_id.in_(_ONE)),
)
_NOTED = select(DecisionRow.id).where(
    DecisionRow.verdict == "apart",
    DecisionRow.capture_id != bindparam("capture_id"),
    _OF_THE_TWO,
)
_NUMBERS = select(MergedRow.id).where(MergedRow.into == bindparam("its_id"))


class Decisions:
    def __init__(self, database: Database) -> None:
        self._database = database

    def doubts(self, series: str | None = None) -> list[Doubt]:
        """Return what was too close to call and nobody has settled, oldest first."""
        rows = _doubts() if series is None else _doubts().where(DecisionRow.series == series)
        with self._database.reading() as db:
            return [doubt for row in db.execute(rows) if (doubt := _doubt(row))]

    def why(self, id_: int) -> Why:
        """Return all decisions and addresses of an article; raises NoSuchArticle."""
        with self._database.reading() as db:
            return explanation.why(db, id_)

    def dismiss(self, id_: int, now: datetime) -> Doubt:
        """Settle a doubt, because a person says that the two are two; raises NoSuchDoubt."""
        with self._database.writing() as db:
            row = db.execute(_doubts().where(DecisionRow.id == id_)).first()
            doubt = _doubt(row) if row else None
            if row is None or doubt is None:
                raise NoSuchDoubt(f"no doubt is open under the number {id_}")
            settle(db, (doubt.article_id, row.article_id), (doubt.other_id, row.other_id), now)
            return doubt


def note(
    db: Connection, judgement: Match, capture: Capture, article_id: int, now: datetime
) -> None:
    """Add the decision about a page; an unchanged article needs none."""
    page = {"series": capture.series, "capture_id": capture.id, "article_id": article_id, "at": now}
    if verdict := _VERDICTS.get(type(judgement.decision)):
        why = {"verdict": verdict, "other_id": 0, "grounds": encode(judgement.grounds)}
        db.execute(_NOTE, page | why | {"settled": None})
    for one in judgement.apart:
        note_apart(db, capture, article_id, one, now)


def note_apart(
    db: Connection, capture: Capture, article_id: int, one: PossibleMatch, now: datetime
) -> None:
    """Add a doubt, once: a page may be another article as well, or an article may be two."""
    page = {"series": capture.series, "capture_id": capture.id, "article_id": article_id, "at": now}
    why = {"verdict": "apart", "other_id": one.id, "grounds": encode(one.grounds)}
    if not _is_noted(db, article_id, one.id, capture.id):
        db.execute(_NOTE, page | why | {"settled": None})


def _is_noted(db: Connection, one: int, other: int, capture_id: int) -> bool:
    """
    Return whether another page raised this doubt.

    Of two articles: ever, open or settled. Of one that may be two: if it is still open, for its
    address can be used again and again.
    """
    its = {"one": numbers(db, one), "other": numbers(db, other), "capture_id": capture_id}
    noted = _NOTED if one != other else _NOTED.where(DecisionRow.settled.is_(None))
    return db.execute(noted, its).first() is not None


def numbers(db: Connection, id_: int) -> tuple[int, ...]:
    """Return the numbers that lead to an article: its own, and those merged into it."""
    return (id_, *db.scalars(_NUMBERS, {"its_id": id_}))


def note_person(
    db: Connection, series: str, verdict: str, ids: tuple[int, int], why: Reason, now: datetime
) -> None:
    """Add what a person decided about an article and another one."""
    article_id, other_id = ids
    its = {"series": series, "article_id": article_id, "other_id": other_id, "verdict": verdict}
    details = {"capture_id": None, "at": now, "grounds": encode((why,)), "settled": None}
    db.execute(insert(DecisionRow), its | details)


def note_gone(db: Connection, article_id: int, page: Capture, since: datetime) -> None:
    """Add that the site lost an article; settled when it is back."""
    why = Reason(rule="answer", detail=f"the site answered {page.status} at {page.url}")
    its = {"series": page.series, "article_id": article_id, "other_id": 0, "verdict": GONE}
    details = {"capture_id": page.id, "at": since, "grounds": encode((why,)), "settled": None}
    db.execute(insert(DecisionRow), its | details)


def settle(db: Connection, one: Sequence[int], other: Sequence[int], now: datetime) -> None:
    """Settle all doubts whether articles are one, by any number they ever had."""
    its = update(DecisionRow).where(*_OPEN, _OF_THE_TWO)
    db.execute(its, {"one": list(one), "other": list(other), "settled": now})


def encode(grounds: Sequence[Reason]) -> str:
    return msgspec.json.encode(grounds).decode()


def decode(grounds: str) -> tuple[Reason, ...]:
    return msgspec.json.decode(grounds, type=tuple[Reason, ...])


def _doubts() -> Any:
    one, its_merge = ArticleRow.__table__.alias("one"), MergedRow.__table__.alias("its_merge")
    other, other_merge = ArticleRow.__table__.alias("other"), MergedRow.__table__.alias("o_merge")

    def leads(article: Any, merge: Any, number: Any) -> Any:
        return article.c.id == func.coalesce(merge.c.into, number)

    joined = (
        DecisionRow.__table__.outerjoin(its_merge, its_merge.c.id == DecisionRow.article_id)
        .outerjoin(other_merge, other_merge.c.id == DecisionRow.other_id)
        .join(one, leads(one, its_merge, DecisionRow.article_id))
        .join(other, leads(other, other_merge, DecisionRow.other_id))
    )
    return (
        select(
            DecisionRow.id,
            DecisionRow.series,
            DecisionRow.at,
            DecisionRow.grounds,
            DecisionRow.article_id,
            DecisionRow.other_id,
            one.c.id.label("now_id"),
            one.c.title.label("title"),
            other.c.id.label("now_other"),
            other.c.title.label("other_title"),
        )
        .select_from(joined)
        .where(*_OPEN)
        .order_by(DecisionRow.id)
    )


def _doubt(row: Row[Any]) -> Doubt | None:
    """
    Return a doubt; None if the two are one article by now.

    That of an article with itself is whether one of its revisions is another article.
    """
    if row.now_id == row.now_other and row.article_id != row.other_id:
        return None
    return Doubt(
        id=row.id,
        series=row.series,
        article_id=row.now_id,
        title=row.title,
        other_id=row.now_other,
        other_title=row.other_title,
        at=row.at,
        grounds=decode(row.grounds),
    )
