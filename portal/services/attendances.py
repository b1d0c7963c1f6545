"""Who came to an event: members ticked from the roster, guests typed, those who scanned the code; who is interested.

Every writer holds the event first, so that two officers with the same list keep both their ticks. A tick that was
wrong is struck out, not deleted, and ticking again brings the same line back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import joinedload

from portal.access.actor import Actor, NotVisible
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Attendance, Enrolment, Event, Organisation, OrmasMember, Participant, Way, db, new_id
from portal.services import members
from portal.services.events import held
from portal.values import clock
from portal.values.fault import Fault, Invalid, Refused
from portal.values.naming import name_key
from portal.values.phone import Phone

#: On one list: more people than any hall holds, fewer than a robot would write.
MOST = 3_000
#: Guests typed at once.
MOST_GUESTS = 200

_PHONE = re.compile(r"[+0-9][0-9\s().\-+]{5,}$")


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who came and stands on no roster. `phone` in E.164, or None."""

    name: str
    phone: str | None = field(default=None, repr=False)


def guests_of(text: str) -> list[Guest]:
    """One guest a line, ``Budi Santoso, 0812 3456 7890`` or only the name.

    `Refused`: a fault for every line that is wrong (attendance.guest_name, .guest_phone), .guests_none, .guests_many.
    """
    lines = [(row, " ".join(line.split())) for row, line in enumerate(text.replace("\0", "").splitlines(), 1)]
    lines = [(row, line) for row, line in lines if line]
    if not lines:
        raise Refused.because("attendance.guests_none", "guests")
    if len(lines) > MOST_GUESTS:
        raise Refused.because("attendance.guests_many", "guests", count=len(lines), most=MOST_GUESTS)
    found: list[Guest] = []
    faults: list[Fault] = []
    for row, line in lines:
        said = _PHONE.search(line)
        name = (line[: said.start()] if said else line).rstrip(" ,;:-–")
        try:
            phone = Phone.parse(said[0]).e164 if said else None
        except Invalid:
            faults.append(Fault("attendance.guest_phone", "guests", params={"row": row}))
            continue
        if not any(mark.isalpha() for mark in name):
            faults.append(Fault("attendance.guest_name", "guests", params={"row": row}))
        elif any(mark.isdigit() for mark in name):
            faults.append(Fault("attendance.guest_phone", "guests", params={"row": row}))
        else:
            found.append(Guest(name[: members.LONGEST_NAME], phone))
    if faults:
        raise Refused(*faults)
    return found


@audited(Action.ATTENDANCE_TICKED, needs=Permission.EVENT_WRITE)
def tick(actor: Actor, event: Event, ticks: Mapping[UUID, bool]) -> Event:
    """Members of the event's unit, or below it, who came, and who did not after all; the others stay as they are.

    Raises `NotVisible` for somebody else's member. `Refused`: event.cancelled, attendance.full.
    """
    event = held(actor, event.id)
    unit = actor.find(Organisation, event.organisation_id)
    people = actor.within(unit).sees(OrmasMember).where(OrmasMember.id.in_(ticks))
    found = {each.id: each for each in db.session.scalars(people)}
    if set(found) != set(ticks):
        raise NotVisible("ormas_member")
    known = {each.member_id: each for each in _lines(actor, event, Attendance.member_id.in_(ticks))}
    came = [found[id_] for id_, is_there in ticks.items() if is_there and id_ not in known]
    _refuse_full(actor, event, len(came))
    for id_, is_there in ticks.items():
        if (line := known.get(id_)) is not None:
            _mark(line, actor, struck=not is_there)
    db.session.add_all(
        _line(actor, event, Way.TICKED, member_id=each.id, name=each.name, name_key=each.name_key) for each in came
    )
    fact(people=len(ticks))
    return event


def tick_number(actor: Actor, event: Event, text: str) -> OrmasMember:
    """The member of this KTA or NIK came. `Refused`: attendance.number, and as `tick`."""
    found = members.numbered(actor, actor.find(Organisation, event.organisation_id), text)
    if found is None:
        raise Refused.because("attendance.number", "q")
    tick(actor, event, {found.id: True})
    return found


@audited(Action.GUESTS_ADDED, needs=Permission.EVENT_WRITE)
def add_guests(actor: Actor, event: Event, guests: Sequence[Guest]) -> int:
    """Guests who came; how many were not on the list yet. `Refused`: event.cancelled, attendance.full."""
    event = held(actor, event.id)
    wanted = {(name_key(each.name), each.phone): each for each in guests}
    lines = _lines(actor, event, Attendance.name_key.in_({key for key, _ in wanted}), Attendance.member_id.is_(None))
    known = {(each.name_key, each.phone): each for each in lines}
    for line in known.values():
        if (line.name_key, line.phone) in wanted:
            _mark(line, actor, struck=False)
    fresh = {key: each for key, each in wanted.items() if key not in known}
    _refuse_full(actor, event, len(fresh))
    db.session.add_all(
        _line(actor, event, Way.TYPED, name=each.name, name_key=key, phone=each.phone)
        for (key, _), each in fresh.items()
    )
    fact(people=len(fresh))
    return len(fresh)


