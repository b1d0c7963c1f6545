"""Rows of a bank's file are looked up by a bill or a payment only where they have one; those without a bill are a
queue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0026"
branch_labels = None
depends_on = None


ODD = sa.text("fate = 'waiting' and fit in ('duplicate', 'unmatched')")


def upgrade() -> None:
    op.create_index("ix_bank_row_branch_odd", "bank_row", ["branch_id", "id"], sqlite_where=ODD, postgresql_where=ODD)
    for name in ("invoice_id", "payment_id"):
        known = sa.text(f"{name} is not null")
        op.drop_index(f"ix_bank_row_{name}", "bank_row")
        op.create_index(f"ix_bank_row_{name}", "bank_row", [name], sqlite_where=known, postgresql_where=known)


def downgrade() -> None:
    op.drop_index("ix_bank_row_branch_odd", "bank_row")
    for name in ("invoice_id", "payment_id"):
        op.drop_index(f"ix_bank_row_{name}", "bank_row")
        op.create_index(f"ix_bank_row_{name}", "bank_row", [name])
