"""Berkas bukti: letter, list, receipts and cards of a wave as one PDF, for the principal or the Dinas."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from uuid import UUID

from portal.access.permissions import Permission
from portal.flows.receipts import paper_of
from portal.models import Enrolment, Organisation, Wave
from portal.papers import cards as card_press
from portal.papers.binding import bind
from portal.papers.cards import Card
from portal.papers.proofs import Paid, Proof, proof
from portal.services import cards, verifications
from portal.services import proofs as service
from portal.values import clock
from portal.values.clock import in_wib
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.pages import Answer, download, go, page
from portal.web.resource import Resource, within
from portal.web.wording.faults import sentence

proofs = Resource("proofs", __name__, url_prefix="/gelombang/<uuid:wave_id>/berkas-bukti")


@proofs.get("", requires=Permission.CARD_PRINT)
def new(wave_id: UUID) -> Answer:
    return _page(actor().find(Wave, wave_id))


@proofs.post("", requires=Permission.CARD_PRINT)
def create(wave_id: UUID) -> Answer:
    """A POST, though nothing seems to change: that the names left the house is recorded. A pack of many cards is
    asked for, and one is shown how far it is."""
    wave = actor().find(Wave, wave_id)
    try:
        service.pack(actor(), wave, lambda: _front(wave, _faces(wave)))
    except Refused as refused:
        return _page(wave, status=422, faults=[("", sentence(fault)) for fault in refused.faults])
    people, _ = cards.figures(actor(), wave)
    if people > cards.AT_ONCE and (job := service.job_of(wave)) is not None:
        return go(within("prints.show"), print_id=job.id)
    faces, whole = _faces(wave), BytesIO()
    bind([*_front(wave, faces), *card_press.batches(faces.values(), f"Kartu {wave.name}")], whole)
    return download(whole.getvalue(), name=f"Berkas bukti {wave.name}.pdf", mimetype="application/pdf")


def _faces(wave: Wave) -> dict[Enrolment, Card]:
    people = service.people(actor(), wave)
    return dict(zip(people, cards.faces(people), strict=True))


def _front(wave: Wave, faces: Mapping[Enrolment, Card]) -> list[bytes]:
    """The letter with the list, and the receipts."""
    payments = service.payments(actor(), wave)
    school = actor().find(Organisation, wave.organisation_id)
    said = Proof(
        school=school.name,
        npsn=school.npsn or "",
        wave=wave.name,
        start=wave.start,
        end=wave.end,
        branch=actor().branch_name,
        at=in_wib(clock.now()),
        people=list(faces.values()),
        classes=[each.class_name for each in faces],
        payments=[Paid(each.number, each.paid_at, each.amount) for each in payments],
        url=verifications.wave_url(wave.code or ""),
    )
    return [proof(said), *(paper_of(payment) for payment in payments)]


def _page(wave: Wave, *, status: int = 200, faults: list[tuple[str, str]] | None = None) -> Answer:
    people, paid = cards.figures(actor(), wave)
    return page(
        "schools/proofs/new.html",
        status=status,
        wave=wave,
        people=people,
        paid=paid,
        payments=service.payments(actor(), wave),
        at_once=cards.AT_ONCE,
        job=service.job_of(wave),
        faults=faults or [],
    )
