"""Where to look for nearly the same text; why a page is which article; what showed a revision."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _captures()
    _articles()
    op.create_table(
        "sightings",
        sa.Column("capture_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="of the revision"),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.id"], name=op.f("fk_sightings_capture_id")
        ),
        sa.ForeignKeyConstraint(
            ["article_id", "number"],
            ["revisions.article_id", "revisions.number"],
            name=op.f("fk_sightings_article_id_number"),
        ),
        sa.PrimaryKeyConstraint("capture_id", "article_id", "number", name=op.f("pk_sightings")),
        comment="Which captures showed which revision.",
    )
    op.execute(
        "INSERT INTO sightings (capture_id, article_id, number)"
        " SELECT capture_id, article_id, number FROM revisions"
    )
    op.create_index(
        op.f("ix_sightings_article_id_number"), "sightings", ["article_id", "number"], unique=False
    )
    op.create_table(
        "bands",
        sa.Column(
            "hash", sa.BigInteger(), nullable=False, comment="of a band, its place and the series"
        ),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="of the revision"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_bands_article_id")),
        sa.PrimaryKeyConstraint("hash", "article_id", "number", name=op.f("pk_bands")),
        comment="Where to look for nearly the same text: bands of MinHash signatures.",
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_bands_article_id"), "bands", ["article_id"], unique=False)
    op.create_table(
        "schemes",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="bands or keys"),
        sa.Column("version", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("series", "name", name=op.f("pk_schemes")),
        comment="By which version of our rules the hashes and keys of a series were made.",
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column(
            "article_id", sa.Integer(), nullable=False, comment="the article that it speaks of"
        ),
        sa.Column(
            "capture_id", sa.Integer(), nullable=True, comment="the page; null: a person decided"
        ),
        sa.Column(
            "verdict",
            sa.Text(),
            nullable=False,
            comment="new, revised, duplicate; apart: too close to call; merged or split by a person; "
            "gone: the site does not have it",
        ),
        sa.Column(
            "other_id",
            sa.Integer(),
            nullable=False,
            comment="the article it was compared with; 0: none",
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "grounds",
            sa.Text(),
            nullable=False,
            comment="JSON: what was weighed, and how it came out",
        ),
        sa.Column(
            "settled",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="of what was too close to call: when a person decided; of what was gone: when it "
            "was back",
        ),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.id"], name=op.f("fk_decisions_capture_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint(
            "article_id",
            "capture_id",
            "verdict",
            "other_id",
            name=op.f("uq_decisions_article_id_capture_id_verdict_other_id"),
        ),
        comment="Why a page is this article or another, and what a person says of that.",
    )
    op.create_index(op.f("ix_decisions_capture_id"), "decisions", ["capture_id"], unique=False)
    op.create_index(op.f("ix_decisions_other_id"), "decisions", ["other_id"], unique=False)
    op.create_index(
        op.f("ix_decisions_series_verdict_id"),
        "decisions",
        ["series", "verdict", "id"],
        unique=False,
    )
    op.create_table(
        "merged",
        sa.Column(
            "id", sa.Integer(), autoincrement=False, nullable=False, comment="the number that it had"
        ),
        sa.Column("into", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "was", sa.Text(), nullable=False, comment="JSON: what it was, to make it that again"
        ),
        sa.ForeignKeyConstraint(["into"], ["articles.id"], name=op.f("fk_merged_into")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merged")),
        comment="Numbers of articles that are part of another one now.",
    )
    op.create_index(op.f("ix_merged_into"), "merged", ["into"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        _postgresql()


def _postgresql() -> None:
    """
    Let the tables be on PostgreSQL what they are on SQLite; no earlier version was there.

    Whole numbers have 64 bits, and texts the order of their code points. A row of an index is
    bounded, and an address is not: what is unique is its digest, and it is found by its hash.
    """
    for table, column, kind in op.get_bind().execute(sa.text(_COLUMNS)).all():
        wider = "TEXT COLLATE \"C\"" if kind == "text" else "BIGINT"
        op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE {wider}')
    for sequence in op.get_bind().scalars(sa.text(_SEQUENCES)).all():
        op.execute(f'ALTER SEQUENCE "{sequence}" AS BIGINT')
    for name, table in _WITH_ADDRESSES.items():
        op.drop_constraint(name, table)
    op.drop_index("uq_quarantine_open", "quarantine")
    for name, table in _BY_ADDRESS.items():
        op.drop_index(name, table)
    for statement in _INDEXES:
        op.execute(statement)
    op.alter_column(
        "captures",
        "outcome",
        comment="pending until it was read; source; gone; or new, revised, unchanged, duplicate, "
        "off_series, set_aside, dismissed",
    )


_COLUMNS = """
    SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema = current_schema() AND data_type IN ('text', 'integer')
    AND table_name NOT IN ('alembic_version', 'articles_fts')
