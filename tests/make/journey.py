"""The main job of the portal, step by step through its services: a wave, its list, sent, approved, paid.

Each step is a transaction of its own and takes and gives ids, as a browser would: nothing is held between them.

    step = covered(cast)      the whole way; stop earlier with `listed`, `sent`, `approved`
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from portal.models import Invoice, InvoiceState, Roster, Source, Submission, Wave, db
from portal.models.transaction import transaction
from portal.services import payments, rosters, submissions, waves
from portal.values import clock
from portal.values.clock import today
from tests.cast import Cast, Person
from tests.make import people


@dataclass(frozen=True)
class Journey:
    """How far a group has come; what is not there yet is None."""

    by: Person
    wave: UUID
    roster: UUID | None = None
    submission: UUID | None = None
    invoice: UUID | None = None
    payment: UUID | None = None


def wave(by: Person, *, name: str = "PKL Gelombang 1", start: date | None = None, end: date | None = None) -> Journey:
    """A wave that leaves in a week for two months, unless said."""
    start = start or today() + timedelta(days=7)
    with transaction():
        made = waves.add(by.actor(), name=name, start=start, end=end or start + timedelta(days=60))
        return Journey(by, made.id)


def listed(by: Person, numbers: Iterable[int] = range(3), *, into: Journey | None = None, **of_wave: Any) -> Journey:
    """A pasted list of interns, read and examined; all of them good. `into` adds it to a wave that is there."""
    journey = into or wave(by, **of_wave)  # type: ignore[arg-type]
    with transaction():
        actor = by.actor()
        roster = rosters.receive(
            actor,
            actor.find(Wave, journey.wave),
            content=people.pasted(numbers),
            filename="tempelan.txt",
            source=Source.PASTE,
        )
        return replace(journey, roster=roster.id)


def sent(by: Person, numbers: Iterable[int] = range(3), **of_wave: Any) -> Journey:
    """A list that was sent in and waits for the branch."""
    journey = listed(by, numbers, **of_wave)
    with transaction():
        actor = by.actor()
        submission = submissions.send(actor, actor.find(Roster, _known(journey.roster)))
        return replace(journey, submission=submission.id)


def approved(by: Person, officer: Person, numbers: Iterable[int] = range(3), **of_wave: Any) -> Journey:
    """A submission that the branch approved; its bill is issued under a kode iuran of twelve digits."""
    journey = sent(by, numbers, **of_wave)
    with transaction():
        actor = officer.actor()
        submission = actor.find(Submission, _known(journey.submission))
        submissions.approve(actor, submission, kode_iuran=f"{submission.id.int % 10**12:012}")
        invoice = db.session.scalars(
            actor.sees(Invoice).where(Invoice.submission_id == submission.id, Invoice.state == InvoiceState.ISSUED)
        ).one()
        return replace(journey, invoice=invoice.id)


def covered(by: Person, officer: Person, numbers: Iterable[int] = range(3), **of_wave: Any) -> Journey:
    """The whole way: the bill is paid, and cover begins with the wave."""
    journey = approved(by, officer, numbers, **of_wave)
    with transaction():
        actor = officer.actor()
        invoice = actor.find(Invoice, _known(journey.invoice))
        payment = payments.record(
            actor,
            invoice,
            amount=invoice.total,
            paid_at=clock.now(),
            channel="Bank BJB",
            reference=f"TRX{invoice.id.int % 10**8:08}",
        )
        return replace(journey, payment=payment.id)


def every_state(cast: Cast) -> dict[str, Journey]:
    """Groups of SMKN 1 in every stage, none of them sharing a person: what the sweeps walk through."""
    return {
        "listed": listed(cast.sari, range(3), name="PKL Terdaftar"),
        "sent": sent(cast.sari, range(3, 6), name="PKL Diajukan"),
        "approved": approved(cast.sari, cast.hasan, range(6, 9), name="PKL Ditagih"),
        "covered": covered(cast.sari, cast.hasan, range(9, 12), name="PKL Lunas"),
    }


def _known(id_: UUID | None) -> UUID:
    assert id_ is not None
    return id_
