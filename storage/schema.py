"""
The tables. The comments say what each column means, for whoever reads the database itself.

Holds no logic. The full-text index is no table of ours: see `storage.searching`.

An index over addresses has them whole on SQLite. On PostgreSQL a row of an index is bounded, and
an address is not: what is unique is their digest, and they are found by hash.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.columns import UtcTime, Whole, Words

if TYPE_CHECKING:
    from sqlalchemy import TextClause


_OPEN = text("closed IS NULL")


def _unique(
    table: str, owner: str, address: str, name: str | None = None, where: TextClause | None = None
) -> Index:
    """Let an address be there once, on PostgreSQL."""
    return Index(
        name or f"uq_{table}_{owner}_digest",
        owner,
        text(f"md5({address})"),
        unique=True,
        postgresql_where=where,
    ).ddl_if(dialect="postgresql")


def _on_postgresql(
    table: str, owner: str, address: str, name: str | None = None, where: TextClause | None = None
) -> tuple[Index, Index]:
    """Let an address be there once, on PostgreSQL, and be found."""
    return _unique(table, owner, address, name, where), _hash(table, address)


def _hash(table: str, address: str) -> Index:
    found = Index(f"ix_{table}_{address}", address, postgresql_using="hash")
    return found.ddl_if(dialect="postgresql")


def _by_address(table: str, address: str, *columns: str) -> tuple[Index, Index]:
    """Let the rows of an address be found; `columns` are those of the index of SQLite."""
    return Index(None, *columns).ddl_if(dialect="sqlite"), _hash(table, address)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UtcTime, str: Words, int: Whole}


class RunRow(Base):
    __tablename__ = "runs"
    __table_args__ = (
        Index(None, "series", "id"),
        {"comment": "The ledger: one row for every run, also for one that was refused."},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(comment="name of its definition")
    trigger: Mapped[str] = mapped_column(comment="manual, scheduled or backfill")
    started: Mapped[datetime]
    finished: Mapped[datetime | None] = mapped_column(comment="null while it is under way")
    outcome: Mapped[str | None] = mapped_column(
        comment="complete, incomplete, locked, failed or interrupted"
    )
    exit_code: Mapped[int | None]
    requests: Mapped[int] = mapped_column(comment="to sources and articles, without robots.txt")
    not_modified: Mapped[int] = mapped_column(comment="of those, how many answered 304")
    new: Mapped[int]
    revised: Mapped[int]
    unchanged: Mapped[int]
    duplicates: Mapped[int]
    quarantined: Mapped[int]
    sources: Mapped[str] = mapped_column(comment="JSON: how each source fared")
    failures: Mapped[str] = mapped_column(comment="JSON: the addresses that failed")


class CaptureRow(Base):
    __tablename__ = "captures"
    __table_args__ = (
        *_by_address("captures", "url", "series", "url", "kind", "last_at"),
        Index(None, "digest"),
        Index(None, "series", "outcome", "id"),
        Index(None, "warc", "offset"),
        {"comment": "One kept response: where its bytes are, and what became of it."},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str]
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), comment="the run that kept it")
    kind: Mapped[str] = mapped_column(comment="feed, listing, sitemap, wayback or article")
    url: Mapped[str] = mapped_column(comment="the address that answered, after redirects")
    addresses: Mapped[str] = mapped_column(comment="JSON: the addresses that led here")
    at: Mapped[datetime] = mapped_column(comment="when the response arrived")
    last_at: Mapped[datetime] = mapped_column(
        comment="when the same body last came, or a 304 for it"
    )
    times: Mapped[int] = mapped_column(comment="how often it came, the first time included")
    status: Mapped[int] = mapped_column(comment="of HTTP")
    content_type: Mapped[str]
    digest: Mapped[str] = mapped_column(comment="SHA-256 of the body after content decoding")
    payload_digest: Mapped[str] = mapped_column(comment="WARC-Payload-Digest of its record")
    warc: Mapped[str] = mapped_column(comment="file in the folder warc")
    offset: Mapped[int] = mapped_column(BigInteger, comment="of its response record in that file")
    length: Mapped[int] = mapped_column(comment="of that record, compressed, in bytes")
    outcome: Mapped[str] = mapped_column(
        comment="pending until it was read; source; gone; or new, revised, unchanged, duplicate, "
        "off_series, set_aside, dismissed"
    )


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


class AddressRow(Base):
    __tablename__ = "addresses"
    __table_args__ = (
        UniqueConstraint("series", "url").ddl_if(dialect="sqlite"),
        *_on_postgresql("addresses", "series", "url"),
        *_by_address("addresses", "key", "series", "key"),
        Index(None, "series", "state", "id"),
        Index(None, "article_id"),
        {"comment": "Every address of an entry that was ever met, fetched or not."},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str]
    url: Mapped[str]
    key: Mapped[str] = mapped_column(comment="identity key: equal for two addresses of one page")
    state: Mapped[str] = mapped_column(
        comment="wanted: still to be fetched; kept; off_series; set_aside: to be tried again; gone"
    )
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"))
    pinned: Mapped[bool] = mapped_column(
        comment="a person says that it is the article's, whatever its page says"
    )
    publisher: Mapped[str | None] = mapped_column(
        comment="who else publishes a copy of the article there; null: its own publisher"
    )
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    asked: Mapped[datetime | None] = mapped_column(
        comment="when it was last asked and answered; null also where its source says it changed"
    )


class MentionRow(Base):
    __tablename__ = "mentions"
    __table_args__ = (
        _unique("mentions", "address_id", "source_url"),
        {"comment": "What each source last said of an address."},
    )

    address_id: Mapped[int] = mapped_column(ForeignKey("addresses.id"), primary_key=True)
    source_url: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(comment="digest of what it said")
    kind: Mapped[str] = mapped_column(
        comment="feed, listing or sitemap; empty: what it said was not kept"
    )
    title: Mapped[str | None]
    standfirst: Mapped[str | None]
    published: Mapped[str | None] = mapped_column(comment="day or moment, as it gives it")


class SourcePageRow(Base):
    __tablename__ = "source_pages"
    __table_args__ = (
        *_on_postgresql("source_pages", "series", "url"),
        {"comment": "What is known of each page of a source."},
    )

    series: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    source_url: Mapped[str] = mapped_column(comment="the source it is a page of")
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    follow: Mapped[str] = mapped_column(comment="JSON: the pages that followed it")
    entries: Mapped[int] = mapped_column(comment="how many it gave when it was last read")
    most_entries: Mapped[int] = mapped_column(comment="how many it ever gave")
    asked: Mapped[datetime]


class QuarantineRow(Base):
    __tablename__ = "quarantine"
    __table_args__ = (
        Index(
            "uq_quarantine_open",
            "series",
            "url",
            unique=True,
            sqlite_where=_OPEN,
        ).ddl_if(dialect="sqlite"),
        *_on_postgresql(
            "quarantine", "series", "url", name="uq_quarantine_open_digest", where=_OPEN
        ),
        *_by_address("quarantine", "key", "series", "key"),
        {"comment": "Pages that were set aside, each with its reason."},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str]
    url: Mapped[str]
    key: Mapped[str]
    reason: Mapped[str] = mapped_column(comment="class of failure")
    detail: Mapped[str]
    since: Mapped[datetime]
    capture_id: Mapped[int | None] = mapped_column(
        ForeignKey("captures.id", ondelete="SET NULL"), index=True, comment="the latest such page"
    )
    closed: Mapped[datetime | None] = mapped_column(
        comment="when it was read after all, or dismissed"
    )
    verdict: Mapped[str | None] = mapped_column(
        comment="what a person says of this capture: accepted or dismissed; null: nobody looked"
    )


class LeaseRow(Base):
    __tablename__ = "leases"
    __table_args__ = ({"comment": "Who runs a series at the moment."},)

    series: Mapped[str] = mapped_column(primary_key=True)
    host: Mapped[str]
    pid: Mapped[int]
    process_started: Mapped[float] = mapped_column(
        comment="seconds since the epoch: tells a reused process id"
    )
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))
    since: Mapped[datetime]
    expires: Mapped[datetime]


class ScheduleRow(Base):
    __tablename__ = "schedule"
    __table_args__ = ({"comment": "When each series is due next."},)

    series: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    changed: Mapped[datetime] = mapped_column(comment="when that was decided")
