"""The how-manieth month a paid contribution is, since Perisai brought the person in: given when it is paid, taken
back when the payment is voided. What an incentive for it is rests on this number (`rules.incentives.numbered`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from portal.access.actor import everyone
from portal.access.audit import bulk_set, bulk_update
from portal.models import Allocation, Contribution, Enrolment, Payment, db
from portal.rules import incentives
from portal.rules.dues import lapse_rule
from portal.rules.policies import Policies
from portal.services import policies
from portal.values import clock
from portal.values.month import Month


def give(branch_id: UUID, payments: Sequence[UUID]) -> None:
    """Number the months that these payments pay, one payment after the other; a step of recording them. Three
    statements, and one that writes."""
    touched = (
        select(Contribution.enrolment_id)
        .join(Allocation, Allocation.contribution_id == Contribution.id)
        .where(Allocation.payment_id.in_(payments))
    )
    everybody = everyone(Enrolment, because="two payments for one person are numbered one after the other")
    held = everybody.where(Enrolment.id.in_(touched)).order_by(Enrolment.id).with_for_update(key_share=True)
    db.session.execute(held.with_only_columns(Enrolment.id))
    known: defaultdict[UUID, dict[Month, int]] = defaultdict(dict)
    fresh: defaultdict[UUID, defaultdict[UUID, dict[Month, UUID]]] = defaultdict(lambda: defaultdict(dict))
    for id_, participant_id, month, number, payment_id in db.session.execute(_months(payments, touched)):
        if number is not None:
            known[participant_id][month] = number
        elif payment_id is not None:
            fresh[payment_id][participant_id][month] = id_
    decided, run = _by(branch_id)
    numbers: list[tuple[UUID, int]] = []
    for payment_id in payments:
        for participant_id, months in fresh[payment_id].items():
            given = incentives.numbered(known[participant_id], months, decided, run=run)
            known[participant_id] |= given
            numbers += [(months[month], number) for month, number in given.items()]
    bulk_set(Contribution, ("id", "number"), numbers)


def would_be(branch_id: UUID, participants: Collection[UUID], month: Month) -> dict[UUID, int]:
    """By participant, the how-manieth month this one would be of each if it were paid today. One statement."""
    numbered = _theirs(participants).where(Contribution.number.is_not(None))
    columns = numbered.with_only_columns(Contribution.participant_id, Contribution.month, Contribution.number)
    known: defaultdict[UUID, dict[Month, int]] = defaultdict(dict)
    for participant_id, paid, number in db.session.execute(columns):
        known[participant_id][paid] = number
    decided, run = _by(branch_id)
    return {
        each: (known[each] | incentives.numbered(known[each], [month], decided, run=run))[month]
        for each in participants
    }


def take_back(payment: Payment) -> None:
    """The months are not paid any more, and their numbers free; a step of voiding."""
    theirs = select(Allocation.contribution_id).where(Allocation.payment_id == payment.id)
    freed = update(Contribution).where(Contribution.id.in_(theirs), Contribution.number.is_not(None))
    bulk_update(Contribution, freed.values(number=None))


def _by(branch_id: UUID) -> tuple[Policies, int]:
    """What the branch decided, and after how many unpaid months in a row one is inactive."""
    today = clock.today()
    return policies.in_force(branch_id, today), int(lapse_rule(today).value)


def _months(payments: Sequence[UUID], touched: Any) -> Any:
    """Every month of these people that has a number, and those of these payments, whichever wadah they are of."""
    whose = select(Contribution.participant_id).where(Contribution.enrolment_id.in_(touched))
    ours = (Allocation.contribution_id == Contribution.id) & Allocation.payment_id.in_(payments)
    return (
        _theirs(whose)
        .outerjoin(Allocation, ours)
        .with_only_columns(
            Contribution.id,
            Contribution.participant_id,
            Contribution.month,
            Contribution.number,
            Allocation.payment_id,
        )
    )


def _theirs(participants: Any) -> Any:
    theirs = everyone(Contribution, because="months are the person's, whichever wadah looked after them")
    return theirs.where(Contribution.participant_id.in_(participants), Contribution.STANDS)