"""
_SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema()"
_WITH_ADDRESSES = {
    "uq_addresses_series_url": "addresses",
    "pk_source_pages": "source_pages",
    "pk_mentions": "mentions",
}
_BY_ADDRESS = {
    "ix_addresses_series_key": "addresses",
    "ix_captures_series_url_kind_last_at": "captures",
    "ix_quarantine_series_key": "quarantine",
}
_INDEXES = (
    "CREATE UNIQUE INDEX uq_addresses_series_digest ON addresses (series, md5(url))",
    "CREATE UNIQUE INDEX uq_source_pages_series_digest ON source_pages (series, md5(url))",
    "CREATE UNIQUE INDEX uq_mentions_address_id_digest ON mentions (address_id, md5(source_url))",
    "CREATE UNIQUE INDEX uq_quarantine_open_digest ON quarantine (series, md5(url)) WHERE closed IS NULL",
    "CREATE INDEX ix_addresses_url ON addresses USING hash (url)",
    "CREATE INDEX ix_addresses_key ON addresses USING hash (key)",
    "CREATE INDEX ix_captures_url ON captures USING hash (url)",
    "CREATE INDEX ix_source_pages_url ON source_pages USING hash (url)",
    "CREATE INDEX ix_quarantine_url ON quarantine USING hash (url)",
    "CREATE INDEX ix_quarantine_key ON quarantine USING hash (key)",
)


def _captures() -> None:
    """When the same bytes came again; of one kept before, only the first time is known."""
    op.add_column(
        "captures",
        sa.Column(
            "last_at",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default="1970-01-01T00:00:00.000000Z",
            comment="when the same body last came, or a 304 for it",
        ),
    )
    op.add_column(
        "captures",
        sa.Column(
            "times",
            sa.Integer(),
            nullable=False,
            server_default="1",
            comment="how often it came, the first time included",
        ),
    )
    op.execute("UPDATE captures SET last_at = at")
    op.create_index(
        op.f("ix_captures_series_url_kind_last_at"),
        "captures",
        ["series", "url", "kind", "last_at"],
        unique=False,
    )
    op.create_index(op.f("ix_captures_digest"), "captures", ["digest"], unique=False)
    op.drop_index(op.f("ix_captures_series_url_kind_id"), "captures")


def _articles() -> None:
    op.add_column(
        "articles",
        sa.Column(
            "gone_capture_id",
            sa.Integer(),
            nullable=True,
            comment="the capture that shows it",
        ),
    )
    op.add_column(
        "revisions",
        sa.Column(
            "origin_id",
            sa.Integer(),
            nullable=True,
            comment="the article that it was a revision of before a person moved it; null: this one",
        ),
    )
    op.add_column(
        "revisions",
        sa.Column("origin_number", sa.Integer(), nullable=True, comment="and its number there"),
    )
    op.create_index(
        op.f("ix_revisions_origin_id_origin_number"), "revisions", ["origin_id", "origin_number"]
    )
    op.add_column(
        "addresses",
        sa.Column(
            "pinned",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="a person says that it is the article's, whatever its page says",
        ),
    )
    op.add_column(
        "addresses",
        sa.Column(
            "publisher",
            sa.Text(),
            nullable=True,
            comment="who else publishes a copy of the article there; null: its own publisher",
        ),
    )
