"""Which rows an actor may see: one table, one clause a model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, exists, false, or_, select
from sqlalchemy.orm import aliased

from portal.access.actor import Actor, NotVisible
from portal.models import (
    AuditEvent,
    Base,
    Enrolment,
    Invitation,
    Job,
    Level,
    Membership,
    Message,
    Organisation,
    OrganisationKind,
    OrmasMember,
    Owned,
    Participant,
    Policy,
    ReadEvent,
    ReminderRound,
    Transfer,
    engine,
)

Clause = Callable[[Any, Actor], ColumnElement[bool]]


def _own(model: Any, actor: Actor) -> ColumnElement[bool]:
    """Own organisation, of an ormas with all units below; for the branch, its own and all its organisations'."""
    if actor.is_branch:
        return model.branch_id == actor.branch_id  # type: ignore[no-any-return]
    return _ours(model.organisation_id, actor)


def _organisation(model: Any, actor: Actor) -> ColumnElement[bool]:
    if actor.is_branch:
        return model.branch_id == actor.branch_id  # type: ignore[no-any-return]
    if actor.organisation_kind is OrganisationKind.ORMAS and actor.organisation_path:
        return Organisation.within(actor.organisation_path)
    return model.id == actor.organisation_id  # type: ignore[no-any-return]


def _ours(organisation_id: Any, actor: Actor) -> ColumnElement[bool]:
    """Whether this column names the actor's organisation, or one of the units below it: a range of an index, so that
    it costs what the subtree costs and not what the ormas does."""
    if actor.organisation_kind is OrganisationKind.ORMAS and actor.organisation_path:
        return organisation_id.in_(select(Organisation.id).where(Organisation.within(actor.organisation_path)))  # type: ignore[no-any-return]
    return organisation_id == actor.organisation_id  # type: ignore[no-any-return]


def _member(model: Any, actor: Actor) -> ColumnElement[bool]:
    """Members know the path of their unit, so nobody has to ask the units.

    The bounds are set aside: that of a list (its unit, its page) is narrower than all that an actor may see. So
    whoever lists members says `OrmasMember.within` as well.
    """
    if actor.is_branch:
        return model.branch_id == actor.branch_id  # type: ignore[no-any-return]
    if actor.organisation_kind is OrganisationKind.ORMAS and actor.organisation_path:
        return OrmasMember.within(actor.organisation_path, engine.Aside(OrmasMember.path))
    return false()


def _ours_by_row(organisation_id: Any, actor: Actor) -> ColumnElement[bool]:
    """The same, asked of each row's own unit: right where few rows are looked at, whatever stands below the actor."""
    if actor.organisation_kind is OrganisationKind.ORMAS and actor.organisation_path:
        unit = aliased(Organisation)
        return exists(select(unit.id).where(unit.id == organisation_id, unit.within(actor.organisation_path)))
    return organisation_id == actor.organisation_id  # type: ignore[no-any-return]


def _enrolled_with_us(model: Any, actor: Actor) -> ColumnElement[bool]:
    """A participant belongs to no sponsor: seen by those who have an enrolment with the person."""
    ours = Enrolment.branch_id == actor.branch_id
    if not actor.is_branch:
        ours = _ours_by_row(Enrolment.organisation_id, actor)
    return exists(select(Enrolment.id).where(Enrolment.participant_id == model.id, ours))


def _of_the_branch(model: Any, actor: Actor) -> ColumnElement[bool]:
    """The branch's own papers, which organisations under it may read."""
    return model.branch_id == actor.branch_id  # type: ignore[no-any-return]


def _of_the_tree(model: Any, actor: Actor) -> ColumnElement[bool]:
    """What belongs to the top of an ormas and is known at every level, also below."""
    if actor.is_branch:
        return model.branch_id == actor.branch_id  # type: ignore[no-any-return]
    return model.organisation_id == actor.top_id  # type: ignore[no-any-return]


def _either_side(model: Any, actor: Actor) -> ColumnElement[bool]:
    """Who asks for a person, and who has the person: organisations and their branches alike."""
    if actor.is_branch:
        return or_(model.branch_id == actor.branch_id, model.holder_branch_id == actor.branch_id)
    return or_(_ours(model.organisation_id, actor), _ours(model.holder_id, actor))


VISIBLE: dict[type[Any], Clause] = {
    Owned: _own,
    Organisation: _organisation,
    Level: _of_the_tree,
    OrmasMember: _member,
    Participant: _enrolled_with_us,
    Transfer: _either_side,
    Policy: _of_the_branch,
    Membership: _own,
    Invitation: _own,
    Job: _own,
    AuditEvent: _own,
    ReadEvent: _own,
    #: Mail between a person and the house has no organisation, and is the branch's to look after.
    Message: _own,
    ReminderRound: _own,
}


def clause(model: type[Any], actor: Actor, *, one: bool = False) -> ColumnElement[bool]:
    """What limits `model` to the rows of this actor; `one` where a single row is looked for by its key, or few by
    another table's. A model without an entry is a KeyError: it has no owner."""
    found = _clause_of(model)
    if one and found is _own and not actor.is_branch:
        return _ours_by_row(model.organisation_id, actor)
    return found(model, actor)


def of_one(model: type[Any], actor: Actor, owner: Organisation) -> ColumnElement[bool]:
    """What limits `model` to the rows of one organisation that the actor sees: it costs the same whatever stands
    below the actor. `NotVisible` for another's."""
    assert issubclass(model, Owned) or _clause_of(model) is _own, f"{model.__name__} does not belong to organisations"
    if actor.is_branch:
        seen = owner.branch_id == actor.branch_id
    elif actor.organisation_kind is OrganisationKind.ORMAS and actor.organisation_path:
        seen = owner.path.startswith(actor.organisation_path)
    else:
        seen = owner.id == actor.organisation_id
    if not seen:
        raise NotVisible("organisation")
    return model.organisation_id == owner.id  # type: ignore[no-any-return]


def _clause_of(model: type[Any]) -> Clause:
    return VISIBLE[Owned if model not in VISIBLE and issubclass(model, Owned) else model]


#: Tables read before anyone has signed in, or by the worker for all: the guard on reads lets them pass.
_UNGUARDED: set[type[Any]] = {Membership, Invitation, Job, Message}


def guarded_models() -> set[type[Any]]:
    """Models that may be read only through `sees`, `find` or `everyone`."""
    mapped = {mapper.class_ for mapper in Base.registry.mappers}
    return {model for model in mapped if (issubclass(model, Owned) or model in VISIBLE) and model not in _UNGUARDED}
