"""The NIK that a sponsor says is right of somebody whom SIPP sent back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0030"
branch_labels = None
depends_on = None

PROPOSED = sa.text("proposed_at is not null")


def upgrade() -> None:
    op.add_column("sipp_line", sa.Column("proposed_nik", sa.LargeBinary(), nullable=True))
    op.add_column(
        "sipp_line", sa.Column("proposed_by_name", sa.String(length=120), server_default="", nullable=False)
    )
    op.add_column("sipp_line", sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_sipp_line_proposed", "sipp_line", ["branch_id", "id"], sqlite_where=PROPOSED, postgresql_where=PROPOSED
    )


def downgrade() -> None:
    op.drop_index("ix_sipp_line_proposed", "sipp_line")
    with op.batch_alter_table("sipp_line") as table:
        for column in ("proposed_at", "proposed_by_name", "proposed_nik"):
            table.drop_column(column)
