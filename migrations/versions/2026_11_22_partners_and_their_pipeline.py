"""How far the branch has come with a partner: contacts, next step, agreements on file, village, suspension."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("village", sa.String(length=13), nullable=True),
        sa.Column("silent_since", sa.Date(), nullable=True),
        sa.Column("next_step", sa.String(length=120), nullable=False, server_default=""),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_because", sa.String(length=200), nullable=False, server_default=""),
    ):
        op.add_column("organisation", column)
    op.execute("update organisation set silent_since = date(created_at) where parent_id is null")
    op.create_index(
        "ix_organisation_silence", "organisation", ["branch_id", "kind", "parent_id", "silent_since", "id"]
    )
    op.create_table(
        "approach",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(length=24), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("noted_by_name", sa.String(length=120), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_approach_organisation_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_approach_branch_id")),
        sa.ForeignKeyConstraint(["noted_by"], ["user.id"], name=op.f("fk_approach_noted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approach")),
    )
    op.create_index("ix_approach_branch_id", "approach", ["branch_id"])
    op.create_index("ix_approach_noted_by", "approach", ["noted_by"])
    op.create_index("ix_approach_organisation_id", "approach", ["organisation_id"])
    op.create_index("ix_approach_organisation_id_day", "approach", ["organisation_id", "day", "id"])
    op.create_table(
        "agreement_paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("media", sa.String(length=40), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("origin", sa.LargeBinary(length=32), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_by_name", sa.String(length=120), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_agreement_paper_organisation_id")
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_agreement_paper_branch_id")),
        sa.ForeignKeyConstraint(["added_by"], ["user.id"], name=op.f("fk_agreement_paper_added_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_paper")),
        sa.UniqueConstraint("organisation_id", "origin", name=op.f("uq_agreement_paper_organisation_id_origin")),
    )
    op.create_index("ix_agreement_paper_added_by", "agreement_paper", ["added_by"])
    op.create_index("ix_agreement_paper_branch_id", "agreement_paper", ["branch_id"])
    op.create_index("ix_agreement_paper_organisation_id", "agreement_paper", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("agreement_paper")
    op.drop_table("approach")
    op.drop_index("ix_organisation_silence", "organisation")
    for column in ("suspended_because", "suspended_at", "next_on", "next_step", "silent_since", "village"):
        op.drop_column("organisation", column)
