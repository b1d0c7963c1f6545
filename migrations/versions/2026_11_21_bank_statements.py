"""Statements of banks and channels with their rows, and what of their money has not paid for anybody yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bank_layout",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_bank_layout_branch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_layout")),
        sa.UniqueConstraint("branch_id", "channel", name=op.f("uq_bank_layout_branch_id_channel")),
    )
    op.create_table(
        "bank_statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("seen_count", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=200), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_by_name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_bank_statement_branch_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_bank_statement_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement")),
    )
    op.create_index("ix_bank_statement_branch_id_id", "bank_statement", ["branch_id", "id"])
    op.create_index("ix_bank_statement_branch_id_sha256", "bank_statement", ["branch_id", "sha256"])
    op.create_index("ix_bank_statement_created_by", "bank_statement", ["created_by"])
    op.create_table(
        "bank_row",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("fit", sa.String(length=24), nullable=False),
        sa.Column("fate", sa.String(length=24), nullable=False),
        sa.Column("fault", sa.String(length=200), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=True),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.Column("settled_by_name", sa.String(length=120), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissal", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_bank_row_branch_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_bank_row_invoice_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_bank_row_payment_id")),
        sa.ForeignKeyConstraint(["statement_id"], ["bank_statement.id"], name=op.f("fk_bank_row_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_row")),
        sa.UniqueConstraint("branch_id", "fingerprint", name=op.f("uq_bank_row_branch_id_fingerprint")),
    )
    op.create_index("ix_bank_row_branch_fate_fit", "bank_row", ["branch_id", "fate", "fit", "id"])
    op.create_index("ix_bank_row_invoice_id", "bank_row", ["invoice_id"])
    op.create_index("ix_bank_row_payment_id", "bank_row", ["payment_id"])
    op.create_index("ix_bank_row_statement_fate_fit", "bank_row", ["statement_id", "fate", "fit", "number"])
    op.create_index("ix_bank_row_statement_id_number", "bank_row", ["statement_id", "number"])
    op.create_table(
        "credit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("remaining", sa.BigInteger(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refund_reason", sa.String(length=300), nullable=False),
        sa.Column("refund_asked_by_name", sa.String(length=120), nullable=False),
        sa.Column("refunded_on", sa.Date(), nullable=True),
        sa.Column("refund_reference", sa.String(length=80), nullable=False),
        sa.CheckConstraint("remaining >= 0", name=op.f("ck_credit_remaining_not_negative")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_credit_branch_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_credit_invoice_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_credit_organisation_id")),
        sa.ForeignKeyConstraint(["row_id"], ["bank_row.id"], name=op.f("fk_credit_row_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit")),
    )
    op.create_index("ix_credit_branch_id", "credit", ["branch_id"])
    op.create_index("ix_credit_branch_id_state", "credit", ["branch_id", "state", "id"])
    op.create_index("ix_credit_invoice_id", "credit", ["invoice_id"])
    op.create_index("ix_credit_organisation_id", "credit", ["organisation_id"])
    op.create_index("ix_credit_organisation_id_state", "credit", ["organisation_id", "state", "id"])
    op.create_index(
        "uq_credit_row_id",
        "credit",
        ["row_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'void'"),
        postgresql_where=sa.text("state <> 'void'"),
    )
    op.create_table(
        "credit_use",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("credit_id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reversed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_credit_use_branch_id")),
        sa.ForeignKeyConstraint(["credit_id"], ["credit.id"], name=op.f("fk_credit_use_credit_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_credit_use_organisation_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_credit_use_payment_id")),
        sa.PrimaryKeyConstraint("credit_id", "payment_id", name=op.f("pk_credit_use")),
    )
    op.create_index("ix_credit_use_branch_id", "credit_use", ["branch_id"])
    op.create_index("ix_credit_use_organisation_id", "credit_use", ["organisation_id"])
    op.create_index("ix_credit_use_payment_id", "credit_use", ["payment_id"])


def downgrade() -> None:
    for table in ("credit_use", "credit", "bank_row", "bank_statement", "bank_layout"):
        op.drop_table(table)
