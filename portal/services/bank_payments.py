"""Rows of a statement become payments, by the service that records any payment; what is less or more, credits.

A row is paid once: its fate changes in the transaction that records its payment, and it is held until then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func

from portal.access.actor import Actor
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import (
    BankRow,
    BankStatement,
    Credit,
    Fit,
    Invoice,
    InvoiceState,
    MoneyFate,
    Payment,
    StatementState,
    db,
)
from portal.services import bank_statements, credits, invoices, payments
from portal.services.bank_matching import EXPECTED
from portal.services.invoices import SHORTEST_REASON
from portal.values import clock
from portal.values.fault import Fault, Refused
from portal.values.rupiah import Rupiah

PAY = "bank_statements.pay"
#: Up to so many are recorded while the person waits.
INLINE = 10


def payable(actor: Actor, statement: BankStatement) -> Select[BankRow]:
    """The rows whose money goes to a bill without anybody's further word."""
    return actor.sees(BankRow).where(
        BankRow.statement_id == statement.id, BankRow.fate == MoneyFate.WAITING, BankRow.fit.in_(EXPECTED)
    )


@audited(Action.STATEMENT_PAYING, needs=Permission.PAYMENT_RECORD)
def begin(actor: Actor, statement: BankStatement) -> BankStatement:
    """Record what fits: a few rows at once, many by a job. `Refused`: roster.busy, statement.nothing."""
    statement = bank_statements.locked(actor, statement.id)
    if statement.state is not StatementState.OPEN:
        raise Refused.because("roster.busy")
    count = db.session.scalar(payable(actor, statement).with_only_columns(func.count())) or 0
    if not count:
        raise Refused.because("statement.nothing")
    fact(rows=count)
    statement.content = None  # from here on its columns stand
    if count <= INLINE:
        pay_some(actor, statement, 0, INLINE)
    else:
        statement.state = StatementState.PAYING
        bank_statements.ask_for(actor, statement, PAY)
    return statement


@audited(Action.STATEMENT_PAID, needs=Permission.PAYMENT_RECORD)
def pay_some(actor: Actor, statement: BankStatement, after: int, most: int) -> int:
    """Record the next rows behind number `after`; the number of the last one, 0 when there was none."""
    rows = payable(actor, statement).where(BankRow.number > after).order_by(BankRow.number).limit(most)
    numbers = {row.id: row.number for row in db.session.execute(rows.with_only_columns(BankRow.id, BankRow.number))}
    for row_id in numbers:
        row = held(actor, row_id)
        if row.fate is MoneyFate.WAITING and row.fit in EXPECTED:
            _try(actor, row)
    fact(rows=len(numbers))
    return max(numbers.values(), default=0)


@audited(Action.STATEMENT_PAID, needs=Permission.PAYMENT_RECORD)
def finish(actor: Actor, statement: BankStatement) -> BankStatement:
    """What fitted is recorded."""
    statement.state = StatementState.OPEN
    return statement


@audited(Action.BANK_ROW_MATCHED, needs=Permission.PAYMENT_RECORD)
def match(actor: Actor, row: BankRow, invoice: Invoice) -> BankRow:
    """A person says which bill a row is for; its money is recorded at once.

    `Refused`: bank_row.settled, bank_row.no_money, and what `payments.record` refuses.
    """
    row = _waiting(actor, row)
    if row.amount is None or row.fit is Fit.ASIDE:
        raise Refused.because("bank_row.no_money")
    row.invoice_id = invoice.id
    db.session.flush()
    _record(actor, row)
    return row


@audited(Action.BANK_ROW_KEPT, needs=Permission.PAYMENT_RECORD)
def keep(actor: Actor, row: BankRow) -> BankRow:
    """Money for a bill that is paid already is kept as a credit of its organisation, for the next bill or to be given
    back. `Refused`: bank_row.settled, bank_row.no_bill, bank_row.no_money."""
    row = _waiting(actor, row)
    if row.amount is None:
        raise Refused.because("bank_row.no_money")
    if row.invoice_id is None:
        raise Refused.because("bank_row.no_bill")
    credits.keep(actor, row, actor.find(Invoice, row.invoice_id), row.amount, for_bill=False)
    _settled(actor, row, MoneyFate.CREDIT)
    fact(amount=str(row.amount))
    return row


