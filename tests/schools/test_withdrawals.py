"""An intern who does not go: out of the submission, out of the bill; a credit for what is paid."""

from __future__ import annotations

from portal.models import Enrolment, EnrolmentState, Fate, Invoice, InvoiceState, RosterRow, Submission, db
from portal.values import clock
from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey


def people(cast: Cast, wave: object) -> list[Enrolment]:
    found = cast.sari.actor().sees(Enrolment).where(Enrolment.wave_id == wave).order_by(Enrolment.id)
    return list(db.session.scalars(found))


def test_before_the_branch_decided_they_leave_the_submission(cast: Cast, sari: Browser, budi: Browser) -> None:
    made = journey.sent(cast.sari, range(2))
    first, second = people(cast, made.wave)
    url = f"/sekolah/peserta/{first.id}/batal-berangkat"
    budi.get(url, status=403)
    assert url in sari.get(f"/sekolah/peserta/{first.id}").text
    sari.submit(sari.get(url), url, {})
    db.session.expire_all()
    submission = cast.sari.actor().find(Submission, made.submission)
    bill = db.session.scalars(cast.sari.actor().sees(Invoice)).one()
    assert first.state is EnrolmentState.WITHDRAWN
    assert cast.sari.actor().find(RosterRow, first.id).fate is Fate.SKIPPED
    assert (submission.people, submission.total) == (1, bill.total)
    assert bill.people == 1
    sari.post(f"/sekolah/peserta/{second.id}/batal-berangkat")
    db.session.expire_all()
    assert submission.state == "withdrawn"
    assert bill.state is InvoiceState.VOID
    assert "Dilewati" in sari.get(f"/sekolah/daftar/{made.roster}?saring=semua").words
    sari.post(f"/sekolah/peserta/{second.id}/batal-berangkat", status=422)


def test_before_cover_begins_the_bill_lets_them_go_and_afterwards_it_does_not(
    cast: Cast, sari: Browser, rina: Browser
) -> None:
    billed = journey.approved(cast.sari, cast.hasan, range(3, 5))
    paid = journey.covered(cast.sari, cast.hasan, range(6, 8), name="Lunas")
    first, second = people(cast, billed.wave)
    rina.post(f"/sekolah/peserta/{first.id}/batal-berangkat", status=404)
    assert "keluar dari tagihan" in sari.get(f"/sekolah/peserta/{first.id}/batal-berangkat").words
    sari.post(f"/sekolah/peserta/{first.id}/batal-berangkat")
    db.session.expire_all()
    assert (first.state, second.state) == (EnrolmentState.WITHDRAWN, EnrolmentState.APPROVED)
    waiting = cast.sari.actor().sees(Invoice).where(Invoice.state == InvoiceState.PROPOSED)
    assert db.session.scalars(waiting).one().people == 1

    gone, _ = people(cast, paid.wave)
    page = sari.get(f"/sekolah/peserta/{gone.id}/batal-berangkat")
    assert "Sebagian sudah dibayar" in page.words
    sari.submit(page, f"/sekolah/peserta/{gone.id}/batal-berangkat", {})
    begun = journey.covered(cast.sari, cast.hasan, [9], name="Mulai", start=clock.today())
    [here] = people(cast, begun.wave)
    late = sari.get(f"/sekolah/peserta/{here.id}/batal-berangkat")
    assert "Tidak dapat dibatalkan lagi" in late.words
    refused = sari.post(f"/sekolah/peserta/{here.id}/batal-berangkat", status=422)
    assert "Perlindungannya sudah mulai" in refused.words
