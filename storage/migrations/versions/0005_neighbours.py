"""On PostgreSQL, the full-text index anew: it knows which words stand side by side."""

from alembic import op

from storage import searching

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        searching.rebuild(op.get_bind())
