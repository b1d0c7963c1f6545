"""Who of a branch sees to what waits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "errand",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("queue", sa.String(length=24), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("officer_name", sa.String(length=120), nullable=False),
        sa.Column("given_by_name", sa.String(length=120), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_errand_branch_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["membership.id"], name=op.f("fk_errand_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errand")),
    )
    op.create_index("ix_errand_branch_id_officer_id", "errand", ["branch_id", "officer_id"])
    op.create_index("ix_errand_officer_id", "errand", ["officer_id"])


def downgrade() -> None:
    op.drop_table("errand")
