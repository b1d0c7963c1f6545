"""Following up (tindak lanjut): who calls whom by when, and what came of it; the overdue stand on top."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload

from portal.access.actor import Actor, NotVisible
from portal.access.audit import Action, audited, fact
from portal.access.permissions import PERMISSIONS, Permission, Role
from portal.models import (
    TO_CALL,
    Attendance,
    Event,
    Lead,
    LeadState,
    Membership,
    Organisation,
    OrmasMember,
    User,
    db,
    new_id,
)
from portal.rules.standings import Standing
from portal.services.events import held
from portal.values import clock
from portal.values.fault import Refused

#: Further ahead nobody remembers why.
FURTHEST = timedelta(days=366)
#: Days until one tries again, unless said.
AGAIN = timedelta(days=3)
#: Chosen at once.
MOST = 300
LONGEST_NOTE = 300
#: What stands as the note when nobody wrote one.
REGISTERED = "Didaftarkan."
#: Those who are to be called need no more cover.
_SERVED = (Standing.COVERED, Standing.WAGE_EARNER, Standing.TOO_OLD)


@dataclass(frozen=True, slots=True)
class Caller:
    """A colleague who can call: of the unit the list is of, or of the actor's own."""

    membership_id: UUID
    name: str
    unit: str


def callers(actor: Actor, unit: Organisation) -> list[Caller]:
    """Who may follow up for this unit, the actor first; one query."""
    rows = db.session.execute(
        actor.sees(Membership)
        .join(User, User.id == Membership.user_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            or_(Membership.organisation_id == unit.id, Membership.organisation_id == actor.organisation_id),
            Membership.ended_at.is_(None),
            Membership.role.in_([role.value for role in Role if Permission.EVENT_WRITE in PERMISSIONS[role]]),
            User.disabled_at.is_(None),
        )
        .with_only_columns(Membership.id, User.name, Organisation.name)
        .order_by(User.name, Membership.id)
        .limit(200)
    )
    found = [Caller(*row) for row in rows]
    return sorted(found, key=lambda each: each.membership_id != actor.membership_id)


def waiting(actor: Actor, event: Event) -> Any:
    """Those who are interested and not covered, whom nobody is to call yet; to be ordered by name and limited."""
    return (
        actor.sees(Attendance)
        .outerjoin(OrmasMember, OrmasMember.id == Attendance.member_id)
        .where(
            Attendance.event_id == event.id,
            Attendance.struck_at.is_(None),
            Attendance.interested_at.is_not(None),
            or_(Attendance.member_id.is_(None), OrmasMember.standing.not_in(_SERVED)),
            ~exists(select(Lead.id).where(Lead.attendance_id == Attendance.id)),
        )
        .options(joinedload(Attendance.member))
    )


@audited(Action.LEADS_ASSIGNED, needs=Permission.EVENT_WRITE)
def share_out(actor: Actor, event: Event, some: Collection[UUID], *, caller_id: UUID | None, due_on: date) -> Event:
    """A colleague is to call these of those who came, by that day; nobody is called by two.

    `Refused`: event.cancelled, lead.nobody, lead.caller, lead.day.
    """
    event = held(actor, event.id)
    unit = actor.find(Organisation, event.organisation_id)
    if not some:
        raise Refused.because("lead.nobody")
    caller = _caller(actor, unit, caller_id)
    _refuse_day(due_on)
    people = db.session.scalars(waiting(actor, event).where(Attendance.id.in_(some)).limit(MOST)).all()
    if not people:
        raise Refused.because("lead.nobody")
    now = clock.now()
    db.session.add_all(
        Lead(
            id=new_id(),
            organisation_id=event.organisation_id,
            branch_id=event.branch_id,
            attendance_id=each.id,
            name=each.name,
            name_key=each.name_key[:130],
            phone=each.member.phone if each.member else each.phone,
            caller_id=caller.membership_id,
            caller_name=caller.name,
            due_on=due_on,
            state=LeadState.OPEN,
            attempts=0,
            note="",
            answered_by="",
            created_at=now,
        )
        for each in people
    )
    fact(people=len(people), to=caller.name)
    return event


