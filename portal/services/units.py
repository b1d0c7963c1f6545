"""Units of an ormas: open, rename, move, merge, split, close, and say what their people may do.

Rows of a unit follow it by their `organisation_id`, so that moving a unit is rewriting paths, in one statement
however much stands below. One deed at a time changes a tree: each holds the top's row until it is done.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, literal, select, update

from portal.access import audit
from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import WITHHOLDABLE, Permission
from portal.models import (
    Base,
    Invitation,
    Membership,
    Model,
    Organisation,
    OrganisationKind,
    Owned,
    Stage,
    Tenure,
    db,
    new_id,
)
from portal.rules.outline import LONGEST_CODE, LONGEST_NAME, folded_code, is_code
from portal.services import levels, transfers, trees, unit_members
from portal.values import clock
from portal.values.fault import Invalid, Refused
from portal.values.naming import name_key


@audited(Action.UNIT_OPENED, needs=Permission.UNIT_WRITE)
def open_unit(actor: Actor, parent: Organisation, *, name: str, code: str = "") -> Organisation:
    """A new unit below `parent`. `Refused`: unit.name, unit.same_name, unit.code_form, unit.code_taken,
    unit.closed, unit.too_deep."""
    trees.hold(actor, parent)
    if parent.closed_at:
        raise Refused.because("unit.closed", "parent", name=parent.name)
    levels.refuse_deeper(actor, parent, parent.depth + 1)
    return _added(actor, parent, name, code)


@audited(Action.UNIT_RENAMED, needs=Permission.UNIT_WRITE)
def rename(actor: Actor, unit: Organisation, *, name: str, code: str = "") -> Organisation:
    """Another name or code. `Refused`: unit.name, unit.same_name, unit.code_form, unit.code_taken, unit.closed."""
    trees.hold(actor, unit)
    _refuse_closed(unit)
    code = code_of(code)
    refuse_name(name)
    _refuse_same_name(actor, unit.parent_id, name, but=unit.id)
    refuse_code(unit, code)
    if name != unit.name:
        fact(origin=unit.name)
    unit.name, unit.name_key, unit.code = name, name_key(name), code or None
    return unit


@audited(Action.UNIT_MOVED, needs=Permission.UNIT_WRITE)
def move(actor: Actor, unit: Organisation, parent: Organisation) -> Organisation:
    """Below another parent, with all that stands below it and everyone in it.

    `Refused`: unit.own, unit.closed, unit.other_tree, unit.cycle, unit.same_parent, unit.too_deep, unit.same_name.
    """
    trees.hold(actor, unit, parent)
    _refuse_own(actor, unit)
    _refuse_closed(unit)
    if parent.top_id != unit.top_id:
        raise Refused.because("unit.other_tree", "parent")
    if unit.holds(parent):
        raise Refused.because("unit.cycle", "parent", name=unit.name)
    if parent.id == unit.parent_id:
        raise Refused.because("unit.same_parent", "parent", name=parent.name)
    if parent.closed_at:
        raise Refused.because("unit.closed", "parent", name=parent.name)
    levels.refuse_deeper(actor, unit, parent.depth + trees.height(actor, unit))
    _refuse_same_name(actor, parent.id, unit.name, but=unit.id)
    before = actor.find(Organisation, _known(unit.parent_id))
    unit.parent_id = parent.id
    db.session.flush()
    members = unit_members.carry(actor, unit, parent)
    moved = _rewritten(actor, unit.path, f"{parent.path}{unit.id}/")
    fact(origin=before.name, into=parent.name, units=moved - 1, members=members)
    db.session.refresh(unit)
    return unit


@audited(Action.UNIT_MERGED, needs=Permission.UNIT_WRITE)
def merge(actor: Actor, unit: Organisation, into: Organisation) -> Organisation:
    """What stands below `unit` goes below `into`, and all that is in it goes into it; the unit itself closes, its
    officers' terms and access end.

    `Refused`: unit.own, unit.closed, unit.other_tree, unit.merge_itself, unit.other_level, unit.same_name.
    """
    trees.hold(actor, unit, into)
    _refuse_own(actor, unit)
    _refuse_closed(unit)
    if into.top_id != unit.top_id:
        raise Refused.because("unit.other_tree", "into")
    if into.id == unit.id:
        raise Refused.because("unit.merge_itself", "into")
    if into.depth != unit.depth:
        raise Refused.because("unit.other_level", "into")
    if into.closed_at:
        raise Refused.because("unit.closed", "into", name=into.name)
    below = trees.children(actor, unit)
    for child in below:
        move(actor, child, into)
    handed = unit_members.hand_over(actor, unit, into)
    _handed_on(unit, into)
    unit.successor_id = into.id
    _ended(actor, unit)
    fact(into=into.name, units=len(below), members=handed)
    return unit


@audited(Action.UNIT_SPLIT, needs=Permission.UNIT_WRITE)
def split(
    actor: Actor,
    unit: Organisation,
    *,
    name: str,
    code: str = "",
    taken: Collection[UUID],
    with_members: bool = False,
) -> Organisation:
    """A new unit beside this one takes some of those below it; or none, if members are to follow (`relocations`).
    Gives the old one; the new one is its sibling.

    `Refused`: unit.own, unit.closed, split.nobody, split.not_below, and as `open_unit`.
    """
    trees.hold(actor, unit)
    _refuse_own(actor, unit)
    _refuse_closed(unit)
    chosen = [child for child in trees.children(actor, unit) if child.id in taken]
    if not (taken or with_members):
        raise Refused.because("split.nobody", "taken")
    if len(chosen) < len(set(taken)):
        raise Refused.because("split.not_below", "taken", count=len(set(taken)) - len(chosen))
    beside = open_unit(actor, actor.find(Organisation, _known(unit.parent_id)), name=name, code=code)
    for child in chosen:
        move(actor, child, beside)
    fact(into=beside.name, units=len(chosen))
    return unit


@audited(Action.UNIT_CLOSED, needs=Permission.UNIT_WRITE)
def close(actor: Actor, unit: Organisation, *, reason: str) -> Organisation:
    """Nothing new below or in it; its history stays, its officers' terms and access end.

    `Refused`: unit.own, unit.closed, unit.not_empty, unit.has_members, unit.reason.
    """
    trees.hold(actor, unit)
    _refuse_own(actor, unit)
    _refuse_closed(unit)
    if below := len(trees.children(actor, unit)):
        raise Refused.because("unit.not_empty", units=below)
    if people := unit_members.count(actor, unit):
        raise Refused.because("unit.has_members", count=people)
    if len(reason.strip()) < 5:
        raise Refused.because("unit.reason", "reason")
    _ended(actor, unit)
    fact(reason=reason.strip())
    return unit


@audited(Action.UNIT_REOPENED, needs=Permission.UNIT_WRITE)
def reopen(actor: Actor, unit: Organisation) -> Organisation:
    """A unit closed by mistake, or merged, stands again; who had access is invited anew.

    `Refused`: unit.open, unit.closed (the one above), unit.same_name.
    """
    trees.hold(actor, unit)
    if not unit.closed_at:
        raise Refused.because("unit.open")
    parent = actor.find(Organisation, _known(unit.parent_id))
    if parent.closed_at:
        raise Refused.because("unit.closed", name=parent.name)
    _refuse_same_name(actor, unit.parent_id, unit.name, but=unit.id)
    unit.closed_at = unit.successor_id = None
    return unit


@audited(Action.UNIT_ENTRUSTED, needs=Permission.UNIT_ENTRUST)
def entrust(
    actor: Actor, unit: Organisation, *, withheld: Collection[Permission], below: bool = False
) -> Organisation:
    """What the people of a lower unit may not do, whatever their role; with `below` those of all units under it too.

    Nobody gives what they do not have. `Refused`: right.own, right.unknown, right.lacking.
    """
    trees.hold(actor, unit)
    if unit.id == actor.organisation_id:
        raise Refused.because("right.own")
    if not set(withheld) <= set(WITHHOLDABLE):
        raise Refused.because("right.unknown", "given")
    given = {Permission(each) for each in unit.withheld} - set(withheld)
    if any(not actor.may(each) for each in given):
        raise Refused.because("right.lacking", "given")
    kept = sorted(each.value for each in withheld)
    unit.withheld = kept
    fact(withheld=", ".join(kept))
    if below:
        db.session.flush()
        under = actor.sees(Organisation).where(Organisation.within(unit.path)).with_only_columns(Organisation.id)
        count = audit.bulk_update(
            Organisation, update(Organisation).where(Organisation.id.in_(under)).values(withheld=kept)
        )
        fact(units=count - 1)
        db.session.refresh(unit)
    return unit


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a deed on a unit touches: units below it (open ones), people with access, officers in their term."""

    units: int
    people: int
    officers: int


