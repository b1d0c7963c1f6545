"""Messages to people: reminders in rounds, what was handed to WhatsApp, and who wants none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_messages"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opt_out",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("by", sa.String(length=24), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_out")),
        sa.UniqueConstraint("address_index", name=op.f("uq_opt_out_address_index")),
    )
    op.create_table(
        "reminder_round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_reminder_round_branch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_round")),
        sa.UniqueConstraint("branch_id", "day", name=op.f("uq_reminder_round_branch_id_day")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("organisation_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("channel", sa.String(length=24), nullable=False, server_default="email"))
        batch_op.add_column(sa.Column("recipient_name", sa.String(length=120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("trouble", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("round_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("person_type", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("person_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("matters", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("about_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("sent_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("sent_by_name", sa.String(length=120), nullable=False, server_default=""))
        batch_op.create_foreign_key(op.f("fk_message_organisation_id"), "organisation", ["organisation_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_message_round_id"), "reminder_round", ["round_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_message_sent_by"), "user", ["sent_by"], ["id"])
        batch_op.create_unique_constraint(
            op.f("uq_message_round_id_person_type_person_id"), ["round_id", "person_type", "person_id"]
        )
        batch_op.create_index("ix_message_organisation", ["organisation_id", "id"], unique=False)
        batch_op.create_index("ix_message_about", ["about_id", "id"], unique=False)
        batch_op.create_index(op.f("ix_message_sent_by"), ["sent_by"], unique=False)


def downgrade() -> None:
    op.execute("update message set state = 'failed' where state = 'skipped'")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_message_sent_by"))
        batch_op.drop_index("ix_message_about")
        batch_op.drop_index("ix_message_organisation")
        batch_op.drop_constraint(op.f("uq_message_round_id_person_type_person_id"), type_="unique")
        batch_op.drop_constraint(op.f("fk_message_sent_by"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_message_round_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_message_organisation_id"), type_="foreignkey")
        for name in (
            "sent_by_name",
            "sent_by",
            "about_id",
            "matters",
            "person_id",
            "person_type",
            "round_id",
            "expires_at",
            "trouble",
            "recipient_name",
            "channel",
            "organisation_id",
        ):
            batch_op.drop_column(name)
    op.drop_table("reminder_round")
    op.drop_table("opt_out")
