"""The how-manieth month a paid contribution is, since Perisai brought the person in: given when it is paid, taken
back when the payment is voided. What an incentive for it is rests on this number (`rules.incentives.numbered`)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from portal.access.actor import everyone
from portal.access.audit import bulk_update
from portal.models import Allocation, Contribution, Enrolment, Payment, db
from portal.rules import incentives
from portal.rules.dues import lapse_rule
from portal.services import policies
from portal.values import clock
from portal.values.month import Month


def give(payment: Payment) -> None:
    """Number the months that this payment pays; a step of recording it. Three statements, and one that writes."""
    touched = (
        select(Contribution.enrolment_id)
        .join(Allocation, Allocation.contribution_id == Contribution.id)
        .where(Allocation.payment_id == payment.id)
    )
    everybody = everyone(Enrolment, because="two payments for one person are numbered one after the other")
    held = everybody.where(Enrolment.id.in_(touched)).order_by(Enrolment.id).with_for_update(key_share=True)
    db.session.execute(held.with_only_columns(Enrolment.id))
    known: defaultdict[UUID, dict[Month, int]] = defaultdict(dict)
    fresh: defaultdict[UUID, dict[Month, UUID]] = defaultdict(dict)
    for id_, participant_id, month, number, ours in db.session.execute(_months(payment, touched)):
        if number is not None:
            known[participant_id][month] = number
        elif ours:
            fresh[participant_id][month] = id_
    today = clock.today()
    decided, run = policies.in_force(payment.branch_id, today), int(lapse_rule(today).value)
    numbers = [
        {"id": months[month], "number": number}
        for participant_id, months in fresh.items()
        for month, number in incentives.numbered(known[participant_id], months, decided, run=run).items()
    ]
    if numbers:
        bulk_update(Contribution, update(Contribution), numbers)


def take_back(payment: Payment) -> None:
    """The months are not paid any more, and their numbers free; a step of voiding."""
    theirs = select(Allocation.contribution_id).where(Allocation.payment_id == payment.id)
    freed = update(Contribution).where(Contribution.id.in_(theirs), Contribution.number.is_not(None))
    bulk_update(Contribution, freed.values(number=None))


def _months(payment: Payment, touched: Any) -> Any:
    """Every month of these people that has a number, and those of this payment, whichever wadah they are of."""
    whose = select(Contribution.participant_id).where(Contribution.enrolment_id.in_(touched))
    ours = select(Allocation.contribution_id).where(Allocation.payment_id == payment.id)
    theirs = everyone(Contribution, because="months are the person's, whichever wadah looked after them").where(
        Contribution.participant_id.in_(whose), Contribution.STANDS
    )
    return theirs.with_only_columns(
        Contribution.id,
        Contribution.participant_id,
        Contribution.month,
        Contribution.number,
        Contribution.id.in_(ours).label("ours"),
    )
