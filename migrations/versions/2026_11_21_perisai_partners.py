"""Wadah and clinics: where they stand; whose recruits, bills and sheets are an agent's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_OF_AGENTS = ("invoice", "dues_sheet")


def upgrade() -> None:
    op.add_column("organisation", sa.Column("region", sa.String(length=8), nullable=True))

    op.create_index("ix_enrolment_agent_name", "enrolment", ["agent_id", "name_key", "id"])
    op.drop_index("ix_enrolment_agent_id", "enrolment")

    for table in _OF_AGENTS:
        op.add_column(table, sa.Column("agent_id", sa.Uuid(), nullable=True))
        op.create_index(f"ix_{table}_agent_id_id", table, ["agent_id", "id"])


def downgrade() -> None:
    for table in _OF_AGENTS:
        op.drop_index(f"ix_{table}_agent_id_id", table)
        op.drop_column(table, "agent_id")

    op.create_index("ix_enrolment_agent_id", "enrolment", ["agent_id"])
    op.drop_index("ix_enrolment_agent_name", "enrolment")

    op.drop_column("organisation", "region")
