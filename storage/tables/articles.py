"""Tables of articles: the article, its revisions, where each was seen, its links."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class ArticleRow(Base):
    __tablename__ = "articles"
    __table_args__ = (
        Index(None, "series", "published_at", "id"),
        Index(None, "series", "text_digest"),
        Index(None, "series", "check_at"),
        Index(None, "series", "id"),
        {"comment": "One article; what it says now is repeated from its current revision."},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str]
    url: Mapped[str] = mapped_column(comment="canonical address")
    title: Mapped[str]
    published: Mapped[str | None] = mapped_column(comment="day or moment, as the page gives it")
    published_at: Mapped[datetime | None] = mapped_column(
        comment="the same as a moment, for the order only; a day counts as its midnight UTC"
    )
    word_count: Mapped[int]
    digest: Mapped[str] = mapped_column(comment="of the current revision")
    text_digest: Mapped[str] = mapped_column(comment="of the current revision")
    revision: Mapped[int] = mapped_column(comment="number of the current revision")
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    check_at: Mapped[datetime | None] = mapped_column(
        comment="when to ask whether it is still as it was; null: only when its source says so"
    )
    gone_since: Mapped[datetime | None] = mapped_column(comment="null: the site has it")
    gone_status: Mapped[int | None] = mapped_column(comment="what the site answers since")
    gone_capture_id: Mapped[int | None] = mapped_column(comment="the capture that shows it")


class RevisionRow(Base):
    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("article_id", "digest"),
        Index(None, "origin_id", "origin_number"),
        {"comment": "Each distinct content of an article, once."},
    )

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, comment="1, 2, 3 within the article")
    seen: Mapped[datetime] = mapped_column(comment="when it was first seen")
    digest: Mapped[str] = mapped_column(comment="SHA-256 of what a reader would call the article")
    text_digest: Mapped[str] = mapped_column(comment="SHA-256 of its words alone")
    document: Mapped[str] = mapped_column(comment="JSON: the article as its page gives it")
    extractor: Mapped[str] = mapped_column(comment="name and version of what read it")
    rules: Mapped[str] = mapped_column(
        comment="version of our rules that read it so; empty: one before they were kept"
    )
    evidence: Mapped[str] = mapped_column(comment="JSON: where each of its fields is from")
    capture_id: Mapped[int] = mapped_column(
        ForeignKey("captures.id"), index=True, comment="the page that first showed it"
    )
    origin_id: Mapped[int | None] = mapped_column(
        comment="the article that it was a revision of before a person moved it; null: this one"
    )
    origin_number: Mapped[int | None] = mapped_column(comment="and its number there")


class SightingRow(Base):
    __tablename__ = "sightings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["article_id", "number"], ["revisions.article_id", "revisions.number"]
        ),
        Index(None, "article_id", "number"),
        {"comment": "Which captures showed which revision."},
    )

    capture_id: Mapped[int] = mapped_column(ForeignKey("captures.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, comment="of the revision")


class RelatedLinkRow(Base):
    __tablename__ = "related_links"
    __table_args__ = (
        ForeignKeyConstraint(
            ["article_id", "number"], ["revisions.article_id", "revisions.number"]
        ),
        {"comment": 'The identity keys of the "Read more" links of a revision.'},
    )

    article_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, comment="of the revision")
    position: Mapped[int] = mapped_column(primary_key=True, comment="from 0, as in the document")
    key: Mapped[str]
