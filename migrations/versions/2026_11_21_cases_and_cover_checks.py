"""Checks of cover at a clinic's desk, accident cases with their papers, signals; a paid month knows when it was paid."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contribution", sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("""
        update contribution set paid_at = (
            select payment.paid_at from allocation join payment on payment.id = allocation.payment_id
            where allocation.contribution_id = contribution.id and allocation.reversed = false
        ) where state = 'paid'
    """)


def downgrade() -> None:
    op.drop_column("contribution", "paid_at")
