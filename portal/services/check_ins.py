"""Somebody at the door of an event writes themselves onto its list, on their own phone and without an account.

The answer is the same whoever they are and whatever they typed, so that nobody learns by it who is a member. A
number alone makes nobody a member either: the name has to be theirs as well, or a guest stands there.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import joinedload

from portal.access import audit
from portal.access.actor import everyone
from portal.access.audit import Action
from portal.models import Attendance, Event, Organisation, OrmasMember, Way, db, new_id
from portal.services import members
from portal.services.attendances import MOST
from portal.values import clock
from portal.values.fault import Invalid, Refused
from portal.values.naming import name_key
from portal.values.phone import Phone

#: People come early, and some write themselves down on the way home.
BEFORE, AFTER = timedelta(hours=12), timedelta(hours=24)
#: A word this short ("M.", "bin") says nothing of who somebody is.
_SHORT = 3


def opened_by(code: str) -> Event | None:
    """The event at whose door this code hangs, with its unit; None for a code of no event, or of a cancelled one."""
    asked = everyone(Event, because="whoever stands at the door may write themselves down").where(Event.code == code)
    event = db.session.scalars(asked.options(joinedload(Event.organisation))).one_or_none()
    return event if event is not None and event.cancelled_at is None else None


def is_open(event: Event) -> bool:
    """Whether it is now, more or less."""
    return event.starts_at - BEFORE <= clock.now() <= event.starts_at + AFTER


def come(event: Event, *, name: str, number: str) -> None:
    """Somebody came: a member of the event's unit or below when both name and number are theirs, else a guest.

    `name` as they wrote it, `number` a phone or a KTA. Who stands there already stays as they are, also struck out;
    once the list is full nobody is added. `Refused`: check_in.name, check_in.number.
    """
    if not any(mark.isalpha() for mark in name):
        raise Refused.because("check_in.name", "name")
    phone, kta = _read(number)
    if phone is None and not kta:
        raise Refused.because("check_in.number", "number")
    name = name[: members.LONGEST_NAME]
    with audit.personal(Action.CHECKED_IN, event, who="Kode QR kegiatan", branch_id=event.branch_id):
        held = everyone(Event, because="whoever stands at the door may write themselves down").where(
            Event.id == event.id
        )
        db.session.execute(held.with_only_columns(Event.id).with_for_update())
        member = _member(event, name, phone, kta)
        if not _is_there(event, member, name, phone) and _has_room(event):
            db.session.add(
                Attendance(
                    id=new_id(),
                    organisation_id=event.organisation_id,
                    branch_id=event.branch_id,
                    event_id=event.id,
                    member_id=member.id if member else None,
                    name=member.name if member else name,
                    name_key=member.name_key if member else name_key(name),
                    phone=None if member else phone,
                    said_kta="" if member or phone else kta,
                    way=Way.SCANNED,
                    came_at=clock.now(),
                    noted_by="",
                    struck_by="",
                )
            )


def _read(number: str) -> tuple[str | None, str]:
    """A phone, else a KTA as it was typed. Sixteen digits are a NIK, which is not asked for here and not kept."""
    try:
        return Phone.parse(number).e164, ""
    except Invalid:
        key = members.kta_key(number)
        is_nik = key.isdigit() and len(key) == 16
        return None, "" if is_nik or not any(mark.isdigit() for mark in key) else number[: members.LONGEST_KTA]


def _member(event: Event, name: str, phone: str | None, kta: str) -> OrmasMember | None:
    """The one member of this unit, or below it, whose number this is and whose name has a word of the one given."""
    unit: Organisation = event.organisation
    ours = everyone(OrmasMember, because="whoever comes to an event may be on its unit's roster").where(
        OrmasMember.top_id == UUID(unit.path.split("/")[1]),
        OrmasMember.within(unit.path),
        OrmasMember.left_at.is_(None),
    )
    by_number = OrmasMember.phone == phone if phone else OrmasMember.kta_key == members.kta_key(kta)
    said = _words(name_key(name))
    found = [each for each in db.session.scalars(ours.where(by_number).limit(20)) if said & _words(each.name_key)]
    return found[0] if len(found) == 1 else None


def _words(key: str) -> set[str]:
    return {word.strip(".,") for word in key.split() if len(word.strip(".,")) >= _SHORT}


def _is_there(event: Event, member: OrmasMember | None, name: str, phone: str | None) -> bool:
    lines = everyone(Attendance, because="whoever scans twice came once").where(Attendance.event_id == event.id)
    if member is not None:
        mine = lines.where(Attendance.member_id == member.id)
    else:
        same = Attendance.phone == phone if phone else Attendance.phone.is_(None)
        mine = lines.where(Attendance.name_key == name_key(name), Attendance.member_id.is_(None), same)
    return db.session.scalar(mine.with_only_columns(Attendance.id).limit(1)) is not None


def _has_room(event: Event) -> bool:
    lines = everyone(Attendance, because="a list holds so many").where(Attendance.event_id == event.id)
    return (db.session.scalar(lines.with_only_columns(func.count())) or 0) < MOST
