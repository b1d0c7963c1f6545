"""Printed sheets on which parents sign, their photographs, and which consent came by which sheet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("class_name", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_by_name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *_references("consent_sheet", {**_OWNED, "wave_id": "wave", "created_by": "user"}),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_sheet")),
    )
    op.create_index("ix_consent_sheet_wave_id", "consent_sheet", ["wave_id", "id"])
    op.create_table(
        "consent_photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("sheet_id", sa.Uuid(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("origin", sa.LargeBinary(length=32), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_by_name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *_references("consent_photo", {**_OWNED, "sheet_id": "consent_sheet", "created_by": "user"}),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_photo")),
        sa.UniqueConstraint("organisation_id", "origin", name=op.f("uq_consent_photo_organisation_id_origin")),
    )
    op.create_index("ix_consent_photo_sheet_id", "consent_photo", ["sheet_id", "id"])
    op.create_index("ix_consent_photo_created_at", "consent_photo", ["created_at"])
    for table in ("consent_sheet", "consent_photo"):
        for column in ("organisation_id", "branch_id", "created_by"):
            op.create_index(f"ix_{table}_{column}", table, [column])
    _refer("guardian_consent", "sheet_id", "consent_sheet")
    op.create_index("ix_guardian_consent_sheet_id", "guardian_consent", ["sheet_id"])


def downgrade() -> None:
    op.drop_index("ix_guardian_consent_sheet_id", "guardian_consent")
    op.drop_column("guardian_consent", "sheet_id")
    op.drop_table("consent_photo")
    op.drop_table("consent_sheet")


_OWNED = {"organisation_id": "organisation", "branch_id": "branch"}


def _references(table: str, to: dict[str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in to.items()
    ]


def _refer(table: str, column: str, other: str) -> None:
    """SQLite takes a reference with its column and never later, short of copying a table that others refer to."""
    name = f"fk_{table}_{column}"
    if op.get_bind().dialect.name == "postgresql":
        op.add_column(table, sa.Column(column, sa.Uuid(), nullable=True))
        op.create_foreign_key(name, table, other, [column], ["id"])
    else:
        op.execute(f'alter table "{table}" add column {column} char(32) constraint {name} references "{other}" (id)')
