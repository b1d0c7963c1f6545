"""Which rows an actor may see: one table, one clause a model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, exists, select

from portal.access.actor import Actor
from portal.models import (
    AuditEvent,
    Base,
    Enrolment,
    Invitation,
    Job,
    Membership,
    Message,
    Organisation,
    Owned,
    Participant,
    Policy,
    ReadEvent,
    ReminderRound,
)

Clause = Callable[[Any, Actor], ColumnElement[bool]]


def _own(model: Any, actor: Actor) -> ColumnElement[bool]:
    """Own organisation; for the branch, its own papers and those of all its organisations."""
    if actor.is_branch:
        return model.branch_id == actor.branch_id  # type: ignore[no-any-return]
    return model.organisation_id == actor.organisation_id  # type: ignore[no-any-return]


def _organisation(model: Any, actor: Actor) -> ColumnElement[bool]:
    if actor.is_branch:
        return model.branch_id == actor.branch_id  # type: ignore[no-any-return]
    return model.id == actor.organisation_id  # type: ignore[no-any-return]


def _enrolled_with_us(model: Any, actor: Actor) -> ColumnElement[bool]:
    """A participant belongs to no sponsor: seen by those who have an enrolment with the person."""
    ours = Enrolment.branch_id == actor.branch_id
    if not actor.is_branch:
        ours = Enrolment.organisation_id == actor.organisation_id
    return exists(select(Enrolment.id).where(Enrolment.participant_id == model.id, ours))


def _of_the_branch(model: Any, actor: Actor) -> ColumnElement[bool]:
    """The branch's own papers, which organisations under it may read."""
    return model.branch_id == actor.branch_id  # type: ignore[no-any-return]


VISIBLE: dict[type[Any], Clause] = {
    Owned: _own,
    Organisation: _organisation,
    Participant: _enrolled_with_us,
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


def clause(model: type[Any], actor: Actor) -> ColumnElement[bool]:
    """What limits `model` to the rows of this actor. A model without an entry is a KeyError: it has no owner."""
    return VISIBLE[Owned if issubclass(model, Owned) else model](model, actor)


#: Tables read before anyone has signed in, or by the worker for all: the guard on reads lets them pass.
_UNGUARDED: set[type[Any]] = {Membership, Invitation, Job, Message}


def guarded_models() -> set[type[Any]]:
    """Models that may be read only through `sees`, `find` or `everyone`."""
    mapped = {mapper.class_ for mapper in Base.registry.mappers}
    return {model for model in mapped if (issubclass(model, Owned) or model in VISIBLE) and model not in _UNGUARDED}
