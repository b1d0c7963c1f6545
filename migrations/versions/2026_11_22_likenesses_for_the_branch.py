"""Questions whether two are one person that wait for an answer, found by their branch."""

from __future__ import annotations

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_likeness_branch_id_state", "likeness", ["branch_id", "state", "id"])


def downgrade() -> None:
    op.drop_index("ix_likeness_branch_id_state", "likeness")
