"""Wadah, their agents, clinics: where they stand, whose recruits, bills and sheets are an agent's, who handed over whom;
phones that colleagues share."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_OF_AGENTS = ("invoice", "dues_sheet")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("organisation", sa.Column("region", sa.String(length=8), nullable=True))

    op.create_index("ix_enrolment_agent_name", "enrolment", ["agent_id", "name_key", "id"])
    op.drop_index("ix_enrolment_agent_id", "enrolment")

    for table in _OF_AGENTS:
        op.add_column(table, sa.Column("agent_id", sa.Uuid(), nullable=True))
        op.create_index(f"ix_{table}_agent_id_id", table, ["agent_id", "id"])

    op.add_column("user", sa.Column("pin_hash", sa.String(length=160), nullable=True))
    op.add_column("login_session", sa.Column("phone_id", sa.Uuid(), nullable=True))
    op.create_index("ix_login_session_phone_id", "login_session", ["phone_id"])

    _table(
        "shared_phone",
        _id(),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False, unique=True),
        _reference("branch_id", "branch.id"),
        _reference("organisation_id", "organisation.id"),
        _reference("opened_by", "user.id"),
        _text("device", 200),
        sa.Column("opened_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT),
    )

    _table(
        "agent",
        sa.Column("id", sa.Uuid(), nullable=False),
        _reference("organisation_id", "organisation.id"),
        _reference("branch_id", "branch.id"),
        _text("name", 120),
        _text("state", 24),
        sa.Column("number", sa.String(length=40)),
        sa.Column("nik", sa.LargeBinary()),
        sa.Column("nik_index", sa.LargeBinary(length=32)),
        _reference("participant_id", "participant.id", nullable=True),
        _text("vouched_by", 120),
        sa.Column("citizen", sa.Boolean(), nullable=False),
        sa.Column("not_employee", sa.Boolean(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("trained_on", sa.Date()),
        _text("training", 120),
        sa.Column("tested_on", sa.Date()),
        sa.Column("score", sa.Integer()),
        _text("bank", 60),
        sa.Column("account", sa.LargeBinary()),
        _text("account_holder", 120),
        _reference("clinic_id", "organisation.id", nullable=True),
        _text("certificate_number", 60),
        sa.Column("certificate_until", sa.Date()),
        _text("assignment_number", 60),
        sa.Column("assignment_start", sa.Date()),
        sa.Column("assignment_end", sa.Date()),
        sa.Column("code", sa.String(length=16), nullable=False, unique=True),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("approved_at", _INSTANT),
        _text("approved_by", 120),
        sa.Column("active_since", sa.Date()),
        sa.Column("last_acquired_at", _INSTANT),
        sa.Column("last_transacted_at", _INSTANT),
        sa.Column("off_on", sa.Date()),
        _text("off_reason", 200),
        keyed="membership.id",
    )
    op.create_index("ix_agent_nik_index", "agent", ["nik_index"])
    op.create_index("ix_agent_organisation_id_state", "agent", ["organisation_id", "state", "id"])
    op.create_index("ix_agent_branch_id_state", "agent", ["branch_id", "state", "id"])

    _table(
        "handover",
        _id(),
        _reference("organisation_id", "organisation.id"),
        _reference("branch_id", "branch.id"),
        _reference("giver_id", "agent.id"),
        _text("giver_name", 120),
        _reference("taker_id", "agent.id"),
        _text("taker_name", 120),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        _text("reason", 200),
        _reference("done_by", "user.id"),
        _text("done_by_name", 120),
        sa.Column("done_at", _INSTANT, nullable=False),
    )
    op.create_index("ix_handover_organisation_id_id", "handover", ["organisation_id", "id"])

    _table(
        "stewardship",
        _id(),
        _reference("organisation_id", "organisation.id"),
        _reference("branch_id", "branch.id"),
        _reference("enrolment_id", "enrolment.id", indexed=False),
        _reference("agent_id", "agent.id"),
        _reference("handover_id", "handover.id"),
        sa.Column("begins", _INSTANT, nullable=False),
        sa.Column("ends", _INSTANT),
    )
    op.create_index("ix_stewardship_enrolment_id_begins", "stewardship", ["enrolment_id", "begins"])


def downgrade() -> None:
    for table in ("stewardship", "handover", "agent", "shared_phone"):
        op.drop_table(table)

    op.drop_index("ix_login_session_phone_id", "login_session")
    op.drop_column("login_session", "phone_id")
    op.drop_column("user", "pin_hash")

    for table in _OF_AGENTS:
        op.drop_index(f"ix_{table}_agent_id_id", table)
        op.drop_column(table, "agent_id")

    op.create_index("ix_enrolment_agent_id", "enrolment", ["agent_id"])
    op.drop_index("ix_enrolment_agent_name", "enrolment")

    op.drop_column("organisation", "region")


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.Uuid(), nullable=False)


def _text(name: str, length: int) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _reference(name: str, to: str, *, nullable: bool = False, indexed: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(), nullable=nullable, info={"to": to, "indexed": indexed})


def _table(name: str, *columns: sa.Column[Any], keyed: str = "") -> None:
    """A table with the names that the house gives to keys; each reference has its index."""
    references = [column for column in columns if column.info]
    keys = [(column.name, column.info["to"]) for column in references] + ([("id", keyed)] if keyed else [])
    unique = [column.name for column in columns if column.unique]
    for column in columns:
        column.unique = None
    op.create_table(
        name,
        *columns,
        *(sa.ForeignKeyConstraint([own], [to], name=op.f(f"fk_{name}_{own}")) for own, to in keys),
        *(sa.UniqueConstraint(each, name=op.f(f"uq_{name}_{each}")) for each in unique),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    for column in references:
        if column.info["indexed"]:
            op.create_index(f"ix_{name}_{column.name}", name, [column.name])
