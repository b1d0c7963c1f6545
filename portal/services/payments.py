"""Money that came in: recorded for a whole bill or for part of its people, and voided with a reason.

Whatever the size of a bill, and however many bills, recording is a handful of statements: the months are allocated by
one INSERT … SELECT and marked by one UPDATE, and cover is written once for all people. One payment typed by hand is
recorded by the very steps that record a thousand of a statement.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import false, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from portal.access import audit
from portal.access.actor import Actor
from portal.access.audit import Action, Told, audited, bulk_copy, bulk_insert, bulk_set, bulk_update, fact
from portal.access.permissions import Permission
from portal.models import (
    Allocation,
    Contribution,
    ContributionState,
    Credit,
    Invoice,
    InvoiceState,
    Payment,
    db,
    new_id,
)
from portal.models.columns import NO_MONEY
from portal.services import agents, bank_reopening, cover_days, credits, invoices, paid_months
from portal.services.invoices import SHORTEST_REASON, Counted, Held, batches
from portal.services.numbers import Series, next_numbers, secret_code
from portal.values import clock
from portal.values.clock import in_wib
from portal.values.fault import Refused
from portal.values.rupiah import Rupiah


@audited(Action.PAYMENT_RECORDED, needs=Permission.PAYMENT_RECORD)
def record(
    actor: Actor,
    invoice: Invoice,
    *,
    amount: Rupiah,
    paid_at: datetime,
    channel: str,
    reference: str,
    enrolment_ids: Collection[UUID] | None = None,
    with_credits: bool = False,
) -> Payment:
    """Record money for every unpaid month of a bill, or of the chosen people only; their cover begins with it.

    With credits, what the payer has at the branch pays for the whole bill first, and `amount` is the rest of it. A
    payment is always what the months cost.
    `paid_at` is the instant the bank says, not that of recording. Two officers with the same payment: the bill is
    locked, so one of them records it and the other is told.
    `Refused`: payment.not_issued, .already_paid, .people, .people_paid, .amount or .amount_credit (with both
    amounts), .future, .before_bill, .channel, .reference, .twice.
    """
    invoice = invoices.locked(actor, invoice.id)
    _expect_open(invoice)
    expect_instant(invoice, paid_at)
    if not channel:
        raise Refused.because("payment.channel", "channel")
    if not reference:
        raise Refused.because("payment.reference", "reference")
    people = None if enrolment_ids is None else frozenset(enrolment_ids)
    theirs = _credits(actor, invoice) if with_credits and people is None else []
    owed = _check_amount(actor, invoice, amount, people, Rupiah.total(each.remaining for each in theirs))
    _refuse_twice(actor, owed, channel, reference)
    order = Order(new_id(), Held.of(invoice), owed, paid_at, channel, reference, people)
    used = credits.take(theirs, invoice.id, owed - amount)
    db.session.flush()
    [told] = _recorded(actor, [order])
    credits.note((credit, order.id, some) for credit, some in used)
    fact(**told.facts)
    return actor.find(Payment, order.id)


def pay_from_credits(actor: Actor, invoice: Invoice) -> Payment:
    """The whole bill is paid by what its payer has at the branch; cover begins now, when that was decided.

    `Refused`: as `record`; payment.amount_credit where that is not enough.
    """
    return record(
        actor,
        invoice,
        amount=Rupiah(0),
        paid_at=clock.now(),
        channel=FROM_CREDITS,
        reference=invoice.number,
        with_credits=True,
    )


#: Where such a payment came from, beside the names of banks and shops.
FROM_CREDITS = "Titipan"


class Order(NamedTuple):
    """Money to be recorded for a bill that is held: all that the bill asks for, or what it asks for these people.

    `id` will be the payment's; `amount` is what was found to be unpaid.
    """

    id: UUID
    bill: Held
    amount: Rupiah
    paid_at: datetime
    channel: str
    reference: str
    people: frozenset[UUID] | None = None


def record_all(actor: Actor, orders: Sequence[Order]) -> None:
    """As `record`, of many bills at once, each in a line of the record: a few statements for all of them.

    A step of recording a statement, which holds the bills and has made sure of what `record` asks.
    `Refused`: payment.twice_now, for all of them, when one was recorded by another at this moment.
    """
    if orders:
        audit.tell(actor, Action.PAYMENT_RECORDED, Payment, _recorded(actor, orders))


def references(actor: Actor, channel: str, some: Collection[str]) -> set[tuple[str, Rupiah]]:
    """Of these references of a channel those that stand on a payment, each with its amount."""
    same = actor.sees(Payment).where(
        Payment.channel == channel, Payment.reference.in_(some), Payment.voided_at.is_(None)
    )
    found = db.session.execute(same.with_only_columns(Payment.reference, Payment.amount))
    return {(reference, amount) for reference, amount in found}


@audited(Action.PAYMENT_VOIDED, needs=Permission.INVOICE_VOID)
def void(actor: Actor, payment: Payment, reason: str) -> Payment:
    """Take back a payment that should not have been recorded: its months are unpaid again, its history stays.

    `Refused`: reason.short, payment.void, credit.spent.
    """
    if len(reason) < SHORTEST_REASON:
        raise Refused.because("reason.short", "reason")
    invoice = invoices.locked(actor, payment.invoice_id)
    payment = db.session.scalars(
        actor.sees(Payment).where(Payment.id == payment.id).execution_options(populate_existing=True)
    ).one()
    if payment.voided_at is not None:
        raise Refused.because("payment.void", number=payment.number)
    payment.void_reason, payment.voided_at = reason, clock.now()
    bulk_update(
        Contribution,
        update(Contribution)
        .where(Contribution.id.in_(_allocated(payment)), Contribution.state == ContributionState.PAID)
        .values(state=ContributionState.BILLED, paid_at=None),
    )
    bulk_update(Allocation, update(Allocation).where(Allocation.payment_id == payment.id).values(reversed=True))
    bank_reopening.reopen(actor, payment)
    paid_months.take_back(payment)
    people = cover_days.anew(actor, [payment.id])[payment.id]
    agents.forget_transacted(actor, payment)
    invoices.recount(actor, invoice)
    invoice.state = Counted(invoice.people, invoice.total, invoice.paid).state
    fact(amount=str(payment.amount), people=people, reason=reason, payment=payment.number)
    return payment


def due_for(actor: Actor, invoice: Invoice, people: Collection[UUID] | None = None) -> tuple[int, Rupiah]:
    """How many people still have unpaid months on a bill, and what these cost; only the chosen `people`, if given."""
    count, total = 0, Rupiah(0)
    for batch in [None] if people is None else batches(people):
        unpaid = actor.sees(Contribution).where(*_unpaid(invoice, batch))
        found = db.session.execute(
            unpaid.with_only_columns(
                func.count(Contribution.enrolment_id.distinct()),
                func.coalesce(func.sum(Contribution.amount), NO_MONEY),
            )
        ).one()
        count, total = count + found[0], total + found[1]
    return count, total


def owed(actor: Actor, bills: Collection[UUID]) -> Mapping[UUID, Rupiah]:
    """What the unpaid months of each of these bills cost; one query. A bill without any is left out."""
    unpaid = actor.sees(Contribution).where(
        Contribution.invoice_id.in_(bills), Contribution.state == ContributionState.BILLED
    )
    sums = unpaid.with_only_columns(Contribution.invoice_id, func.sum(Contribution.amount))
    return {id_: cost for id_, cost in db.session.execute(sums.group_by(Contribution.invoice_id)) if id_ is not None}


def _unpaid(invoice: Invoice, people: Collection[UUID] | None) -> list[Any]:
    clauses: list[Any] = [Contribution.invoice_id == invoice.id, Contribution.state == ContributionState.BILLED]
    return clauses if people is None else [*clauses, Contribution.enrolment_id.in_(people)]


def _expect_open(invoice: Invoice) -> None:
    if invoice.state is InvoiceState.PAID:
        raise Refused.because("payment.already_paid", number=invoice.number)
    if invoice.state not in invoices.OPEN:
        raise Refused.because("payment.not_issued", number=invoice.number)


def expect_instant(invoice: Invoice | Held, paid_at: datetime) -> None:
    """Money cannot come before its bill, nor from the future. By the day: the code was made elsewhere, and may have
    been paid some hours before it was typed here. `Refused`: payment.future, payment.before_bill."""
    if paid_at > clock.now():
        raise Refused.because("payment.future", "paid_on")
    assert invoice.issued_at is not None
    issued_on = in_wib(invoice.issued_at).date()
    if in_wib(paid_at).date() < issued_on:
        raise Refused.because("payment.before_bill", "paid_on", day=issued_on)


def _credits(actor: Actor, invoice: Invoice) -> list[Credit]:
    return credits.in_turn(credits.usable(actor, {invoice.organisation_id}, {invoice.id}), invoice.id)


def _check_amount(
    actor: Actor, invoice: Invoice, amount: Rupiah, people: frozenset[UUID] | None, credit: Rupiah
) -> Rupiah:
    """What these people owe, which is what came in and the credit together."""
    if people is not None and not people:
        raise Refused.because("payment.people", "people")
    count, owed = due_for(actor, invoice, people)
    expected = owed - min(credit, owed)
    if people is not None and count < len(people):
        raise Refused.because("payment.people_paid", "people", count=len(people) - count)
    if amount == expected:
        return owed
    code = "payment.amount" if people is None else "payment.amount_part"
    code = "payment.amount_credit" if credit else code
    raise Refused.because(
        code, "amount", amount=amount, expected=expected, difference=_apart(amount, expected), people=count
    )


def _apart(one: Rupiah, other: Rupiah) -> Rupiah:
    return max(one, other) - min(one, other)


def _refuse_twice(actor: Actor, amount: Rupiah, channel: str, reference: str) -> None:
    same = db.session.scalars(
        actor.sees(Payment).where(
            Payment.channel == channel,
            Payment.reference == reference,
            Payment.amount == amount,
            Payment.voided_at.is_(None),
        )
    ).first()
    if same is not None:
        raise Refused.because("payment.twice", "reference", number=same.number, day=in_wib(same.paid_at).date())


def _recorded(actor: Actor, orders: Sequence[Order]) -> list[Told]:
    """Everything that follows from money for bills, of which none stands twice among them; what is told of each."""
    ids, bills = [each.id for each in orders], [each.bill.id for each in orders]
    numbers = _put(actor, orders)
    _allocate(orders)
    paid_months.follow(actor.branch_id, ids)
    people = cover_days.anew(actor, ids)
    agents.note_transacted(ids)
    counted = invoices.counted(actor, bills)
    sums = [(id_, each.people, each.total, each.paid, each.state) for id_, each in counted.items()]
    bulk_set(Invoice, ("id", "people", "total", "paid", "state"), sums)
    db.session.expire_all()
    return [
        _told(each, number, people[each.id], counted[each.bill.id])
        for each, number in zip(orders, numbers, strict=True)
    ]


def _told(order: Order, number: str, people: int, now: Counted) -> Told:
    bill = order.bill
    payment = {
        "amount": (None, order.amount),
        "paid_at": (None, order.paid_at),
        "channel": (None, order.channel),
        "reference": (None, order.reference),
    }
    facts = {
        "amount": str(order.amount),
        "people": people,
        "kode_iuran": bill.kode_iuran,
        "payment": number,
        "changes": [
            audit.change("+", Payment, order.id, payment),
            audit.change("~", Invoice, bill.id, {"paid": (bill.paid, now.paid), "state": (bill.state, now.state)}),
        ],
    }
    return Told(order.id, bill.organisation_id, facts)


def _put(actor: Actor, orders: Sequence[Order]) -> list[str]:
    """Their receipts' numbers. The database has the last word on the same reference, when two officers record it for
    two bills at once."""
    now, numbers = clock.now(), next_numbers(Series.KWT, len(orders))
    rows = [
        (
            each.id,
            each.bill.organisation_id,
            actor.branch_id,
            each.bill.id,
            number,
            secret_code(),
            each.amount,
            each.paid_at,
            each.channel,
            each.reference,
            actor.user_id,
            actor.name,
            now,
        )
        for each, number in zip(orders, numbers, strict=True)
    ]
    try:
        with db.session.begin_nested():
            bulk_insert(Payment, _COLUMNS, rows)
    except IntegrityError:
        raise Refused.because("payment.twice_now", "reference") from None
    return numbers


_COLUMNS = (
    "id",
    "organisation_id",
    "branch_id",
    "invoice_id",
    "number",
    "code",
    "amount",
    "paid_at",
    "channel",
    "reference",
    "recorded_by",
    "recorded_by_name",
    "recorded_at",
)


def _allocate(orders: Sequence[Order]) -> None:
    """Every unpaid month of those who pay: allocated, and marked as paid."""
    whole = [each for each in orders if each.people is None]
    some = [([each], batch) for each in orders if each.people is not None for batch in batches(each.people)]
    for paying, people in [*([(whole, None)] if whole else []), *some]:
        unpaid: list[Any] = [
            Contribution.invoice_id.in_([each.bill.id for each in paying]),  # by which SQLite looks them up
            Contribution.state == ContributionState.BILLED,
            Payment.id.in_([each.id for each in paying]),
            Payment.invoice_id == Contribution.invoice_id,
        ]
        if people is not None:
            unpaid.append(Contribution.enrolment_id.in_(people))
        bulk_copy(
            Allocation,
            insert(Allocation).from_select(
                ["organisation_id", "branch_id", "payment_id", "contribution_id", "amount", "reversed"],
                select(
                    Contribution.organisation_id,
                    Contribution.branch_id,
                    Payment.id,
                    Contribution.id,
                    Contribution.amount,
                    false(),
                ).where(*unpaid),
            ),
        )
        paid = {"state": ContributionState.PAID, "paid_at": Payment.paid_at}
        bulk_update(Contribution, update(Contribution).where(*unpaid).values(paid))


def _allocated(payment: Payment) -> Any:
    return select(Allocation.contribution_id).where(Allocation.payment_id == payment.id)
