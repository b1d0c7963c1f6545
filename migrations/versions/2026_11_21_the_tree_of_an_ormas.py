"""The tree of an ormas: codes and rights of units, names of levels, officers, sheets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain ALTERs throughout: a batch would copy the table, and SQLite cannot drop one that others refer to.
    op.add_column("organisation", sa.Column("top_id", sa.Uuid(), nullable=True))
    op.add_column("organisation", sa.Column("code", sa.String(length=40), nullable=True))
    op.add_column("organisation", sa.Column("withheld", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("organisation", sa.Column("successor_id", sa.Uuid(), nullable=True))
    op.drop_index("ix_organisation_path", "organisation")
    op.drop_index("ix_organisation_parent_id", "organisation")
    op.drop_index("ix_organisation_branch_kind_name", "organisation")
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("organisation", "path", type_=sa.Text(collation="C"))
    op.create_index("ix_organisation_path", "organisation", ["path", "id", "name_key", "code"])
    op.create_index("ix_organisation_partner", "organisation", ["branch_id", "kind", "parent_id", "name_key", "id"])
    op.create_index("ix_organisation_parent", "organisation", ["parent_id", "name_key", "id"])
    op.create_index("ix_organisation_code", "organisation", ["top_id", "code"], unique=True)
    op.create_index("ix_organisation_successor_id", "organisation", ["successor_id"])

    op.create_table(
        "level",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_level_organisation_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_level_branch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level")),
        sa.UniqueConstraint("organisation_id", "depth", name=op.f("uq_level_organisation_id_depth")),
    )
    op.create_index("ix_level_organisation_id", "level", ["organisation_id"])
    op.create_index("ix_level_branch_id", "level", ["branch_id"])

    op.create_table(
        "tenure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("decree", sa.String(length=80), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Uuid(), nullable=True),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_tenure_organisation_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_tenure_branch_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["tenure.id"], name=op.f("fk_tenure_successor_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_tenure_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenure")),
    )
    op.create_index("ix_tenure_organisation_id", "tenure", ["organisation_id"])
    op.create_index("ix_tenure_organisation_id_left_on", "tenure", ["organisation_id", "left_on"])
    op.create_index("ix_tenure_branch_id", "tenure", ["branch_id"])
    op.create_index("ix_tenure_successor_id", "tenure", ["successor_id"])
    op.create_index("ix_tenure_membership_id", "tenure", ["membership_id"])

    op.create_table(
        "unit_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_unit_sheet_organisation_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_unit_sheet_branch_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_unit_sheet_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_sheet")),
    )
    op.create_index("ix_unit_sheet_organisation_id", "unit_sheet", ["organisation_id"])
    op.create_index("ix_unit_sheet_branch_id", "unit_sheet", ["branch_id"])
    op.create_index("ix_unit_sheet_created_by", "unit_sheet", ["created_by"])


def downgrade() -> None:
    op.drop_table("unit_sheet")
    op.drop_table("tenure")
    op.drop_table("level")
    op.drop_index("ix_organisation_successor_id", "organisation")
    op.drop_index("ix_organisation_code", "organisation")
    op.drop_index("ix_organisation_parent", "organisation")
    op.drop_index("ix_organisation_partner", "organisation")
    op.drop_index("ix_organisation_path", "organisation")
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("organisation", "path", type_=sa.Text(collation="default"))
    op.create_index("ix_organisation_branch_kind_name", "organisation", ["branch_id", "kind", "name_key", "id"])
    op.create_index("ix_organisation_parent_id", "organisation", ["parent_id"])
    op.create_index("ix_organisation_path", "organisation", ["path"])
    op.drop_column("organisation", "successor_id")
    op.drop_column("organisation", "withheld")
    op.drop_column("organisation", "code")
    op.drop_column("organisation", "top_id")
