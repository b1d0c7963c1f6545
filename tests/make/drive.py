"""The drive of a unit, step by step through the services: an event, who came, who is to be called."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from portal.models import Attendance, Event, EventKind, Lead, Organisation, OrmasMember, db
from portal.models.transaction import transaction
from portal.services import attendances, check_ins, events, leads, members
from portal.services.attendances import Guest
from portal.services.events import Plan
from portal.services.members import Description
from portal.values import clock
from portal.values.nik import Nik
from portal.values.rupiah import Rupiah
from tests.cast import Person
from tests.make import people, workers


def member(by: Person, number: int, *, unit: UUID | None = None, nik: Nik | None = None) -> UUID:
    """Somebody on the roster of the person's own unit, unless said; with the NIK of `workers.nik` if given."""
    with transaction():
        actor = by.actor()
        found = actor.find(Organisation, unit or by.organisation_id or UUID(int=0))
        said = Description(
            people.name(number),
            f"D-{found.code or ''}-{number}",
            nik=nik,
            birth_date=workers.born(number),
            phone=f"+628{3100000000 + number}",
        )
        return members.add(actor, found, said).id


def planned(
    by: Person,
    *,
    unit: UUID | None = None,
    name: str = "Sosialisasi di Balai RW",
    starts_at: datetime | None = None,
    cost: int = 300_000,
) -> UUID:
    """An event of the person's own unit, now, unless said."""
    with transaction():
        actor = by.actor()
        found = actor.find(Organisation, unit or by.organisation_id or UUID(int=0))
        said = Plan(EventKind.BRIEFING, name, "Balai RW 02", starts_at or clock.now(), Rupiah(cost))
        return events.plan(actor, found, said).id


def came(by: Person, event_id: UUID, some: Iterable[UUID]) -> None:
    """Members ticked."""
    with transaction():
        actor = by.actor()
        attendances.tick(actor, events.find(actor, event_id), dict.fromkeys(some, True))


def guest(by: Person, event_id: UUID, name: str, phone: str | None = None) -> UUID:
    """Somebody typed; their line."""
    with transaction():
        actor = by.actor()
        attendances.add_guests(actor, events.find(actor, event_id), [Guest(name, phone)])
    return next(each.id for each in lines(by, event_id) if each.name == name)


def scanned(by: Person, event_id: UUID, name: str, number: str) -> None:
    """Somebody at the door with their own phone."""
    db.session.rollback()
    code = by.actor().find(Event, event_id).code
    with transaction():
        found = check_ins.opened_by(code)
        assert found is not None
        check_ins.come(found, name=name, number=number)


def interested(by: Person, event_id: UUID, some: Iterable[UUID]) -> None:
    """Lines ticked as interested."""
    with transaction():
        actor = by.actor()
        attendances.note_interest(actor, events.find(actor, event_id), dict.fromkeys(some, True))


def assigned(by: Person, event_id: UUID, some: Iterable[UUID], *, due_on: date | None = None) -> list[UUID]:
    """Lines shared out to the person themselves, until tomorrow unless said; the leads."""
    with transaction():
        actor = by.actor()
        event = events.find(actor, event_id)
        day = due_on or clock.today() + timedelta(days=1)
        leads.share_out(actor, event, list(some), caller_id=by.membership_id, due_on=day)
    db.session.rollback()
    return list(db.session.scalars(by.actor().sees(Lead).with_only_columns(Lead.id).order_by(Lead.id)))


def lines(by: Person, event_id: UUID) -> list[Attendance]:
    """Everybody on an event's list, struck out or not, by name."""
    db.session.rollback()
    query = by.actor().sees(Attendance).where(Attendance.event_id == event_id)
    return list(db.session.scalars(query.order_by(Attendance.name_key, Attendance.id)))


def insured(by: Person, numbers: Iterable[int], *, unit: UUID | None = None) -> list[UUID]:
    """Members of a unit who became participants of it; the members."""
    some = list(numbers)
    found = [member(by, number, unit=unit, nik=workers.nik(number)) for number in some]
    workers.registered(by, some, unit=unit)
    db.session.rollback()
    matched = by.actor().sees(OrmasMember).where(OrmasMember.id.in_(found), OrmasMember.participant_id.is_not(None))
    assert len(db.session.scalars(matched).all()) == len(some)
    return found
