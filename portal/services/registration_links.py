"""Links by which members of a unit send themselves in: opened, prolonged, stopped; and what lies behind a code."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func
from sqlalchemy.orm import joinedload

from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Applicant, ApplicantState, Event, Organisation, RegistrationLink, db, new_id
from portal.services.events import held
from portal.services.numbers import secret_code
from portal.services.verifications import code_of
from portal.values import clock
from portal.values.clock import in_wib
from portal.values.fault import Refused

#: Long enough for a drive of some months; whoever needs longer prolongs it.
LONGEST = timedelta(days=366)
LONGEST_TITLE = 120
#: Some go home and think about it; then the link of an event is over.
AFTER_EVENT = timedelta(days=7)


class Door(StrEnum):
    """Whether one may come in by a link now."""

    OPEN = "open"
    #: Its last day has passed.
    ENDED = "ended"
    STOPPED = "stopped"
    #: The unit itself was closed.
    CLOSED = "closed"


@audited(Action.LINK_OPENED, needs=Permission.REGISTRATION_WRITE)
def begin(
    actor: Actor, unit: Organisation, *, title: str, last_day: date, event: Event | None = None
) -> RegistrationLink:
    """A fresh link of a unit, perhaps that of an event. `Refused`: unit.closed, link.title, link.past, link.far."""
    if unit.closed_at:
        raise Refused.because("unit.closed", "unit", name=unit.name)
    link = fresh(actor, unit, title=_title(title), last_day=last_day, event_id=event.id if event else None)
    db.session.add(link)
    return link


def fresh(actor: Actor, unit: Organisation, *, title: str, last_day: date, **of: Any) -> RegistrationLink:
    """A link that nobody keeps yet; `of` says what of the unit it is for. `Refused`: link.past, link.far."""
    return RegistrationLink(
        id=new_id(),
        organisation_id=unit.id,
        branch_id=unit.branch_id,
        title=title[:LONGEST_TITLE],
        code=secret_code(),
        last_day=open_until(last_day),
        created_by=actor.user_id,
        created_by_name=actor.name,
        created_at=clock.now(),
        **of,
    )


def for_event(actor: Actor, event: Event) -> RegistrationLink:
    """The link of an event, opened until a week after it unless it is there already: whoever registers by it is known
    to the event. `Refused`: event.cancelled, and as `begin`."""
    event = held(actor, event.id)
    found = of_event(actor, event)
    if found is not None:
        return found
    today, day = clock.today(), in_wib(event.starts_at).date()
    last_day = min(max(today, day) + AFTER_EVENT, today + LONGEST)
    unit = actor.find(Organisation, event.organisation_id)
    return begin(actor, unit, title=event.name, last_day=last_day, event=event)


@audited(Action.LINK_CHANGED, needs=Permission.REGISTRATION_WRITE)
def change(actor: Actor, link: RegistrationLink, *, title: str, last_day: date) -> RegistrationLink:
    """Another title, another last day; one that was stopped opens again. `Refused`: as `begin`, event.cancelled."""
    unit = actor.find(Organisation, link.organisation_id)
    if link.event_id is not None:
        held(actor, link.event_id)
    if unit.closed_at:
        raise Refused.because("unit.closed", "unit", name=unit.name)
    link.title, link.last_day, link.stopped_at = _title(title), open_until(last_day), None
    return link


@audited(Action.LINK_STOPPED, needs=Permission.REGISTRATION_WRITE)
def stop(actor: Actor, link: RegistrationLink) -> RegistrationLink:
    """Nobody comes in by it from now on; those who came wait as before. Twice is once."""
    link.stopped_at = link.stopped_at or clock.now()
    fact(title=link.title)
    return link


def listed(actor: Actor, unit: Organisation) -> Select[Any]:
    """The links of a unit and of all below it, to be paged by the id."""
    return actor.within(unit).sees(RegistrationLink).options(joinedload(RegistrationLink.organisation))


def find(actor: Actor, id_: UUID) -> RegistrationLink:
    """One link with its unit and its event; raises `NotVisible`."""
    organisation, event = joinedload(RegistrationLink.organisation), joinedload(RegistrationLink.event)
    return actor.find(RegistrationLink, id_, organisation, event)


def of_event(actor: Actor, event: Event) -> RegistrationLink | None:
    """The link of an event, with its unit."""
    its = actor.sees(RegistrationLink, of=event.organisation).where(RegistrationLink.event_id == event.id)
    return db.session.scalars(its.options(joinedload(RegistrationLink.organisation))).one_or_none()


def counts(actor: Actor, links: list[UUID]) -> dict[tuple[UUID, ApplicantState], int]:
    """(link, state) → how many came in by it; one query."""
    came = actor.sees(Applicant).where(Applicant.link_id.in_(links)).group_by(Applicant.link_id, Applicant.state)
    found = db.session.execute(came.with_only_columns(Applicant.link_id, Applicant.state, func.count()))
    return {(link_id, state): count for link_id, state, count in found if link_id}


def behind(code: str) -> RegistrationLink | None:
    """The link of a code as it stands in an address, with its unit; None for what no link of a unit carries."""
    link = by_code(code)
    return link if link is not None and link.wave_id is None else None


def by_code(code: str) -> RegistrationLink | None:
    """A link of any kind, with whose it is; None for what no link carries."""
    known = code_of(code)
    if known is None:
        return None
    whoever = everyone(RegistrationLink, because="whoever holds a link may send themselves in by it")
    loads = joinedload(RegistrationLink.organisation), joinedload(RegistrationLink.wave)
    return db.session.scalars(whoever.where(RegistrationLink.code == known).options(*loads)).one_or_none()


def door(link: RegistrationLink) -> Door:
    """Whether one may come in by it now; its unit must have been loaded."""
    if link.organisation.closed_at:
        return Door.CLOSED
    if link.stopped_at:
        return Door.STOPPED
    return Door.ENDED if link.last_day < clock.today() else Door.OPEN


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not any(mark.isalpha() for mark in title):
        raise Refused.because("link.title", "title")
    return title


def open_until(last_day: date) -> date:
    """A last day that a link may have. `Refused`: link.past, link.far."""
    today = clock.today()
    if last_day < today:
        raise Refused.because("link.past", "last_day")
    if last_day > today + LONGEST:
        raise Refused.because("link.far", "last_day")
    return last_day