@audited(Action.BANK_ROW_DISMISSED, needs=Permission.PAYMENT_RECORD)
def dismiss(actor: Actor, row: BankRow, reason: str) -> BankRow:
    """A person says that a row needs nothing further, and why. `Refused`: reason.short, bank_row.settled."""
    row = _waiting(actor, row)
    if len(reason) < SHORTEST_REASON:
        raise Refused.because("reason.short", "reason")
    row.dismissal = reason[:300]
    _settled(actor, row, MoneyFate.DISMISSED)
    fact(reason=row.dismissal)
    return row


def held(actor: Actor, row_id: UUID) -> BankRow:
    """A row as it is now, held until the transaction ends."""
    return db.session.scalars(
        actor.sees(BankRow).where(BankRow.id == row_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def _waiting(actor: Actor, row: BankRow) -> BankRow:
    row = held(actor, row.id)
    if row.fate is not MoneyFate.WAITING:
        raise Refused.because("bank_row.settled")
    return row


def _try(actor: Actor, row: BankRow) -> None:
    """Record a row, or note why it could not be: the bill has changed since it was matched."""
    row_id = row.id
    try:
        with db.session.begin_nested():
            _record(actor, row)
    except Refused as refused:
        row = held(actor, row_id)
        fault = refused.faults[0]
        twice = fault.code in {"payment.already_paid", "payment.twice", "payment.twice_now"}
        row.fit, row.fault = (Fit.DUPLICATE if twice else Fit.UNMATCHED), fault.as_line()[:200]
        db.session.flush()


def _record(actor: Actor, row: BankRow) -> None:
    """All that is there for the row's bill pays it; what is beyond is a credit. Too little waits for the rest."""
    assert row.invoice_id is not None
    assert row.amount is not None
    assert row.paid_at is not None
    invoice = invoices.locked(actor, row.invoice_id)
    if invoice.state is InvoiceState.PAID:
        raise Refused.because("payment.already_paid", number=invoice.number)
    if invoice.state not in invoices.OPEN:
        code = "bank_row.void" if invoice.state is InvoiceState.VOID else "bank_row.proposed"
        raise Refused(Fault(code, params={"number": invoice.number}))
    _, owed = payments.due_for(actor, invoice)
    kept = credits.usable(actor, invoice)
    if row.amount + _sum(kept) < owed:
        payments.expect_instant(invoice, _came_at(row))
        credits.keep(actor, row, invoice, row.amount, for_bill=True)
        row.fit, row.fault = Fit.PART, ""
        _settled(actor, row, MoneyFate.CREDIT)
        return
    needed = max(owed - row.amount, Rupiah(0))
    payment = _paid(actor, row, invoice, owed)
    row = held(actor, row.id)
    invoice = actor.find(Invoice, payment.invoice_id)
    kept = credits.usable(actor, invoice)
    credits.use(kept, payment, needed)
    if row.amount is not None and row.amount > owed:
        credits.keep(actor, row, invoice, row.amount - owed, for_bill=False)
    row.fit = Fit.OVER if row.amount is not None and row.amount > owed else Fit.MATCHED
    row.payment_id, row.fault = payment.id, ""
    _settled(actor, row, MoneyFate.PAID)


def _paid(actor: Actor, row: BankRow, invoice: Invoice, owed: Rupiah) -> Payment:
    """By the reference of the bank; where it has none, or gives one to several rows, by that of the row itself."""
    own = f"RK-{row.fingerprint.hex()[:12].upper()}"
    references = [row.reference, f"{row.reference} {own}"] if row.reference else [own]
    refusal: Refused | None = None
    for reference in references:
        try:
            return payments.record(
                actor,
                invoice,
                amount=owed,
                paid_at=_came_at(row),
                channel=actor.find(BankStatement, row.statement_id).channel,
                reference=reference,
            )
        except Refused as refused:
            if refused.faults[0].code not in {"payment.twice", "payment.twice_now"}:
                raise
            refusal = refused
    assert refusal is not None
    raise refusal


def _came_at(row: BankRow) -> datetime:
    assert row.paid_at is not None
    return min(row.paid_at, clock.now())


def _sum(kept: Sequence[Credit]) -> Rupiah:
    return Rupiah.total(credit.remaining for credit in kept)


def _settled(actor: Actor, row: BankRow, fate: MoneyFate) -> None:
    row.fate, row.settled_by_name, row.settled_at = fate, actor.name, clock.now()
    db.session.flush()
