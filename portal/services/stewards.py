"""Whose person somebody was at an instant: of whoever has them now, unless they were handed over since."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.orm import aliased

from portal.access.actor import Actor
from portal.models import Enrolment, Stewardship, db


def agent_at(instant: Any) -> tuple[Any, ColumnElement[bool], ColumnElement[UUID]]:
    """For a query on `Enrolment` and something that happened at `instant` (a column): what to outer-join, on what,
    and the id of the agent whose person it was then.

        spell, then, agent_id = agent_at(Payment.paid_at)
        select(agent_id, …).select_from(Enrolment).…outerjoin(spell, then)
    """
    spell = aliased(Stewardship)
    then = and_(
        spell.enrolment_id == Enrolment.id,
        spell.begins <= instant,
        or_(spell.ends.is_(None), spell.ends > instant),
    )
    return spell, then, func.coalesce(spell.agent_id, Enrolment.agent_id)


def spells(actor: Actor, enrolment_id: UUID) -> list[Stewardship]:
    """Whose person somebody was, the first spell first; none when they were never handed over."""
    own = actor.sees(Stewardship).where(Stewardship.enrolment_id == enrolment_id)
    return list(db.session.scalars(own.order_by(Stewardship.begins, Stewardship.id)))
