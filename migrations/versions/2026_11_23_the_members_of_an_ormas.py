"""The members of an ormas, their numbers by unit, and targets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: Text that sorts by its bytes.
_BYTES = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "ormas_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("top_id", sa.Uuid(), nullable=False),
        sa.Column("path", _BYTES, nullable=False),
        sa.Column("kta", sa.String(length=40), nullable=True),
        sa.Column("kta_key", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_key", _BYTES, nullable=False),
        sa.Column("nik", sa.LargeBinary(), nullable=True),
        sa.Column("nik_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("occupation", sa.String(length=60), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=True),
        sa.Column("wage_earner", sa.Boolean(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_reason", sa.String(length=200), nullable=False),
        sa.Column("standing", sa.String(length=24), nullable=False),
        sa.Column("cause", sa.String(length=24), nullable=False),
        sa.Column("standing_until", sa.Date(), nullable=True),
        sa.Column("contacted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contacted_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_ormas_member_organisation_id")
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_ormas_member_branch_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_ormas_member_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ormas_member")),
    )
    op.create_index("ix_ormas_member_organisation_id", "ormas_member", ["organisation_id"])
    op.create_index("ix_ormas_member_branch_id", "ormas_member", ["branch_id"])
    op.create_index("ix_ormas_member_kta", "ormas_member", ["top_id", "kta_key"], unique=True)
    op.create_index("ix_ormas_member_nik", "ormas_member", ["nik_index", "top_id"], unique=True)
    op.create_index("ix_ormas_member_participant", "ormas_member", ["participant_id", "top_id"], unique=True)
    op.create_index("ix_ormas_member_path", "ormas_member", ["path", "name_key", "id"])
    op.create_index("ix_ormas_member_standing", "ormas_member", ["standing", "path", "name_key", "id"])
    op.create_index("ix_ormas_member_name", "ormas_member", ["top_id", "name_key", "id"])
    op.create_index("ix_ormas_member_turns", "ormas_member", ["standing_until", "id"])

    op.create_table(
        "tally",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("covered", sa.Integer(), nullable=False),
        sa.Column("arrears", sa.Integer(), nullable=False),
        sa.Column("not_yet", sa.Integer(), nullable=False),
        sa.Column("too_old", sa.Integer(), nullable=False),
        sa.Column("wage_earner", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_tally_organisation_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_tally_branch_id")),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_tally")),
    )
    op.create_index("ix_tally_branch_id", "tally", ["branch_id"])

    op.create_table(
        "target",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("setter_id", sa.Uuid(), nullable=False),
        sa.Column("set_for", sa.String(length=160), nullable=False),
        sa.Column("set_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_target_organisation_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_target_branch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    op.create_index("ix_target_organisation_id", "target", ["organisation_id"])
    op.create_index("ix_target_branch_id", "target", ["branch_id"])
    op.create_index("ix_target_organisation_id_ended_at", "target", ["organisation_id", "ended_at"])


def downgrade() -> None:
    op.drop_table("target")
    op.drop_table("tally")
    op.drop_table("ormas_member")