@audited(Action.INTEREST_NOTED, needs=Permission.EVENT_WRITE)
def note_interest(actor: Actor, event: Event, ticks: Mapping[UUID, bool]) -> Event:
    """Who of those who came wants to join, and who does not. Raises `NotVisible`; `Refused` event.cancelled."""
    event = held(actor, event.id)
    lines = {each.id: each for each in _lines(actor, event, Attendance.id.in_(ticks))}
    if set(lines) != set(ticks):
        raise NotVisible("attendance")
    now = clock.now()
    for id_, is_interested in ticks.items():
        line = lines[id_]
        line.interested_at = (line.interested_at or now) if is_interested else None
    fact(people=len(ticks))
    return event


@audited(Action.ATTENDANCE_STRUCK, needs=Permission.EVENT_WRITE)
def strike(actor: Actor, line: Attendance) -> Attendance:
    """Was not there, or is nobody: counts nowhere from now on. `Refused` event.cancelled."""
    held(actor, line.event_id)
    _mark(line, actor, struck=True)
    return line


@audited(Action.ATTENDANCE_RESTORED, needs=Permission.EVENT_WRITE)
def restore(actor: Actor, line: Attendance) -> Attendance:
    """Was there after all. `Refused` event.cancelled."""
    held(actor, line.event_id)
    _mark(line, actor, struck=False)
    return line


@audited(Action.GUEST_RECOGNISED, needs=Permission.EVENT_WRITE)
def recognise(actor: Actor, line: Attendance, enrolment: Enrolment | None) -> Attendance:
    """A person says that this guest is that participant, or (None) that they are not; nothing else ever says so.

    `Refused` attendance.member.
    """
    del actor  # whoever has the line and the enrolment may say so
    if line.member_id is not None:
        raise Refused.because("attendance.member")
    line.participant_id = enrolment.participant_id if enrolment else None
    return line


# Reading.


def find(actor: Actor, event: Event, line_id: UUID) -> Attendance:
    """A line of this event's list; raises `NotVisible`."""
    line = actor.find(Attendance, line_id, joinedload(Attendance.member))
    if line.event_id != event.id:
        raise NotVisible("attendance")
    return line


def listed(actor: Actor, event: Event, *, interested: bool = False, struck: bool = False) -> Any:
    """Those who came with their members and these members' units, to be ordered by name and limited."""
    query = (
        actor.sees(Attendance)
        .where(Attendance.event_id == event.id)
        .options(joinedload(Attendance.member).joinedload(OrmasMember.organisation))
    )
    query = query.where(Attendance.struck_at.is_not(None) if struck else Attendance.struck_at.is_(None))
    return query.where(Attendance.interested_at.is_not(None)) if interested else query


def here(actor: Actor, event: Event, some: Collection[UUID]) -> set[UUID]:
    """Those of these members who are on the list; one query."""
    lines = (
        actor.sees(Attendance)
        .where(Attendance.event_id == event.id, Attendance.member_id.in_(some), Attendance.struck_at.is_(None))
        .with_only_columns(Attendance.member_id)
    )
    return {each for each in db.session.scalars(lines) if each is not None}


def alike(actor: Actor, event: Event, line: Attendance, *, most: int = 20) -> Sequence[Enrolment]:
    """Participants of this unit, or below it, who have a guest's name, to choose from; those of the same phone
    first. Whether one of them is the guest a person says."""
    unit = actor.find(Organisation, event.organisation_id)
    namesakes = (
        actor.within(unit)
        .sees(Enrolment)
        .join(Participant, Participant.id == Enrolment.participant_id)
        .where(Enrolment.name_key == line.name_key)
        .options(joinedload(Enrolment.participant), joinedload(Enrolment.organisation))
        .order_by(Enrolment.id.desc())
        .limit(most)
    )
    found = db.session.scalars(namesakes).all()
    return sorted(found, key=lambda each: each.participant.phone != line.phone)


def _line(actor: Actor, event: Event, way: Way, **whose: Any) -> Attendance:
    return Attendance(
        id=new_id(),
        organisation_id=event.organisation_id,
        branch_id=event.branch_id,
        event_id=event.id,
        said_kta="",
        way=way,
        came_at=clock.now(),
        noted_by=actor.name,
        struck_by="",
        **whose,
    )


def _lines(actor: Actor, event: Event, *where: Any) -> Sequence[Attendance]:
    return db.session.scalars(actor.sees(Attendance).where(Attendance.event_id == event.id, *where)).all()


def _mark(line: Attendance, actor: Actor, *, struck: bool) -> None:
    if struck and line.struck_at is None:
        line.struck_at, line.struck_by = clock.now(), actor.name
    elif not struck:
        line.struck_at, line.struck_by = None, ""


def _refuse_full(actor: Actor, event: Event, more: int) -> None:
    if more:
        lines = actor.sees(Attendance).where(Attendance.event_id == event.id).with_only_columns(func.count())
        if (db.session.scalar(lines) or 0) + more > MOST:
            raise Refused.because("attendance.full", most=MOST)
