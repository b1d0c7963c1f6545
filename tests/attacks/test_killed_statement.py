"""kill -9 of the worker while it reads and matches a bank's file, and while it pays: every row is there once."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest
from flask import Flask

from portal.config import Settings
from portal.models import BankStatement, Credit, Fit, MoneyFate, Payment, StatementState, db
from portal.values import clock
from portal.values.rupiah import Rupiah
from tests.attacks.order import disorder
from tests.cast import Cast
from tests.databases import ROOT, environment
from tests.make import bank
from tests.make.bank import line

#: So long that they are not read while the person waits, and so many of them in one commit when they are paid.
ROWS, LONG, CHUNK = 260, "x" * 2_000, 80
#: Statements and commits between one death and the next.
STRIDE = 11


def dying(settings: Settings) -> int:
    """Workers die over what is asked for until one of them ends it; how many did."""
    command = [sys.executable, "-m", "tests.jobs.labourer", "again", str(STRIDE), str(CHUNK)]
    surroundings = environment(settings.database(), settings.instance)
    told = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, check=True, timeout=120)
    db.session.rollback()
    return int(told.stdout.split()[-1])


@pytest.mark.timeout(180)
def test_a_statement_survives_every_death(app: Flask, cast: Cast, settings: Settings) -> None:
    whole, other, parted = (bank.bill(cast, range(at, at + 2)) for at in (0, 2, 4))
    day = f"{clock.today():%d/%m/%Y}"
    lines = [line("10", f"cicil {parted.kode_iuran} {LONG}", reference=f"C{at}", day=day) for at in range(ROWS - 2)]
    lines.insert(3, line("134.400", f"A {whole.kode_iuran}", reference="A", day=day))
    lines.append(line("134.400", f"B {other.kode_iuran}", reference="B", day=day))
    statement = bank.received(cast.hasan, bank.file(lines))
    assert dying(settings) > 1, "nobody was killed while matching: the test has shown nothing"
    read = bank.rows(cast.hasan, statement)
    assert [row.number for row in read] == list(range(2, ROWS + 2))
    assert Counter(row.fit for row in read) == {Fit.MATCHED: 2, Fit.PART: ROWS - 2}
    bank.paid(cast.hasan, statement)
    assert dying(settings) > 1, "nobody was killed while paying: the test has shown nothing"
    actor = cast.hasan.actor()
    assert actor.find(BankStatement, statement).state is StatementState.OPEN
    assert Counter(row.fate for row in bank.rows(cast.hasan, statement)) == {
        MoneyFate.PAID: 2,
        MoneyFate.CREDIT: ROWS - 2,
    }
    assert sorted(db.session.scalars(actor.sees(Payment).with_only_columns(Payment.reference))) == ["A", "B"]
    kept = db.session.scalars(actor.sees(Credit)).all()
    assert len({each.row_id for each in kept}) == len(kept) == ROWS - 2
    assert Rupiah.total(each.remaining for each in kept) == Rupiah(10 * (ROWS - 2))
    assert disorder() == []