@audited(Action.LEAD_HANDED_ON, needs=Permission.EVENT_WRITE)
def hand_on(actor: Actor, lead: Lead, *, caller_id: UUID | None, due_on: date) -> Lead:
    """Somebody else calls, or another day. `Refused`: lead.closed, lead.caller, lead.day."""
    lead = _held(actor, lead)
    caller = _caller(actor, actor.find(Organisation, lead.organisation_id), caller_id)
    _refuse_day(due_on)
    lead.caller_id, lead.caller_name, lead.due_on = caller.membership_id, caller.name, due_on
    return lead


@audited(Action.LEAD_ANSWERED, needs=Permission.EVENT_WRITE)
def answer(actor: Actor, lead: Lead, state: LeadState, *, note: str, again_on: date | None = None) -> Lead:
    """What came of a call: DONE, DECLINED, or MISSED, which puts it off to `again_on` (in three days, unless said).

    `Refused`: lead.closed, lead.outcome, lead.note, lead.day.
    """
    lead = _held(actor, lead)
    note = " ".join(note.replace("\0", "").split())[:LONGEST_NOTE]
    if state is LeadState.OPEN:
        raise Refused.because("lead.outcome", "state")
    if state is LeadState.MISSED:
        again_on = again_on or clock.today() + AGAIN
        _refuse_day(again_on, "again_on")
        lead.due_on, lead.attempts = again_on, lead.attempts + 1
    elif not note:
        raise Refused.because("lead.note", "note")
    lead.state, lead.note = state, note or lead.note
    lead.answered_at, lead.answered_by = clock.now(), actor.name
    return lead


@audited(Action.LEAD_ANSWERED, needs=Permission.EVENT_WRITE)
def registered(actor: Actor, lead: Lead, participant_id: UUID) -> Lead:
    """Whom one called was registered, or asked for from another sponsor: done. A guest of an event is that
    participant from now on, for it was the guest who was called. `Refused`: lead.closed."""
    lead = _held(actor, lead)
    lead.participant_id = participant_id
    lead.state, lead.note = LeadState.DONE, lead.note or REGISTERED
    lead.answered_at, lead.answered_by = clock.now(), actor.name
    if lead.attendance_id is not None:
        line = actor.find(Attendance, lead.attendance_id)
        line.participant_id = line.participant_id or (None if line.member_id else participant_id)
    return lead


# Reading.


def find(actor: Actor, lead_id: UUID) -> Lead:
    """A lead with where it came from; raises `NotVisible`."""
    attendance = joinedload(Lead.attendance)
    return actor.find(
        Lead,
        lead_id,
        joinedload(Lead.organisation),
        attendance.joinedload(Attendance.member),
        attendance.joinedload(Attendance.event),
    )


def listed(actor: Actor, unit: Organisation, *, mine: bool = False, closed: bool = False) -> Any:
    """Those of a unit and of those below it who are to be called, or were; to be ordered by day and limited."""
    query = actor.sees(Lead).where(Lead.caller_id == actor.membership_id) if mine else actor.within(unit).sees(Lead)
    states = tuple(each for each in LeadState if each not in TO_CALL) if closed else TO_CALL
    return query.where(Lead.state.in_(states)).options(
        joinedload(Lead.organisation), joinedload(Lead.attendance).joinedload(Attendance.member)
    )


def due(actor: Actor, unit: Organisation, *, most: int = 5) -> Sequence[Lead]:
    """Who is to be called today or was before, by the actor or in their own unit, the longest overdue first; one
    query that costs the same at every level of a tree."""
    mine = or_(Lead.caller_id == actor.membership_id, Lead.organisation_id == unit.id)
    late = actor.sees(Lead).where(mine, Lead.state.in_(TO_CALL), Lead.due_on <= clock.today())
    return db.session.scalars(late.order_by(Lead.due_on, Lead.id).limit(most)).all()


def _held(actor: Actor, lead: Lead) -> Lead:
    locked = actor.sees(Lead).where(Lead.id == lead.id).with_for_update()
    found = db.session.scalars(locked.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotVisible("lead")
    if found.state not in TO_CALL:
        raise Refused.because("lead.closed")
    return found


def _caller(actor: Actor, unit: Organisation, caller_id: UUID | None) -> Caller:
    for each in callers(actor, unit):
        if each.membership_id == caller_id:
            return each
    raise Refused.because("lead.caller", "caller")


def _refuse_day(day: date, field: str = "due_on") -> None:
    if not clock.today() <= day <= clock.today() + FURTHEST:
        raise Refused.because("lead.day", field)
