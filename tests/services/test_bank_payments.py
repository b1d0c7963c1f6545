"""A statement paid in one go leaves what it leaves when every row is paid by itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import text

from portal.models import BankStatement, Fit, MoneyFate, db, engine
from portal.models.transaction import transaction
from portal.services import bank_payments, payments
from portal.values import clock
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from tests.attacks.order import disorder
from tests.cast import Cast
from tests.make import bank, dues, earnings
from tests.make.bank import line

#: What recording may write, and what of it is made anew each time: ids, numbers, codes, the chain.
TABLES = (
    "payment", "allocation", "contribution", "invoice", "enrolment", "credit", "credit_use", "bank_row",
    "incentive_entry", "agent", "ormas_member", "tally", "job", "audit_event", "gauge",
)  # fmt: skip
ANEW = {"chain", "sequence", "previous", "digest", "lot"}


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 16:59:59+00:00", tick=False):
        yield


def left() -> dict[str, Counter[str]]:
    """Every row of these tables, with what is made anew told by what it belongs to."""
    db.session.flush()
    found = {
        name: [dict(row._mapping) for row in db.session.execute(text(f"select * from {name}"))] for name in TABLES
    }
    names = {each: f"payment of {row['invoice_id']}" for row in found["payment"] for each in _spelt(row["id"])}
    names |= {row["number"]: "its number" for row in found["payment"]}
    names |= {row["code"]: "its code" for row in found["payment"]}
    names |= {str(row["id"]): f"credit of {row['row_id']}" for row in found["credit"]}
    names |= {str(row["id"]): "its id" for table in ("audit_event", "job") for row in found[table]}
    return {
        table: Counter(_told(row, names) for row in rows if row.get("action") != "statement_paid")
        for table, rows in found.items()
        if table != "gauge"
    } | {"gauge": _sums(found["gauge"])}


def _spelt(id_: Any) -> set[str]:
    """An id as a row holds it, and as a line of the record does."""
    return {str(id_), str(UUID(str(id_)))}


def _told(row: dict[str, Any], names: dict[str, str]) -> str:
    told = {key: names.get(str(value), str(value)) for key, value in row.items() if key not in ANEW}
    if "facts" in row:
        facts = row["facts"] if isinstance(row["facts"], dict) else json.loads(row["facts"])
        told["facts"] = json.dumps(facts, sort_keys=True)
        for made, name in names.items():
            told["facts"] = told["facts"].replace(made, name)
    return str(sorted(told.items()))


def _sums(rows: Sequence[dict[str, Any]]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for row in rows:
        key = f"{row['owner_id']} {row['what']} {row['key']}"
        sums[f"{key} count"] += row["count"]
        sums[f"{key} amount"] += row["amount"]
    return Counter({key: value for key, value in sums.items() if value})


def test_a_statement_paid_at_once_and_row_by_row_leaves_the_same(cast: Cast) -> None:
    whole, parted, later, typed, over = (bank.bill(cast, range(at, at + 2)) for at in (0, 2, 4, 6, 8))
    first, second = earnings.billed(cast.dewi, cast.hasan, range(30, 33)), _december(cast)
    codes = [each.kode_iuran for each in (whole, parted, later, typed, over)]
    workers = [f"{id_.int % 10**12:012}" for id_ in (first, second)]
    sums = [cast.hasan.actor().find(type(whole), id_).total.amount for id_ in (first, second)]
    statement = bank.received(
        cast.hasan,
        bank.file(
            [
                line(f"{sums[1]}", f"dua {workers[1]}", reference="P2"),
                line("140.000", f"lebih {codes[0]}", reference="S"),
                line("134.400", f"dipakai {codes[3]}", reference="SAMA"),
                line("100.000", f"sebagian {codes[1]}", reference="S"),
                line("128.800", f"kurang sedikit {codes[2]}", reference="S"),
                line("40.000", f"sisanya {codes[1]}"),
                line("134.400", f"lagi {codes[4]}", reference="SAMA", day="20/11/2026"),
                line("134.400", f"genap {codes[4]}", reference="SAMA"),
                line(f"{sums[0]}", f"satu {workers[0]}", reference="P1"),
            ]
        ),
    )
    with transaction():  # somebody typed the fourth bill meanwhile, under the very reference of another row
        actor = cast.hasan.actor()
        bill = actor.find(type(whole), typed.id)
        payments.record(
            actor, bill, amount=Rupiah(134_400), paid_at=clock.now(), channel=bank.CHANNEL, reference="SAMA"
        )
    rows = [row.id for row in bank.rows(cast.hasan, statement)]
    at_once = _paid(cast, statement, [rows])
    one_by_one = _paid(cast, statement, [[each] for each in rows])
    for table in TABLES:
        assert at_once[table] == one_by_one[table], table
    assert len(at_once["payment"]) == 7, "all but what was typed, and of two for one bill the first"
    with transaction():
        actor = cast.hasan.actor()
        bank_payments.pay_some(actor, actor.find(BankStatement, statement), rows)
    fates = [(row.fate, row.fit) for row in bank.rows(cast.hasan, statement)]
    assert fates[2] == (MoneyFate.WAITING, Fit.DUPLICATE)
    assert fates[3] == (MoneyFate.CREDIT, Fit.PART)
    assert fates[4][0] is MoneyFate.PAID, "what the second row brought too much of was there"
    assert disorder() == []


def _december(cast: Cast) -> UUID:
    """The next month of the same people, on a bill of its own."""
    sheet_id = dues.opened(cast.dewi, Month(2026, 12))
    dues.ticked(cast.dewi, sheet_id, range(1, 4))
    invoice_id = dues.billed(cast.dewi, sheet_id)
    dues.issued(cast.hasan, invoice_id)
    return invoice_id


def _paid(cast: Cast, statement: UUID, turns: Sequence[Sequence[UUID]]) -> dict[str, Counter[str]]:
    """What is left when these rows are recorded in these turns; nothing of it stays."""
    db.session.rollback()
    with engine.writing():
        for some in turns:
            actor = cast.hasan.actor()
            bank_payments.pay_some(actor, actor.find(BankStatement, statement), some)
        found = left()
        db.session.rollback()
    return found
