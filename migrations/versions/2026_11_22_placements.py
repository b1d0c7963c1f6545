"""Where interns work; a code for the papers of a wave; clinics by region."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def upgrade() -> None:
    op.create_table(
        "placement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("host_key", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=True),
        sa.Column("supervisor", sa.String(length=120), nullable=False),
        sa.Column("supervisor_phone", sa.LargeBinary(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("route", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_placement_organisation_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_placement_branch_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_placement_enrolment_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_placement_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_placement_enrolment_id")),
    )
    op.create_index("ix_placement_organisation_id", "placement", ["organisation_id"])
    op.create_index("ix_placement_branch_id", "placement", ["branch_id"])
    op.create_index("ix_placement_wave_id_host_key", "placement", ["wave_id", "host_key", "id"])
    op.create_index("ix_organisation_kind_region", "organisation", ["kind", "region", "id"])
    op.add_column("wave", sa.Column("code", sa.String(length=16), nullable=True))
    wave = sa.table("wave", sa.column("id"), sa.column("code"))  # ids as each engine keeps them
    connection = op.get_bind()
    for (id_,) in connection.execute(sa.select(wave.c.id)).all():
        code = "".join(secrets.choice(_ALPHABET) for _ in range(12))
        connection.execute(sa.update(wave).where(wave.c.id == id_).values(code=code))
    op.create_index("uq_wave_code", "wave", ["code"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_wave_code", "wave")
    op.drop_column("wave", "code")
    op.drop_index("ix_organisation_kind_region", "organisation")
    op.drop_table("placement")
