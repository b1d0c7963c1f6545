"""Targets (sasaran) of units: so many covered members by a day. Set by the unit itself or by one above it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from portal.access.actor import Actor
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Organisation, Target, db
from portal.rules import pace
from portal.services import tallies
from portal.services.tallies import Figures
from portal.values import clock
from portal.values.clock import in_wib
from portal.values.fault import Refused


@dataclass(frozen=True, slots=True)
class Way:
    """How far it is to a target: how many a week are needed, where an even pace would stand today."""

    target: Target
    covered: int
    weekly: int
    expected: int
    passed: bool

    @property
    def left(self) -> int:
        return max(self.target.goal - self.covered, 0)


#: Further ahead nobody keeps a pace.
FURTHEST = timedelta(days=366 * 3)
MOST = 10_000_000


def in_force(actor: Actor, units: Collection[UUID]) -> dict[UUID, Target]:
    """The target of each of these units that has one; one query. A day that has passed stays until another is set."""
    found = (
        actor.sees(Organisation)
        .join(Target, (Target.organisation_id == Organisation.id) & Target.ended_at.is_(None))
        .where(Organisation.id.in_(units))
        .with_only_columns(Target)
    )
    return {each.organisation_id: each for each in db.session.scalars(found)}


def way_to(target: Target | None, figures: Figures) -> Way | None:
    """The way to a target from where a unit stands today."""
    if target is None:
        return None
    today = clock.today()
    return Way(
        target,
        figures.covered,
        pace.weekly(target.goal - figures.covered, today, target.day),
        pace.expected(target.base, target.goal, in_wib(target.created_at).date(), today, target.day),
        target.day < today,
    )


@audited(Action.TARGET_SET, needs=Permission.TARGET_WRITE)
def set_target(actor: Actor, unit: Organisation, *, goal: int, day: date) -> Target:
    """Another target for a unit; the one before ends.

    `Refused`: unit.closed, target.above, target.goal, target.reached, target.day.
    """
    tallies.hold([UUID(unit.path.split("/")[1])])  # two who set one at once: the later stands
    if unit.closed_at:
        raise Refused.because("unit.closed", name=unit.name)
    _end(actor, unit)
    today = clock.today()
    covered = tallies.of(actor, unit).covered
    if not 1 <= goal <= MOST:
        raise Refused.because("target.goal", "goal")
    if goal <= covered:
        raise Refused.because("target.reached", "goal", count=covered)
    if not today < day <= today + FURTHEST:
        raise Refused.because("target.day", "day")
    assert actor.organisation_id is not None
    target = Target(
        organisation_id=unit.id,
        branch_id=unit.branch_id,
        goal=goal,
        day=day,
        base=covered,
        setter_id=actor.organisation_id,
        set_for=actor.acts_for,
        set_by=actor.name,
        created_at=clock.now(),
    )
    db.session.add(target)
    fact(goal=goal, day=day.isoformat())
    return target


@audited(Action.TARGET_DROPPED, needs=Permission.TARGET_WRITE)
def drop(actor: Actor, unit: Organisation) -> Organisation:
    """No target any more. `Refused`: target.above, target.none."""
    tallies.hold([UUID(unit.path.split("/")[1])])
    if not _end(actor, unit):
        raise Refused.because("target.none")
    return unit


def may_change(actor: Actor, target: Target | None) -> bool:
    """Whether this actor may set another in its place: what a unit above has set is changed there."""
    if not actor.may(Permission.TARGET_WRITE) or actor.organisation_id is None:
        return False
    if target is None:
        return True
    setter = actor.sees(Organisation).where(Organisation.id == target.setter_id).with_only_columns(Organisation.id)
    return db.session.scalar(setter) is not None


def _end(actor: Actor, unit: Organisation) -> bool:
    """`Refused` target.above."""
    standing = in_force(actor, [unit.id]).get(unit.id)
    if standing is None:
        return False
    if not may_change(actor, standing):
        raise Refused.because("target.above", unit=standing.set_for)
    standing.ended_at = clock.now()
    db.session.flush()
    return True
