"""Proof for a principal or the Dinas (berkas bukti): who of a wave is registered, and what was paid for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import joinedload

from portal.access.actor import Actor
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Enrolment, Invoice, Payment, Wave, db
from portal.models.job import Job
from portal.services import cards
from portal.values.fault import Refused

#: Nobody proves more than this with one paper; a wave of a school has some hundred.
MOST = 2_000


@audited(Action.PROOF_PACKED, needs=Permission.CARD_PRINT)
def pack(actor: Actor, wave: Wave, front: Callable[[], Sequence[bytes]]) -> Wave:
    """Record that the names left the house as a paper. Few cards are made when they are fetched; for many a job is
    asked for (`job_of`), unless one is under way, to set them behind the `front`: letter, list and receipts, as
    things stand now. `Refused`: proof.nobody, proof.many.
    """
    people, _ = cards.figures(actor, wave)
    if not people:
        raise Refused.because("proof.nobody")
    if people > MOST:
        raise Refused.because("proof.many", most=MOST)
    fact(people=people)
    if people <= cards.AT_ONCE or ((job := job_of(wave)) is not None and not job.finished):
        return wave
    job = cards.ask(actor, wave, cards.PACK, people)
    parts = front()
    for part, content in enumerate(parts, 1):
        cards.keep(actor, wave, job.id, part, content, kind=cards.PACK)
    job.result = {"parts": len(parts)}
    return wave


def job_of(wave: Wave) -> Job | None:
    """The newest long packing of a wave."""
    return cards.job_of(wave, cards.PACK)


def people(actor: Actor, wave: Wave) -> Sequence[Enrolment]:
    """Those whom the branch approved, by name."""
    loads = joinedload(Enrolment.participant), joinedload(Enrolment.wave), joinedload(Enrolment.organisation)
    holders = cards.holders(actor, wave).options(*loads)
    return list(db.session.scalars(holders.order_by(Enrolment.name_key, Enrolment.id).limit(MOST)))


def payments(actor: Actor, wave: Wave) -> Sequence[Payment]:
    """What was paid on the bills of a wave and stands, the earliest first."""
    found = (
        actor.sees(Payment)
        .join(Invoice, Invoice.id == Payment.invoice_id)
        .where(Invoice.wave_id == wave.id, Payment.voided_at.is_(None))
        .options(joinedload(Payment.invoice).joinedload(Invoice.organisation))
    )
    return list(db.session.scalars(found.order_by(Payment.id)))
