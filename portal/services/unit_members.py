"""Members follow their unit: wherever it goes, their paths and the numbers of all units above go with it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, literal, update

from portal.access import audit
from portal.access.actor import Actor
from portal.models import Organisation, OrmasMember
from portal.services import tallies


def count(actor: Actor, unit: Organisation) -> int:
    """How many members a unit has with all below it."""
    return tallies.of(actor, unit).members


def carry(actor: Actor, unit: Organisation, parent: Organisation) -> int:
    """A unit is about to stand below another parent: the paths of all members below it go along, in one UPDATE, and
    its numbers leave the units above for those that will be. A step of moving; how many members that were."""
    tallies.hold([UUID(unit.path.split("/")[1])])
    figures = tallies.of(actor, unit)
    tallies.shift({_above(unit.path): (tallies.Figures() - figures).change, parent.path: figures.change})
    return audit.bulk_update(
        OrmasMember,
        update(OrmasMember)
        .where(OrmasMember.within(unit.path))
        .values(path=literal(f"{parent.path}{unit.id}/").concat(func.substr(OrmasMember.path, len(unit.path) + 1))),
    )


def hand_over(actor: Actor, unit: Organisation, into: Organisation) -> int:
    """The unit's own members become those of `into`. A step of merging; how many that were."""
    tallies.hold([UUID(unit.path.split("/")[1])])
    figures = tallies.of(actor, unit)
    tallies.shift({unit.path: (tallies.Figures() - figures).change, into.path: figures.change})
    return audit.bulk_update(
        OrmasMember,
        update(OrmasMember).where(OrmasMember.path == unit.path).values(organisation_id=into.id, path=into.path),
    )


def _above(path: str) -> str:
    return path[: path.rindex("/", 0, -1) + 1]
