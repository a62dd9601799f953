"""
Tables of the crawl: runs, captures, addresses, sources, quarantine, leases.

SQLite indexes addresses whole. PostgreSQL bounds a row of an index, and an address has no bound:
there the digest of an address is unique, and rows are found by hash.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base

if TYPE_CHECKING:
    from sqlalchemy import TextClause


OPEN = text("closed IS NULL")


def unique_by_digest(
    table: str, owner: str, address: str, name: str | None = None, where: TextClause | None = None
) -> Index:
    """Make a column of addresses unique on PostgreSQL."""
    return Index(
        name or f"uq_{table}_{owner}_digest",
        owner,
        text(f"md5({address})"),
        unique=True,
        postgresql_where=where,
    ).ddl_if(dialect="postgresql")


def unique_and_found(
    table: str, owner: str, address: str, name: str | None = None, where: TextClause | None = None
) -> tuple[Index, Index]:
    """Make a column of addresses unique on PostgreSQL, and index it."""
    return unique_by_digest(table, owner, address, name, where), hash_index(table, address)


def hash_index(table: str, address: str) -> Index:
    found = Index(f"ix_{table}_{address}", address, postgresql_using="hash")
    return found.ddl_if(dialect="postgresql")


def found_by_address(table: str, address: str, *columns: str) -> tuple[Index, Index]:
    """Index a column of addresses; `columns` are those of the index of SQLite."""
    return Index(None, *columns).ddl_if(dialect="sqlite"), hash_index(table, address)


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
        *found_by_address("captures", "url", "series", "url", "kind", "last_at"),
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


class AddressRow(Base):
    __tablename__ = "addresses"
    __table_args__ = (
        UniqueConstraint("series", "url").ddl_if(dialect="sqlite"),
        *unique_and_found("addresses", "series", "url"),
        *found_by_address("addresses", "key", "series", "key"),
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
        unique_by_digest("mentions", "address_id", "source_url"),
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
        *unique_and_found("source_pages", "series", "url"),
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
            sqlite_where=OPEN,
        ).ddl_if(dialect="sqlite"),
        *unique_and_found(
            "quarantine", "series", "url", name="uq_quarantine_open_digest", where=OPEN
        ),
        *found_by_address("quarantine", "key", "series", "key"),
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
