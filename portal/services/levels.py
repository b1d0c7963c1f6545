"""What an ormas calls its levels, from the top down ("MPC", "PAC"); their number is how deep its tree may grow."""

from __future__ import annotations

from collections.abc import Sequence

from portal.access.actor import Actor
from portal.access.audit import Action, audited
from portal.access.permissions import Permission
from portal.models import Level, Organisation, db
from portal.services import trees
from portal.values.fault import Refused

#: Levels of the largest ormas one knows: six (domain paper, section 6). A path of twelve is still a short text.
MOST = 12
LONGEST = 60


def names(actor: Actor, unit: Organisation) -> list[str]:
    """The names from depth 1 on, of the tree that `unit` stands in."""
    found = actor.sees(Level).where(Level.organisation_id == unit.top_id).order_by(Level.depth)
    return list(db.session.scalars(found.with_only_columns(Level.name)))


def name_at(names: Sequence[str], depth: int) -> str:
    """What a unit of this depth is called."""
    return names[depth - 1] if depth <= len(names) else f"Tingkat {depth}"


@audited(Action.LEVELS_NAMED, needs=Permission.UNIT_WRITE)
def name(actor: Actor, top: Organisation, wanted: Sequence[str]) -> Organisation:
    """Other names, or more levels, or fewer. Only for who acts at the top.

    `Refused`: level.not_top, level.none, level.most, level.twice, level.name, level.in_use.
    """
    if top.parent_id is not None:
        raise Refused.because("level.not_top")
    trees.hold(actor, top)
    wanted = checked(wanted)
    if len(wanted) < (deepest := trees.height(actor, top)):
        raise Refused.because("level.in_use", "names", count=deepest)
    put(actor, top, wanted)
    return top


def put(actor: Actor, top: Organisation, wanted: Sequence[str]) -> None:
    """Keep these names in place of those there were; a step of naming and of registering."""
    there = {
        each.depth: each for each in db.session.scalars(actor.sees(Level).where(Level.organisation_id == top.id))
    }
    for depth, called in enumerate(wanted, 1):
        if depth in there:
            there[depth].name = called
        else:
            db.session.add(Level(organisation_id=top.id, branch_id=top.branch_id, depth=depth, name=called))
    for depth, level in there.items():
        if depth > len(wanted):
            db.session.delete(level)


def checked(wanted: Sequence[str]) -> list[str]:
    """The names without empty ones. `Refused`: level.none, level.most, level.twice, level.name."""
    wanted = [" ".join(each.split()) for each in wanted if each.strip()]
    if not wanted:
        raise Refused.because("level.none", "names")
    if len(wanted) > MOST:
        raise Refused.because("level.most", "names", most=MOST)
    if len({each.casefold() for each in wanted}) < len(wanted):
        raise Refused.because("level.twice", "names")
    if any(len(each) > LONGEST or not any(map(str.isalpha, each)) for each in wanted):
        raise Refused.because("level.name", "names", most=LONGEST)
    return list(wanted)


def refuse_deeper(actor: Actor, unit: Organisation, depth: int) -> None:
    """`Refused` unit.too_deep when the tree that `unit` stands in has no name for this depth."""
    named = names(actor, unit)
    if depth > len(named):
        raise Refused.because("unit.too_deep", "parent", count=len(named), level=name_at(named, len(named)))
