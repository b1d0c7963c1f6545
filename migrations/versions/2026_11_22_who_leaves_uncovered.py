"""Who leaves uncovered is found without looking at who is covered, in a branch of any size."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0028"
branch_labels = None
depends_on = None

UNCOVERED = sa.text("covered_from is null and wave_id is not null")


def upgrade() -> None:
    op.create_index(
        "ix_enrolment_branch_uncovered",
        "enrolment",
        ["branch_id", "end", "start"],
        sqlite_where=UNCOVERED,
        postgresql_where=UNCOVERED,
    )
    op.create_index("ix_enrolment_branch_leaves", "enrolment", ["branch_id", "start", "covered_from"])
    op.create_index("ix_wave_branch_end", "wave", ["branch_id", "end"])


def downgrade() -> None:
    op.drop_index("ix_wave_branch_end", "wave")
    op.drop_index("ix_enrolment_branch_leaves", "enrolment")
    op.drop_index("ix_enrolment_branch_uncovered", "enrolment")
