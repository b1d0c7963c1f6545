"""Checks of cover at a clinic's desk, accident cases with their papers, signals; a paid month knows when it was paid."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contribution", sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("""
        update contribution set paid_at = (
            select payment.paid_at from allocation join payment on payment.id = allocation.payment_id
            where allocation.contribution_id = contribution.id and allocation.reversed = false
        ) where state = 'paid'
    """)

    op.create_table(
        "cover_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_by_name", sa.String(length=120), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("way", sa.String(length=24), nullable=False),
        sa.Column("subject_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=24), nullable=False),
        sa.Column("traffic", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.String(length=24), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=True),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_cover_check_organisation_id")
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_cover_check_branch_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_cover_check_participant_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["user.id"], name=op.f("fk_cover_check_asked_by")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_cover_check_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover_check")),
    )
    op.create_index("ix_cover_check_asked_by", "cover_check", ["asked_by"])
    op.create_index("ix_cover_check_branch_id", "cover_check", ["branch_id"])
    op.create_index("ix_cover_check_branch_id_asked_at", "cover_check", ["branch_id", "asked_at"])
    op.create_index("ix_cover_check_enrolment_id", "cover_check", ["enrolment_id"])
    op.create_index("ix_cover_check_organisation_id", "cover_check", ["organisation_id"])
    op.create_index("ix_cover_check_organisation_id_id", "cover_check", ["organisation_id", "id"])
    op.create_index("ix_cover_check_participant_id", "cover_check", ["participant_id"])

    op.create_table(
        "case_number",
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_case_number")),
    )

    op.create_table(
        "accident_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=True),
        sa.Column("check_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("origin", sa.String(length=24), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=24), nullable=False),
        sa.Column("where", sa.String(length=24), nullable=False),
        sa.Column("traffic", sa.Boolean(), nullable=False),
        sa.Column("spent", sa.Boolean(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("papers", sa.JSON(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("presses_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("opened_by_name", sa.String(length=120), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_by_name", sa.String(length=120), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_accident_case_organisation_id")
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["organisation.id"], name=op.f("fk_accident_case_clinic_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_accident_case_decided_by")),
        sa.ForeignKeyConstraint(["check_id"], ["cover_check.id"], name=op.f("fk_accident_case_check_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["user.id"], name=op.f("fk_accident_case_opened_by")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_accident_case_participant_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_accident_case_branch_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_accident_case_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accident_case")),
        sa.UniqueConstraint("number", name=op.f("uq_accident_case_number")),
    )
    op.create_index("ix_accident_case_branch_id", "accident_case", ["branch_id"])
    op.create_index("ix_accident_case_branch_id_state", "accident_case", ["branch_id", "state", "id"])
    op.create_index("ix_accident_case_check_id", "accident_case", ["check_id"])
    op.create_index("ix_accident_case_clinic_id_state", "accident_case", ["clinic_id", "state", "id"])
    op.create_index("ix_accident_case_decided_by", "accident_case", ["decided_by"])
    op.create_index("ix_accident_case_enrolment_id", "accident_case", ["enrolment_id"])
    op.create_index("ix_accident_case_opened_by", "accident_case", ["opened_by"])
    op.create_index("ix_accident_case_organisation_id", "accident_case", ["organisation_id"])
    op.create_index("ix_accident_case_organisation_id_state", "accident_case", ["organisation_id", "state", "id"])
    op.create_index("ix_accident_case_participant_id", "accident_case", ["participant_id"])
    op.create_index(
        "ix_accident_case_presses_at",
        "accident_case",
        ["presses_at"],
        sqlite_where=sa.text("presses_at is not null"),
        postgresql_where=sa.text("presses_at is not null"),
    )

    op.create_table(
        "case_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("form", sa.String(length=24), nullable=True),
        sa.Column("hue", sa.String(length=24), nullable=True),
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["accident_case.id"], name=op.f("fk_case_step_case_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_case_step_branch_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_case_step_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_step")),
        sa.UniqueConstraint("case_id", "mark", name=op.f("uq_case_step_case_id_mark")),
    )
    op.create_index("ix_case_step_branch_id", "case_step", ["branch_id"])
    op.create_index("ix_case_step_organisation_id", "case_step", ["organisation_id"])

    op.create_table(
        "case_health",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("noted_by_name", sa.String(length=120), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["accident_case.id"], name=op.f("fk_case_health_case_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_case_health_branch_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_case_health_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_health")),
        sa.UniqueConstraint("case_id", name=op.f("uq_case_health_case_id")),
    )
    op.create_index("ix_case_health_branch_id", "case_health", ["branch_id"])
    op.create_index("ix_case_health_organisation_id", "case_health", ["organisation_id"])

    op.create_table(
        "case_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("media", sa.String(length=40), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("origin", sa.LargeBinary(length=32), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_by_name", sa.String(length=120), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by_name", sa.String(length=120), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["user.id"], name=op.f("fk_case_document_added_by")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_case_document_branch_id")),
        sa.ForeignKeyConstraint(["case_id"], ["accident_case.id"], name=op.f("fk_case_document_case_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_case_document_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_document")),
    )
    op.create_index("ix_case_document_added_by", "case_document", ["added_by"])
    op.create_index("ix_case_document_branch_id", "case_document", ["branch_id"])
    op.create_index("ix_case_document_organisation_id", "case_document", ["organisation_id"])
    op.create_index(
        "uq_case_document_case_id_origin",
        "case_document",
        ["case_id", "origin"],
        unique=True,
        sqlite_where=sa.text("removed_at is null"),
        postgresql_where=sa.text("removed_at is null"),
    )

    op.create_table(
        "case_feedback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("charged", sa.Boolean(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_case_feedback_branch_id")),
        sa.ForeignKeyConstraint(["case_id"], ["accident_case.id"], name=op.f("fk_case_feedback_case_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_case_feedback_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_feedback")),
        sa.UniqueConstraint("case_id", name=op.f("uq_case_feedback_case_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_case_feedback_token_hash")),
    )
    op.create_index("ix_case_feedback_branch_id", "case_feedback", ["branch_id"])
    op.create_index("ix_case_feedback_organisation_id", "case_feedback", ["organisation_id"])

    op.create_table(
        "signal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=160), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_count", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_name", sa.String(length=120), nullable=False),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_signal_branch_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_signal_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
        sa.UniqueConstraint("branch_id", "kind", "key", name=op.f("uq_signal_branch_id_kind_key")),
    )
    op.create_index("ix_signal_branch_id", "signal", ["branch_id"])
    op.create_index("ix_signal_branch_id_last_seen_at", "signal", ["branch_id", "last_seen_at", "id"])
    op.create_index("ix_signal_organisation_id", "signal", ["organisation_id"])

    op.create_table(
        "one_time_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=True),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_one_time_code_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_code")),
    )
    op.create_index("ix_one_time_code_expires_at", "one_time_code", ["expires_at"])
    op.create_index("ix_one_time_code_participant_id", "one_time_code", ["participant_id"])


def downgrade() -> None:
    for table in (
        "one_time_code",
        "signal",
        "case_feedback",
        "case_document",
        "case_health",
        "case_step",
        "accident_case",
        "case_number",
        "cover_check",
    ):
        op.drop_table(table)
    op.drop_column("contribution", "paid_at")
