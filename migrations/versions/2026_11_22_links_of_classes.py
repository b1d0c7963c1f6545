"""Links by which the pupils of a wave fill in their own lines, and the row that a line became."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

#: (name, table, columns)
_INDEXES = (
    ("ix_registration_link_wave_id", "registration_link", ["wave_id", "id"]),
    ("ix_applicant_link_id_nik_index", "applicant", ["link_id", "nik_index"]),
    ("ix_applicant_row_id", "applicant", ["row_id"]),
)


def upgrade() -> None:
    _refer("registration_link", "wave_id", "wave")
    op.add_column("registration_link", sa.Column("class_names", sa.Text(), nullable=True))
    op.add_column("applicant", sa.Column("nik_index", sa.LargeBinary(length=32), nullable=True))
    _refer("applicant", "row_id", "roster_row")
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, _ in reversed(_INDEXES):
        op.drop_index(name, table)
    op.drop_column("applicant", "row_id")
    op.drop_column("applicant", "nik_index")
    op.drop_column("registration_link", "class_names")
    op.drop_column("registration_link", "wave_id")


def _refer(table: str, column: str, other: str) -> None:
    """SQLite takes a reference with its column and never later, short of copying a table that others refer to."""
    name = f"fk_{table}_{column}"
    if op.get_bind().dialect.name == "postgresql":
        op.add_column(table, sa.Column(column, sa.Uuid(), nullable=True))
        op.create_foreign_key(name, table, other, [column], ["id"])
    else:
        op.execute(f'alter table "{table}" add column {column} char(32) constraint {name} references "{other}" (id)')
