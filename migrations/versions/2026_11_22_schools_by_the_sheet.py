"""Lists of schools that a branch mends and registers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "school_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.Column("registered", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_school_sheet_branch_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_school_sheet_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_sheet")),
    )
    op.create_index("ix_school_sheet_branch_id_state", "school_sheet", ["branch_id", "state", "id"])
    op.create_index("ix_school_sheet_created_by", "school_sheet", ["created_by"])


def downgrade() -> None:
    op.drop_table("school_sheet")
