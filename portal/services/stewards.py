"""Whose person somebody was at an instant: of whoever has them now, unless they were handed over since."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from portal.access.actor import Actor
from portal.models import Enrolment, Payment, Stewardship, db


def agent_at(instant: Any) -> ColumnElement[UUID | None]:
    """The agent (a membership) whose person it was when something happened at `instant` (a column, or a value), or
    None; in a query on `Enrolment`."""
    spell = aliased(Stewardship)
    then = select(spell.agent_id).where(
        spell.enrolment_id == Enrolment.id,
        spell.begins <= instant,
        or_(spell.ends.is_(None), spell.ends > instant),
    )
    return func.coalesce(then.correlate(Enrolment, Payment).scalar_subquery(), Enrolment.agent_id)


def spells(actor: Actor, enrolment_id: UUID) -> list[Stewardship]:
    """Whose person somebody was, the first spell first; none when they were never handed over."""
    own = actor.sees(Stewardship).where(Stewardship.enrolment_id == enrolment_id)
    return list(db.session.scalars(own.order_by(Stewardship.begins, Stewardship.id)))
