"""What came of the drive: attended → interested → registered → paid, by event and by unit, and what it cost.

The first two are lines of the list of who came; who sent themselves in by the event's own link is counted beside
them, for that does not say that they came. The other two are facts, and nobody ticks them: a live enrolment in the
actor's sight of somebody who came, or was confirmed after sending themselves in, and was not covered before; and that
its cover has begun since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, case, distinct, func, or_, select, union_all
from sqlalchemy.orm import aliased, joinedload

from portal.access.actor import Actor
from portal.models import (
    LIVE,
    Applicant,
    ApplicantState,
    Attendance,
    Enrolment,
    Event,
    Organisation,
    OrmasMember,
    RegistrationLink,
    db,
)
from portal.models.columns import NO_MONEY
from portal.values.clock import start_of
from portal.values.rupiah import Rupiah


class Outcome(StrEnum):
    """The two steps that are people and not lines of a list; BEFORE: covered already when they came or applied."""

    REGISTERED = "registered"
    PAID = "paid"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Funnel:
    """Lines of who came and who is interested; who sent themselves in; people who registered and paid; those covered
    before; the cost."""

    attended: int = 0
    interested: int = 0
    applied: int = 0
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
    """Of one event; three queries."""
    lines = (
        actor.sees(Attendance)
        .where(Attendance.event_id == event.id, Attendance.struck_at.is_(None))
        .with_only_columns(func.count(), func.count(Attendance.interested_at))
    )
    attended, interested = db.session.execute(lines).one()
    scope = Scope(event.organisation, event)
    return Funnel(attended, interested, _applied(actor, scope), **_counted(actor, scope), cost=event.cost)


def by_unit(actor: Actor, scope: Scope) -> dict[UUID | None, Funnel]:
    """Of each unit directly below that has events there or further down, and under None of the unit's own; four
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
    applied = (
        applicants(actor, scope)
        .join(Organisation, Organisation.id == Event.organisation_id)
        .with_only_columns(branch, func.count())
        .group_by(branch)
    )
    came = _came(scope)
    its_branch = func.substr(came.c.path, len(scope.unit.path) + 1, 36)
    people = _enrolled(actor, came).with_only_columns(its_branch, *_people(came)).group_by(its_branch)
    found: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for key, cost in db.session.execute(events):
        found[key] |= {"cost": cost}
    for key, attended, interested in db.session.execute(lines):
        found[key] |= {"attended": attended, "interested": interested}
    for key, many in db.session.execute(applied):
        found[key] |= {"applied": many}
    for key, *counts in db.session.execute(people):
        found[key] |= _told(*counts)
    return {UUID(key) if key else None: Funnel(**each) for key, each in found.items()}


def of_unit(actor: Actor, scope: Scope, units: Mapping[UUID | None, Funnel]) -> Funnel:
    """Of a unit with all below it, of which `by_unit` tells; one query more, since who came to events of two units is
    one person here."""
    lines = {
        name: sum(getattr(each, name) for each in units.values()) for name in ("attended", "interested", "applied")
    }
    cost = sum((each.cost for each in units.values()), Rupiah())
    return Funnel(**lines, **_counted(actor, scope), cost=cost)


def people(actor: Actor, scope: Scope, outcome: Outcome) -> Any:
    """The enrolments behind a figure, each once, with person and unit; to be ordered by name and limited."""
    came = _came(scope)
    since = _enrolled(actor, came).where(_since(came)).with_only_columns(Enrolment.participant_id)
    counted = {
        Outcome.REGISTERED: _since(came),
        Outcome.PAID: and_(_since(came), Enrolment.covered_from.is_not(None)),
        Outcome.BEFORE: Enrolment.participant_id.not_in(since),
    }[outcome]
    behind = _enrolled(actor, came).where(counted).with_only_columns(Enrolment.id)
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


def applicants(actor: Actor, scope: Scope) -> Any:
    """Who sent themselves in by the link of an event and was not refused; to be ordered by the id and limited."""
    return (
        actor.sees(Applicant)
        .join(RegistrationLink, RegistrationLink.id == Applicant.link_id)
        .join(Event, Event.id == RegistrationLink.event_id)
        .where(scope.clause, Applicant.state != ApplicantState.REFUSED)
    )


def _applied(actor: Actor, scope: Scope) -> int:
    return db.session.scalar(applicants(actor, scope).with_only_columns(func.count())) or 0


def _counted(actor: Actor, scope: Scope) -> dict[str, int]:
    came = _came(scope)
    return _told(*db.session.execute(_enrolled(actor, came).with_only_columns(*_people(came))).one())


def _told(since: int, paid: int, everybody: int) -> dict[str, int]:
    return {"registered": since, "paid": paid, "before": everybody - since}


def _came(scope: Scope) -> Subquery:
    """(participant, since when an enrolment is counted, the path of the event's unit): one line for each event that
    somebody came to, and for each link of an event by which they sent themselves in and were confirmed.

    Who came is counted from the day of the event on; who sent themselves in may have done so, and paid, before it.
    """
    matched, first = aliased(OrmasMember), aliased(Enrolment)
    attended = (
        select(
            func.coalesce(Attendance.participant_id, matched.participant_id).label("participant_id"),
            Event.counts_from.label("since"),
            Organisation.path,
        )
        .join(Event, Event.id == Attendance.event_id)
        .join(Organisation, Organisation.id == Event.organisation_id)
        .outerjoin(matched, matched.id == Attendance.member_id)
        .where(scope.clause, Attendance.struck_at.is_(None))
    )
    confirmed = (
        select(first.participant_id, Applicant.created_at.label("since"), Organisation.path)
        .join(RegistrationLink, RegistrationLink.id == Applicant.link_id)
        .join(Event, Event.id == RegistrationLink.event_id)
        .join(Organisation, Organisation.id == Event.organisation_id)
        .join(first, first.id == Applicant.enrolment_id)
        .where(scope.clause)
    )
    return union_all(attended, confirmed).subquery("came")


def _enrolled(actor: Actor, came: Subquery) -> Any:
    """Live enrolments of those people, one line for each way they came."""
    return (
        actor.sees(Enrolment, few=True)
        .join(came, came.c.participant_id == Enrolment.participant_id)
        .where(Enrolment.state.in_(LIVE))
    )


def _since(came: Subquery) -> ColumnElement[bool]:
    """Not covered before. A month paid earlier, by whomever, began an earlier cover."""
    return or_(Enrolment.covered_from.is_(None), Enrolment.covered_from >= came.c.since)


def _people(came: Subquery) -> tuple[ColumnElement[int], ...]:
    """People registered since, of them those who have paid, and all."""
    since = _since(came)
    return (
        func.count(distinct(case((since, Enrolment.participant_id)))),
        func.count(distinct(case((and_(since, Enrolment.covered_from.is_not(None)), Enrolment.participant_id)))),
        func.count(distinct(Enrolment.participant_id)),
    )