def consequences(actor: Actor, unit: Organisation) -> Consequences:
    """What is to be told before a unit is moved, merged or closed; one query."""
    below = actor.sees(Organisation).where(
        Organisation.within(unit.path), Organisation.id != unit.id, Organisation.closed_at.is_(None)
    )
    people = actor.sees(Membership, of=unit).where(Membership.ended_at.is_(None))
    officers = actor.sees(Tenure, of=unit).where(Tenure.left_on.is_(None))
    counted = select(
        *(each.with_only_columns(func.count()).scalar_subquery() for each in (below, people, officers))
    ).execution_options(seen_by="unit")
    return Consequences(*db.session.execute(counted).one())


def code_of(text: str) -> str:
    """A code as it is kept: upper case, single spaces; empty for none. `Refused` unit.code_form."""
    code = folded_code(text)
    if code and not is_code(code):
        raise Refused.because("unit.code_form", "code", most=LONGEST_CODE)
    return code


def made(parent: Organisation, *, name: str, code: str) -> Organisation:
    """A unit below `parent` that is not kept yet."""
    key = new_id()
    return Organisation(
        id=key,
        branch_id=parent.branch_id,
        kind=OrganisationKind.ORMAS,
        parent_id=parent.id,
        path=f"{parent.path}{key}/",
        top_id=parent.top_id,
        name=name,
        name_key=name_key(name),
        code=code or None,
        address="",
        contact_name="",
        stage=Stage.REGISTERED,
        needs_principal=False,
        funding=parent.funding,
        withheld=[],
        created_at=clock.now(),
    )


