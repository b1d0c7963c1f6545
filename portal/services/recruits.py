"""The people of a wadah or of one agent (binaan), in figures: whoever asks sees theirs."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func

from portal.access.actor import Actor
from portal.models import LIVE, Enrolment, Invoice, Organisation, db
from portal.services.invoices import OPEN
from portal.values import clock
from portal.values.month import Month


@dataclass(frozen=True, slots=True)
class Figures:
    """How many people; of them with this month paid, and never paid so far; bills that wait for money."""

    people: int
    paid: int
    never: int
    bills: int


def figures(actor: Actor, wadah: Organisation) -> Figures:
    """Of one wadah as far as the actor sees it: an agent their own recruits; two queries."""
    month = Month.of(clock.today())
    people = actor.sees(Enrolment, of=wadah).where(
        Enrolment.state.in_(LIVE), Enrolment.end.is_(None) | (Enrolment.end >= clock.today())
    )
    bills = actor.sees(Invoice, of=wadah).where(Invoice.state.in_(OPEN))
    counted = db.session.execute(
        people.with_only_columns(
            func.count(),
            func.count().filter(Enrolment.paid_through >= month),
            func.count().filter(Enrolment.paid_through.is_(None)),
        )
    ).one()
    return Figures(*counted, db.session.scalar(bills.with_only_columns(func.count())) or 0)
