"""Sheets of dues with their lines, and the consent of those who are registered without a school."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("enrolment", sa.Column("consent", sa.String(length=24), nullable=True))
    op.add_column("enrolment", sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True))

    op.create_table(
        "dues_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("whole_subtree", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("paid_people", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_by_name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_dues_sheet_organisation_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_dues_sheet_branch_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_dues_sheet_invoice_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_dues_sheet_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues_sheet")),
        sa.UniqueConstraint("invoice_id", name=op.f("uq_dues_sheet_invoice_id")),
    )
    op.create_index("ix_dues_sheet_organisation_id", "dues_sheet", ["organisation_id"])
    op.create_index("ix_dues_sheet_organisation_id_id", "dues_sheet", ["organisation_id", "id"])
    op.create_index("ix_dues_sheet_branch_id", "dues_sheet", ["branch_id"])
    op.create_index("ix_dues_sheet_created_by", "dues_sheet", ["created_by"])

    op.create_table(
        "dues_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("ahead", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ticked_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_dues_line_organisation_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_dues_line_branch_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["dues_sheet.id"], name=op.f("fk_dues_line_sheet_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_dues_line_enrolment_id")),
        sa.ForeignKeyConstraint(["ticked_by"], ["user.id"], name=op.f("fk_dues_line_ticked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues_line")),
        sa.UniqueConstraint("sheet_id", "number", name=op.f("uq_dues_line_sheet_id_number")),
    )
    op.create_index("ix_dues_line_organisation_id", "dues_line", ["organisation_id"])
    op.create_index("ix_dues_line_branch_id", "dues_line", ["branch_id"])
    op.create_index("ix_dues_line_ticked_by", "dues_line", ["ticked_by"])
    op.create_index("uq_dues_line_enrolment_id_sheet_id", "dues_line", ["enrolment_id", "sheet_id"], unique=True)


def downgrade() -> None:
    op.drop_table("dues_line")
    op.drop_table("dues_sheet")
    op.drop_column("enrolment", "consented_at")
    op.drop_column("enrolment", "consent")
