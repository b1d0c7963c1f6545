"""Transfers between sponsors, deaths noted, and members found by their birth date."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WAITS = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("holder_branch_id", sa.Uuid(), nullable=False),
        sa.Column("held_until", sa.Date(), nullable=True),
        sa.Column("asked", sa.LargeBinary(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=True),
        sa.Column("wanted_from", sa.Date(), nullable=False),
        sa.Column("moves_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_by_name", sa.String(length=120), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_by_name", sa.String(length=120), nullable=False),
        sa.Column("by_branch", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("made_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_transfer_organisation_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_transfer_branch_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_transfer_participant_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_transfer_enrolment_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["organisation.id"], name=op.f("fk_transfer_holder_id")),
        sa.ForeignKeyConstraint(["holder_branch_id"], ["branch.id"], name=op.f("fk_transfer_holder_branch_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["user.id"], name=op.f("fk_transfer_asked_by")),
        sa.ForeignKeyConstraint(["answered_by"], ["user.id"], name=op.f("fk_transfer_answered_by")),
        sa.ForeignKeyConstraint(["made_id"], ["enrolment.id"], name=op.f("fk_transfer_made_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    for column in ("organisation_id", "branch_id", "participant_id", "enrolment_id", "asked_by", "answered_by"):
        op.create_index(f"ix_transfer_{column}", "transfer", [column])
    op.create_index("ix_transfer_made_id", "transfer", ["made_id"])
    op.create_index("ix_transfer_holder_id", "transfer", ["holder_id", "state", "id"])
    op.create_index("ix_transfer_holder_branch_id", "transfer", ["holder_branch_id", "state", "id"])
    op.create_index("ix_transfer_state", "transfer", ["state", "expires_on"])
    op.create_index(
        "uq_transfer_organisation_id_participant_id",
        "transfer",
        ["organisation_id", "participant_id"],
        unique=True,
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )

    op.create_table(
        "death",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("noted_by_name", sa.String(length=120), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_death_organisation_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_death_branch_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_death_participant_id")),
        sa.ForeignKeyConstraint(["member_id"], ["ormas_member.id"], name=op.f("fk_death_member_id")),
        sa.ForeignKeyConstraint(["noted_by"], ["user.id"], name=op.f("fk_death_noted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_death")),
    )
    for column in ("organisation_id", "branch_id", "participant_id", "member_id", "noted_by"):
        op.create_index(f"ix_death_{column}", "death", [column])

    op.create_index("ix_ormas_member_born", "ormas_member", ["organisation_id", "birth_date", "id"])


def downgrade() -> None:
    op.drop_index("ix_ormas_member_born", "ormas_member")
    op.drop_table("death")
    op.drop_table("transfer")
