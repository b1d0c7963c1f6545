"""Events (kegiatan) of a unit: planned with a place and a time, changed, cancelled with a reason, never deleted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import joinedload

from portal.access.actor import Actor, NotVisible
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Event, EventKind, Organisation, RegistrationLink, db, new_id
from portal.papers import letters
from portal.services import message_texts, opt_outs
from portal.services.numbers import secret_code
from portal.values import clock
from portal.values.clock import in_wib, start_of
from portal.values.fault import Refused
from portal.values.rupiah import Rupiah

LONGEST_INVITATION = 1_500
SHORTEST_REASON = 5
#: A meeting that went by is written down afterwards too, if not years later.
EARLIEST, LATEST = timedelta(days=366), timedelta(days=366 * 2)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an officer says of an event. `starts_at` is aware; an empty `invitation` means the words of the house."""

    kind: EventKind
    name: str
    place: str
    starts_at: datetime
    cost: Rupiah = field(default_factory=Rupiah)
    invitation: str = ""


@audited(Action.EVENT_PLANNED, needs=Permission.EVENT_WRITE)
def plan(actor: Actor, unit: Organisation, said: Plan) -> Event:
    """An event of a unit. `Refused`: unit.closed, event.name, event.place, event.day, event.identity,
    event.invitation_long."""
    if unit.closed_at is not None:
        raise Refused.because("unit.closed", name=unit.name)
    event = Event(
        id=new_id(),
        organisation_id=unit.id,
        branch_id=unit.branch_id,
        code=secret_code(),
        cancel_reason="",
        created_by=actor.user_id,
        created_by_name=actor.name,
        created_at=clock.now(),
    )
    _describe(event, said)
    db.session.add(event)
    return event


@audited(Action.EVENT_CHANGED, needs=Permission.EVENT_WRITE)
def change(actor: Actor, event: Event, said: Plan) -> Event:
    """Another place or time, other words. `Refused`: event.cancelled, and as `plan`."""
    event = held(actor, event.id)
    _describe(event, said)
    return event


@audited(Action.EVENT_CANCELLED, needs=Permission.EVENT_WRITE)
def cancel(actor: Actor, event: Event, reason: str) -> Event:
    """It does not take place; its code opens nothing any more, and nobody registers by its link. `Refused`:
    event.cancelled, event.reason."""
    event = held(actor, event.id)
    reason = " ".join(reason.split())[:200]
    if len(reason) < SHORTEST_REASON:
        raise Refused.because("event.reason", "reason")
    event.cancelled_at, event.cancel_reason = clock.now(), reason
    for link in db.session.scalars(actor.sees(RegistrationLink).where(RegistrationLink.event_id == event.id)):
        link.stopped_at = link.stopped_at or clock.now()
    fact(reason=reason)
    return event


def held(actor: Actor, event_id: UUID) -> Event:
    """The event as it stands now, locked until the transaction ends: two officers at one list follow one another.

    Raises `NotVisible`; `Refused` event.cancelled.
    """
    locked = actor.sees(Event).where(Event.id == event_id).with_for_update(of=Event)
    with_unit = locked.options(joinedload(Event.organisation)).execution_options(populate_existing=True)
    event = db.session.scalars(with_unit).one_or_none()
    if event is None:
        raise NotVisible("event")
    if event.cancelled_at is not None:
        raise Refused.because("event.cancelled")
    return event


# Reading.


def find(actor: Actor, event_id: UUID) -> Event:
    """An event with its unit; raises `NotVisible`."""
    return actor.find(Event, event_id, joinedload(Event.organisation))


def coming(actor: Actor, unit: Organisation) -> Any:
    """Events of a unit and of those below it from today on, with their units; to be ordered by start and limited."""
    return _of(actor, unit).where(Event.starts_at >= start_of(clock.today()))


def past(actor: Actor, unit: Organisation) -> Any:
    """Those of the days before."""
    return _of(actor, unit).where(Event.starts_at < start_of(clock.today()))


def invitation(actor: Actor, event: Event) -> str:
    """The text for WhatsApp: the officer's own, or that of the house with the place and the time as they are now."""
    if event.invitation:
        return event.invitation
    starts = in_wib(event.starts_at)
    return message_texts.whatsapp(
        actor.branch_id,
        "event",
        is_briefing=event.kind is EventKind.BRIEFING,
        name=event.name,
        unit=event.organisation.name,
        place=event.place,
        day=starts.date(),
        hour=f"{starts:%H.%M}",
        sender=actor.name,
    )


def check_in_url(event: Event) -> str:
    """Where the QR at the door leads."""
    return f"{opt_outs.portal_url()}hadir/{event.code}"


def _of(actor: Actor, unit: Organisation) -> Any:
    return actor.within(unit).sees(Event).options(joinedload(Event.organisation))


def _describe(event: Event, said: Plan) -> None:
    day = in_wib(said.starts_at).date()
    if not any(mark.isalpha() for mark in said.name):
        raise Refused.because("event.name", "name")
    if not any(mark.isalnum() for mark in said.place):
        raise Refused.because("event.place", "place")
    if not clock.today() - EARLIEST <= day <= clock.today() + LATEST:
        raise Refused.because("event.day", "day")
    words = said.invitation.replace("\0", "").replace("\r\n", "\n").strip()
    if len(words) > LONGEST_INVITATION:
        raise Refused.because("event.invitation_long", "invitation", most=LONGEST_INVITATION)
    if letters.holds_identity(words):
        raise Refused.because("event.identity", "invitation")
    event.kind, event.name, event.place = said.kind, said.name[:120], said.place[:200]
    event.starts_at, event.counts_from = said.starts_at, start_of(day)
    event.cost, event.invitation = said.cost, words
