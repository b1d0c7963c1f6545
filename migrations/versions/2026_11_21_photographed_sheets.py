"""Photographs of meetings' papers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sheet_photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("origin", sa.LargeBinary(length=32), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_by_name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_sheet_photo_organisation_id")
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_sheet_photo_branch_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["meeting_sheet.id"], name=op.f("fk_sheet_photo_sheet_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_sheet_photo_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_photo")),
        sa.UniqueConstraint("sheet_id", "origin", name=op.f("uq_sheet_photo_sheet_id_origin")),
    )
    for column in ("organisation_id", "branch_id", "created_by", "created_at"):
        op.create_index(f"ix_sheet_photo_{column}", "sheet_photo", [column])


def downgrade() -> None:
    op.drop_table("sheet_photo")
