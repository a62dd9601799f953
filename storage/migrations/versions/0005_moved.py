"""
Old numbers of revisions lead to where they are.

The full-text index knows what stands side by side, too; whoever upgrades makes that anew.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "moved",
        sa.Column(
            "article_id", _WHOLE, nullable=False, comment="of which it was a revision"
        ),
        sa.Column("number", _WHOLE, nullable=False, comment="that it had there"),
        sa.Column(
            "to_article_id", _WHOLE, nullable=False, comment="of which it is a revision now"
        ),
        sa.Column("to_number", _WHOLE, nullable=False, comment="that it has now"),
        sa.ForeignKeyConstraint(
            ["to_article_id", "to_number"],
            ["revisions.article_id", "revisions.number"],
            name=op.f("fk_moved_to_article_id_to_number"),
        ),
        sa.PrimaryKeyConstraint("article_id", "number", name=op.f("pk_moved")),
        comment="Numbers of revisions that a person moved to another article.",
    )
    op.create_index(
        op.f("ix_moved_to_article_id_to_number"), "moved", ["to_article_id", "to_number"]
    )
    _moved_before()


def _moved_before() -> None:
    """What was moved knows where it was; what the other article said already is in its merge."""
    db = op.get_bind()
    op.execute(
        "INSERT INTO moved SELECT origin_id, origin_number, article_id, number FROM revisions"
        " WHERE origin_id IS NOT NULL AND origin_number IS NOT NULL"
    )
    for id_, into, was in db.execute(sa.text('SELECT id, "into", was FROM merged')).all():
        for one in json.loads(was)["absorbed"]:
            its = {"id": id_, "old": one["number"], "into": into, "digest": one["said"]["digest"]}
            db.execute(sa.text(_ABSORBED), its)


_ABSORBED = """
    INSERT INTO moved SELECT :id, :old, article_id, number FROM revisions
    WHERE article_id = :into AND digest = :digest
"""
