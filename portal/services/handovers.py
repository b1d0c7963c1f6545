"""People of one agent go over to another (serah terima binaan): who serves them changes at once, whose what they pay
is at the day (`services.stewards`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import aliased, joinedload

from portal.access.actor import Actor
from portal.access.audit import Action, audited, bulk_delete, bulk_insert, bulk_update, fact
from portal.access.permissions import Permission
from portal.models import (
    LIVE,
    Agent,
    AgentState,
    Contribution,
    DuesLine,
    DuesSheet,
    DuesState,
    Enrolment,
    Handover,
    Invoice,
    Stewardship,
    db,
    new_id,
)
from portal.services import agents
from portal.services.invoices import batches
from portal.values import clock
from portal.values.clock import start_of
from portal.values.fault import Refused

SHORTEST_REASON = 8
#: How far ahead it may be agreed upon.
FARTHEST = timedelta(days=31)
#: People to be chosen from on one page; of more, all go or none.
MOST = 200


@audited(Action.PEOPLE_HANDED_OVER, needs=Permission.AGENT_WRITE)
def hand_over(
    actor: Actor,
    giver: Agent,
    taker: Agent,
    *,
    day: date,
    reason: str,
    people: Collection[UUID] | None = None,
) -> Agent:
    """All people of `giver`, or the chosen, are `taker`'s from now on.

    What is paid from `day` on (of today: from now on) counts for the taker, what was paid before for the giver. Bills
    and open sheets follow whose people stand on them: those of people of both are nobody's own any more, and the
    manager's.

    Returns the giver, in whose record it stands. `Refused`: reason.short, handover.same, .taker, .day, .nobody,
    .unknown, .planned, .ticked.
    """
    if len(reason) < SHORTEST_REASON:
        raise Refused.because("reason.short", "reason")
    if giver.id == taker.id:
        raise Refused.because("handover.same", "taker")
    today = clock.today()
    if not today <= day <= today + FARTHEST:
        raise Refused.because("handover.day", "day", first=today, last=today + FARTHEST)
    giver, taker = _both(actor, giver.id, taker.id)
    if taker.state is not AgentState.ACTIVE or taker.organisation_id != giver.organisation_id:
        raise Refused.because("handover.taker", "taker")
    moved = _moved(actor, giver, people)
    _refuse_planned(actor, moved)
    whole = people is None
    made = Handover(
        id=new_id(),
        organisation_id=giver.organisation_id,
        branch_id=giver.branch_id,
        giver_id=giver.id,
        giver_name=giver.name,
        taker_id=taker.id,
        taker_name=taker.name,
        day=day,
        people=len(moved),
        reason=reason[:200],
        done_by=actor.user_id,
        done_by_name=actor.name,
        done_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    _lift_from_sheets(actor, giver, taker, None if whole else moved)
    for batch in batches(moved):
        bulk_update(Enrolment, update(Enrolment).where(Enrolment.id.in_(batch)).values(agent_id=taker.id))
    _note_spells(actor, made, moved)
    _move_bills(giver, taker, None if whole else moved)
    db.session.expire_all()
    fact(people=made.people, day=day.isoformat(), to=taker.name, reason=made.reason)
    return giver


def takers(actor: Actor, giver: Agent) -> Sequence[Agent]:
    """Who may take people over from this agent: the other active agents of the wadah, by name."""
    others = actor.sees(Agent).where(
        Agent.organisation_id == giver.organisation_id, Agent.state == AgentState.ACTIVE, Agent.id != giver.id
    )
    return db.session.scalars(others.order_by(Agent.name, Agent.id)).all()


def choosable(actor: Actor, giver: Agent) -> Sequence[Enrolment]:
    """The live people of an agent, by name, at most one more than can be chosen from."""
    live = actor.sees(Enrolment).where(Enrolment.agent_id == giver.id, Enrolment.state.in_(LIVE))
    live = live.where(Enrolment.end.is_(None) | (Enrolment.end >= clock.today()))
    names = live.options(joinedload(Enrolment.participant)).order_by(Enrolment.name_key, Enrolment.id)
    return db.session.scalars(names.limit(MOST + 1)).all()


def of_agent(actor: Actor, agent: Agent) -> Sequence[Handover]:
    """What this agent gave and took, the latest first; a few."""
    either = actor.sees(Handover).where((Handover.giver_id == agent.id) | (Handover.taker_id == agent.id))
    return db.session.scalars(either.order_by(Handover.id.desc()).limit(10)).all()


# Steps.


def _both(actor: Actor, giver_id: UUID, taker_id: UUID) -> tuple[Agent, Agent]:
    """Both held, in the order of their ids: of two hand-overs the other way round one waits."""
    found = {each: agents.held(actor, each) for each in sorted((giver_id, taker_id))}
    return found[giver_id], found[taker_id]


def _moved(actor: Actor, giver: Agent, people: Collection[UUID] | None) -> list[UUID]:
    """Whoever goes over; of all of them also those whose enrolment ended, for their bills go too."""
    own = actor.sees(Enrolment).where(Enrolment.agent_id == giver.id).with_only_columns(Enrolment.id)
    known = db.session.scalars(own).all()
    if people is None:
        moved = list(known)
    else:
        moved = sorted(set(people))
        if unknown := set(moved) - set(known):
            raise Refused.because("handover.unknown", "people", count=len(unknown))
    if not moved:
        raise Refused.because("handover.nobody", "people", name=giver.name)
    return moved


def _refuse_planned(actor: Actor, moved: Sequence[UUID]) -> None:
    for batch in batches(moved):
        ahead = actor.sees(Stewardship).where(Stewardship.enrolment_id.in_(batch), Stewardship.begins > clock.now())
        if (begins := db.session.scalar(ahead.with_only_columns(func.max(Stewardship.begins)))) is not None:
            raise Refused.because("handover.planned", "people", day=clock.in_wib(begins).date())


def _note_spells(actor: Actor, made: Handover, moved: Sequence[UUID]) -> None:
    """The giver's spell ends and the taker's begins with the day; of today with this very moment."""
    at = max(start_of(made.day), made.done_at)
    for batch in batches(moved):
        open_ = update(Stewardship).where(Stewardship.enrolment_id.in_(batch), Stewardship.ends.is_(None))
        bulk_update(Stewardship, open_.values(ends=at))
        had = actor.sees(Stewardship).where(Stewardship.enrolment_id.in_(batch))
        known = set(db.session.scalars(had.with_only_columns(Stewardship.enrolment_id)))
        since = actor.sees(Enrolment).where(Enrolment.id.in_(batch))
        first = [
            (each, made.giver_id, created_at, at)
            for each, created_at in db.session.execute(
                since.with_only_columns(Enrolment.id, Enrolment.created_at).order_by(Enrolment.id)
            )
            if each not in known
        ]
        spells = [*first, *((each, made.taker_id, at, None) for each in batch)]
        bulk_insert(
            Stewardship,
            ("id", "organisation_id", "branch_id", "enrolment_id", "agent_id", "handover_id", "begins", "ends"),
            [
                (new_id(), made.organisation_id, made.branch_id, each, agent_id, made.id, begins, ends)
                for each, agent_id, begins, ends in spells
            ],
        )


def _move_bills(giver: Agent, taker: Agent, moved: Sequence[UUID] | None) -> None:
    """Bills of the giver's people, `moved` already: all, or those whose people all went, or, with people of both on
    them, nobody's own."""
    own = update(Invoice).where(Invoice.agent_id == giver.id)
    if moved is None:
        bulk_update(Invoice, own.values(agent_id=taker.id))
        return
    line, person = aliased(Contribution), aliased(Enrolment)
    others: Any = exists(
        select(line.id)
        .join(person, person.id == line.enrolment_id)
        .where(line.invoice_id == Invoice.id, person.agent_id == giver.id)
    )
    for batch in batches(moved):
        touched = select(line.invoice_id).where(line.enrolment_id.in_(batch))
        bulk_update(Invoice, own.where(Invoice.id.in_(touched), others).values(agent_id=None))
        bulk_update(Invoice, own.where(Invoice.id.in_(touched)).values(agent_id=taker.id))


