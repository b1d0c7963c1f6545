"""Rows of a bank's file are looked up by a bill or a payment only where they have one; those without a bill are a
queue. And files of SIPP's answers whose columns a person has to say."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0027"
branch_labels = None
depends_on = None


ODD = sa.text("fate = 'waiting' and fit in ('duplicate', 'unmatched')")


def upgrade() -> None:
    op.create_index("ix_bank_row_branch_odd", "bank_row", ["branch_id", "id"], sqlite_where=ODD, postgresql_where=ODD)
    for name in ("invoice_id", "payment_id"):
        known = sa.text(f"{name} is not null")
        op.drop_index(f"ix_bank_row_{name}", "bank_row")
        op.create_index(f"ix_bank_row_{name}", "bank_row", [name], sqlite_where=known, postgresql_where=known)
    op.create_table(
        "sipp_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("about", sa.String(length=24), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("brought_by", sa.Uuid(), nullable=False),
        sa.Column("brought_by_name", sa.String(length=120), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_sipp_sheet_branch_id")),
        sa.ForeignKeyConstraint(["file_id"], ["sipp_file.id"], name=op.f("fk_sipp_sheet_file_id")),
        sa.ForeignKeyConstraint(["brought_by"], ["user.id"], name=op.f("fk_sipp_sheet_brought_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sipp_sheet")),
        sa.UniqueConstraint("branch_id", "sha256", name=op.f("uq_sipp_sheet_branch_id_sha256")),
    )
    op.create_index("ix_sipp_sheet_file_id", "sipp_sheet", ["file_id", "id"])
    op.create_index("ix_sipp_sheet_brought_by", "sipp_sheet", ["brought_by"])
    op.create_table(
        "sipp_layout",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_sipp_layout_branch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sipp_layout")),
        sa.UniqueConstraint("branch_id", name=op.f("uq_sipp_layout_branch_id")),
    )


def downgrade() -> None:
    op.drop_table("sipp_layout")
    op.drop_table("sipp_sheet")
    op.drop_index("ix_bank_row_branch_odd", "bank_row")
    for name in ("invoice_id", "payment_id"):
        op.drop_index(f"ix_bank_row_{name}", "bank_row")
        op.create_index(f"ix_bank_row_{name}", "bank_row", [name])
