"""How an enrolment ends before its time: its days, the months asked for after them, the bills those stand on.

The rule, wherever a person goes: **the month of the last day stays with whoever has it on a bill**, paid or not,
since that sponsor covered the person on its first day and a month is billed once in the country (a unique index).
Months after it that are unpaid are void and free for whoever comes next; months that are paid stay where they are,
with the money, and cover the person all the same (`services.coverage` looks for paid months by person).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import joinedload

from portal.access.actor import Actor
from portal.models import Branch, Contribution, ContributionState, Enrolment, EnrolmentState, Participant, db
from portal.services import contributions, invoices, participants, standings
from portal.values import clock
from portal.values.fault import Refused
from portal.values.month import Month


@dataclass(frozen=True, slots=True)
class Ended:
    """What an ending changed: the contributions that are void now, and the bills they were taken from."""

    freed: Sequence[UUID] = ()
    bills: int = 0


def held(actor: Actor, enrolment: Enrolment) -> Enrolment:
    """The enrolment as it is now, its person held: nobody else enrols or ends them meanwhile."""
    seen = actor.sees(Participant).where(Participant.id == enrolment.participant_id)
    participants.hold(list(db.session.scalars(seen.with_only_columns(Participant.nik_index))))
    return db.session.scalars(
        actor.sees(Enrolment)
        .where(Enrolment.id == enrolment.id)
        .options(joinedload(Enrolment.organisation))
        .execution_options(populate_existing=True)
    ).one()


def held_standing(actor: Actor, enrolment: Enrolment) -> Enrolment:
    """As `held`, of one that stands. `Refused` as `refuse_undecided`."""
    found = held(actor, enrolment)
    refuse_undecided(found)
    return found


def refuse_undecided(enrolment: Enrolment) -> None:
    """`Refused` enrolment.undecided, enrolment.over: only one that stands can be ended."""
    if enrolment.state is EnrolmentState.WAITING:
        raise Refused.because("enrolment.undecided")
    if enrolment.state is not EnrolmentState.APPROVED:
        raise Refused.because("enrolment.over")


def end(enrolment: Enrolment, last_day: date) -> Ended:
    """The enrolment holds until this WIB day and no longer; one that has not begun by then never does.

    A step of another action, which has decided that it may be: a bill may stand with a unit above, out of sight of
    who ends it, so it is corrected with the eyes of the branch. `Refused` as `refuse_undecided`.
    """
    refuse_undecided(enrolment)
    if enrolment.end is not None and enrolment.end <= last_day:
        return Ended()
    kept: Month | None = Month.of(last_day)
    if last_day < enrolment.start:
        enrolment.state, enrolment.withdrawn_at, kept = EnrolmentState.WITHDRAWN, clock.now(), None
    else:
        enrolment.end = last_day
    db.session.flush()
    ended = _freed(enrolment, kept)
    standings.follow([enrolment.participant_id])
    return ended


def house_of(branch_id: UUID) -> Actor:
    """The eyes of a branch, for a step of somebody's deed that reaches beyond what they see."""
    return Actor.of_the_house(db.session.get_one(Branch, branch_id))


def revive(branch_id: UUID, freed: Collection[UUID]) -> None:
    """Undo `end` for these contributions: they stand again, on fresh bills that wait for a code. A month that
    somebody else has billed meanwhile stays with them. A step."""
    house = house_of(branch_id)
    void = house.sees(Contribution).where(
        Contribution.id.in_(freed), Contribution.state == ContributionState.VOID, Contribution.invoice_id.is_not(None)
    )
    columns = (Contribution.id, Contribution.invoice_id, Contribution.participant_id, Contribution.month)
    found = db.session.execute(void.with_only_columns(*columns)).all()
    taken = contributions.taken({each.participant_id for each in found})
    free = [each for each in found if (each.participant_id, each.month) not in taken]
    for invoice_id in sorted({each.invoice_id for each in free}):
        invoices.restore(house, invoice_id, [each.id for each in free if each.invoice_id == invoice_id])


def _freed(enrolment: Enrolment, kept: Month | None) -> Ended:
    house = house_of(enrolment.branch_id)
    unpaid = house.sees(Contribution).where(
        Contribution.enrolment_id == enrolment.id,
        Contribution.state.in_([ContributionState.PLANNED, ContributionState.BILLED]),
    )
    if kept is not None:
        unpaid = unpaid.where(Contribution.month > kept)
    found = db.session.execute(unpaid.with_only_columns(Contribution.id, Contribution.invoice_id)).all()
    bills = sorted({invoice_id for _, invoice_id in found if invoice_id is not None})
    for invoice_id in bills:
        invoices.strike(house, invoice_id, [each for each, bill in found if bill == invoice_id])
    return Ended([each for each, _ in found], len(bills))
