"""What a person says of a page that was set aside."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column(
        "quarantine",
        sa.Column(
            "verdict",
            sa.Text(),
            nullable=True,
            comment="what a person says of this capture: accepted or dismissed; null: nobody looked",
        ),
    )
    if op.get_bind().dialect.name != "sqlite":  # which keeps no comments
        op.alter_column("quarantine", "closed", comment="when it was read after all, or dismissed")
        op.alter_column(
            "captures",
            "outcome",
            comment="pending until it was read; source; or new, revised, unchanged, duplicate, "
            "off_series, set_aside, dismissed",
        )
