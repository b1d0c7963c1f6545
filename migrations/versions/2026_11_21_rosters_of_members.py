"""Rosters of members beside those of interns, and decisions whether a member and a participant are one person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("roster", sa.Column("kind", sa.String(length=24), server_default="interns", nullable=False))
    _let_wave_be("roster", missing=True)
    op.add_column("roster_row", sa.Column("kta", sa.String(length=40), nullable=True))
    op.create_index("ix_roster_row_kta", "roster_row", ["roster_id", "kta"])

    op.create_table(
        "likeness",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("signs", sa.String(length=40), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_likeness_organisation_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_likeness_branch_id")),
        sa.ForeignKeyConstraint(["member_id"], ["ormas_member.id"], name=op.f("fk_likeness_member_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_likeness_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_likeness")),
        sa.UniqueConstraint("member_id", "participant_id", name=op.f("uq_likeness_member_id_participant_id")),
    )
    op.create_index("ix_likeness_organisation_id", "likeness", ["organisation_id"])
    op.create_index("ix_likeness_branch_id", "likeness", ["branch_id"])
    op.create_index("ix_likeness_participant_id", "likeness", ["participant_id"])
    op.create_index("ix_likeness_state", "likeness", ["organisation_id", "state", "member_id"])


def downgrade() -> None:
    op.drop_table("likeness")
    op.execute("delete from roster_row where roster_id in (select id from roster where wave_id is null)")
    op.execute("delete from roster where wave_id is null")
    op.drop_index("ix_roster_row_kta", "roster_row")
    op.drop_column("roster_row", "kta")
    _let_wave_be("roster", missing=False)
    op.drop_column("roster", "kind")


def _let_wave_be(table: str, *, missing: bool) -> None:
    """SQLite cannot alter a column, and cannot drop a table that others refer to while a copy takes its place. What
    rests on disk is the same with NOT NULL or without, so the words of the table are changed, as its manual says."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(table, "wave_id", nullable=missing)
        return
    strict, loose = "wave_id CHAR(32) NOT NULL", "wave_id CHAR(32)"
    old, new = (strict, loose) if missing else (loose, strict)
    version = op.get_bind().exec_driver_sql("pragma schema_version").scalar_one()
    op.execute("pragma writable_schema=on")
    op.execute(
        sa.text(
            "update sqlite_schema set sql = replace(sql, :old, :new) where type = 'table' and name = :name"
        ).bindparams(old=old, new=new, name=table)
    )
    op.execute(f"pragma schema_version={version + 1}")
    op.execute("pragma writable_schema=reset")
