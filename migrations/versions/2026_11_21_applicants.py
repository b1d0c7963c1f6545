"""People who ask to be registered: links that they come by, papers that went round, and those who wait."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "registration_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_by_name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_registration_link_organisation_id")
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_registration_link_branch_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_registration_link_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_link")),
        sa.UniqueConstraint("code", name=op.f("uq_registration_link_code")),
    )
    op.create_index("ix_registration_link_organisation_id", "registration_link", ["organisation_id"])
    op.create_index("ix_registration_link_organisation_id_id", "registration_link", ["organisation_id", "id"])
    op.create_index("ix_registration_link_branch_id", "registration_link", ["branch_id"])
    op.create_index("ix_registration_link_created_by", "registration_link", ["created_by"])

    op.create_table(
        "meeting_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_by_name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_meeting_sheet_organisation_id")
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_meeting_sheet_branch_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_meeting_sheet_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_sheet")),
    )
    op.create_index("ix_meeting_sheet_organisation_id", "meeting_sheet", ["organisation_id"])
    op.create_index("ix_meeting_sheet_organisation_id_id", "meeting_sheet", ["organisation_id", "id"])
    op.create_index("ix_meeting_sheet_branch_id", "meeting_sheet", ["branch_id"])
    op.create_index("ix_meeting_sheet_created_by", "meeting_sheet", ["created_by"])

    op.create_table(
        "applicant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("sender_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("sheet_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("consent", sa.String(length=24), nullable=True),
        sa.Column("consent_version", sa.String(length=20), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_applicant_organisation_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_applicant_branch_id")),
        sa.ForeignKeyConstraint(["link_id"], ["registration_link.id"], name=op.f("fk_applicant_link_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["meeting_sheet.id"], name=op.f("fk_applicant_sheet_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_applicant_enrolment_id")),
        sa.ForeignKeyConstraint(["member_id"], ["ormas_member.id"], name=op.f("fk_applicant_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applicant")),
        sa.UniqueConstraint("link_id", "sender_index", name=op.f("uq_applicant_link_id_sender_index")),
        sa.UniqueConstraint("sheet_id", "number", name=op.f("uq_applicant_sheet_id_number")),
    )
    op.create_index("ix_applicant_organisation_id", "applicant", ["organisation_id"])
    op.create_index("ix_applicant_branch_id", "applicant", ["branch_id"])
    op.create_index("ix_applicant_organisation_id_state_id", "applicant", ["organisation_id", "state", "id"])
    op.create_index("ix_applicant_state_created_at", "applicant", ["state", "created_at"])
    op.create_index("ix_applicant_enrolment_id", "applicant", ["enrolment_id"])
    op.create_index("ix_applicant_member_id", "applicant", ["member_id"])


def downgrade() -> None:
    op.drop_table("applicant")
    op.drop_table("meeting_sheet")
    op.drop_table("registration_link")
