"""Money that came in: recorded for a whole bill or for part of its people, and voided with a reason.

Whatever the size of the bill, a payment is a handful of statements: the months are allocated by one INSERT … SELECT
and marked by one UPDATE, and cover is written once for all the people who share the same days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import false, func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError

from portal.access.actor import Actor
from portal.access.audit import Action, audited, bulk_copy, bulk_update, fact
from portal.access.permissions import Permission
from portal.models import Allocation, Contribution, ContributionState, Enrolment, Invoice, InvoiceState, Payment, db
from portal.models.columns import NO_MONEY
from portal.rules import dues
from portal.services import agents, bank_reopening, invoices, paid_months, standings
from portal.services.invoices import SHORTEST_REASON, batches
from portal.services.numbers import Series, next_number, secret_code
from portal.values import clock
from portal.values.clock import in_wib, start_of
from portal.values.fault import Refused
from portal.values.month import Month
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
) -> Payment:
    """Record money for every unpaid month of a bill, or of the chosen people only; their cover begins with it.

    `paid_at` is the instant the bank says, not that of recording. Two officers with the same payment: the bill is
    locked, so one of them records it and the other is told.
    `Refused`: payment.not_issued, .already_paid, .people, .people_paid, .amount (with both amounts), .future,
    .before_bill, .channel, .reference, .twice.
    """
    invoice = invoices.locked(actor, invoice.id)
    _expect_open(invoice)
    expect_instant(invoice, paid_at)
    if not channel:
        raise Refused.because("payment.channel", "channel")
    if not reference:
        raise Refused.because("payment.reference", "reference")
    people = None if enrolment_ids is None else set(enrolment_ids)
    _check_amount(actor, invoice, amount, people)
    _refuse_twice(actor, amount, channel, reference)
    payment = _kept(
        Payment(
            organisation_id=invoice.organisation_id,
            branch_id=invoice.branch_id,
            invoice_id=invoice.id,
            number=next_number(Series.KWT),
            code=secret_code(),
            amount=amount,
            paid_at=paid_at,
            channel=channel,
            reference=reference,
            recorded_by=actor.user_id,
            recorded_by_name=actor.name,
            recorded_at=clock.now(),
        )
    )
    _allocate(invoice, payment, people)
    paid_months.follow(payment)
    paid_for = _cover_anew(actor, payment)
    agents.note_transacted(actor, payment)
    _tally(actor, invoice)
    fact(amount=str(amount), people=paid_for, kode_iuran=invoice.kode_iuran, payment=payment.number)
    return payment


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
    people = _cover_anew(actor, payment)
    agents.forget_transacted(actor, payment)
    _tally(actor, invoice)
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


def _unpaid(invoice: Invoice, people: Collection[UUID] | None) -> list[Any]:
    clauses: list[Any] = [Contribution.invoice_id == invoice.id, Contribution.state == ContributionState.BILLED]
    return clauses if people is None else [*clauses, Contribution.enrolment_id.in_(people)]


def _expect_open(invoice: Invoice) -> None:
    if invoice.state is InvoiceState.PAID:
        raise Refused.because("payment.already_paid", number=invoice.number)
    if invoice.state not in invoices.OPEN:
        raise Refused.because("payment.not_issued", number=invoice.number)


def expect_instant(invoice: Invoice, paid_at: datetime) -> None:
    """Money cannot come before its bill, nor from the future. By the day: the code was made elsewhere, and may have
    been paid some hours before it was typed here. `Refused`: payment.future, payment.before_bill."""
    if paid_at > clock.now():
        raise Refused.because("payment.future", "paid_on")
    assert invoice.issued_at is not None
    issued_on = in_wib(invoice.issued_at).date()
    if in_wib(paid_at).date() < issued_on:
        raise Refused.because("payment.before_bill", "paid_on", day=issued_on)


def _check_amount(actor: Actor, invoice: Invoice, amount: Rupiah, people: set[UUID] | None) -> None:
    if people is not None and not people:
        raise Refused.because("payment.people", "people")
    count, expected = due_for(actor, invoice, people)
    if people is not None and count < len(people):
        raise Refused.because("payment.people_paid", "people", count=len(people) - count)
    if amount == expected:
        return
    code = "payment.amount" if people is None else "payment.amount_part"
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


def _kept(payment: Payment) -> Payment:
    """The database has the last word on the same reference, when two officers record it for two bills at once."""
    try:
        with db.session.begin_nested():
            db.session.add(payment)
    except IntegrityError:
        raise Refused.because("payment.twice_now", "reference") from None
    return payment


def _allocate(invoice: Invoice, payment: Payment, people: set[UUID] | None) -> None:
    """Every unpaid month of those who pay: allocated, and marked as paid."""
    for batch in [None] if people is None else batches(people):
        unpaid = _unpaid(invoice, batch)
        bulk_copy(
            Allocation,
            insert(Allocation).from_select(
                ["organisation_id", "branch_id", "payment_id", "contribution_id", "amount", "reversed"],
                select(
                    Contribution.organisation_id,
                    Contribution.branch_id,
                    literal(payment.id, Contribution.id.type),
                    Contribution.id,
                    Contribution.amount,
                    false(),
                ).where(*unpaid),
            ),
        )
        paid = {"state": ContributionState.PAID, "paid_at": payment.paid_at}
        bulk_update(Contribution, update(Contribution).where(*unpaid).values(paid))


def _allocated(payment: Payment) -> Any:
    return select(Allocation.contribution_id).where(Allocation.payment_id == payment.id)


def _tally(actor: Actor, invoice: Invoice) -> None:
    """What a bill has received, and so where it stands."""
    invoices.recount(actor, invoice)
    if not invoice.paid:
        invoice.state = InvoiceState.ISSUED
    else:
        invoice.state = InvoiceState.PAID if invoice.paid == invoice.total else InvoiceState.PART_PAID


def _cover_anew(actor: Actor, payment: Payment) -> int:
    """Write `covered_from` and `paid_through` of everyone this payment is about; says how many people.

    The people of a wave share their days, so a few UPDATEs serve them all.
    """
    touched = (
        select(Contribution.enrolment_id)
        .join(Allocation, Allocation.contribution_id == Contribution.id)
        .where(Allocation.payment_id == payment.id)
    )
    alike: defaultdict[tuple[datetime | None, Month | None], list[UUID]] = defaultdict(list)
    covers: dict[UUID, tuple[datetime | None, Month | None]] = {}
    paid = (
        actor.sees(Enrolment)
        .outerjoin(
            Contribution,
            (Contribution.enrolment_id == Enrolment.id) & (Contribution.state == ContributionState.PAID),
        )
        .where(Enrolment.id.in_(touched))
        .with_only_columns(
            Enrolment.id,
            Enrolment.start,
            Enrolment.approved_at,
            Contribution.paid_at,
            func.min(Contribution.month),
            func.max(Contribution.month),
        )
        .group_by(Enrolment.id, Enrolment.start, Enrolment.approved_at, Contribution.paid_at)
    )
    for enrolment_id, start, approved_at, paid_at, first, last in db.session.execute(paid):
        known = covers.get(enrolment_id, (None, None))
        covers[enrolment_id] = _wider(known, _begins(start, approved_at, paid_at, first), last)
    for enrolment_id, cover in covers.items():
        alike[cover].append(enrolment_id)
    for (covered_from, paid_through), people in alike.items():
        for batch in batches(people):
            bulk_update(
                Enrolment,
                update(Enrolment)
                .where(Enrolment.id.in_(batch))
                .values(covered_from=covered_from, paid_through=paid_through),
            )
    standings.follow(touched.with_only_columns(Contribution.participant_id))
    db.session.flush()
    db.session.expire_all()
    return len(covers)


def _begins(
    start: date, approved_at: datetime | None, paid_at: datetime | None, first: Month | None
) -> datetime | None:
    """When a payment begins to cover: not before the first day, the approval, the money, or the month it pays."""
    if paid_at is None or first is None:
        return None
    return max(start_of(start), paid_at, dues.begins(first), approved_at or paid_at)


def _wider(
    known: tuple[datetime | None, Month | None], begins: datetime | None, last: Month | None
) -> tuple[datetime | None, Month | None]:
    starts = [at for at in (known[0], begins) if at is not None]
    months = [month for month in (known[1], last) if month is not None]
    return min(starts, default=None), max(months, default=None)
