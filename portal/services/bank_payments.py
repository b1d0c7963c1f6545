"""Rows of a statement become payments, by the steps that record any payment; what is less or more, credits.

A row is paid once: its fate changes in the transaction that records its payment, and it is held until then.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import accumulate, count
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.orm import defer

from portal.access.actor import Actor
from portal.access.audit import Action, audited, bulk_set, fact
from portal.access.permissions import Permission
from portal.models import (
    BankRow,
    BankStatement,
    Fit,
    Invoice,
    MoneyFate,
    StatementState,
    db,
)
from portal.services import bank_statements, credits, payments
from portal.services.bank_matching import EXPECTED
from portal.services.bank_plans import Outcome, Plan
from portal.services.invoices import SHORTEST_REASON
from portal.values import clock
from portal.values.fault import Refused

PAY = "bank_statements.pay"
#: Up to so many are recorded while the person waits.
INLINE = 10
#: What one commit takes, a second or so: so many rows, or fewer where more people than that are on their bills.
ROWS, PEOPLE = 1_000, 5_000
#: How often rows are looked at again, where others record the same references meanwhile.
ATTEMPTS = 3


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
        pay_some(actor, statement, [id_ for id_, _ in upcoming(actor, statement, 0)])
    else:
        statement.state = StatementState.PAYING
        bank_statements.ask_for(actor, statement, PAY)
    return statement


def upcoming(actor: Actor, statement: BankStatement, after: int) -> list[tuple[UUID, int]]:
    """The next rows to be recorded behind number `after`, each with its number: what one commit takes."""
    rows = (
        payable(actor, statement)
        .join(Invoice, Invoice.id == BankRow.invoice_id)
        .where(BankRow.number > after)
        .order_by(BankRow.number)
        .limit(ROWS)
        .with_only_columns(BankRow.id, BankRow.number, Invoice.people)
    )
    found = db.session.execute(rows).all()
    reach = accumulate(each.people for each in found)
    return [
        (each.id, each.number)
        for at, (each, people) in enumerate(zip(found, reach, strict=True))
        if not at or people <= PEOPLE
    ]


@audited(Action.STATEMENT_PAID, needs=Permission.PAYMENT_RECORD)
def pay_some(actor: Actor, statement: BankStatement, rows: Collection[UUID]) -> BankStatement:
    """Record what these rows of a statement brought; those that somebody settled meanwhile are passed over."""
    outcomes = _recorded(actor, BankRow.id.in_(rows), BankRow.statement_id == statement.id, BankRow.fit.in_(EXPECTED))
    fact(rows=len(outcomes))
    return statement


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
    [outcome] = _recorded(actor, BankRow.id == row.id)
    if outcome.refused is not None:
        raise Refused(outcome.refused)
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
    owner = actor.find(Invoice, row.invoice_id).organisation_id
    db.session.add(credits.of_row(row, owner, None, row.amount, channel=_channel(actor, row)))
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


def _recorded(actor: Actor, *which: ColumnElement[bool]) -> Sequence[Outcome]:
    """Record these rows of one statement, whichever of them still wait: one row by the steps of a thousand."""
    for attempt in count(1):
        try:
            with db.session.begin_nested():
                return _carried_out(actor, which)
        except Refused:  # somebody recorded the reference of one at this very moment: now it is seen
            if attempt == ATTEMPTS:
                raise
    raise AssertionError


def _carried_out(actor: Actor, which: Sequence[ColumnElement[bool]]) -> Sequence[Outcome]:
    waiting = actor.sees(BankRow).where(*which, BankRow.fate == MoneyFate.WAITING).order_by(BankRow.number)
    held = waiting.options(defer(BankRow.content)).with_for_update().execution_options(populate_existing=True)
    rows = db.session.scalars(held).all()
    if not rows:
        return []
    plan = Plan(actor, rows, _channel(actor, rows[0]))
    settled = (actor.name, clock.now())
    written = [
        (each.row.id, each.fit, each.fate, each.refused.as_line()[:200] if each.refused else "", each.payment_id)
        + (("", None) if each.refused else settled)
        for each in plan.outcomes
    ]
    db.session.add_all(plan.kept)
    db.session.flush()
    payments.record_all(actor, plan.orders)
    credits.note(plan.used)
    bulk_set(BankRow, _SETTLED, written)
    db.session.expire_all()
    return plan.outcomes


#: What is written of a row that was looked at.
_SETTLED = ("id", "fit", "fate", "fault", "payment_id", "settled_by_name", "settled_at")


def _channel(actor: Actor, row: BankRow) -> str:
    return actor.find(BankStatement, row.statement_id).channel


def _settled(actor: Actor, row: BankRow, fate: MoneyFate) -> None:
    row.fate, row.settled_by_name, row.settled_at = fate, actor.name, clock.now()
    db.session.flush()
