"""Tables of identity: bands, schemes, decisions, merges and moves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class BandRow(Base):
    __tablename__ = "bands"
    __table_args__ = (
        Index(None, "article_id"),
        {
            "comment": "Where to look for nearly the same text: bands of MinHash signatures.",
            "sqlite_with_rowid": False,
        },
    )

    hash: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, comment="of a band, its place and the series"
    )
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, comment="of the revision")


class SchemeRow(Base):
    __tablename__ = "schemes"
    __table_args__ = (
        {"comment": "By which version of our rules the hashes and keys of a series were made."},
    )

    series: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True, comment="bands or keys")
    version: Mapped[str]


class DecisionRow(Base):
    __tablename__ = "decisions"
    __table_args__ = (
        UniqueConstraint("article_id", "capture_id", "verdict", "other_id"),
        Index(None, "series", "verdict", "id"),
        Index(None, "other_id"),
        {"comment": "Why a page is this article or another, and what a person says of that."},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str]
    article_id: Mapped[int] = mapped_column(comment="the article that it speaks of")
    capture_id: Mapped[int | None] = mapped_column(
        ForeignKey("captures.id"), index=True, comment="the page; null: a person decided"
    )
    verdict: Mapped[str] = mapped_column(
        comment="new, revised, duplicate; apart: too close to call; merged or split by a person; "
        "gone: the site does not have it"
    )
    other_id: Mapped[int] = mapped_column(comment="the article it was compared with; 0: none")
    at: Mapped[datetime]
    grounds: Mapped[str] = mapped_column(comment="JSON: what was weighed, and how it came out")
    settled: Mapped[datetime | None] = mapped_column(
        comment="of what was too close to call: when a person decided; of what was gone: when it "
        "was back"
    )


class MergedRow(Base):
    __tablename__ = "merged"
    __table_args__ = ({"comment": "Numbers of articles that are part of another one now."},)

    id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="the number that it had"
    )
    into: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    at: Mapped[datetime]
    was: Mapped[str] = mapped_column(comment="JSON: what it was, to make it that again")


class MovedRow(Base):
    __tablename__ = "moved"
    __table_args__ = (
        ForeignKeyConstraint(
            ["to_article_id", "to_number"], ["revisions.article_id", "revisions.number"]
        ),
        Index(None, "to_article_id", "to_number"),
        {"comment": "Numbers of revisions that a person moved to another article."},
    )

    article_id: Mapped[int] = mapped_column(primary_key=True, comment="of which it was a revision")
    number: Mapped[int] = mapped_column(primary_key=True, comment="that it had there")
    to_article_id: Mapped[int] = mapped_column(comment="of which it is a revision now")
    to_number: Mapped[int] = mapped_column(comment="that it has now")
