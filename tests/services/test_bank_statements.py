"""Statements of a bank: read, matched to bills, paid once, and every rupiah accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import func, select

from portal.models import (
    BankRow,
    BankStatement,
    Contribution,
    Credit,
    CreditState,
    Fit,
    Invoice,
    InvoiceState,
    Message,
    MoneyFate,
    Payment,
    StatementState,
    db,
)
from portal.models.transaction import transaction
from portal.services import bank_payments, bank_statements, credits, payments
from portal.spreadsheets.tables import to_xlsx
from portal.values.fault import Refused
from portal.values.rupiah import Rupiah
from tests.attacks.order import disorder
from tests.cast import Cast
from tests.conftest import Hand
from tests.make import bank
from tests.make.bank import EACH, line


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 16:59:59+00:00", tick=False):
        yield


@dataclass(frozen=True)
class Bills:
    """Three bills of one school, by id, number and code."""

    whole: Invoice
    parted: Invoice
    void: Invoice


@pytest.fixture
def bills(cast: Cast) -> Bills:
    made = [bank.bill(cast, range(at, at + 2)).id for at in (0, 2, 4)]
    bank.voided(cast.hasan, made[2])
    return Bills(*(cast.hasan.actor().find(Invoice, each) for each in made))


def money(by: Cast) -> int:
    """What payments say came in, and what is kept or was used as credit beyond them."""
    paid = by.hasan.actor().sees(Payment).where(Payment.voided_at.is_(None))
    kept = by.hasan.actor().sees(Credit).where(Credit.state != CreditState.VOID)
    sums = (
        db.session.scalar(paid.with_only_columns(func.sum(Payment.amount))) or Rupiah(0),
        db.session.scalar(kept.with_only_columns(func.sum(Credit.remaining))) or Rupiah(0),
    )
    return sum(each.amount for each in sums)


def faults(by: Cast, statement_id: UUID) -> list[tuple[Fit, str]]:
    return [(row.fit, row.fault.partition("?")[0]) for row in bank.rows(by.hasan, statement_id)]


def test_every_row_finds_its_bill_or_says_why_not(cast: Cast, bills: Bills) -> None:
    code, spelt = bills.whole.kode_iuran, "-".join(str(bills.parted.kode_iuran))
    content = bank.file(
        [
            line("134.400,00", f"TRSF {str(code).replace('0', 'O')} SMKN 1", reference="N1"),
            line("100,000.00", f"iuran {spelt}", reference="N2"),
            line("134.400", f"DOBEL {code}", reference="N3"),
            line("134.400", f"kode lama {bills.void.kode_iuran}", reference="N4"),
            line("50.000", "SETORAN TUNAI"),
            line("-10.000", "KOREKSI"),
            line("10.000", "BIAYA ADM", mark="D"),
            line("0", "INFO SALDO"),
            "TOTAL;;;9.999.999;",
            f"21/11/2026;lunas {code};N5;seratus ribu;K",
            f";21/11/2026;{code};N6;134.400",
        ]
    )
    statement = bank.received(cast.hasan, content)
    assert faults(cast, statement) == [
        (Fit.MATCHED, ""),
        (Fit.PART, ""),
        (Fit.DUPLICATE, "bank_row.second"),
        (Fit.UNMATCHED, "bank_row.void"),
        (Fit.UNMATCHED, "bank_row.none"),
        (Fit.ASIDE, "bank_row.outgoing"),
        (Fit.ASIDE, "bank_row.outgoing"),
        (Fit.ASIDE, "bank_row.zero"),
        (Fit.UNREAD, "bank_row.amount"),
        (Fit.UNREAD, "bank_row.shifted"),
    ]
    told = db.session.scalar(select(func.count()).select_from(Message))
    bank.paid(cast.hasan, statement)
    assert db.session.scalar(select(func.count()).select_from(Message)) == told, "rows notify nobody"
    hasan = cast.hasan.actor()
    assert hasan.find(Invoice, bills.whole.id).state is InvoiceState.PAID
    assert hasan.find(Invoice, bills.parted.id).state is InvoiceState.ISSUED
    assert money(cast) == 134_400 + 100_000
    assert [row.fate for row in bank.rows(cast.hasan, statement)][:3] == [
        MoneyFate.PAID,
        MoneyFate.CREDIT,
        MoneyFate.WAITING,
    ]
    with pytest.raises(Refused, match=r"statement\.nothing"):
        bank.paid(cast.hasan, statement)


def test_what_banks_give_to_machines_finds_its_bills(cast: Cast, bills: Bills) -> None:
    """An MT940 pays one bill in full, a CAMT.053 the other; each as the file that the bank makes."""
    code, spelt = str(bills.whole.kode_iuran), "-".join(str(bills.parted.kode_iuran))
    mt940 = bank.received(cast.hasan, bank.mt940("134400,00", f"TRSF IURAN PKL {code}"), name="mutasi.sta")
    camt = bank.received(cast.hasan, bank.camt("134400.00", f"IURAN {spelt}"), name="mutasi.xml", channel="Bank lain")
    for statement, bill, reference in ((mt940, bills.whole, "NTB77"), (camt, bills.parted, "NTB78")):
        came, went = bank.rows(cast.hasan, statement)
        assert (came.fit, came.invoice_id, came.amount) == (Fit.MATCHED, bill.id, Rupiah(134_400))
        assert (came.reference, str(came.day)) == (reference, "2026-11-21")
        assert (went.fit, went.fault) == (Fit.ASIDE, "bank_row.outgoing")
        bank.paid(cast.hasan, statement)
        assert cast.hasan.actor().find(Invoice, bill.id).state is InvoiceState.PAID
    assert money(cast) == 2 * 134_400
    assert disorder() == []
    with pytest.raises(Refused, match=r"statement\.same_file"):
        bank.received(cast.hasan, bank.mt940("134400,00", f"TRSF IURAN PKL {code}"), name="lain.txt")


def test_the_same_file_under_another_name_changes_nothing(cast: Cast, bills: Bills) -> None:
    lines = [line("134.400", f"A {bills.whole.kode_iuran}"), line("5.000", "tunai"), line("5.000", "tunai")]
    first = bank.received(cast.hasan, bank.file(lines))
    assert len(bank.rows(cast.hasan, first)) == 3, "two alike in one file are two"
    with pytest.raises(Refused, match=r"statement\.same_file"):
        bank.received(cast.hasan, bank.file(lines), name="salinan (2).csv")
    bank.paid(cast.hasan, first)
    before = money(cast)
    cells = [each.split(";") for each in lines]
    again = bank.received(cast.hasan, to_xlsx("Mutasi", bank.HEAD.split(";"), cells), name="mutasi.xlsx")
    assert bank.rows(cast.hasan, again) == []
    statement = cast.hasan.actor().find(BankStatement, again)
    assert (statement.row_count, statement.seen_count) == (0, 3)
    longer = bank.received(cast.hasan, bank.file([*lines, line("5.000", "tunai")]))
    assert len(bank.rows(cast.hasan, longer)) == 1, "what is new of a longer file is taken"
    assert money(cast) == before
    with pytest.raises(Refused, match=r"statement\.settled"), transaction():
        bank_statements.undo(cast.hasan.actor(), cast.hasan.actor().find(BankStatement, first))


def test_parts_wait_for_each_other_and_too_much_is_carried_on(cast: Cast, bills: Bills) -> None:
    code = bills.whole.kode_iuran
    one = bank.received(cast.hasan, bank.file([line("100.000", f"A {code}", reference="P1")]))
    bank.paid(cast.hasan, one)
    hasan = cast.hasan.actor()
    assert hasan.find(Invoice, bills.whole.id).paid == Rupiah(0)
    two = bank.received(cast.hasan, bank.file([line("40.000", f"B {code}", reference="P2")]))
    assert faults(cast, two) == [(Fit.OVER, "")], "with what waits it is more than the bill"
    bank.paid(cast.hasan, two)
    whole = hasan.find(Invoice, bills.whole.id)
    assert (whole.state, whole.paid) == (InvoiceState.PAID, Rupiah(134_400))
    [free] = db.session.scalars(hasan.sees(Credit).where(Credit.state == CreditState.OPEN)).all()
    assert (free.remaining, free.invoice_id) == (Rupiah(5_600), None)
    three = bank.received(cast.hasan, bank.file([line("128.800", f"C {bills.parted.kode_iuran}", reference="P3")]))
    bank.paid(cast.hasan, three)
    assert hasan.find(Invoice, bills.parted.id).state is InvoiceState.PAID, "5.600 were there already"
    assert money(cast) == 100_000 + 40_000 + 128_800
    last = db.session.scalars(hasan.sees(Payment).where(Payment.invoice_id == bills.parted.id)).one()
    with transaction():
        payments.void(cast.hasan.actor(), cast.hasan.actor().find(Payment, last.id), "salah tagihan")
    assert money(cast) == 100_000 + 40_000, "the row waits again, and the credit has its own back"
    [row] = bank.rows(cast.hasan, three)
    assert (row.fate, row.fit) == (MoneyFate.WAITING, Fit.UNMATCHED)
    assert disorder() == []


def test_a_person_matches_keeps_or_puts_aside(cast: Cast, bills: Bills) -> None:
    statement = bank.received(
        cast.hasan,
        bank.file(
            [
                line("140.000", "SETORAN TUNAI"),
                line("134.400", f"LAGI {bills.whole.kode_iuran}", reference="L"),
                line("7.000", "salah kirim"),
            ]
        ),
    )
    first, second, third = (row.id for row in bank.rows(cast.hasan, statement))
    with transaction():
        actor = cast.hasan.actor()
        row = bank_payments.match(actor, actor.find(BankRow, first), actor.find(Invoice, bills.whole.id))
        assert (row.fate, row.fit) == (MoneyFate.PAID, Fit.OVER)
    bank.paid(cast.hasan, statement)
    assert faults(cast, statement)[1] == (Fit.DUPLICATE, "payment.already_paid")
    with transaction():
        actor = cast.hasan.actor()
        bank_payments.keep(actor, actor.find(BankRow, second))
        bank_payments.dismiss(actor, actor.find(BankRow, third), "dikembalikan bank sendiri")
    assert money(cast) == 140_000 + 134_400
    for row_id in (first, second, third):
        actor = cast.hasan.actor()
        row, bill = actor.find(BankRow, row_id), actor.find(Invoice, bills.parted.id)
        with pytest.raises(Refused, match=r"bank_row\.settled"), transaction():
            bank_payments.match(actor, row, bill)
    surplus, kept = db.session.scalars(cast.hasan.actor().sees(Credit).order_by(Credit.id)).all()
    with transaction():
        actor = cast.hasan.actor()
        credits.ask_refund(actor, actor.find(Credit, kept.id), "transfer ganda, rekening sekolah")
        credits.refund(actor, actor.find(Credit, kept.id), reference="TRF 9")
    with pytest.raises(Refused, match=r"credit\.not_open"), transaction():
        credits.ask_refund(cast.hasan.actor(), kept, "sekali lagi, keliru")
    payment = db.session.scalars(cast.hasan.actor().sees(Payment)).one()
    with transaction():
        credits.ask_refund(cast.hasan.actor(), surplus, "lebih bayar dikembalikan")
    with pytest.raises(Refused, match=r"credit\.spent"), transaction():
        payments.void(cast.hasan.actor(), cast.hasan.actor().find(Payment, payment.id), "salah tagihan")
    with transaction():
        credits.drop_refund(cast.hasan.actor(), cast.hasan.actor().find(Credit, surplus.id))
        payments.void(cast.hasan.actor(), cast.hasan.actor().find(Payment, payment.id), "salah tagihan")
    assert money(cast) == 134_400
    assert disorder() == []


def test_columns_are_remembered_for_the_channel(cast: Cast, bills: Bills) -> None:
    head = "Hari;Cerita;Uang"
    content = bank.file([f"21/11/2026;{bills.whole.kode_iuran};134.400"], head)
    first = bank.received(cast.hasan, content)
    statement = cast.hasan.actor().find(BankStatement, first)
    assert statement.state is StatementState.MAPPING
    with pytest.raises(Refused, match=r"mapping\.missing"), transaction():
        bank_statements.map_columns(cast.hasan.actor(), statement, {0: "date", 1: "text", 2: ""})
    with transaction():
        found = cast.hasan.actor().find(BankStatement, first)
        bank_statements.map_columns(cast.hasan.actor(), found, {0: "date", 1: "text", 2: "amount"})
    assert faults(cast, first) == [(Fit.MATCHED, "")]
    second = bank.received(cast.hasan, bank.file(["21/11/2026;lain;5.000"], head))
    assert faults(cast, second) == [(Fit.UNMATCHED, "bank_row.none")]
    elsewhere = bank.received(cast.hasan, bank.file(["21/11/2026;lain;6.000"], head), channel="Indomaret")
    assert cast.hasan.actor().find(BankStatement, elsewhere).state is StatementState.MAPPING


def test_a_long_file_is_read_and_paid_by_a_job_in_chunks(cast: Cast, bills: Bills, worker: Hand) -> None:
    lines = [line("1.000", f"setoran {at} {'x' * 2_000}") for at in range(260)]
    lines += [line("134.400", f"A {bills.whole.kode_iuran}"), line("10.000", f"B {bills.parted.kode_iuran}")]
    lines += [line("1.000", f"C {bills.parted.kode_iuran} {at}") for at in range(20)]
    statement = bank.received(cast.hasan, bank.file(lines))
    assert cast.hasan.actor().find(BankStatement, statement).state is StatementState.READING
    worker.drain()
    db.session.rollback()
    assert cast.hasan.actor().find(BankStatement, statement).row_count == len(lines)
    bank.paid(cast.hasan, statement)
    worker.drain()
    db.session.rollback()
    assert cast.hasan.actor().find(BankStatement, statement).state is StatementState.OPEN
    assert money(cast) == 134_400 + 10_000 + 20_000
    paid = cast.hasan.actor().sees(Contribution).where(Contribution.invoice_id == bills.whole.id)
    assert {each.state.value for each in db.session.scalars(paid)} == {"paid"}
    assert 2 * EACH == 134_400
