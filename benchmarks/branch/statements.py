"""A bank's statement is read and matched, against the least that any such matching does: the same file read by the
same reader, its rows put into a table as they are, and one join with the bills by a code that stands in a column of
its own. And what fits is recorded in bulk, against the same rows one by one."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, insert, select

from benchmarks import raw
from benchmarks.figures import Figure, compared
from benchmarks.stages import Stage, set_up
from portal.models import (
    BankRow,
    BankStatement,
    Contribution,
    ContributionState,
    Enrolment,
    EnrolmentState,
    Fit,
    Invoice,
    InvoiceState,
    Participant,
    db,
    engine,
    new_id,
)
from portal.models.columns import blind_nik
from portal.models.transaction import transaction
from portal.rules.contributions import Segment
from portal.services import bank_payments, bank_statements
from portal.services.numbers import secret_code
from portal.spreadsheets.bank_columns import BANK
from portal.spreadsheets.reader import open_sheet
from portal.values import clock
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from tests.cast import Cast
from tests.make import bank
from tests.make import people as people_of

_OWED = 16_800
_TABLE = "bare_statement"
_COLUMNS = ("id", "organisation_id", "branch_id", "number", "kode_iuran", "state", "people", "total", "paid",
            "created_at", "issued_at")  # fmt: skip


def matching(kind: str, *, rows: int = 100_000, bills: int = 50_000, times: int = 3) -> list[Figure]:
    """Half of the rows name an open bill, written in the ways people do; half name none."""
    stage, cast = set_up(kind)
    content = _content(rows, bills)
    try:
        stage.act(lambda: _bill(cast, bills))
        _bare_table(stage)
        took = compared(
            {
                "matching": lambda: _matched(stage, cast, content, bills),
                "floor": lambda: _floor(stage, content, bills),
            },
            times=times,
        )
    finally:
        stage.strike()
    matching, floor = took["matching"], took["floor"]
    name, beside = "statement, read and matched", "reading, loading and one join"
    return [Figure("branch", name, kind, rows, matching, "s", 3, beside, matching / floor)]


def recording(kind: str, *, bills: int = 20_000, few: int = 100, times: int = 1) -> list[Figure]:
    """Bills of one person each, all of which the statement pays, with all that a payment brings with it: beside the
    same rows recorded one by one, a row of each."""
    stage, cast = set_up(kind)
    try:
        stage.act(lambda: _bill(cast, bills))
        stage.act(lambda: _insure(bills))
        statement = stage.act(lambda: bank.received(cast.hasan, _content(bills, bills)))
        stage.work()
        singly = stage.on_a_copy(lambda copy: copy.act(lambda: _one_by_one(cast, statement, few)))
        stage.act(lambda: bank.paid(cast.hasan, statement))
        took = compared({"bulk": lambda: stage.on_a_copy(lambda copy: copy.work())}, times=times, warm=0)["bulk"]
        stage.work()
        assert stage.act(lambda: _paid(cast, statement)) == bills
    finally:
        stage.strike()
    ratio = (took / bills) / (singly / few)
    return [Figure("branch", "statement, recorded", kind, bills, took, "s", 0.1, "the same rows one by one", ratio)]


def _one_by_one(cast: Cast, statement: UUID, few: int) -> None:
    for row in bank.rows(cast.hasan, statement)[:few]:
        id_ = row.id
        with transaction():
            actor = cast.hasan.actor()
            bank_payments.pay_some(actor, actor.find(BankStatement, statement), [id_])


def _paid(cast: Cast, statement: UUID) -> int:
    paid = cast.hasan.actor().sees(BankRow).where(BankRow.statement_id == statement, BankRow.payment_id.is_not(None))
    return db.session.scalar(paid.with_only_columns(func.count())) or 0


def _insure(bills: int) -> None:
    """A person and a month on every bill."""
    then, start = clock.now() - timedelta(days=1), clock.today()
    zero, owed = Rupiah(0), Rupiah(_OWED)
    with transaction() as session:
        found = session.execute(
            select(Invoice.id, Invoice.organisation_id, Invoice.branch_id)
            .where(Invoice.number.like("TAG/2026/01/%"))
            .execution_options(seen_by="a measurement")
        ).all()
        people, enrolments, months = [], [], []
        for at, (invoice, owner, branch) in enumerate(found):
            nik, person, enrolment = people_of.nik(at), new_id(), new_id()
            of = {"organisation_id": owner, "branch_id": branch, "participant_id": person}
            people.append(
                {"id": person, "nik": nik, "nik_index": blind_nik(nik), "name": f"Orang {at:06}", "birth_date": start,
                 "sex": nik.sex, "created_at": then}
            )  # fmt: skip
            enrolments.append(
                of
                | {"id": enrolment, "segment": Segment.PKL, "state": EnrolmentState.APPROVED, "start": start,
                   "name_key": f" orang {at:06}", "card_code": secret_code(), "created_at": then, "approved_at": then}
            )  # fmt: skip
            months.append(
                of
                | {"id": new_id(), "enrolment_id": enrolment, "invoice_id": invoice, "month": Month.of(start),
                   "base": owed, "jkk": owed, "jkm": zero, "jht": zero, "relief": zero, "amount": owed, "law": "",
                   "state": ContributionState.BILLED}
            )  # fmt: skip
        for model, rows in ((Participant, people), (Enrolment, enrolments), (Contribution, months)):
            session.execute(insert(model.__table__).execution_options(seen_by="a measurement"), rows)
        engine.refresh_statistics(session)


def _code(number: int) -> str:
    return f"88{number:010}"


def _content(rows: int, bills: int) -> bytes:
    """Codes whole, with dashes, with letters for digits."""
    ways = (
        str,
        lambda code: f"{code[:4]}-{code[4:8]}-{code[8:]}",
        lambda code: code.replace("0", "O"),
        lambda code: f"{code[:4]} {code[4:]}",
    )
    day = f"{clock.today():%d/%m/%Y}"
    lines = []
    for at in range(rows):
        named = at < bills
        text = f"TRSF E-BANKING CR {ways[at % 4](_code(at))} IURAN" if named else f"SETORAN TUNAI {at} TOKO MAJU"
        code = _code(at) if named else ""
        lines.append(f"{day};{text};N{at};{_OWED:,}.00;K;{code}")
    return bank.file(lines, f"{bank.HEAD};Sandi")


def _bill(cast: Cast, bills: int) -> None:
    then = clock.now() - timedelta(days=1)
    with transaction() as session:
        rows = [
            (new_id(), cast.smkn1, cast.bandung, f"TAG/2026/01/{at:06}", _code(at), InvoiceState.ISSUED, 1,
             Rupiah(_OWED), Rupiah(0), then, then)
            for at in range(bills)
        ]  # fmt: skip
        engine.insert_many(session, Invoice, _COLUMNS, rows)
        engine.refresh_statistics(session)


def _bare_table(stage: Stage) -> None:
    def made() -> None:
        with transaction() as session:
            session.connection().exec_driver_sql(
                f"create table {_TABLE} "
                "(number integer, day text, words text, reference text, amount text, code text)"
            )

    stage.act(made)


def _matched(stage: Stage, cast: Cast, content: bytes, bills: int) -> float:
    """The seconds of the job; afterwards the statement is taken back, for the next turn."""
    taken: list[UUID] = [stage.act(lambda: bank.received(cast.hasan, content))]
    seconds = stage.work()

    def checked_and_undone() -> None:
        with transaction():
            actor = cast.hasan.actor()
            found = actor.sees(BankRow).where(BankRow.statement_id == taken[0], BankRow.fit == Fit.MATCHED)
            assert db.session.scalar(found.with_only_columns(func.count())) == bills
            bank_statements.undo(actor, actor.find(BankStatement, taken[0]))

    stage.act(checked_and_undone)
    return seconds


def _floor(stage: Stage, content: bytes, bills: int) -> float:
    began = time.perf_counter()
    with open_sheet(content, profile=BANK) as sheet:
        rows = [(row.number, *row.cells[:4], row.cells[5]) for batch in sheet.rows() for row in batch]
    raw.insert(stage.url, {_TABLE: (("number", "day", "words", "reference", "amount", "code"), rows)})

    def joined() -> None:
        with stage.app.app_context():
            found = db.session.connection().exec_driver_sql(
                f"select {_TABLE}.number, invoice.id, invoice.total - invoice.paid from {_TABLE} "
                f"join invoice on invoice.kode_iuran = {_TABLE}.code"
            )
            assert len(found.all()) == bills

    stage.act(joined)
    seconds = time.perf_counter() - began
    raw.empty(stage.url, _TABLE)
    return seconds
