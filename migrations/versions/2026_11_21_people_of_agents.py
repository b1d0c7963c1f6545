"""Photographs of identity cards; the people of an agent by how long they are paid."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


_PAID = {"ix_enrolment_agent_paid": "agent_id", "ix_enrolment_organisation_paid": "organisation_id"}


def upgrade() -> None:
    op.create_table(
        "ktp_photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_ktp_photo_organisation_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_ktp_photo_branch_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_ktp_photo_enrolment_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_ktp_photo_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ktp_photo")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_ktp_photo_enrolment_id")),
    )
    for column in ("organisation_id", "branch_id", "created_by", "created_at"):
        op.create_index(f"ix_ktp_photo_{column}", "ktp_photo", [column])

    for name, owner in _PAID.items():
        op.create_index(name, "enrolment", [owner, "paid_through", "name_key", "id"])


def downgrade() -> None:
    for name in _PAID:
        op.drop_index(name, "enrolment")

    op.drop_table("ktp_photo")
