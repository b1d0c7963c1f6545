"""The tree of an ormas, to look at and to hold still."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func

from portal.access.actor import Actor, NotVisible, everyone
from portal.models import Organisation, db


def hold(actor: Actor, *units: Organisation) -> None:
    """Nobody else changes their tree until the transaction ends; what was read of these before is read anew."""
    held = everyone(Organisation, because="one deed at a time changes a tree").where(
        Organisation.id.in_({unit.top_id for unit in units})
    )
    db.session.execute(held.with_only_columns(Organisation.id).with_for_update(key_share=True))
    ours = actor.sees(Organisation).where(Organisation.id.in_({unit.id for unit in units}))
    found = db.session.scalars(ours.execution_options(populate_existing=True)).all()
    if len(found) < len({unit.id for unit in units}):
        raise NotVisible("organisation")  # moved out of the actor's sight a moment ago


def children(actor: Actor, unit: Organisation) -> list[Organisation]:
    """The open units directly below, by name."""
    below = actor.sees(Organisation).where(Organisation.parent_id == unit.id, Organisation.closed_at.is_(None))
    return list(db.session.scalars(below.order_by(Organisation.name_key, Organisation.id)))


def counts_below(actor: Actor, units: Iterable[UUID]) -> dict[UUID, int]:
    """For each of these, how many open units stand directly below; one query."""
    wanted = list(units)
    counted = (
        actor.sees(Organisation)
        .where(Organisation.parent_id.in_(wanted), Organisation.closed_at.is_(None))
        .with_only_columns(Organisation.parent_id, func.count())
        .group_by(Organisation.parent_id)
    )
    found = {parent: count for parent, count in db.session.execute(counted)}  # noqa: C416
    return {unit: found.get(unit, 0) for unit in wanted}


def trail(actor: Actor, unit: Organisation) -> list[Organisation]:
    """The units above it that the actor may see, from the top down; one query."""
    if not unit.above:
        return []
    above = actor.sees(Organisation).where(Organisation.id.in_(unit.above))
    return sorted(db.session.scalars(above), key=lambda each: each.depth)


def height(actor: Actor, unit: Organisation) -> int:
    """How many levels the unit and what is below it take up: 1 when nothing is."""
    longest = actor.sees(Organisation).where(Organisation.within(unit.path))
    length = db.session.scalar(longest.with_only_columns(func.max(func.length(Organisation.path))))
    step = len(str(unit.id)) + 1
    return (int(length or 0) - len(unit.path)) // step + 1
