"""Bills: under a code of their own, split, voided, and never asking for another amount under the same code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine

from portal.access.actor import Forbidden, NotVisible
from portal.models import Contribution, ContributionState, Invoice, InvoiceState, Payment, db
from portal.models.transaction import transaction
from portal.services import invoice_lines, invoices, payments, policies
from portal.values import clock
from portal.values.clock import today
from portal.values.fault import Refused
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from tests.cast import Cast, Person
from tests.make import journey
from tests.services.test_payments import enrolled, pay


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    """Before the waves of these tests, so that due days and first days lie ahead whenever they run."""
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


@pytest.fixture
def bill(cast: Cast) -> UUID:
    """Five interns from 4 January to 2 April 2027: Rp336.000."""
    way = journey.approved(cast.sari, cast.hasan, range(5), start=date(2027, 1, 4), end=date(2027, 4, 2))
    assert way.invoice is not None
    return way.invoice


def split(person: Person, invoice_id: UUID, people: list[UUID]) -> UUID:
    with transaction():
        actor = person.actor()
        return invoices.split(actor, actor.find(Invoice, invoice_id), people).id


def issue(person: Person, invoice_id: UUID, code: str) -> None:
    with transaction():
        actor = person.actor()
        invoices.issue(actor, actor.find(Invoice, invoice_id), kode_iuran=code)


def void(person: Person, invoice_id: UUID, reason: str = "jumlah salah diketik") -> None:
    with transaction():
        actor = person.actor()
        invoices.void(actor, actor.find(Invoice, invoice_id), reason)


def kin(officer: Person, invoice_id: UUID) -> list[Invoice]:
    query = officer.actor().sees(Invoice).where(Invoice.split_from_id == invoice_id).order_by(Invoice.people)
    return list(db.session.scalars(query))


def refusal(deed, *args: object) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as refused:
        deed(*args)
    return refused.value.faults[0].code


def test_a_proposed_bill_counts_to_the_rupiah(cast: Cast) -> None:
    way = journey.sent(cast.sari, range(7), start=date(2027, 1, 4), end=date(2027, 4, 2))
    invoice = db.session.scalars(
        cast.hasan.actor().sees(Invoice).where(Invoice.submission_id == way.submission)
    ).one()
    assert (invoice.state, invoice.people, invoice.total) == (InvoiceState.PROPOSED, 7, Rupiah(7 * 4 * 16_800))
    assert invoice.number.startswith("TAG/")
    [line] = invoice_lines.of_invoice(cast.hasan.actor(), invoice)
    assert line.months == tuple(Month(2027, number) for number in (1, 2, 3, 4))
    assert (line.people, line.each, line.total) == (7, Rupiah(16_800), invoice.total)
    assert {reason.code for reason in line.reasons} >= {"base.pkl", "bracket", "flat.jkm"}


def test_a_bill_over_the_end_of_the_relief_has_two_rates(cast: Cast) -> None:
    with transaction():
        policies.decide(cast.hasan.actor(), "pkl_relief", "on", today(), "Surat Kanwil 12/2026")
    way = journey.sent(cast.sari, range(2), start=date(2026, 12, 7), end=date(2027, 2, 5))
    actor = cast.hasan.actor()
    invoice = db.session.scalars(actor.sees(Invoice).where(Invoice.submission_id == way.submission)).one()
    lines = invoice_lines.of_invoice(actor, invoice)
    assert [(len(line.months), line.each) for line in lines] == [(1, Rupiah(8_400)), (2, Rupiah(16_800))]
    assert invoice.total == Rupiah(2 * (8_400 + 2 * 16_800))


def test_due_on_the_first_months_day_or_the_next_to_come() -> None:
    assert invoices.due_on(Month(2027, 1), date(2026, 11, 21)) == date(2027, 1, 15)
    assert invoices.due_on(Month(2026, 11), date(2026, 11, 21)) == date(2026, 12, 15)
    # 15 November 2026 is a Sunday: the next working day.
    assert invoices.due_on(Month(2026, 11), date(2026, 11, 16)) == date(2026, 11, 16)


def test_a_code_is_tidied_and_serves_one_bill_in_the_country(cast: Cast, bill: UUID) -> None:
    void(cast.hasan, bill)
    [fresh] = kin(cast.hasan, bill)
    taken = cast.hasan.actor().find(Invoice, bill).kode_iuran
    assert refusal(issue, cast.hasan, fresh.id, f" {taken} ") == "kode_iuran.taken"
    assert refusal(issue, cast.hasan, fresh.id, "   ") == "kode_iuran.empty"
    assert refusal(issue, cast.hasan, fresh.id, "8801;drop") == "kode_iuran.form"
    issue(cast.hasan, fresh.id, " ab 12-34 ")
    assert cast.hasan.actor().find(Invoice, fresh.id).kode_iuran == "AB12-34"
    assert refusal(issue, cast.hasan, fresh.id, "9900") == "invoice.not_proposed"


def test_the_branchs_shape_of_a_code_is_asked_for(cast: Cast, bill: UUID) -> None:
    with transaction():
        policies.decide(cast.hasan.actor(), "kode_iuran_pattern", "9999-AA", today(), "Contoh dari kanwil")
    void(cast.hasan, bill)
    [fresh] = kin(cast.hasan, bill)
    assert refusal(issue, cast.hasan, fresh.id, "123-AB") == "kode_iuran.shape"
    issue(cast.hasan, fresh.id, "1234-ab")


def test_nothing_is_billed_before_it_is_approved(cast: Cast) -> None:
    way = journey.sent(cast.sari)
    invoice = db.session.scalars(
        cast.hasan.actor().sees(Invoice).where(Invoice.submission_id == way.submission)
    ).one()
    assert refusal(issue, cast.hasan, invoice.id, "123456") == "invoice.not_approved"
    people = [each.id for each in enrolled(cast.hasan, invoice.id)]
    assert refusal(split, cast.sari, invoice.id, people[:1]) == "invoice.not_approved"


def test_part_of_a_group_gets_a_bill_of_its_own(cast: Cast, bill: UUID) -> None:
    people = [each.id for each in enrolled(cast.hasan, bill)]
    part = split(cast.sari, bill, people[:2])
    old = cast.hasan.actor().find(Invoice, bill)
    assert (old.state, old.total, old.kode_iuran is not None) == (InvoiceState.VOID, Rupiah(336_000), True)
    smaller, larger = kin(cast.hasan, bill)
    assert smaller.id == part
    assert [(each.state, each.people, each.total) for each in (smaller, larger)] == [
        (InvoiceState.PROPOSED, 2, Rupiah(134_400)),
        (InvoiceState.PROPOSED, 3, Rupiah(201_600)),
    ]
    issue(cast.hasan, part, "PART-1")
    pay(cast.hasan, part, 134_400)
    covered = [each.covered_from is not None for each in enrolled(cast.hasan, part)]
    assert covered == [True, True]


def test_a_bill_without_a_code_only_loses_the_people(cast: Cast, bill: UUID) -> None:
    people = [each.id for each in enrolled(cast.hasan, bill)]
    part = split(cast.sari, bill, people[:2])
    again = split(cast.sari, part, people[:1])
    assert [(each.people, each.total) for each in kin(cast.hasan, part)] == [(1, Rupiah(67_200))]
    left = cast.hasan.actor().find(Invoice, part)
    assert (left.state, left.people, left.total) == (InvoiceState.PROPOSED, 1, Rupiah(67_200))
    assert cast.hasan.actor().find(Invoice, again).split_from_id == part


def test_what_was_paid_stays_on_the_bill_that_is_split(cast: Cast, bill: UUID) -> None:
    people = [each.id for each in enrolled(cast.hasan, bill)]
    pay(cast.hasan, bill, 67_200, people=people[:1])
    assert refusal(split, cast.sari, bill, people[:2]) == "split.unknown"
    split(cast.sari, bill, people[1:3])
    old = cast.hasan.actor().find(Invoice, bill)
    assert (old.state, old.people, old.total, old.paid) == (InvoiceState.PAID, 1, Rupiah(67_200), Rupiah(67_200))
    assert [each.total for each in kin(cast.hasan, bill)] == [Rupiah(134_400), Rupiah(134_400)]


def test_splitting_nobody_or_everybody_is_refused(cast: Cast, bill: UUID) -> None:
    people = [each.id for each in enrolled(cast.hasan, bill)]
    assert refusal(split, cast.sari, bill, []) == "split.none"
    assert refusal(split, cast.sari, bill, people) == "split.all"
    other = journey.approved(cast.rina, cast.hasan, range(10, 12), name="Lain")
    assert other.invoice is not None
    strangers = [each.id for each in enrolled(cast.hasan, other.invoice)]
    assert refusal(split, cast.sari, bill, strangers) == "split.unknown"


def test_a_void_bill_keeps_its_code_and_loses_no_month(cast: Cast, bill: UUID) -> None:
    assert refusal(void, cast.hasan, bill, "salah") == "reason.short"
    void(cast.hasan, bill)
    [fresh] = kin(cast.hasan, bill)
    assert (fresh.state, fresh.people, fresh.total) == (InvoiceState.PROPOSED, 5, Rupiah(336_000))
    months = db.session.scalars(
        cast.hasan.actor().sees(Contribution).where(Contribution.invoice_id == fresh.id)
    ).all()
    assert len(months) == 20
    assert {each.state for each in months} == {ContributionState.PLANNED}
    assert refusal(void, cast.hasan, bill) == "invoice.not_issued"


def test_a_bill_with_money_on_it_is_not_voided(cast: Cast, bill: UUID) -> None:
    payment = pay(cast.hasan, bill)
    assert refusal(void, cast.hasan, bill) == "invoice.has_payment"
    with transaction():
        actor = cast.hasan.actor()
        payments.void(actor, actor.find(Payment, payment), "uang ditarik bank")
    void(cast.hasan, bill)


def test_who_may_what(cast: Cast, bill: UUID) -> None:
    people = [each.id for each in enrolled(cast.hasan, bill)]
    with pytest.raises(Forbidden):
        split(cast.hasan, bill, people[:1])
    with pytest.raises(Forbidden):
        split(cast.budi, bill, people[:1])
    with pytest.raises(Forbidden):
        void(cast.sari, bill)
    with pytest.raises(NotVisible):
        void(cast.mira, bill)
    with pytest.raises(NotVisible):
        split(cast.rina, bill, people[:1])


def test_numbers_follow_one_another(cast: Cast, bill: UUID) -> None:
    void(cast.hasan, bill)
    first, second = cast.hasan.actor().find(Invoice, bill).number, kin(cast.hasan, bill)[0].number
    assert int(second.rpartition("/")[2]) == int(first.rpartition("/")[2]) + 1


def test_a_late_first_month_is_due_in_days_to_come(cast: Cast) -> None:
    start = today() - timedelta(days=40)
    way = journey.approved(cast.sari, cast.hasan, range(20, 22), start=start, end=today() + timedelta(days=20))
    assert way.invoice is not None
    due = cast.hasan.actor().find(Invoice, way.invoice).due_on
    assert due is not None
    assert clock.today() <= due
