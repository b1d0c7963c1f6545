"""Winning partners (pendekatan): what was said to whom, what follows, and who has heard nothing for how long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func

from portal.access.actor import Actor
from portal.access.audit import Action, audited
from portal.access.permissions import Permission
from portal.models import Approach, ApproachWay, Organisation, OrganisationKind, Stage, db
from portal.services import cooperation
from portal.values import clock
from portal.values.fault import Refused

#: Days after which a partner who is not yet active is told to be silent.
SILENCE = timedelta(days=30)
#: So long before an agreement ends one begins to renew it; the reminders of `rules.reminding` begin then too.
ENDING = timedelta(days=60)
SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an officer notes. `stage` is where the partner stands now; a next step has a day, or there is none."""

    way: ApproachWay
    day: date
    stage: Stage
    note: str = ""
    next_step: str = ""
    next_on: date | None = None


class Sieve(StrEnum):
    """Partners who want something done. The value stands in addresses."""

    DUE = "langkah"
    SILENT = "diam"
    ENDING = "pks"
    SUSPENDED = "dijeda"
    CLOSED = "ditutup"


@audited(Action.PARTNER_APPROACHED, needs=Permission.ORGANISATION_WRITE)
def note(actor: Actor, partner: Organisation, said: Said) -> Organisation:
    """Keep that the branch spoke with a partner; its stage and next step are those said now.

    `Refused`: partner.closed, approach.future, approach.step, approach.past.
    """
    cooperation.refuse_closed(partner)
    today = clock.today()
    if said.day > today:
        raise Refused.because("approach.future", "day")
    if bool(said.next_step) != bool(said.next_on):
        raise Refused.because("approach.step", "next_on" if said.next_step else "next_step")
    if said.next_on and said.next_on < today:
        raise Refused.because("approach.past", "next_on")
    before = actor.sees(Approach, of=partner).with_only_columns(func.max(Approach.day))
    partner.silent_since = max(said.day, db.session.scalar(before) or said.day)
    partner.stage, partner.next_step, partner.next_on = said.stage, said.next_step, said.next_on
    kept = Approach(
        organisation_id=partner.id,
        branch_id=partner.branch_id,
        way=said.way,
        day=said.day,
        note=said.note,
        stage=said.stage,
        noted_by=actor.user_id,
        noted_by_name=actor.name,
        noted_at=clock.now(),
    )
    db.session.add(kept)
    return partner


def latest(actor: Actor, partner: Organisation) -> Sequence[Approach]:
    """The last times the branch spoke with a partner, the latest first."""
    ours = actor.sees(Approach, of=partner).order_by(Approach.day.desc(), Approach.id.desc())
    return db.session.scalars(ours.limit(SHOWN)).all()


def partners(
    actor: Actor, kind: OrganisationKind, *, stage: Stage | None = None, sieve: Sieve | None = None
) -> Select[Organisation]:
    """Partners of one kind, not the units below them; the closed ones only where they are asked for."""
    query = actor.sees(Organisation).where(Organisation.kind == kind, Organisation.parent_id.is_(None))
    query = query.where(_through(sieve, clock.today()))
    return query.where(Organisation.stage == stage) if stage else query


def by_stage(actor: Actor, kind: OrganisationKind) -> Counter[Stage]:
    """How many partners of a kind stand at each stage."""
    counted = partners(actor, kind).with_only_columns(Organisation.stage, func.count()).group_by(Organisation.stage)
    return Counter({stage: count for stage, count in db.session.execute(counted)})  # noqa: C416


def _through(sieve: Sieve | None, today: date) -> ColumnElement[bool]:
    is_open = Organisation.closed_at.is_(None)
    match sieve:
        case Sieve.DUE:
            return and_(is_open, Organisation.next_on <= today)
        case Sieve.SILENT:
            return and_(is_open, Organisation.silent_since <= today - SILENCE, Organisation.stage != Stage.ACTIVE)
        case Sieve.ENDING:
            return and_(is_open, Organisation.agreement_end <= today + ENDING)
        case Sieve.SUSPENDED:
            return and_(is_open, Organisation.suspended_at.is_not(None))
        case Sieve.CLOSED:
            return Organisation.closed_at.is_not(None)
    return is_open
