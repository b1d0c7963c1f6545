"""Leaving a unit or a school before the end: what becomes of the enrolment is somebody's choice, and said.

Whoever is not a member any more may stay a participant through the unit; go on by themselves, and then what is paid
covers to its end; stop on a day; or be taken over by another unit of the same ormas without a day between.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import func

from portal.access.actor import Actor
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import (
    Contribution,
    ContributionState,
    Enrolment,
    EnrolmentState,
    Organisation,
    OrmasMember,
    db,
    new_id,
)
from portal.rules.contributions import Segment
from portal.services import endings, standings
from portal.services.numbers import secret_code
from portal.values import clock
from portal.values.fault import Refused
from portal.values.month import Month

#: How far ahead an end may be noted.
FARTHEST = timedelta(days=366)


class Way(StrEnum):
    """How somebody leaves: ALONE, after what is paid; or on a DAY."""

    ALONE = "alone"
    DAY = "day"


def of_member(actor: Actor, member: OrmasMember) -> Enrolment | None:
    """The member's enrolment that stands in the actor's sight and has no end yet; one query."""
    if member.participant_id is None:
        return None
    open_ = actor.sees(Enrolment).where(
        Enrolment.participant_id == member.participant_id,
        Enrolment.segment == Segment.BPU,
        Enrolment.state == EnrolmentState.APPROVED,
        Enrolment.end.is_(None) | (Enrolment.end >= clock.today()),
    )
    return db.session.scalars(open_.order_by(Enrolment.start.desc()).limit(1)).first()


def last_paid_day(actor: Actor, enrolment: Enrolment) -> date:
    """Until when what is paid reaches: the last day of the last paid month, at the earliest today."""
    paid = actor.sees(Contribution).where(
        Contribution.enrolment_id == enrolment.id, Contribution.state == ContributionState.PAID
    )
    month: Month | None = db.session.scalar(paid.with_only_columns(func.max(Contribution.month)))
    return max(clock.today(), month.last_day) if month else clock.today()


@audited(Action.ENROLMENT_ENDED, needs=Permission.ENROLMENT_END)
def leave(actor: Actor, enrolment: Enrolment, way: Way, *, day: date | None = None) -> Enrolment:
    """The enrolment ends here: on a WIB day from today on, or with what is paid. `Refused`: ending.day,
    enrolment.undecided, .over."""
    enrolment = endings.held_standing(actor, enrolment)
    today = clock.today()
    last = last_paid_day(actor, enrolment) if way is Way.ALONE else day
    if last is None or not today <= last <= today + FARTHEST:
        raise Refused.because("ending.day", "day", first=today, last=today + FARTHEST)
    if enrolment.end is not None and enrolment.end < today:
        raise Refused.because("enrolment.over")
    endings.end(enrolment, last)
    fact(day=last.isoformat())
    return enrolment


@audited(Action.ENROLMENT_MOVED, needs=Permission.REGISTRATION_WRITE)
def move(actor: Actor, enrolment: Enrolment, unit: Organisation) -> Enrolment:
    """A participant goes on through another unit of the same ormas from today; nobody has to be asked, for whoever
    moves them sees both. Money and bills stay where they are (`services.endings`). Returns the new enrolment.

    `Refused`: unit.other_tree, unit.closed, member.same_unit, enrolment.undecided, .over.
    """
    enrolment = endings.held_standing(actor, enrolment)
    before = actor.find(Organisation, enrolment.organisation_id)
    if unit.top_id != before.top_id:
        raise Refused.because("unit.other_tree", "unit")
    if unit.id == before.id:
        raise Refused.because("member.same_unit", "unit", name=unit.name)
    if unit.closed_at:
        raise Refused.because("unit.closed", "unit", name=unit.name)
    until, today, now = enrolment.end, clock.today(), clock.now()
    endings.end(enrolment, today - timedelta(days=1))
    made = Enrolment(
        id=new_id(),
        organisation_id=unit.id,
        branch_id=unit.branch_id,
        participant_id=enrolment.participant_id,
        agent_id=enrolment.agent_id,
        segment=enrolment.segment,
        state=EnrolmentState.APPROVED,
        name_key=enrolment.name_key,
        class_name=enrolment.class_name,
        occupation=enrolment.occupation,
        sector=enrolment.sector,
        income=enrolment.income,
        programmes=enrolment.programmes,
        start=max(today, enrolment.start),
        end=until,
        card_code=secret_code(),
        created_at=now,
        approved_at=now,
        consent=enrolment.consent,
        consented_at=enrolment.consented_at,
    )
    db.session.add(made)
    db.session.flush()
    standings.follow([made.participant_id])
    fact(origin=before.name, into=unit.name)
    return made
