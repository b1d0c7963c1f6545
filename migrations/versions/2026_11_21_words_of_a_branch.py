"""How a branch words the house's messages; its messages found in the order in which they were written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message_text",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by_name", sa.String(length=120), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_message_text_branch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_text")),
        sa.UniqueConstraint("branch_id", "kind", name=op.f("uq_message_text_branch_id_kind")),
    )
    op.create_index("ix_message_branch_id", "message", ["branch_id", "id"])
    op.create_index("ix_message_organisation_id", "message", ["organisation_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_message_organisation_id", table_name="message")
    op.drop_index("ix_message_branch_id", table_name="message")
    op.drop_table("message_text")
