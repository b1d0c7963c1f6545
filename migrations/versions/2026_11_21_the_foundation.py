"""The foundation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chain", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("chain", "sequence", name=op.f("uq_audit_event_chain_sequence")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index("ix_audit_event_branch", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_audit_event_subject", ["subject_id", "id"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("chain", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "branch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branch")),
        sa.UniqueConstraint("code", name=op.f("uq_branch_code")),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=160), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_idempotency_key")),
    )
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotency_key_created_at"), ["created_at"], unique=False)

    op.create_table(
        "invoice_number",
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_invoice_number")),
    )
    op.create_table(
        "participant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("nik", sa.LargeBinary(), nullable=False),
        sa.Column("nik_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("birth_place", sa.String(length=80), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("sex", sa.String(length=24), nullable=False),
        sa.Column("mother_name", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("kpj", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        sa.UniqueConstraint("nik_index", name=op.f("uq_participant_nik_index")),
    )
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participant_kpj"), ["kpj"], unique=False)

    op.create_table(
        "read_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("fields", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_event")),
    )
    with op.batch_alter_table("read_event", schema=None) as batch_op:
        batch_op.create_index("ix_read_event_branch", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_read_event_subject", ["subject_id", "id"], unique=False)

    op.create_table(
        "receipt_number",
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_receipt_number")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("password_hash", sa.String(length=160), nullable=True),
        sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sa.UniqueConstraint("phone", name=op.f("uq_user_phone")),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_message_branch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index("ix_message_state", ["state", "id"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("name_key", sa.String(length=160), nullable=False),
        sa.Column("npsn", sa.String(length=8), nullable=True),
        sa.Column("npw", sa.String(length=32), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_phone", sa.String(length=20), nullable=True),
        sa.Column("contact_email", sa.String(length=254), nullable=True),
        sa.Column("agreement_number", sa.String(length=80), nullable=True),
        sa.Column("agreement_start", sa.Date(), nullable=True),
        sa.Column("agreement_end", sa.Date(), nullable=True),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("needs_principal", sa.Boolean(), nullable=False),
        sa.Column("funding", sa.String(length=24), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_organisation_branch_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("npsn", name=op.f("uq_organisation_npsn")),
        sa.UniqueConstraint("npw", name=op.f("uq_organisation_npw")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(
            "ix_organisation_branch_kind_name", ["branch_id", "kind", "name_key", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_organisation_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_organisation_path", ["path"], unique=False)

    op.create_table(
        "password_reset",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_password_reset_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_reset")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_reset_token_hash")),
    )
    with op.batch_alter_table("password_reset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_password_reset_user_id"), ["user_id"], unique=False)

    op.create_table(
        "policy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_policy_branch_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_policy_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
        sa.UniqueConstraint("branch_id", "key", "valid_from", name=op.f("uq_policy_branch_id_key_valid_from")),
    )
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_decided_by"), ["decided_by"], unique=False)

    op.create_table(
        "column_mapping",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("constants", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_column_mapping_branch_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_column_mapping_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_mapping")),
        sa.UniqueConstraint("organisation_id", "signature", name=op.f("uq_column_mapping_organisation_id_signature")),
    )
    with op.batch_alter_table("column_mapping", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_column_mapping_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_column_mapping_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["accepted_by"], ["user.id"], name=op.f("fk_invitation_accepted_by")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_invitation_branch_id")),
        sa.ForeignKeyConstraint(["invited_by"], ["user.id"], name=op.f("fk_invitation_invited_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_accepted_by"), ["accepted_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_invited_by"), ["invited_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.Uuid(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("error", sa.String(length=60), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("dedupe_key", sa.String(length=120), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("branch_id", sa.Uuid(), nullable=True),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("subject_type", sa.String(length=60), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_job_branch_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_job_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_job_dedupe_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index("ix_job_claim", ["state", "priority", "run_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_job_subject", ["subject_type", "subject_id", "id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_membership_branch_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_membership_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index("ix_membership_organisation", ["organisation_id", "ended_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_user_id"), ["user_id"], unique=False)

    op.create_table(
        "paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_paper_branch_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_paper_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
    )
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("uq_paper_job_id_part", ["job_id", "part"], unique=True)

    op.create_table(
        "wave",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_wave_branch_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_wave_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
    )
    with op.batch_alter_table("wave", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wave_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_wave_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_wave_organisation_start", ["organisation_id", "start", "id"], unique=False)

    op.create_table(
        "login_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_login_session_membership_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_login_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_session_membership_id"), ["membership_id"], unique=False)
        batch_op.create_index("ix_login_session_user", ["user_id", "ended_at"], unique=False)

    op.create_table(
        "roster",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("constants", sa.LargeBinary(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=60), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_roster_branch_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_roster_created_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_roster_organisation_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_roster_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster")),
    )
    with op.batch_alter_table("roster", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_roster_created_by"), ["created_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_roster_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_roster_organisation_id_id", ["organisation_id", "id"], unique=False)
        batch_op.create_index("ix_roster_organisation_sha256", ["organisation_id", "sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_roster_wave_id"), ["wave_id"], unique=False)

    op.create_table(
        "roster_row",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("name_key", sa.String(length=130), nullable=False),
        sa.Column("nik_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("grade", sa.String(length=24), nullable=False),
        sa.Column("fate", sa.String(length=24), nullable=False),
        sa.Column("returned_reason", sa.Text(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_roster_row_branch_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_roster_row_organisation_id")),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name=op.f("fk_roster_row_roster_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_row")),
        sa.UniqueConstraint("roster_id", "number", name=op.f("uq_roster_row_roster_id_number")),
    )
    with op.batch_alter_table("roster_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_row_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index("ix_roster_row_fate_grade", ["roster_id", "fate", "grade", "number"], unique=False)
        batch_op.create_index("ix_roster_row_nik", ["roster_id", "nik_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_roster_row_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "submission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("warned", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.Column("sent_by_name", sa.String(length=120), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("endorsed_by", sa.Uuid(), nullable=True),
        sa.Column("endorsed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_submission_branch_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_submission_decided_by")),
        sa.ForeignKeyConstraint(["endorsed_by"], ["user.id"], name=op.f("fk_submission_endorsed_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_submission_organisation_id")),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name=op.f("fk_submission_roster_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["user.id"], name=op.f("fk_submission_sent_by")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_submission_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index("ix_submission_branch_state", ["branch_id", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_decided_by"), ["decided_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_endorsed_by"), ["endorsed_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_submission_organisation_id_id", ["organisation_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_roster_id"), ["roster_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_sent_by"), ["sent_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_wave_id"), ["wave_id"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("wave_id", sa.Uuid(), nullable=True),
        sa.Column("submission_id", sa.Uuid(), nullable=True),
        sa.Column("segment", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("name_key", sa.String(length=130), nullable=False),
        sa.Column("class_name", sa.String(length=60), nullable=False),
        sa.Column("occupation", sa.String(length=60), nullable=False),
        sa.Column("sector", sa.String(length=24), nullable=False),
        sa.Column("income", sa.BigInteger(), nullable=False),
        sa.Column("programmes", sa.String(length=16), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("card_code", sa.String(length=16), nullable=False),
        sa.Column("covered_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_through", sa.String(length=7), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["membership.id"], name=op.f("fk_enrolment_agent_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_enrolment_branch_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_enrolment_organisation_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_enrolment_participant_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_enrolment_submission_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_enrolment_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("card_code", name=op.f("uq_enrolment_card_code")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_agent_id"), ["agent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index("ix_enrolment_branch_name", ["branch_id", "name_key", "id"], unique=False)
        batch_op.create_index("ix_enrolment_branch_start", ["branch_id", "covered_from", "start"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_enrolment_organisation_name", ["organisation_id", "name_key", "id"], unique=False)
        batch_op.create_index(
            "ix_enrolment_organisation_participant", ["organisation_id", "participant_id"], unique=False
        )
        batch_op.create_index(
            "ix_enrolment_organisation_start", ["organisation_id", "covered_from", "start"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_enrolment_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_submission_id"), ["submission_id"], unique=False)
        batch_op.create_index("ix_enrolment_wave", ["wave_id"], unique=False)
        batch_op.create_index(
            "ix_enrolment_wave_name", ["organisation_id", "wave_id", "name_key", "id"], unique=False
        )

    op.create_table(
        "invoice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=True),
        sa.Column("wave_id", sa.Uuid(), nullable=True),
        sa.Column("split_from_id", sa.Uuid(), nullable=True),
        sa.Column("kode_iuran", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_invoice_branch_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["user.id"], name=op.f("fk_invoice_issued_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_invoice_organisation_id")),
        sa.ForeignKeyConstraint(["split_from_id"], ["invoice.id"], name=op.f("fk_invoice_split_from_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_invoice_submission_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_invoice_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("kode_iuran", name=op.f("uq_invoice_kode_iuran")),
        sa.UniqueConstraint("number", name=op.f("uq_invoice_number")),
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index("ix_invoice_branch_state", ["branch_id", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_issued_by"), ["issued_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_invoice_organisation_id_id", ["organisation_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_split_from_id"), ["split_from_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_submission_id"), ["submission_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_wave_id"), ["wave_id"], unique=False)

    op.create_table(
        "contribution",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=False),
        sa.Column("jkk", sa.BigInteger(), nullable=False),
        sa.Column("jkm", sa.BigInteger(), nullable=False),
        sa.Column("jht", sa.BigInteger(), nullable=False),
        sa.Column("relief", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_contribution_branch_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_contribution_enrolment_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_contribution_invoice_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_contribution_organisation_id")
        ),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_contribution_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
    )
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contribution_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index("ix_contribution_enrolment_month", ["enrolment_id", "month"], unique=False)
        batch_op.create_index("ix_contribution_invoice", ["invoice_id", "enrolment_id", "month"], unique=False)
        batch_op.create_index(batch_op.f("ix_contribution_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "uq_contribution_participant_id_month",
            ["participant_id", "month"],
            unique=True,
            sqlite_where=sa.text("state <> 'void'"),
            postgresql_where=sa.text("state <> 'void'"),
        )

    op.create_table(
        "payment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_by_name", sa.String(length=120), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_payment_branch_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_payment_invoice_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_payment_organisation_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_payment_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("code", name=op.f("uq_payment_code")),
        sa.UniqueConstraint("number", name=op.f("uq_payment_number")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index("ix_payment_invoice", ["invoice_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_recorded_by"), ["recorded_by"], unique=False)
        batch_op.create_index(
            "uq_payment_reference",
            ["branch_id", "channel", "reference", "amount"],
            unique=True,
            sqlite_where=sa.text("voided_at is null"),
            postgresql_where=sa.text("voided_at is null"),
        )

    op.create_table(
        "allocation",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("contribution_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reversed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_allocation_branch_id")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_allocation_contribution_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_allocation_organisation_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_allocation_payment_id")),
        sa.PrimaryKeyConstraint("payment_id", "contribution_id", name=op.f("pk_allocation")),
    )
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allocation_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_allocation_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "uq_allocation_contribution_id",
            ["contribution_id"],
            unique=True,
            sqlite_where=sa.text("reversed = false"),
            postgresql_where=sa.text("reversed = false"),
        )


def downgrade() -> None:
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_allocation_contribution_id",
            sqlite_where=sa.text("reversed = false"),
            postgresql_where=sa.text("reversed = false"),
        )
        batch_op.drop_index(batch_op.f("ix_allocation_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_allocation_branch_id"))

    op.drop_table("allocation")
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_payment_reference",
            sqlite_where=sa.text("voided_at is null"),
            postgresql_where=sa.text("voided_at is null"),
        )
        batch_op.drop_index(batch_op.f("ix_payment_recorded_by"))
        batch_op.drop_index(batch_op.f("ix_payment_organisation_id"))
        batch_op.drop_index("ix_payment_invoice")
        batch_op.drop_index(batch_op.f("ix_payment_branch_id"))

    op.drop_table("payment")
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_contribution_participant_id_month",
            sqlite_where=sa.text("state <> 'void'"),
            postgresql_where=sa.text("state <> 'void'"),
        )
        batch_op.drop_index(batch_op.f("ix_contribution_organisation_id"))
        batch_op.drop_index("ix_contribution_invoice")
        batch_op.drop_index("ix_contribution_enrolment_month")
        batch_op.drop_index(batch_op.f("ix_contribution_branch_id"))

    op.drop_table("contribution")
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invoice_wave_id"))
        batch_op.drop_index(batch_op.f("ix_invoice_submission_id"))
        batch_op.drop_index(batch_op.f("ix_invoice_split_from_id"))
        batch_op.drop_index("ix_invoice_organisation_id_id")
        batch_op.drop_index(batch_op.f("ix_invoice_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_invoice_issued_by"))
        batch_op.drop_index("ix_invoice_branch_state")
        batch_op.drop_index(batch_op.f("ix_invoice_branch_id"))

    op.drop_table("invoice")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolment_wave_name")
        batch_op.drop_index("ix_enrolment_wave")
        batch_op.drop_index(batch_op.f("ix_enrolment_submission_id"))
        batch_op.drop_index(batch_op.f("ix_enrolment_participant_id"))
        batch_op.drop_index("ix_enrolment_organisation_start")
        batch_op.drop_index("ix_enrolment_organisation_participant")
        batch_op.drop_index("ix_enrolment_organisation_name")
        batch_op.drop_index(batch_op.f("ix_enrolment_organisation_id"))
        batch_op.drop_index("ix_enrolment_branch_start")
        batch_op.drop_index("ix_enrolment_branch_name")
        batch_op.drop_index(batch_op.f("ix_enrolment_branch_id"))
        batch_op.drop_index(batch_op.f("ix_enrolment_agent_id"))

    op.drop_table("enrolment")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_wave_id"))
        batch_op.drop_index(batch_op.f("ix_submission_sent_by"))
        batch_op.drop_index(batch_op.f("ix_submission_roster_id"))
        batch_op.drop_index("ix_submission_organisation_id_id")
        batch_op.drop_index(batch_op.f("ix_submission_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_submission_endorsed_by"))
        batch_op.drop_index(batch_op.f("ix_submission_decided_by"))
        batch_op.drop_index("ix_submission_branch_state")
        batch_op.drop_index(batch_op.f("ix_submission_branch_id"))

    op.drop_table("submission")
    with op.batch_alter_table("roster_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_row_organisation_id"))
        batch_op.drop_index("ix_roster_row_nik")
        batch_op.drop_index("ix_roster_row_fate_grade")
        batch_op.drop_index(batch_op.f("ix_roster_row_branch_id"))

    op.drop_table("roster_row")
    with op.batch_alter_table("roster", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_wave_id"))
        batch_op.drop_index("ix_roster_organisation_sha256")
        batch_op.drop_index("ix_roster_organisation_id_id")
        batch_op.drop_index(batch_op.f("ix_roster_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_roster_created_by"))
        batch_op.drop_index(batch_op.f("ix_roster_branch_id"))

    op.drop_table("roster")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index("ix_login_session_user")
        batch_op.drop_index(batch_op.f("ix_login_session_membership_id"))

    op.drop_table("login_session")
    with op.batch_alter_table("wave", schema=None) as batch_op:
        batch_op.drop_index("ix_wave_organisation_start")
        batch_op.drop_index(batch_op.f("ix_wave_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_wave_branch_id"))

    op.drop_table("wave")
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.drop_index("uq_paper_job_id_part")
        batch_op.drop_index(batch_op.f("ix_paper_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_paper_branch_id"))

    op.drop_table("paper")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_user_id"))
        batch_op.drop_index("ix_membership_organisation")
        batch_op.drop_index(batch_op.f("ix_membership_branch_id"))

    op.drop_table("membership")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_subject")
        batch_op.drop_index(batch_op.f("ix_job_organisation_id"))
        batch_op.drop_index("ix_job_claim")
        batch_op.drop_index(batch_op.f("ix_job_branch_id"))

    op.drop_table("job")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_invited_by"))
        batch_op.drop_index(batch_op.f("ix_invitation_branch_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_accepted_by"))

    op.drop_table("invitation")
    with op.batch_alter_table("column_mapping", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_column_mapping_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_column_mapping_branch_id"))

    op.drop_table("column_mapping")
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_decided_by"))

    op.drop_table("policy")
    with op.batch_alter_table("password_reset", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_password_reset_user_id"))

    op.drop_table("password_reset")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index("ix_organisation_path")
        batch_op.drop_index(batch_op.f("ix_organisation_parent_id"))
        batch_op.drop_index("ix_organisation_branch_kind_name")
        batch_op.drop_index(batch_op.f("ix_organisation_branch_id"))

    op.drop_table("organisation")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_state")
        batch_op.drop_index(batch_op.f("ix_message_branch_id"))

    op.drop_table("message")
    op.drop_table("user")
    op.drop_table("receipt_number")
    with op.batch_alter_table("read_event", schema=None) as batch_op:
        batch_op.drop_index("ix_read_event_subject")
        batch_op.drop_index("ix_read_event_branch")

    op.drop_table("read_event")
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participant_kpj"))

    op.drop_table("participant")
    op.drop_table("invoice_number")
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotency_key_created_at"))

    op.drop_table("idempotency_key")
    op.drop_table("branch")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_subject")
        batch_op.drop_index("ix_audit_event_branch")

    op.drop_table("audit_event")
