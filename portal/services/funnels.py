"""What came of the drive: attended → interested → registered → paid, by event and by unit, and what it cost.

The first two are lines of the list of who came. The other two are facts: a live enrolment in the actor's sight of
somebody who came and was not covered before that day, and that its cover has begun since. Nobody ticks them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, distinct, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.access.actor import Actor
from portal.models import LIVE, Attendance, Enrolment, Event, Organisation, OrmasMember, db
from portal.models.columns import NO_MONEY
from portal.values.clock import start_of
from portal.values.rupiah import Rupiah


class Outcome(StrEnum):
    """The two steps that are people and not lines of a list; BEFORE: covered already when they came."""

    REGISTERED = "registered"
    PAID = "paid"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Funnel:
    """Lines of who came and who is interested; people who registered and paid; those covered before; the cost."""

    attended: int = 0
    interested: int = 0
    registered: int = 0
    paid: int = 0
    before: int = 0
    cost: Rupiah = field(default_factory=Rupiah)

    @property
    def cost_per_paid(self) -> Rupiah | None:
        """Whole rupiah, rounded to the nearest; None as long as nobody paid."""
        return Rupiah((self.cost.amount + self.paid // 2) // self.paid) if self.paid else None


@dataclass(frozen=True, slots=True)
class Scope:
    """Of what: one event, or all of a unit's, and of those below it unless `own`, in a year."""

    unit: Organisation
    event: Event | None = None
    year: int | None = None
    #: Without the units below.
    own: bool = False

    @property
    def clause(self) -> ColumnElement[bool]:
        """Which events; a cancelled one has no part."""
        if self.event is not None:
            return Event.id == self.event.id
        below = select(Organisation.id).where(Organisation.within(self.unit.path))
        theirs = Event.organisation_id == self.unit.id if self.own else Event.organisation_id.in_(below)
        held = and_(theirs, Event.cancelled_at.is_(None))
        if self.year is None:
            return held
        first, last = start_of(date(self.year, 1, 1)), start_of(date(self.year + 1, 1, 1))
        return and_(held, Event.starts_at >= first, Event.starts_at < last)


def of_event(actor: Actor, event: Event) -> Funnel:
    """Of one event; two queries."""
    lines = (
        actor.sees(Attendance)
        .where(Attendance.event_id == event.id, Attendance.struck_at.is_(None))
        .with_only_columns(func.count(), func.count(Attendance.interested_at))
    )
    attended, interested = db.session.execute(lines).one()
    return Funnel(attended, interested, **_counted(actor, Scope(event.organisation, event)), cost=event.cost)


def by_unit(actor: Actor, scope: Scope) -> dict[UUID | None, Funnel]:
    """Of each unit directly below that has events there or further down, and under None of the unit's own; three
    queries, however many units."""
    branch = func.substr(Organisation.path, len(scope.unit.path) + 1, 36)
    events = (
        actor.sees(Event)
        .join(Organisation, Organisation.id == Event.organisation_id)
        .where(scope.clause)
        .with_only_columns(branch, func.coalesce(func.sum(Event.cost), NO_MONEY))
        .group_by(branch)
    )
    lines = (
        actor.sees(Attendance)
        .join(Event, Event.id == Attendance.event_id)
        .join(Organisation, Organisation.id == Event.organisation_id)
        .where(scope.clause, Attendance.struck_at.is_(None))
        .with_only_columns(branch, func.count(), func.count(Attendance.interested_at))
        .group_by(branch)
    )
    people = (
        _came(actor, scope)
        .join(Organisation, Organisation.id == Event.organisation_id)
        .with_only_columns(branch, *_PEOPLE)
        .group_by(branch)
    )
    found: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for key, cost in db.session.execute(events):
        found[key] |= {"cost": cost}
    for key, attended, interested in db.session.execute(lines):
        found[key] |= {"attended": attended, "interested": interested}
    for key, registered, paid, before in db.session.execute(people):
        found[key] |= {"registered": registered, "paid": paid, "before": before}
    return {UUID(key) if key else None: Funnel(**each) for key, each in found.items()}


def of_unit(actor: Actor, scope: Scope) -> Funnel:
    """Of a unit with all below it; two queries. Who came to events of two units is one person here."""
    lines = (
        actor.sees(Attendance)
        .join(Event, Event.id == Attendance.event_id)
        .where(scope.clause, Attendance.struck_at.is_(None))
        .with_only_columns(func.count(), func.count(Attendance.interested_at))
    )
    attended, interested = db.session.execute(lines).one()
    cost = db.session.scalar(
        actor.sees(Event).where(scope.clause).with_only_columns(func.coalesce(func.sum(Event.cost), NO_MONEY))
    )
    return Funnel(attended, interested, **_counted(actor, scope), cost=cost or Rupiah())


def people(actor: Actor, scope: Scope, outcome: Outcome) -> Any:
    """The enrolments behind a figure, each once, with person and unit; to be ordered by name and limited."""
    counted = {
        Outcome.REGISTERED: _SINCE,
        Outcome.PAID: and_(_SINCE, Enrolment.covered_from.is_not(None)),
        Outcome.BEFORE: ~_SINCE,
    }[outcome]
    behind = _came(actor, scope).where(counted).with_only_columns(Enrolment.id)
    return (
        actor.sees(Enrolment)
        .where(Enrolment.id.in_(behind))
        .options(joinedload(Enrolment.participant), joinedload(Enrolment.organisation))
    )


def lines(actor: Actor, scope: Scope, *, interested: bool) -> Any:
    """The lines behind the first two figures, with event and member; to be ordered by name and limited."""
    query = (
        actor.sees(Attendance)
        .join(Event, Event.id == Attendance.event_id)
        .where(scope.clause, Attendance.struck_at.is_(None))
        .options(joinedload(Attendance.event), joinedload(Attendance.member))
    )
    return query.where(Attendance.interested_at.is_not(None)) if interested else query


#: Not covered before the day of the event. A month paid earlier, by whomever, began an earlier cover.
_SINCE = or_(Enrolment.covered_from.is_(None), Enrolment.covered_from >= Event.counts_from)
_PEOPLE = (
    func.count(distinct(case((_SINCE, Enrolment.participant_id)))),
    func.count(distinct(case((and_(_SINCE, Enrolment.covered_from.is_not(None)), Enrolment.participant_id)))),
    func.count(distinct(case((~_SINCE, Enrolment.participant_id)))),
)


def _counted(actor: Actor, scope: Scope) -> dict[str, int]:
    registered, paid, before = db.session.execute(_came(actor, scope).with_only_columns(*_PEOPLE)).one()
    return {"registered": registered, "paid": paid, "before": before}


def _came(actor: Actor, scope: Scope) -> Any:
    """Live enrolments of those who came, one line for each event that they came to."""
    matched = aliased(OrmasMember)
    theirs = select(matched.participant_id).where(matched.id == Attendance.member_id).scalar_subquery()
    return (
        actor.sees(Enrolment)
        .join(Attendance, Enrolment.participant_id == func.coalesce(Attendance.participant_id, theirs))
        .join(Event, Event.id == Attendance.event_id)
        .where(scope.clause, Attendance.struck_at.is_(None), Enrolment.state.in_(LIVE))
    )
