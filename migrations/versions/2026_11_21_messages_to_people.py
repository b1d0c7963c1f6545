"""Messages to people: reminders in rounds, each once, what was handed to WhatsApp, and who wants none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
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
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("whose_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_reminder_round_branch_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_reminder_round_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_round")),
        sa.UniqueConstraint("whose_id", "day", name=op.f("uq_reminder_round_whose_id_day")),
    )
    op.create_index("ix_reminder_round_branch_id", "reminder_round", ["branch_id", "day"])
    op.create_index("ix_reminder_round_organisation_id", "reminder_round", ["organisation_id", "day"])
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("organisation_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("channel", sa.String(length=24), nullable=False, server_default="email"))
        batch_op.add_column(sa.Column("recipient_name", sa.String(length=120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("trouble", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("round_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("day", sa.Date(), nullable=True))
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
        batch_op.drop_index("ix_message_state")
        batch_op.drop_index(op.f("ix_message_branch_id"))
        batch_op.create_index("ix_message_branch_id_state", ["branch_id", "state", "id"], unique=False)
        batch_op.create_index("ix_message_branch_id_day", ["branch_id", "day", "state", "id"], unique=False)
        batch_op.create_index("ix_message_organisation_id_state", ["organisation_id", "state", "id"], unique=False)
        batch_op.create_index(
            "ix_message_organisation_id_day", ["organisation_id", "day", "state", "id"], unique=False
        )
        batch_op.create_index("ix_message_about_id", ["about_id", "id"], unique=False)
        batch_op.create_index(op.f("ix_message_created_at"), ["created_at"], unique=False)
        batch_op.create_index(op.f("ix_message_sent_by"), ["sent_by"], unique=False)
    op.create_table(
        "reminded",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=24), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_reminded_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminded")),
        sa.UniqueConstraint(
            "person_id",
            "about_id",
            "what",
            "due_on",
            "stage",
            name=op.f("uq_reminded_person_id_about_id_what_due_on_stage"),
        ),
    )
    op.create_index(op.f("ix_reminded_message_id"), "reminded", ["message_id"])


def downgrade() -> None:
    op.drop_table("reminded")
    op.execute("update message set state = 'failed' where state = 'skipped'")
    with op.batch_alter_table("message", schema=None) as batch_op:
        for name in ("sent_by", "created_at", "about_id", "organisation_id_day", "organisation_id_state"):
            batch_op.drop_index(f"ix_message_{name}")
        batch_op.drop_index("ix_message_branch_id_day")
        batch_op.drop_index("ix_message_branch_id_state")
        batch_op.create_index(op.f("ix_message_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index("ix_message_state", ["state", "id"], unique=False)
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
            "day",
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
