"""Sums kept by the writes are what counting from nothing says, whatever is done and undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
import time_machine

from portal.models import Contribution, Invoice, Payment, Submission, db
from portal.models.gauge import What
from portal.models.transaction import transaction
from portal.services import gauges, invoices, payments, submissions
from portal.values import clock
from portal.values.rupiah import Rupiah
from tests.cast import Cast, Person
from tests.make import bank, dues, journey, workers


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


def paid_for_one(officer: Person, invoice_id: UUID) -> UUID:
    """The money of one of the people on a bill: it is paid in part."""
    with transaction():
        actor = officer.actor()
        people = actor.sees(Contribution).where(Contribution.invoice_id == invoice_id)
        return payments.record(
            actor,
            actor.find(Invoice, invoice_id),
            amount=Rupiah(bank.EACH),
            paid_at=clock.now(),
            channel="Teller bank",
            reference="NTB 1",
            enrolment_ids=[db.session.scalars(people).first().enrolment_id],  # type: ignore[union-attr]
        ).id


def in_all(sums: gauges.Sums, what: What) -> Rupiah:
    return Rupiah.total(each.amount for (kind, _), each in sums.items() if kind is what)


def test_the_sums_are_what_counting_says(cast: Cast) -> None:
    sari, hasan = cast.sari, cast.hasan
    paid = journey.covered(sari, hasan, range(4), name="Lunas")
    billed = journey.approved(sari, hasan, range(4, 9), name="Ditagih")
    sent = journey.sent(sari, range(9, 12), name="Diajukan")
    people = workers.registered(cast.yanto, range(3), unit=cast.arjuna)
    sheet = dues.opened(cast.yanto, unit=cast.arjuna)
    dues.ticked(cast.yanto, sheet, [1, 2])
    dues.paid(hasan, dues.billed(cast.yanto, sheet))
    parted = bank.bill(cast, range(12, 15)).id
    one = paid_for_one(hasan, parted)
    assert gauges.kept() == gauges.counted()
    sums = gauges.of_branch(hasan.actor())
    assert sums[What.PEOPLE, ""].count == 15 + len(people)
    assert sums[What.COVERED, ""].count == 4 + 2 + 1
    of_wave = gauges.of_owners([paid.wave])[paid.wave]
    assert (of_wave[What.PEOPLE, ""].count, of_wave[What.COVERED, ""].count) == (4, 4)
    bill = hasan.actor().find(Invoice, billed.invoice or paid.wave)
    assert bill.due_on
    assert gauges.due_before(sums, date.max) == gauges.Sum(2, bill.total + Rupiah(2 * bank.EACH))
    came_in = hasan.actor().sees(Payment).with_only_columns(Payment.amount)
    assert in_all(sums, What.RECEIVED) == Rupiah.total(db.session.scalars(came_in)) > Rupiah(0)
    assert in_all(sums, What.RELIEF) == Rupiah(2 * 8_400), "half of Rp16.800 for each of two who work for themselves"
    assert sum(each.count for (what, _), each in sums.items() if what is What.LAPSING) == 2

    with transaction():
        actor = hasan.actor()
        invoices.void(actor, actor.find(Invoice, bill.id), "salah kode")
        actor = sari.actor()
        submissions.withdraw(actor, actor.find(Submission, sent.submission or paid.wave))
        actor = hasan.actor()
        payments.void(actor, actor.find(Payment, one), "salah tagihan")
    assert gauges.kept() == gauges.counted()
    left = gauges.of_branch(hasan.actor())
    assert left[What.PEOPLE, ""].count == 12 + len(people)
    assert gauges.due_before(left, date.max) == gauges.Sum(1, Rupiah(3 * bank.EACH))
    with transaction():
        gauges.fold()
    assert gauges.fold() == 0
    assert gauges.kept() == gauges.counted()
    db.session.rollback()