def _lift_from_sheets(actor: Actor, giver: Agent, taker: Agent, moved: Sequence[UUID] | None) -> None:
    """Sheets of dues: all go over with all people; of some, the lines leave the open ones, unless money was noted."""
    own = DuesSheet.agent_id == giver.id
    if moved is None:
        bulk_update(DuesSheet, update(DuesSheet).where(own).values(agent_id=taker.id))
        return
    open_ = select(DuesSheet.id).where(own, DuesSheet.state == DuesState.OPEN)
    for batch in batches(moved):
        on_them = DuesLine.sheet_id.in_(open_) & DuesLine.enrolment_id.in_(batch)
        ticked = actor.sees(DuesLine).where(on_them, DuesLine.ticked_at.is_not(None)).limit(1)
        if db.session.scalar(ticked.with_only_columns(DuesLine.id)) is not None:
            raise Refused.because("handover.ticked", "people")
        lines = select(func.count()).where(DuesLine.sheet_id == DuesSheet.id, DuesLine.enrolment_id.in_(batch))
        fewer = update(DuesSheet).where(DuesSheet.id.in_(open_))
        bulk_update(DuesSheet, fewer.values(people=DuesSheet.people - lines.scalar_subquery()))
        bulk_delete(DuesLine, delete(DuesLine).where(on_them))
