"""The first schema: runs, captures, articles and their revisions, addresses."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False, comment="canonical address"),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "published", sa.Text(), nullable=True, comment="day or moment, as the page gives it"
        ),
        sa.Column(
            "published_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="the same as a moment, for the order only; a day counts as its midnight UTC",
        ),
        sa.Column("word_count", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False, comment="of the current revision"),
        sa.Column("text_digest", sa.Text(), nullable=False, comment="of the current revision"),
        sa.Column(
            "revision", sa.Integer(), nullable=False, comment="number of the current revision"
        ),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "check_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when to ask whether it is still as it was; null: only when its source says so",
        ),
        sa.Column(
            "gone_since", sa.DateTime(timezone=True), nullable=True, comment="null: the site has it"
        ),
        sa.Column(
            "gone_status", sa.Integer(), nullable=True, comment="what the site answers since"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        comment="One article; what it says now is repeated from its current revision.",
    )
    op.create_index(
        op.f("ix_articles_series_check_at"), "articles", ["series", "check_at"], unique=False
    )
    op.create_index(op.f("ix_articles_series_id"), "articles", ["series", "id"], unique=False)
    op.create_index(
        op.f("ix_articles_series_published_at_id"),
        "articles",
        ["series", "published_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_articles_series_text_digest"), "articles", ["series", "text_digest"], unique=False
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False, comment="name of its definition"),
        sa.Column("trigger", sa.Text(), nullable=False, comment="manual, scheduled or backfill"),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "finished",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="null while it is under way",
        ),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=True,
            comment="complete, incomplete, locked, failed or interrupted",
        ),
        sa.Column("exit_code", sa.Integer(), nullable=True),
        sa.Column(
            "requests",
            sa.Integer(),
            nullable=False,
            comment="to sources and articles, without robots.txt",
        ),
        sa.Column(
            "not_modified", sa.Integer(), nullable=False, comment="of those, how many answered 304"
        ),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("revised", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.Column("quarantined", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False, comment="JSON: how each source fared"),
        sa.Column("failures", sa.Text(), nullable=False, comment="JSON: the addresses that failed"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        comment="The ledger: one row for every run, also for one that was refused.",
    )
    op.create_index(op.f("ix_runs_series_id"), "runs", ["series", "id"], unique=False)
    op.create_table(
        "schedule",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "changed", sa.DateTime(timezone=True), nullable=False, comment="when that was decided"
        ),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_schedule")),
        comment="When each series is due next.",
    )
    op.create_table(
        "source_pages",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False, comment="the source it is a page of"),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("follow", sa.Text(), nullable=False, comment="JSON: the pages that followed it"),
        sa.Column(
            "entries",
            sa.Integer(),
            nullable=False,
            comment="how many it gave when it was last read",
        ),
        sa.Column("most_entries", sa.Integer(), nullable=False, comment="how many it ever gave"),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("series", "url", name=op.f("pk_source_pages")),
        comment="What is known of each page of a source.",
    )
    op.create_table(
        "addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column(
            "key",
            sa.Text(),
            nullable=False,
            comment="identity key: equal for two addresses of one page",
        ),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="wanted: still to be fetched; kept; off_series; set_aside: to be tried again; gone",
        ),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column(
            "asked",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when it was last asked and answered; null also where its source says it changed",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_addresses_article_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addresses")),
        sa.UniqueConstraint("series", "url", name=op.f("uq_addresses_series_url")),
        comment="Every address of an entry that was ever met, fetched or not.",
    )
    op.create_index(op.f("ix_addresses_article_id"), "addresses", ["article_id"], unique=False)
    op.create_index(op.f("ix_addresses_series_key"), "addresses", ["series", "key"], unique=False)
    op.create_index(
        op.f("ix_addresses_series_state_id"), "addresses", ["series", "state", "id"], unique=False
    )
    op.create_table(
        "captures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False, comment="the run that kept it"),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="feed, listing, sitemap, wayback or article"
        ),
        sa.Column(
            "url", sa.Text(), nullable=False, comment="the address that answered, after redirects"
        ),
        sa.Column(
            "addresses", sa.Text(), nullable=False, comment="JSON: the addresses that led here"
        ),
        sa.Column(
            "at", sa.DateTime(timezone=True), nullable=False, comment="when the response arrived"
        ),
        sa.Column("status", sa.Integer(), nullable=False, comment="of HTTP"),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column(
            "digest",
            sa.Text(),
            nullable=False,
            comment="SHA-256 of the body after content decoding",
        ),
        sa.Column(
            "payload_digest", sa.Text(), nullable=False, comment="WARC-Payload-Digest of its record"
        ),
        sa.Column("warc", sa.Text(), nullable=False, comment="file in the folder warc"),
        sa.Column(
            "offset", sa.BigInteger(), nullable=False, comment="of its response record in that file"
        ),
        sa.Column(
            "length", sa.Integer(), nullable=False, comment="of that record, compressed, in bytes"
        ),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=False,
            comment="pending until it was read; source; or new, revised, unchanged, duplicate, off_series, set_aside",
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_captures_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captures")),
        comment="One kept response: where its bytes are, and what became of it.",
    )
    op.create_index(
        op.f("ix_captures_series_outcome_id"), "captures", ["series", "outcome", "id"], unique=False
    )
    op.create_index(
        op.f("ix_captures_series_url_kind_id"),
        "captures",
        ["series", "url", "kind", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_captures_warc_offset"), "captures", ["warc", "offset"], unique=False)
    op.create_table(
        "leases",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column(
            "process_started",
            sa.Double(),
            nullable=False,
            comment="seconds since the epoch: tells a reused process id",
        ),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_leases_run_id")),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_leases")),
        comment="Who runs a series at the moment.",
    )
    op.create_table(
        "mentions",
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False, comment="digest of what it said"),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name=op.f("fk_mentions_address_id")
        ),
        sa.PrimaryKeyConstraint("address_id", "source_url", name=op.f("pk_mentions")),
        comment="What each source last said of an address.",
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, comment="class of failure"),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=True, comment="the latest such page"),
        sa.Column(
            "closed",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when it was read after all",
        ),
        sa.ForeignKeyConstraint(
            ["capture_id"],
            ["captures.id"],
            name=op.f("fk_quarantine_capture_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
        comment="Pages that were set aside, each with its reason.",
    )
    op.create_index(op.f("ix_quarantine_capture_id"), "quarantine", ["capture_id"], unique=False)
    op.create_index(op.f("ix_quarantine_series_key"), "quarantine", ["series", "key"], unique=False)
    op.create_index(
        "uq_quarantine_open",
        "quarantine",
        ["series", "url"],
        unique=True,
        sqlite_where=sa.text("closed IS NULL"),
        postgresql_where=sa.text("closed IS NULL"),
    )
    op.create_table(
        "revisions",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, 3 within the article"),
        sa.Column(
            "seen", sa.DateTime(timezone=True), nullable=False, comment="when it was first seen"
        ),
        sa.Column(
            "digest",
            sa.Text(),
            nullable=False,
            comment="SHA-256 of what a reader would call the article",
        ),
        sa.Column("text_digest", sa.Text(), nullable=False, comment="SHA-256 of its words alone"),
        sa.Column(
            "document", sa.Text(), nullable=False, comment="JSON: the article as its page gives it"
        ),
        sa.Column(
            "extractor", sa.Text(), nullable=False, comment="name and version of what read it"
        ),
        sa.Column(
            "capture_id", sa.Integer(), nullable=False, comment="the page that first showed it"
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_revisions_article_id")
        ),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.id"], name=op.f("fk_revisions_capture_id")
        ),
        sa.PrimaryKeyConstraint("article_id", "number", name=op.f("pk_revisions")),
        sa.UniqueConstraint("article_id", "digest", name=op.f("uq_revisions_article_id_digest")),
        comment="Each distinct content of an article, once.",
    )
    op.create_index(op.f("ix_revisions_capture_id"), "revisions", ["capture_id"], unique=False)
    op.create_table(
        "related_links",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="of the revision"),
        sa.Column("position", sa.Integer(), nullable=False, comment="from 0, as in the document"),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id", "number"],
            ["revisions.article_id", "revisions.number"],
            name=op.f("fk_related_links_article_id_number"),
        ),
        sa.PrimaryKeyConstraint("article_id", "number", "position", name=op.f("pk_related_links")),
        comment='The identity keys of the "Read more" links of a revision.',
    )
