"""People handed over to SIPP: how far each is, the workbooks, their lines and the answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

DUE = sa.text("sipp = 'due' and state = 'approved'")
RETURNED = sa.text("sipp = 'returned'")
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.add_column("enrolment", sa.Column("sipp", sa.String(length=24), server_default="due", nullable=False))
    op.create_index(
        "ix_enrolment_branch_due",
        "enrolment",
        ["branch_id", "organisation_id", "end", "id"],
        sqlite_where=DUE,
        postgresql_where=DUE,
    )
    for owner in ("branch", "organisation"):
        op.create_index(
            f"ix_enrolment_{owner}_returned",
            "enrolment",
            [f"{owner}_id", "name_key", "id"],
            sqlite_where=RETURNED,
            postgresql_where=RETURNED,
        )
    op.create_table(
        "sipp_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_by_name", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by_name", sa.String(length=120), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_over_by_name", sa.String(length=120), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        _reference("sipp_file", "branch_id", "branch"),
        _reference("sipp_file", "made_by", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sipp_file")),
    )
    op.create_index("ix_sipp_file_branch_id_id", "sipp_file", ["branch_id", "id"])
    op.create_index("ix_sipp_file_made_by", "sipp_file", ["made_by"])
    op.create_table(
        "sipp_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=300), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        _reference("sipp_line", "organisation_id", "organisation"),
        _reference("sipp_line", "branch_id", "branch"),
        _reference("sipp_line", "file_id", "sipp_file"),
        _reference("sipp_line", "enrolment_id", "enrolment"),
        _reference("sipp_line", "participant_id", "participant"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sipp_line")),
        sa.UniqueConstraint("file_id", "number", name=op.f("uq_sipp_line_file_id_number")),
    )
    op.create_index("ix_sipp_line_organisation_id", "sipp_line", ["organisation_id"])
    op.create_index("ix_sipp_line_branch_id", "sipp_line", ["branch_id"])
    op.create_index("ix_sipp_line_participant_id", "sipp_line", ["participant_id"])
    op.create_index("ix_sipp_line_file_state", "sipp_line", ["file_id", "state", "number"])
    op.create_index("ix_sipp_line_enrolment_id", "sipp_line", ["enrolment_id", "id"])
    op.create_index(
        "uq_sipp_line_participant_id",
        "sipp_line",
        ["participant_id"],
        unique=True,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_table(
        "sipp_result",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("faults", sa.LargeBinary(), nullable=False),
        sa.Column("faulty", sa.Integer(), nullable=False),
        sa.Column("read_by", sa.Uuid(), nullable=False),
        sa.Column("read_by_name", sa.String(length=120), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        _reference("sipp_result", "branch_id", "branch"),
        _reference("sipp_result", "file_id", "sipp_file"),
        _reference("sipp_result", "read_by", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sipp_result")),
        sa.UniqueConstraint("branch_id", "sha256", name=op.f("uq_sipp_result_branch_id_sha256")),
    )
    op.create_index("ix_sipp_result_file_id", "sipp_result", ["file_id", "id"])
    op.create_index("ix_sipp_result_read_by", "sipp_result", ["read_by"])


def downgrade() -> None:
    op.drop_table("sipp_result")
    op.drop_table("sipp_line")
    op.drop_table("sipp_file")
    for owner in ("branch", "organisation"):
        op.drop_index(f"ix_enrolment_{owner}_returned", "enrolment")
    op.drop_index("ix_enrolment_branch_due", "enrolment")
    op.drop_column("enrolment", "sipp")


def _reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))
