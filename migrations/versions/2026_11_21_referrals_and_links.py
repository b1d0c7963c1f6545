"""Who invited an applicant, links of events, requests for applicants, members moved by the hundred; sessions and
invitations found by the day they were over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

#: (table, column, what it refers to)
_REFERENCES = (
    ("applicant", "referrer_id", "membership"),
    ("applicant", "transfer_id", "transfer"),
    ("registration_link", "event_id", "event"),
    ("lead", "participant_id", "participant"),
    ("ormas_member", "relocation_id", "relocation"),
)
#: (name, table, columns, whether unique)
_INDEXES = (
    ("ix_applicant_referrer_id", "applicant", ["referrer_id", "organisation_id"], False),
    ("ix_applicant_transfer_id", "applicant", ["transfer_id"], False),
    ("uq_registration_link_event_id", "registration_link", ["event_id"], True),
    ("ix_lead_participant_id", "lead", ["participant_id"], False),
    ("ix_ormas_member_relocation_id", "ormas_member", ["relocation_id", "id"], False),
    ("ix_login_session_expires_at", "login_session", ["expires_at"], False),
    ("ix_invitation_expires_at", "invitation", ["expires_at"], False),
    ("ix_password_reset_expires_at", "password_reset", ["expires_at"], False),
)


def upgrade() -> None:
    op.create_table(
        "relocation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(length=160), nullable=False),
        sa.Column("into", sa.String(length=160), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("with_enrolments", sa.Boolean(), nullable=False),
        sa.Column("moved_by", sa.Uuid(), nullable=False),
        sa.Column("moved_by_name", sa.String(length=120), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_relocation_organisation_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_relocation_branch_id")),
        sa.ForeignKeyConstraint(["into_id"], ["organisation.id"], name=op.f("fk_relocation_into_id")),
        sa.ForeignKeyConstraint(["moved_by"], ["user.id"], name=op.f("fk_relocation_moved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relocation")),
    )
    op.create_index("ix_relocation_organisation_id_id", "relocation", ["organisation_id", "id"])
    for column in ("organisation_id", "branch_id", "into_id", "moved_by"):
        op.create_index(f"ix_relocation_{column}", "relocation", [column])
    op.add_column("applicant", sa.Column("belonging", sa.String(length=24), nullable=True))
    for table, column, other in _REFERENCES:
        _refer(table, column, other)
    for name, table, columns, is_unique in _INDEXES:
        op.create_index(name, table, columns, unique=is_unique)
    # Whoever did without the principal before this left behind what was waiting for one.
    op.execute(
        "update submission set state = 'awaiting_branch' where state = 'awaiting_principal' and organisation_id in "
        "(select id from organisation where not needs_principal)"
    )


def downgrade() -> None:
    for name, table, _, _ in reversed(_INDEXES):
        op.drop_index(name, table)
    for table, column, _ in reversed(_REFERENCES):
        op.drop_column(table, column)
    op.drop_column("applicant", "belonging")
    op.drop_table("relocation")


def _refer(table: str, column: str, other: str) -> None:
    """SQLite takes a reference with its column and never later, short of copying a table that others refer to."""
    name = f"fk_{table}_{column}"
    if op.get_bind().dialect.name == "postgresql":
        op.add_column(table, sa.Column(column, sa.Uuid(), nullable=True))
        op.create_foreign_key(name, table, other, [column], ["id"])
    else:
        op.execute(f'alter table "{table}" add column {column} char(32) constraint {name} references "{other}" (id)')
