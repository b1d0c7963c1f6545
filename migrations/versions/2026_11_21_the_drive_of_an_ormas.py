"""Events of units, who came to them, and whom somebody calls afterwards; members are found by their phone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "event",
        *_owned(),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invitation", sa.Text(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=200), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_by_name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_event_organisation_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_event_branch_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_event_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("code", name=op.f("uq_event_code")),
    )
    _owned_indexes("event")
    op.create_index("ix_event_organisation_id_starts_at", "event", ["organisation_id", "starts_at", "id"])
    op.create_index("ix_event_created_by", "event", ["created_by"])

    op.create_table(
        "attendance",
        *_owned(),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("participant_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_key", _KEY, nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("said_kta", sa.String(length=40), nullable=False),
        sa.Column("way", sa.String(length=24), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.String(length=120), nullable=False),
        sa.Column("interested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_attendance_organisation_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_attendance_branch_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_attendance_event_id")),
        sa.ForeignKeyConstraint(["member_id"], ["ormas_member.id"], name=op.f("fk_attendance_member_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_attendance_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("event_id", "member_id", name=op.f("uq_attendance_event_id_member_id")),
        sa.UniqueConstraint("event_id", "phone", "name_key", name=op.f("uq_attendance_event_id_phone_name_key")),
    )
    _owned_indexes("attendance")
    op.create_index("ix_attendance_event_id_name_key", "attendance", ["event_id", "name_key", "id"])
    op.create_index("ix_attendance_member_id", "attendance", ["member_id"])
    op.create_index("ix_attendance_participant_id", "attendance", ["participant_id"])

    op.create_table(
        "lead",
        *_owned(),
        sa.Column("attendance_id", sa.Uuid(), nullable=True),
        sa.Column("referrer_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_key", sa.String(length=130), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("caller_id", sa.Uuid(), nullable=False),
        sa.Column("caller_name", sa.String(length=120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_lead_organisation_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_lead_branch_id")),
        sa.ForeignKeyConstraint(["attendance_id"], ["attendance.id"], name=op.f("fk_lead_attendance_id")),
        sa.ForeignKeyConstraint(["referrer_id"], ["membership.id"], name=op.f("fk_lead_referrer_id")),
        sa.ForeignKeyConstraint(["caller_id"], ["membership.id"], name=op.f("fk_lead_caller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead")),
        sa.UniqueConstraint("attendance_id", name=op.f("uq_lead_attendance_id")),
    )
    _owned_indexes("lead")
    op.create_index("ix_lead_organisation_id_state_due_on", "lead", ["organisation_id", "state", "due_on", "id"])
    op.create_index("ix_lead_caller_id_state_due_on", "lead", ["caller_id", "state", "due_on", "id"])
    op.create_index("ix_lead_referrer_id_organisation_id", "lead", ["referrer_id", "organisation_id", "phone"])

    op.create_index("ix_ormas_member_phone", "ormas_member", ["phone", "top_id"])


def downgrade() -> None:
    op.drop_index("ix_ormas_member_phone", "ormas_member")
    op.drop_table("lead")
    op.drop_table("attendance")
    op.drop_table("event")


def _owned() -> list[sa.Column[sa.Uuid]]:
    return [sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "organisation_id", "branch_id")]


def _owned_indexes(table: str) -> None:
    op.create_index(f"ix_{table}_organisation_id", table, ["organisation_id"])
    op.create_index(f"ix_{table}_branch_id", table, ["branch_id"])
