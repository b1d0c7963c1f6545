"""The record found by day and by person."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("audit_event", "read_event"):
        op.drop_index(f"ix_{table}_branch", table_name=table)
        op.create_index(f"ix_{table}_branch", table, ["branch_id", "at", "id"])
        op.create_index(f"ix_{table}_user", table, ["user_id", "at", "id"])


def downgrade() -> None:
    for table in ("audit_event", "read_event"):
        op.drop_index(f"ix_{table}_user", table_name=table)
        op.drop_index(f"ix_{table}_branch", table_name=table)
        op.create_index(f"ix_{table}_branch", table, ["branch_id", "id"])
