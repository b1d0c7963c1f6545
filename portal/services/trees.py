"""The tree of an ormas, to look at and to hold still."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Select, func, not_, or_

from portal.access.actor import Actor, NotVisible, everyone
from portal.models import Organisation, db
from portal.rules.outline import folded_code
from portal.values.naming import name_key

#: Units offered to choose from; who does not find theirs writes more of its name.
SOME = 20


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


def directly_below(actor: Actor, unit: Organisation, *, closed: bool = False) -> Select[Organisation]:
    """The open units directly below, or the closed ones."""
    is_closed = Organisation.closed_at.is_not(None) if closed else Organisation.closed_at.is_(None)
    return actor.sees(Organisation).where(Organisation.parent_id == unit.id, is_closed)


def children(actor: Actor, unit: Organisation, *, most: int | None = None) -> list[Organisation]:
    """The open units directly below, by name."""
    below = directly_below(actor, unit).order_by(Organisation.name_key, Organisation.id)
    return list(db.session.scalars(below.limit(most)))


def matching(actor: Actor, unit: Organisation, words: str) -> Select[Organisation]:
    """Units anywhere below, closed ones too, that are called so or bear this code: one range of the index."""
    return _called_so(actor, words).where(Organisation.within(unit.path), Organisation.id != unit.id)


def names_above(actor: Actor, units: Iterable[Organisation]) -> dict[UUID, str]:
    """For each of these, what the unit directly above is called; one query."""
    wanted = {unit.id: unit.parent_id for unit in units if unit.parent_id}
    above = actor.sees(Organisation).where(Organisation.id.in_(set(wanted.values())))
    rows = db.session.execute(above.with_only_columns(Organisation.id, Organisation.name))
    names = {id_: name for id_, name in rows}  # noqa: C416
    return {unit: names[parent] for unit, parent in wanted.items() if parent in names}


def parents_for(actor: Actor, unit: Organisation, words: str = "") -> list[Organisation]:
    """Open units that `unit` could be moved below, or that are called so; without words the neighbours of its parent
    and its own. Whether it fits below them in depth is left to the moving."""
    near = actor.sees(Organisation).where(Organisation.parent_id.in_(unit.above[-2:]))
    found = _called_so(actor, words) if words else near
    inside = not_(Organisation.within(unit.path))
    return _some(found.where(inside, Organisation.id != unit.parent_id, Organisation.top_id == unit.top_id))


def homes_for(actor: Actor, unit: Organisation, words: str = "") -> list[Organisation]:
    """Open units that a member of `unit` could belong to; without words those around it, above and below."""
    near = actor.sees(Organisation).where(
        or_(Organisation.parent_id.in_([*unit.above[-1:], unit.id]), Organisation.id.in_(unit.above[-1:]))
    )
    found = _called_so(actor, words) if words else near
    return _some(found.where(Organisation.id != unit.id, Organisation.top_id == unit.top_id))


def beside(actor: Actor, unit: Organisation, name: str) -> Organisation | None:
    """The open neighbour of a unit that is called so."""
    neighbours = actor.sees(Organisation).where(
        Organisation.parent_id == unit.parent_id,
        Organisation.name_key == name_key(name),
        Organisation.closed_at.is_(None),
        Organisation.id != unit.id,
    )
    return db.session.scalars(neighbours).one_or_none()


def twins_for(actor: Actor, unit: Organisation, words: str = "") -> list[Organisation]:
    """Open units of the same level that `unit` could be merged into; without words its neighbours."""
    near = actor.sees(Organisation).where(Organisation.parent_id == unit.parent_id)
    found = _called_so(actor, words) if words else near
    level = func.length(Organisation.path) == len(unit.path)
    return _some(found.where(level, Organisation.id != unit.id, Organisation.top_id == unit.top_id))


def _called_so(actor: Actor, words: str) -> Select[Organisation]:
    called = Organisation.name_key.contains(name_key(words), autoescape=True)
    return actor.sees(Organisation).where(called | (Organisation.code == folded_code(words)))


def _some(found: Select[Organisation]) -> list[Organisation]:
    chosen = found.where(Organisation.closed_at.is_(None)).order_by(Organisation.name_key, Organisation.id)
    return list(db.session.scalars(chosen.limit(SOME)))


def successor(actor: Actor, unit: Organisation) -> Organisation | None:
    """The unit that a closed one was merged into, where the actor may see it."""
    if unit.successor_id is None:
        return None
    return db.session.scalars(actor.sees(Organisation).where(Organisation.id == unit.successor_id)).one_or_none()


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
