"""What agents and their wadah earn: terms, the ledger, disputes, accounts and payouts; the number of a paid month."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

LATE = sa.text("late_for is not null")
REVERSAL = sa.text("reversal_of is not null")
OPEN = sa.text("state = 'open'")
STANDS = sa.text("state <> 'dropped'")


def upgrade() -> None:
    op.add_column("contribution", sa.Column("number", sa.Integer(), nullable=True))
    op.create_index("ix_payment_organisation_paid", "payment", ["organisation_id", "paid_at", "id"])
    op.create_table(
        "incentive_terms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.String(length=7), nullable=False),
        sa.Column("version", sa.String(length=24), nullable=False),
        sa.Column("agreement", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_by_name", sa.String(length=120), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        _reference("incentive_terms", "organisation_id", "organisation"),
        _reference("incentive_terms", "branch_id", "branch"),
        _reference("incentive_terms", "decided_by", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incentive_terms")),
        sa.UniqueConstraint("organisation_id", "since", name=op.f("uq_incentive_terms_organisation_id_since")),
    )
    _indexes("incentive_terms", "organisation_id", "branch_id", "decided_by")
    op.create_table(
        "incentive_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("late_for", sa.String(length=7), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("payee", sa.String(length=24), nullable=False),
        sa.Column("part", sa.String(length=24), nullable=False),
        sa.Column("contribution_id", sa.Uuid(), nullable=True),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("base", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("reversal_of", sa.Uuid(), nullable=True),
        sa.Column("cause", sa.String(length=24), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incentive_entry")),
    )
    op.create_index(
        "ix_incentive_entry_organisation_id_month", "incentive_entry", ["organisation_id", "month", "agent_id", "id"]
    )
    op.create_index(
        "ix_incentive_entry_organisation_id_late_for",
        "incentive_entry",
        ["organisation_id", "late_for", "agent_id"],
        sqlite_where=LATE,
        postgresql_where=LATE,
    )
    op.create_index(
        "uq_incentive_entry_reversal_of",
        "incentive_entry",
        ["reversal_of"],
        unique=True,
        sqlite_where=REVERSAL,
        postgresql_where=REVERSAL,
    )
    op.create_table(
        "dispute",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_by_name", sa.String(length=120), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("righted", sa.BigInteger(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_by_name", sa.String(length=120), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        _reference("dispute", "organisation_id", "organisation"),
        _reference("dispute", "branch_id", "branch"),
        _reference("dispute", "entry_id", "incentive_entry"),
        _reference("dispute", "asked_by", "user"),
        _reference("dispute", "answered_by", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
    )
    _indexes("dispute", "organisation_id", "branch_id", "asked_by", "answered_by")
    op.create_index("ix_dispute_entry", "dispute", ["entry_id"])
    op.create_index("ix_dispute_branch_state", "dispute", ["branch_id", "state", "id"])
    op.create_index("ix_dispute_organisation_id_id", "dispute", ["organisation_id", "id"])
    op.create_index(
        "uq_dispute_entry_id", "dispute", ["entry_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_table(
        "wadah_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("bank", sa.String(length=60), nullable=False),
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("changed_by_name", sa.String(length=120), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _reference("wadah_account", "organisation_id", "organisation"),
        _reference("wadah_account", "branch_id", "branch"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wadah_account")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_wadah_account_organisation_id")),
    )
    _indexes("wadah_account", "organisation_id", "branch_id")
    op.create_table(
        "payout",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("payees", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("prepared_by", sa.Uuid(), nullable=False),
        sa.Column("prepared_by_name", sa.String(length=120), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_by_name", sa.String(length=120), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by_name", sa.String(length=120), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        _reference("payout", "branch_id", "branch"),
        _reference("payout", "prepared_by", "user"),
        _reference("payout", "approved_by", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout")),
    )
    _indexes("payout", "prepared_by", "approved_by")
    op.create_index("ix_payout_branch_id_id", "payout", ["branch_id", "id"])
    op.create_index(
        "uq_payout_branch_id_month_serial",
        "payout",
        ["branch_id", "month", "serial"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_table(
        "payout_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("payout_id", sa.Uuid(), nullable=False),
        sa.Column("payee_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("earned", sa.BigInteger(), nullable=False),
        sa.Column("brought", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("follows_id", sa.Uuid(), nullable=True),
        sa.Column("bank", sa.String(length=60), nullable=False),
        sa.Column("account", sa.LargeBinary(), nullable=True),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("returned_reason", sa.String(length=300), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        _reference("payout_line", "organisation_id", "organisation"),
        _reference("payout_line", "branch_id", "branch"),
        _reference("payout_line", "payout_id", "payout"),
        _reference("payout_line", "follows_id", "payout_line"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_line")),
        sa.UniqueConstraint("follows_id", name=op.f("uq_payout_line_follows_id")),
    )
    _indexes("payout_line", "organisation_id", "branch_id")
    op.create_index("ix_payout_line_payout_id_id", "payout_line", ["payout_id", "id"])
    op.create_index("ix_payout_line_payee_id_id", "payout_line", ["payee_id", "id"])
    op.create_index("ix_payout_line_branch_state", "payout_line", ["branch_id", "state", "id"])


def downgrade() -> None:
    for table in ("payout_line", "payout", "wadah_account", "dispute", "incentive_entry", "incentive_terms"):
        op.drop_table(table)
    op.drop_index("ix_payment_organisation_paid", "payment")
    op.drop_column("contribution", "number")


def _reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])
