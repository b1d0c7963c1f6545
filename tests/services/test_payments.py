"""Money to the rupiah: whole, in part, twice, wrong, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
import time_machine
from flask import Flask

from portal.access.actor import NotVisible
from portal.models import (
    Allocation,
    Contribution,
    ContributionState,
    Enrolment,
    Invoice,
    InvoiceState,
    Payment,
    db,
)
from portal.models.transaction import transaction
from portal.rules.coverage import State
from portal.services import coverage, payments
from portal.values import clock
from portal.values.clock import start_of, today
from portal.values.fault import Refused
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from tests.cast import Cast, Person
from tests.make import journey


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    """Before the waves of these tests, so that due days and first days lie ahead whenever they run."""
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


def pay(
    officer: Person,
    invoice_id: UUID,
    amount: int | None = None,
    *,
    people: list[UUID] | None = None,
    reference: str = "NTB-1",
    paid_at: datetime | None = None,
) -> UUID:
    with transaction():
        actor = officer.actor()
        invoice = actor.find(Invoice, invoice_id)
        payment = payments.record(
            actor,
            invoice,
            amount=invoice.total if amount is None else Rupiah(amount),
            paid_at=paid_at or clock.now(),
            channel="Teller bank",
            reference=reference,
            enrolment_ids=people,
        )
        return payment.id


def refusal(officer: Person, invoice_id: UUID, *args: int, **kwargs: object) -> str:
    with pytest.raises(Refused) as refused:
        pay(officer, invoice_id, *args, **kwargs)  # type: ignore[arg-type]
    return refused.value.faults[0].code


def enrolled(officer: Person, invoice_id: UUID) -> list[Enrolment]:
    actor = officer.actor()
    months = actor.sees(Contribution).where(Contribution.invoice_id == invoice_id)
    ids = months.with_only_columns(Contribution.enrolment_id).distinct()
    return list(db.session.scalars(actor.sees(Enrolment).where(Enrolment.id.in_(ids)).order_by(Enrolment.id)))


@pytest.fixture
def bill(cast: Cast) -> UUID:
    """Three interns from 4 January to 2 April 2027: four months of Rp16.800 each, Rp201.600 in all."""
    way = journey.approved(cast.sari, cast.hasan, start=date(2027, 1, 4), end=date(2027, 4, 2))
    assert way.invoice is not None
    return way.invoice


def test_a_bill_paid_whole_covers_everyone_from_their_first_day(cast: Cast, bill: UUID) -> None:
    payment_id = pay(cast.hasan, bill, 201_600)
    actor = cast.hasan.actor()
    invoice = actor.find(Invoice, bill)
    assert (invoice.state, invoice.total, invoice.paid) == (InvoiceState.PAID, Rupiah(201_600), Rupiah(201_600))
    for enrolment in enrolled(cast.hasan, bill):
        assert enrolment.covered_from == start_of(date(2027, 1, 4))
        assert enrolment.paid_through == Month(2027, 4)
        at = start_of(date(2027, 1, 4))
        assert coverage.answer(enrolment, at).state is State.COVERED
        assert coverage.answer(enrolment, at - timedelta(seconds=1)).state is State.NOT_YET
    allotted = db.session.scalars(actor.sees(Allocation).where(Allocation.payment_id == payment_id)).all()
    assert len(allotted) == 12
    assert Rupiah.total(each.amount for each in allotted) == Rupiah(201_600)


def test_paying_after_the_first_day_covers_from_the_payment(cast: Cast) -> None:
    start = today() - timedelta(days=3)
    way = journey.approved(cast.sari, cast.hasan, start=start, end=start + timedelta(days=40))
    assert way.invoice is not None
    at = clock.now()
    pay(cast.hasan, way.invoice, paid_at=at)
    enrolment = enrolled(cast.hasan, way.invoice)[0]
    assert enrolment.covered_from == coverage.answer(enrolment, clock.now()).since
    assert enrolment.covered_from is not None
    assert enrolment.covered_from >= at


def test_part_of_the_people_pay_and_only_they_are_covered(cast: Cast, bill: UUID) -> None:
    first, *others = enrolled(cast.hasan, bill)
    pay(cast.hasan, bill, 4 * 16_800, people=[first.id])
    invoice = cast.hasan.actor().find(Invoice, bill)
    assert (invoice.state, invoice.paid) == (InvoiceState.PART_PAID, Rupiah(67_200))
    first, *others = enrolled(cast.hasan, bill)
    assert first.covered_from is not None
    assert [each.covered_from for each in others] == [None, None]
    pay(cast.hasan, bill, 2 * 4 * 16_800, people=[each.id for each in others], reference="NTB-2")
    assert cast.hasan.actor().find(Invoice, bill).state is InvoiceState.PAID


@pytest.mark.parametrize("amount", [0, 1, 201_599, 201_601, 403_200])
def test_another_amount_is_refused_and_names_both(cast: Cast, bill: UUID, amount: int) -> None:
    with pytest.raises(Refused) as refused:
        pay(cast.hasan, bill, amount)
    fault = refused.value.faults[0]
    assert fault.code == "payment.amount"
    assert (fault.params["amount"], fault.params["expected"]) == (Rupiah(amount), Rupiah(201_600))
    assert fault.params["difference"] == Rupiah(abs(amount - 201_600))
    assert not db.session.scalars(cast.hasan.actor().sees(Payment)).all()


def test_part_must_be_what_the_chosen_cost(cast: Cast, bill: UUID) -> None:
    first = enrolled(cast.hasan, bill)[0].id
    assert refusal(cast.hasan, bill, 201_600, people=[first]) == "payment.amount_part"
    assert refusal(cast.hasan, bill, 0, people=[]) == "payment.people"
    pay(cast.hasan, bill, 67_200, people=[first])
    assert refusal(cast.hasan, bill, 67_200, people=[first], reference="NTB-2") == "payment.people_paid"
    assert refusal(cast.hasan, bill, 201_600, reference="NTB-3") == "payment.amount"


def test_the_same_money_is_recorded_once(cast: Cast, bill: UUID) -> None:
    pay(cast.hasan, bill)
    assert refusal(cast.hasan, bill) == "payment.already_paid"
    other = journey.approved(
        cast.sari, cast.hasan, range(3, 6), name="PKL 2", start=date(2027, 1, 4), end=date(2027, 4, 2)
    )
    assert other.invoice is not None
    assert refusal(cast.hasan, other.invoice) == "payment.twice"
    pay(cast.hasan, other.invoice, reference="NTB-2")


def test_instants_that_cannot_be(cast: Cast, bill: UUID) -> None:
    soon, before = clock.now() + timedelta(minutes=5), clock.now() - timedelta(days=1)
    assert refusal(cast.hasan, bill, paid_at=soon) == "payment.future"
    assert refusal(cast.hasan, bill, paid_at=before) == "payment.before_bill"
    assert refusal(cast.hasan, bill, reference="") == "payment.reference"


def test_a_bill_without_a_code_takes_no_money(cast: Cast) -> None:
    way = journey.sent(cast.sari)
    invoice = db.session.scalars(
        cast.hasan.actor().sees(Invoice).where(Invoice.submission_id == way.submission)
    ).one()
    assert refusal(cast.hasan, invoice.id) == "payment.not_issued"


def test_void_takes_money_and_cover_back_and_keeps_the_history(cast: Cast, bill: UUID) -> None:
    first, *_ = enrolled(cast.hasan, bill)
    part = pay(cast.hasan, bill, 67_200, people=[first.id])
    with transaction():
        actor = cast.hasan.actor()
        payments.void(actor, actor.find(Payment, part), "salah memilih orang")
    actor = cast.hasan.actor()
    invoice = actor.find(Invoice, bill)
    assert (invoice.state, invoice.paid) == (InvoiceState.ISSUED, Rupiah(0))
    assert {each.covered_from for each in enrolled(cast.hasan, bill)} == {None}
    assert {each.paid_through for each in enrolled(cast.hasan, bill)} == {None}
    kept = db.session.scalars(actor.sees(Allocation)).all()
    assert [each.reversed for each in kept] == [True] * 4
    states = db.session.scalars(actor.sees(Contribution).with_only_columns(Contribution.state).distinct()).all()
    assert states == [ContributionState.BILLED]
    with pytest.raises(Refused), transaction():
        payments.void(cast.hasan.actor(), cast.hasan.actor().find(Payment, part), "sekali lagi batal")
    pay(cast.hasan, bill, 201_600)
    assert cast.hasan.actor().find(Invoice, bill).state is InvoiceState.PAID


def test_a_month_knows_when_it_was_paid_for_as_long_as_it_is(cast: Cast, bill: UUID) -> None:
    at = clock.now() - timedelta(minutes=5)

    def known() -> set[tuple[ContributionState, datetime | None]]:
        db.session.rollback()
        months = cast.hasan.actor().sees(Contribution).where(Contribution.invoice_id == bill)
        return {(month.state, month.paid_at) for month in db.session.scalars(months)}

    assert known() == {(ContributionState.BILLED, None)}
    payment = pay(cast.hasan, bill, paid_at=at)
    assert known() == {(ContributionState.PAID, at)}
    with transaction():
        actor = cast.hasan.actor()
        payments.void(actor, actor.find(Payment, payment), reason="Salah tagihan, uang kembali")
    assert known() == {(ContributionState.BILLED, None)}


def test_voiding_one_of_two_payments_leaves_the_other(cast: Cast, bill: UUID) -> None:
    first, *others = [each.id for each in enrolled(cast.hasan, bill)]
    pay(cast.hasan, bill, 67_200, people=[first])
    second = pay(cast.hasan, bill, 134_400, people=others, reference="NTB-2")
    with transaction():
        actor = cast.hasan.actor()
        payments.void(actor, actor.find(Payment, second), "uang dikembalikan bank")
    assert cast.hasan.actor().find(Invoice, bill).state is InvoiceState.PART_PAID
    covered = [each.covered_from is not None for each in enrolled(cast.hasan, bill)]
    assert covered == [True, False, False]


def test_two_officers_at_once_record_it_once(app: Flask, cast: Cast, bill: UUID) -> None:
    ready = Barrier(2)

    def officer(number: int) -> str:
        with app.app_context():
            actor = cast.hasan.actor()
            db.session.rollback()
            ready.wait()
            try:
                pay(cast.hasan, bill, reference=f"NTB-{number}")
            except Refused as refused:
                return refused.faults[0].code
            return actor.name

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(officer, (1, 2)))
    assert said == ["Hasan Basri", "payment.already_paid"]
    db.session.rollback()
    assert len(db.session.scalars(cast.hasan.actor().sees(Payment)).all()) == 1


def test_another_branch_sees_nothing_of_it(cast: Cast, bill: UUID) -> None:
    with pytest.raises(NotVisible):
        pay(cast.mira, bill)


def test_a_large_bill_takes_as_few_statements_as_a_small_one(cast: Cast, queries) -> None:  # type: ignore[no-untyped-def]
    counts = []
    for name, numbers in (("kecil", range(2)), ("besar", range(2, 60))):
        way = journey.approved(cast.sari, cast.hasan, numbers, name=name)
        assert way.invoice is not None
        with queries() as seen:
            pay(cast.hasan, way.invoice, reference=name)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_what_is_covered_does_not_depend_on_whose_columns(cast: Cast, bill: UUID) -> None:
    """The columns kept for lists say what the rules say."""
    pay(cast.hasan, bill)
    for enrolment in enrolled(cast.hasan, bill):
        assert enrolment.covered_from == coverage.answer(enrolment, start_of(date(2027, 2, 1))).since
