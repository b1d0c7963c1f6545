"""Credits (titipan): money beyond a bill, or before all of a bill was there; used, carried on, given back.

Every rupiah of a statement's row that pays for nobody stands here, so that payments, credits and refunds add up to
what the bank says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import Select, func, or_

from portal.access.actor import Actor
from portal.access.audit import Action, audited, bulk_insert, fact
from portal.access.permissions import Permission
from portal.models import BankRow, Credit, CreditState, CreditUse, Invoice, Payment, db, new_id
from portal.models.columns import NO_MONEY
from portal.services.invoices import SHORTEST_REASON
from portal.values import clock
from portal.values.fault import Refused
from portal.values.rupiah import Rupiah


def kept_for_bills(actor: Actor) -> Select[*tuple[UUID | None, Rupiah]]:
    """(bill, sum) of the credits that wait for the rest of a bill."""
    kept = actor.sees(Credit).where(Credit.state == CreditState.OPEN, Credit.invoice_id.is_not(None))
    return kept.with_only_columns(Credit.invoice_id, func.sum(Credit.remaining)).group_by(Credit.invoice_id)


def of_row(row: BankRow, organisation_id: UUID, bill_id: UUID | None, amount: Rupiah, *, channel: str) -> Credit:
    """Money of a row as a credit of the organisation: part of this bill, or for its next one. Not kept yet."""
    assert row.paid_at is not None
    now = clock.now()
    return Credit(
        id=new_id(),
        organisation_id=organisation_id,
        branch_id=row.branch_id,
        row_id=row.id,
        invoice_id=bill_id,
        state=CreditState.OPEN,
        amount=amount,
        remaining=amount,
        came_at=min(row.paid_at, now),
        channel=channel,
        reference=row.reference,
        created_at=now,
    )


def usable(actor: Actor, organisations: Collection[UUID], bills: Collection[UUID]) -> Sequence[Credit]:
    """What may pay for these bills, held until the transaction ends: what was kept for them, and what these
    organisations have free."""
    found = (
        actor.sees(Credit)
        .where(
            Credit.organisation_id.in_(organisations),
            Credit.state == CreditState.OPEN,
            or_(Credit.invoice_id.in_(bills), Credit.invoice_id.is_(None)),
        )
        .order_by(Credit.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(found).all()


def in_turn(some: Iterable[Credit], bill_id: UUID) -> list[Credit]:
    """Of one organisation's credits those that may pay for a bill: first what was kept for it, then what is free;
    each in the order in which it came."""
    theirs = [each for each in some if each.state is CreditState.OPEN and each.invoice_id in {None, bill_id}]
    return sorted(theirs, key=lambda each: (each.invoice_id is None, each.id))


def available(actor: Actor, bill: Invoice) -> Rupiah:
    """What the payer of a bill has for it; one query."""
    theirs = actor.sees(Credit).where(
        Credit.organisation_id == bill.organisation_id,
        Credit.state == CreditState.OPEN,
        or_(Credit.invoice_id == bill.id, Credit.invoice_id.is_(None)),
    )
    found = db.session.scalar(theirs.with_only_columns(func.coalesce(func.sum(Credit.remaining), NO_MONEY)))
    return found or Rupiah(0)


def take(credits: Sequence[Credit], bill_id: UUID, needed: Rupiah) -> list[tuple[Credit, Rupiah]]:
    """How much each of these credits gives to a payment of a bill; what was kept for that bill and is not needed
    becomes free."""
    taken: list[tuple[Credit, Rupiah]] = []
    for credit in credits:
        some = min(needed, credit.remaining)
        if some:
            taken.append((credit, some))
            credit.remaining -= some
            needed -= some
        if not credit.remaining:
            credit.state = CreditState.USED
        elif credit.invoice_id == bill_id:
            credit.invoice_id = None
    assert not needed, "who uses credits has counted them"
    return taken


def note(uses: Iterable[tuple[Credit, UUID, Rupiah]]) -> None:
    """Keep how much of which credits went into which payment. A step of recording."""
    rows = [
        (credit.organisation_id, credit.branch_id, credit.id, payment, some, False) for credit, payment, some in uses
    ]
    bulk_insert(CreditUse, _USED, rows)


_USED = ("organisation_id", "branch_id", "credit_id", "payment_id", "amount", "reversed")


def give_back(actor: Actor, payment: Payment) -> Rupiah:
    """A payment is taken back: what credits gave to it is theirs again; how much. A step of taking back."""
    total = Rupiah(0)
    uses = actor.sees(CreditUse).where(CreditUse.payment_id == payment.id, CreditUse.reversed.is_(False))
    for used in db.session.scalars(uses).all():
        credit = db.session.scalars(
            actor.sees(Credit)
            .where(Credit.id == used.credit_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one()
        if credit.state is CreditState.REFUNDED:
            credit.remaining = Rupiah(0)  # what was left of it then is not there any more
        if credit.state is not CreditState.REFUNDING:
            credit.state = CreditState.OPEN
        credit.remaining += used.amount
        used.reversed = True
        total += used.amount
    db.session.flush()
    return total


def uses_of(actor: Actor, credit: Credit) -> Sequence[tuple[str, Rupiah, UUID]]:
    """What a credit paid: (receipt, how much of it, bill)."""
    uses = (
        actor.sees(CreditUse)
        .join(Payment, Payment.id == CreditUse.payment_id)
        .where(CreditUse.credit_id == credit.id, CreditUse.reversed.is_(False))
        .with_only_columns(Payment.number, CreditUse.amount, Payment.invoice_id)
        .order_by(Payment.id)
    )
    return [(number, amount, bill) for number, amount, bill in db.session.execute(uses)]


@audited(Action.CREDIT_REFUND_ASKED, needs=Permission.PAYMENT_RECORD)
def ask_refund(actor: Actor, credit: Credit, reason: str) -> Credit:
    """Put what is left of a credit on the list of what is to be given back. `Refused`: reason.short,
    credit.not_open."""
    credit = _held(actor, credit.id, CreditState.OPEN)
    if len(reason) < SHORTEST_REASON:
        raise Refused.because("reason.short", "reason")
    credit.state, credit.invoice_id = CreditState.REFUNDING, None
    credit.refund_reason, credit.refund_asked_by_name = reason[:300], actor.name
    fact(amount=str(credit.remaining), reason=credit.refund_reason)
    return credit


@audited(Action.CREDIT_REFUND_DROPPED, needs=Permission.PAYMENT_RECORD)
def drop_refund(actor: Actor, credit: Credit) -> Credit:
    """It is not given back after all, and pays bills again. `Refused`: credit.not_refunding."""
    credit = _held(actor, credit.id, CreditState.REFUNDING)
    credit.state, credit.refund_reason, credit.refund_asked_by_name = CreditState.OPEN, "", ""
    fact(amount=str(credit.remaining))
    return credit


@audited(Action.CREDIT_REFUNDED, needs=Permission.PAYMENT_RECORD)
def refund(actor: Actor, credit: Credit, *, reference: str) -> Credit:
    """It was given back, today, by a transfer with this reference. `Refused`: payment.reference,
    credit.not_refunding."""
    credit = _held(actor, credit.id, CreditState.REFUNDING)
    if not reference:
        raise Refused.because("payment.reference", "reference")
    credit.state, credit.refunded_on, credit.refund_reference = CreditState.REFUNDED, clock.today(), reference
    fact(amount=str(credit.remaining), reference=reference)
    return credit


def _held(actor: Actor, credit_id: UUID, state: CreditState) -> Credit:
    credit = db.session.scalars(
        actor.sees(Credit).where(Credit.id == credit_id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if credit.state is not state:
        raise Refused.because("credit.not_open" if state is CreditState.OPEN else "credit.not_refunding")
    return credit
