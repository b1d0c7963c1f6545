"""Sums kept by the writes are what counting from nothing says, whatever is done and undone."""

from __future__ import annotations

from datetime import date

from portal.models import Invoice, Submission, db
from portal.models.gauge import What
from portal.models.transaction import transaction
from portal.services import gauges, invoices, submissions
from portal.values.rupiah import Rupiah
from tests.cast import Cast
from tests.make import dues, journey, workers


def test_the_sums_are_what_counting_says(cast: Cast) -> None:
    sari, hasan = cast.sari, cast.hasan
    paid = journey.covered(sari, hasan, range(4), name="Lunas")
    billed = journey.approved(sari, hasan, range(4, 9), name="Ditagih")
    sent = journey.sent(sari, range(9, 12), name="Diajukan")
    people = workers.registered(cast.yanto, range(3), unit=cast.arjuna)
    sheet = dues.opened(cast.yanto, unit=cast.arjuna)
    dues.ticked(cast.yanto, sheet, [1, 2])
    dues.paid(hasan, dues.billed(cast.yanto, sheet))
    assert gauges.kept() == gauges.counted()
    sums = gauges.of_branch(hasan.actor())
    assert sums[What.PEOPLE, ""].count == 12 + len(people)
    assert sums[What.COVERED, ""].count == 4 + 2
    of_wave = gauges.of_owners([paid.wave])[paid.wave]
    assert (of_wave[What.PEOPLE, ""].count, of_wave[What.COVERED, ""].count) == (4, 4)
    bill = hasan.actor().find(Invoice, billed.invoice or paid.wave)
    assert bill.due_on
    assert gauges.due_before(sums, date.max).amount == bill.total
    assert sum(each.count for (what, _), each in sums.items() if what is What.LAPSING) == 2

    with transaction():
        actor = hasan.actor()
        invoices.void(actor, actor.find(Invoice, bill.id), "salah kode")
        actor = sari.actor()
        submissions.withdraw(actor, actor.find(Submission, sent.submission or paid.wave))
    assert gauges.kept() == gauges.counted()
    left = gauges.of_branch(hasan.actor())
    assert left[What.PEOPLE, ""].count == 9 + len(people)
    assert gauges.due_before(left, date.max) == gauges.Sum(0, Rupiah(0))
    with transaction():
        gauges.fold()
    assert gauges.fold() == 0
    assert gauges.kept() == gauges.counted()
    db.session.rollback()
