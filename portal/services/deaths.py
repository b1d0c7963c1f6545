"""Noting that somebody died: their enrolments end on that day, and the heirs are told what they may claim.

Only the day is asked for. The cause is health data, and who pays for it (JKK or JKM) is decided by the branch.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import joinedload

from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import (
    Death,
    Enrolment,
    EnrolmentState,
    OrmasMember,
    Participant,
    db,
    new_id,
)
from portal.rules import deadlines
from portal.rules import death as rules
from portal.rules.death import Guidance
from portal.services import coverage, endings, participants, policies, standings, tallies
from portal.values import clock
from portal.values.clock import in_wib
from portal.values.fault import Refused

#: What stands with a member who died, in the place of a reason for leaving.
WORDS = "Meninggal dunia"


@audited(Action.DEATH_NOTED, needs=Permission.ENROLMENT_END)
def note(actor: Actor, subject: Enrolment | OrmasMember, day: date) -> Death:
    """Somebody died on this WIB day: the enrolments that the actor sees end with it, their memberships too.

    An enrolment that the branch has not decided on is left to the decision. `Refused`: death.future, .too_early,
    .noted.
    """
    today = clock.today()
    if day > today:
        raise Refused.because("death.future", "day")
    # Longer ago nothing can be claimed, and a date is more likely mistyped.
    first = deadlines.earliest_claim(today, policies.in_force(subject.branch_id, today))
    if day < first:
        raise Refused.because("death.too_early", "day", first=first)
    if subject.participant_id is not None:
        seen = actor.sees(Participant).where(Participant.id == subject.participant_id)
        participants.hold(list(db.session.scalars(seen.with_only_columns(Participant.nik_index))))
    if of(actor, subject) is not None:
        raise Refused.because("death.noted")
    before: dict[str, Any] = {"ended": [], "freed": [], "left": []}
    for each in _standing(actor, subject, day):
        before["ended"].append([str(each.id), each.end.isoformat() if each.end else None])
        before["freed"] += [str(month) for month in endings.end(each, day).freed]
    for member in _members(actor, subject):
        before["left"].append(str(member.id))
        member.left_at, member.left_reason = clock.now(), WORDS
        standings.anew(OrmasMember.id == member.id)
    made = Death(
        id=new_id(),
        organisation_id=subject.organisation_id,
        branch_id=subject.branch_id,
        participant_id=subject.participant_id,
        member_id=subject.id if isinstance(subject, OrmasMember) else None,
        day=day,
        noted_by=actor.user_id,
        noted_by_name=actor.name,
        noted_at=clock.now(),
        before=before,
    )
    db.session.add(made)
    db.session.flush()
    fact(day=day.isoformat())
    return made


@audited(Action.DEATH_UNDONE, needs=Permission.ENROLMENT_END)
def undo(actor: Actor, death: Death) -> Death:
    """It was a mistake, seen on the same WIB day: all stands as before; months that left a bill are on a fresh one.

    `Refused`: death.undone, death.late.
    """
    db.session.refresh(death, with_for_update={"key_share": True})
    if death.undone_at is not None:
        raise Refused.because("death.undone")
    if not may_undo(death):
        raise Refused.because("death.late")
    death.undone_at = clock.now()
    for id_, until in death.before["ended"]:
        enrolment = actor.find(Enrolment, UUID(id_))
        enrolment.end = date.fromisoformat(until) if until else None
        enrolment.state, enrolment.withdrawn_at = EnrolmentState.APPROVED, None
    db.session.flush()
    endings.revive(death.branch_id, [UUID(each) for each in death.before["freed"]])
    if death.participant_id is not None:
        standings.follow([death.participant_id])
    for id_ in death.before["left"]:
        member = actor.find(OrmasMember, UUID(id_))
        tallies.hold([member.top_id])
        member.left_at, member.left_reason = None, ""
        standings.anew(OrmasMember.id == member.id)
    return death


def may_undo(death: Death) -> bool:
    """Only on the day it was noted: after that others rely on it."""
    return death.undone_at is None and in_wib(death.noted_at).date() == clock.today()


def of(actor: Actor, subject: Enrolment | OrmasMember) -> Death | None:
    """The death that was noted of this person, in sight; one query."""
    noted = actor.sees(Death).where(Death.undone_at.is_(None))
    if subject.participant_id is not None:
        noted = noted.where(Death.participant_id == subject.participant_id)
    else:
        noted = noted.where(Death.member_id == subject.id)
    return db.session.scalars(noted.order_by(Death.id).limit(1)).first()


def person(actor: Actor, death: Death) -> Participant | OrmasMember:
    """Who died: somebody insured, else a member of an ormas."""
    if death.participant_id is not None:
        return actor.find(Participant, death.participant_id)
    assert death.member_id is not None
    return actor.find(OrmasMember, death.member_id, joinedload(OrmasMember.organisation))


def guidance(death: Death) -> Guidance | None:
    """What to tell the heirs; None for somebody who was never a participant. Three queries."""
    if death.participant_id is None:
        return None
    enrolments = db.session.scalars(
        everyone(Enrolment, because="cover is the person's, whoever sponsors it").where(
            Enrolment.participant_id == death.participant_id, Enrolment.state == EnrolmentState.APPROVED
        )
    ).all()
    record = rules.unbroken(list(coverage.facts_of(enrolments).values()), death.day)
    if record is None:
        return None
    return rules.guidance(death.day, record, policies.in_force(death.branch_id, death.day))


def _standing(actor: Actor, subject: Enrolment | OrmasMember, day: date) -> list[Enrolment]:
    if subject.participant_id is None:
        return []
    live = actor.sees(Enrolment).where(
        Enrolment.participant_id == subject.participant_id,
        Enrolment.state == EnrolmentState.APPROVED,
        Enrolment.end.is_(None) | (Enrolment.end > day),
    )
    return list(db.session.scalars(live.order_by(Enrolment.start)))


def _members(actor: Actor, subject: Enrolment | OrmasMember) -> list[OrmasMember]:
    """The person's lines in rosters that the actor sees, their ormas's numbers held."""
    ours = actor.sees(OrmasMember).where(OrmasMember.left_at.is_(None))
    if subject.participant_id is not None:
        ours = ours.where(OrmasMember.participant_id == subject.participant_id)
    else:
        ours = ours.where(OrmasMember.id == subject.id)
    tops = list(db.session.scalars(ours.with_only_columns(OrmasMember.top_id).distinct()))
    if not tops:
        return []
    tallies.hold(tops)
    return list(db.session.scalars(ours.execution_options(populate_existing=True)))
