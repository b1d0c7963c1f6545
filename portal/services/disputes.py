"""Disputes: a line of the ledger that somebody does not believe, and what the branch says to it.

A line is never changed. Who is right gets a line of its own with what was missing, paid with the month that is open.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased, joinedload

from portal.access.actor import Actor, NotVisible
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Dispute, DisputeState, IncentiveEntry, db, new_id
from portal.rules import incentives
from portal.rules.incentives import Part
from portal.services import ledger_months
from portal.values import clock
from portal.values.fault import Refused
from portal.values.rupiah import Rupiah

#: Whoever answers needs more than "salah".
SHORTEST = 10
LONGEST = 1_000
#: More than this is a mistake in typing: a hundred new people with all programmes.
MOST = Rupiah(10_000_000)


@audited(Action.DISPUTE_RAISED, needs=Permission.INCENTIVE_DISPUTE)
def open_one(actor: Actor, entry: IncentiveEntry, said: str) -> Dispute:
    """Say what is wrong with a line that stands. `Refused`: dispute.said, dispute.taken_back, dispute.twice."""
    if not SHORTEST <= len(said) <= LONGEST:
        raise Refused.because("dispute.said", "said", least=SHORTEST)
    if not stands(actor, entry):
        raise Refused.because("dispute.taken_back")
    dispute = Dispute(
        id=new_id(),
        organisation_id=entry.organisation_id,
        branch_id=entry.branch_id,
        entry_id=entry.id,
        agent_id=entry.agent_id,
        said=said,
        asked_by=actor.user_id,
        asked_by_name=actor.name,
        asked_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(dispute)
    except IntegrityError:
        raise Refused.because("dispute.twice") from None
    fact(month=str(entry.about), amount=str(entry.amount))
    return dispute


@audited(Action.DISPUTE_WITHDRAWN, needs=Permission.INCENTIVE_DISPUTE)
def withdraw(actor: Actor, dispute: Dispute) -> Dispute:
    """Who asked has understood. `Refused`: dispute.answered."""
    held = _open(actor, dispute.id)
    held.state, held.answered_at = DisputeState.WITHDRAWN, clock.now()
    return held


@audited(Action.DISPUTE_ANSWERED, needs=Permission.INCENTIVE_DECIDE)
def answer(actor: Actor, dispute: Dispute, *, said: str, righted: Rupiah | None) -> Dispute:
    """Explain why the line stands, or right it by an amount. `Refused`: dispute.answered, dispute.answer,
    dispute.amount."""
    ledger_months.hold(dispute.branch_id)
    held = _open(actor, dispute.id)
    if not SHORTEST <= len(said) <= LONGEST:
        raise Refused.because("dispute.answer", "answer", least=SHORTEST)
    if righted is not None and not Rupiah(0) < righted <= MOST:
        raise Refused.because("dispute.amount", "righted", most=MOST)
    held.state = DisputeState.EXPLAINED if righted is None else DisputeState.RIGHTED
    held.answer, held.righted = said, righted or Rupiah(0)
    held.answered_by, held.answered_by_name, held.answered_at = actor.user_id, actor.name, clock.now()
    if righted is not None:
        _add(actor.find(IncentiveEntry, held.entry_id), held, righted)
    fact(amount=str(held.righted), reason=said)
    return held


def _add(entry: IncentiveEntry, dispute: Dispute, righted: Rupiah) -> None:
    """A line with the id of the dispute, so that it is added once."""
    line = incentives.recompute(Part.ADJUSTMENT, "dispute", righted)
    month, late_for = ledger_months.booked(entry.branch_id, entry.about)
    db.session.add(
        IncentiveEntry(
            id=dispute.id,
            organisation_id=entry.organisation_id,
            branch_id=entry.branch_id,
            month=month,
            late_for=late_for,
            agent_id=entry.agent_id,
            payee=entry.payee,
            part=line.part,
            contribution_id=None,
            enrolment_id=entry.enrolment_id,
            payment_id=None,
            number=None,
            base=line.base,
            amount=line.amount,
            law=line.law,
            reversal_of=None,
            cause=None,
            created_at=clock.now(),
        )
    )


# ── Reading.


def find(actor: Actor, id_: UUID) -> Dispute:
    """With its line and its wadah; raises `NotVisible`."""
    return actor.find(Dispute, id_, joinedload(Dispute.entry), joinedload(Dispute.organisation))


def listed(actor: Actor, *, open_only: bool) -> Any:
    """Disputes that the actor sees; to be paged by the id."""
    query = actor.sees(Dispute).options(joinedload(Dispute.entry), joinedload(Dispute.organisation))
    return query.where(Dispute.OPEN) if open_only else query


def of_line(actor: Actor, entry: IncentiveEntry) -> list[Dispute]:
    """What was said about a line, the latest first."""
    about = actor.sees(Dispute).where(Dispute.entry_id == entry.id).order_by(Dispute.id.desc())
    return list(db.session.scalars(about))


def stands(actor: Actor, entry: IncentiveEntry) -> bool:
    """Whether it is no taking back, and none takes it back."""
    back = aliased(IncentiveEntry)
    taken = actor.sees(IncentiveEntry).where(
        IncentiveEntry.id == entry.id, exists(select(back.id).where(back.reversal_of == IncentiveEntry.id))
    )
    return entry.reversal_of is None and db.session.scalar(taken.with_only_columns(IncentiveEntry.id)) is None


def _open(actor: Actor, id_: UUID) -> Dispute:
    """The dispute as it is now, held until the transaction ends: of two who answer the second is told."""
    found = db.session.scalars(
        actor.sees(Dispute).where(Dispute.id == id_).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotVisible("dispute")
    if found.state is not DisputeState.OPEN:
        raise Refused.because("dispute.answered")
    return found
