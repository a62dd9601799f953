"""By which rules a revision was read, and why it says so; what sources say of an entry."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column(
        "revisions",
        sa.Column(
            "rules",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="version of our rules that read it so; empty: one before they were kept",
        ),
    )
    op.add_column(
        "revisions",
        sa.Column(
            "evidence",
            sa.Text(),
            nullable=False,
            server_default="[]",
            comment="JSON: where each of its fields is from",
        ),
    )
    op.add_column(
        "mentions",
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="feed, listing or sitemap; empty: what it said was not kept",
        ),
    )
    op.add_column("mentions", sa.Column("title", sa.Text(), nullable=True))
    op.add_column("mentions", sa.Column("standfirst", sa.Text(), nullable=True))
    op.add_column(
        "mentions",
        sa.Column("published", sa.Text(), nullable=True, comment="day or moment, as it gives it"),
    )
    # what a source said is kept from now on: each is asked once without "only if it has changed"
    op.execute("UPDATE source_pages SET etag = NULL, last_modified = NULL")
