"""Sums that the branch's pages look at: kept by triggers on enrolments, bills and contributions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

#: what, when a row counts, its key on SQLite and on PostgreSQL, its amount. {r} is the row.
ENROLMENT = (
    ("people", "{r}.state in ('waiting', 'approved')", "''", "''", "0"),
    ("covered", "{r}.state in ('waiting', 'approved') and {r}.covered_from is not null", "''", "''", "0"),
    (
        "started",
        "{r}.covered_from is not null",
        "strftime('%Y-%m', {r}.covered_from, '+7 hours')",
        "to_char({r}.covered_from at time zone 'Asia/Jakarta', 'YYYY-MM')",
        "0",
    ),
    (
        "lapsing",
        "{r}.state in ('waiting', 'approved') and {r}.segment = 'BPU' and {r}.paid_through is not null "
        'and {r}."end" is null',
        "{r}.paid_through",
        "{r}.paid_through",
        "0",
    ),
)
INVOICE = (
    (
        "due",
        "{r}.state in ('issued', 'part_paid') and {r}.due_on is not null",
        "{r}.due_on",
        "to_char({r}.due_on, 'YYYY-MM-DD')",
        "{r}.total - {r}.paid",
    ),
)
CONTRIBUTION = (
    ("received", "{r}.state = 'paid'", "{r}.month", "{r}.month", "{r}.amount"),
    ("relief", "{r}.state = 'paid' and {r}.relief <> 0", "{r}.month", "{r}.month", "{r}.relief"),
)
TABLES = {
    "enrolment": (ENROLMENT, ("branch_id", "organisation_id", "wave_id", "agent_id")),
    "invoice": (INVOICE, ("branch_id", "organisation_id")),
    "contribution": (CONTRIBUTION, ("branch_id", "organisation_id")),
}
#: Of what an update has to be for anything to change, beside the owners.
WATCHED = {
    "enrolment": ("state", "covered_from", "segment", "paid_through", "end"),
    "invoice": ("state", "due_on", "total", "paid"),
    "contribution": ("state", "month", "amount", "relief"),
}
COLUMNS = "(owner_id, what, key, lot, count, amount)"
ADDS = (
    "on conflict (owner_id, what, key, lot) do update set "
    "count = gauge.count + excluded.count, amount = gauge.amount + excluded.amount"
)
AT = {"sqlite": 2, "postgresql": 3}


def upgrade() -> None:
    op.create_table(
        "gauge",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=10), nullable=False),
        sa.Column("lot", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", "what", "key", "lot", name=op.f("pk_gauge")),
    )
    dialect = op.get_bind().dialect.name
    for table in TABLES:
        for selected in _selects(table, table, "1", source=table):
            op.execute(f"insert into gauge {COLUMNS} {selected} {ADDS}")
        if dialect == "sqlite":
            _on_sqlite(table)
        else:
            _on_postgresql(table)
    op.create_index("ix_payment_branch_recorded", "payment", ["branch_id", "recorded_at"])
    op.create_index("ix_wave_branch_start", "wave", ["branch_id", "start", "id"])
    op.create_index("ix_enrolment_branch_paid", "enrolment", ["branch_id", "paid_through", "name_key", "id"])


def downgrade() -> None:
    op.drop_index("ix_enrolment_branch_paid", "enrolment")
    op.drop_index("ix_wave_branch_start", "wave")
    op.drop_index("ix_payment_branch_recorded", "payment")
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TABLES:
        for deed in ("insert", "update", "delete"):
            op.execute(f"drop trigger gauge_{table}_{deed}" + ("" if sqlite else f' on "{table}"'))
            if not sqlite:
                op.execute(f"drop function gauge_{table}_{deed}()")
    op.drop_table("gauge")


def _selects(table: str, row: str, sign: str, *, source: str = "", lot: str = "0") -> list[str]:
    """What rows add to the sums, one select for each cell and owner: of all rows of a source, or of one row."""
    at = AT[op.get_bind().dialect.name]
    cells, owners = TABLES[table]
    made = []
    for cell in cells:
        what, counts, key, amount = cell[0], *(cell[part].format(r=row) for part in (1, at, 4))
        number, money = sign, f"{sign} * ({amount})"
        if source:
            number, money = f"sum({number})", f"sum({money})"
        for owner in owners:
            begin = f"select {row}.{owner}, '{what}', {key}, {lot}, {number}, {money}"
            where = f"where {counts} and {row}.{owner} is not null"
            made.append(f"{begin} from {source} {where} group by 1, 3" if source else f"{begin} {where}")
    return made


def _on_sqlite(table: str) -> None:
    """Row by row: one writer, and microseconds each."""
    _, owners = TABLES[table]

    def adding(row: str, sign: str) -> str:
        return " ".join(f"insert into gauge {COLUMNS} {each} {ADDS};" for each in _selects(table, row, sign))

    columns = (*owners, *WATCHED[table])
    changed = " or ".join(f'old."{column}" is not new."{column}"' for column in columns)
    watched = ", ".join(f'"{column}"' for column in columns)
    name = f'"{table}"'
    op.execute(f"create trigger gauge_{table}_insert after insert on {name} begin {adding('new', '1')} end")
    op.execute(f"create trigger gauge_{table}_delete after delete on {name} begin {adding('old', '-1')} end")
    op.execute(
        f"create trigger gauge_{table}_update after update of {watched} on {name} when {changed} "
        f"begin {adding('old', '-1')} {adding('new', '1')} end"
    )


def _on_postgresql(table: str) -> None:
    """Once a statement, over all its rows: ten thousand rows that change together change each sum once."""
    lot = "(pg_current_xact_id()::text)::bigint"
    sides = {"insert": (("fresh", "1"),), "delete": (("gone", "-1"),), "update": (("gone", "-1"), ("fresh", "1"))}
    tables = {
        "insert": "new table as fresh",
        "delete": "old table as gone",
        "update": "old table as gone new table as fresh",
    }
    for deed, parts in sides.items():
        some = [each for row, sign in parts for each in _selects(table, row, sign, source=row, lot=lot)]
        summed = (
            f"select owner_id, what, key, lot, sum(count), sum(amount) from ({' union all '.join(some)}) "  # noqa: S608
            "as parts (owner_id, what, key, lot, count, amount) group by owner_id, what, key, lot "
            "having sum(count) <> 0 or sum(amount) <> 0"
        )
        op.execute(
            f"create function gauge_{table}_{deed}() returns trigger language plpgsql as $$ begin "
            f"insert into gauge {COLUMNS} {summed} {ADDS}; return null; end $$"
        )
        op.execute(
            f'create trigger gauge_{table}_{deed} after {deed} on "{table}" referencing {tables[deed]} '
            f"for each statement execute function gauge_{table}_{deed}()"
        )