def _added(actor: Actor, parent: Organisation, name: str, code: str) -> Organisation:
    refuse_name(name)
    unit = made(parent, name=name, code=code_of(code))
    _refuse_same_name(actor, parent.id, name, but=unit.id)
    refuse_code(unit, unit.code or "")
    fact(into=parent.name)
    db.session.add(unit)
    return unit


def _rewritten(actor: Actor, old: str, new: str) -> int:
    """The paths of a whole subtree, in one statement; how many units that were."""
    del actor  # found the unit whose path this is: what stands below it is in sight as well
    rewriting = (
        update(Organisation)
        .where(Organisation.within(old))
        .values(path=literal(new).concat(func.substr(Organisation.path, len(old) + 1)))
    )
    return audit.bulk_update(Organisation, rewriting)


def _handed_on(unit: Organisation, into: Organisation) -> None:
    """All rows that the one has are the other's from now on, save those about the unit itself."""
    transfers.hand_over(unit, into)
    mapped = sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda model: str(model.__name__))
    for model in mapped:
        if issubclass(model, Owned) and issubclass(model, Model) and not model.stays:
            ours = update(model).where(model.organisation_id == unit.id)
            audit.bulk_update(model, ours.values(organisation_id=into.id))


def _ended(actor: Actor, unit: Organisation) -> None:
    """Closed from now on: nobody acts for it any more, nobody is invited to, nobody is in office."""
    now = clock.now()
    unit.closed_at = now
    db.session.flush()
    acting = actor.sees(Membership, of=unit).where(Membership.ended_at.is_(None))
    for membership in db.session.scalars(acting):
        membership.ended_at = now
    invited = actor.sees(Invitation, of=unit).where(Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
    for invitation in db.session.scalars(invited):
        invitation.revoked_at = now
    in_office = actor.sees(Tenure, of=unit).where(Tenure.left_on.is_(None))
    for tenure in db.session.scalars(in_office):
        tenure.left_on = max(clock.today(), tenure.start)


def _refuse_own(actor: Actor, unit: Organisation) -> None:
    """What a unit is part of is decided above it."""
    if unit.parent_id is None or unit.id == actor.organisation_id:
        raise Refused.because("unit.own")


def _refuse_closed(unit: Organisation) -> None:
    if unit.closed_at:
        raise Refused.because("unit.closed", name=unit.name)


def refuse_name(name: str) -> None:
    """`Refused`: unit.name, text.long."""
    if not any(mark.isalpha() for mark in name):
        raise Refused.because("unit.name", "name")
    if len(name) > LONGEST_NAME:
        raise Refused.because("text.long", "name", limit=LONGEST_NAME)


def _refuse_same_name(actor: Actor, parent_id: UUID | None, name: str, *, but: UUID) -> None:
    if parent_id is None:
        return
    same = actor.sees(Organisation).where(
        Organisation.parent_id == parent_id,
        Organisation.name_key == name_key(name),
        Organisation.closed_at.is_(None),
        Organisation.id != but,
    )
    if db.session.scalars(same.limit(1)).first() is not None:
        raise Refused.because("unit.same_name", "name", name=name)


def refuse_code(unit: Organisation, code: str) -> None:
    """`Refused` unit.code_taken when another unit of the same ormas has it, in the actor's sight or not."""
    if not code:
        return
    holder = everyone(Organisation, because="a code names one unit in its ormas").where(
        Organisation.top_id == unit.top_id, Organisation.code == code, Organisation.id != unit.id
    )
    with db.session.no_autoflush:
        if db.session.scalar(holder.with_only_columns(Organisation.id).limit(1)) is not None:
            raise Refused.because("unit.code_taken", "code", unit=code)


def _known(id_: UUID | None) -> UUID:
    if id_ is None:
        raise Invalid("unit.own")
    return id_
