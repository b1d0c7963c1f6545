"""From when and through which month people are covered, written anew after money came in or was taken back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from portal.access.actor import Actor
from portal.access.audit import bulk_set
from portal.models import Allocation, Contribution, ContributionState, Enrolment, db
from portal.rules import dues
from portal.services import standings
from portal.values.clock import start_of
from portal.values.month import Month

Days = tuple[datetime | None, Month | None]


def anew(actor: Actor, payments: Sequence[UUID]) -> Counter[UUID]:
    """Write `covered_from` and `paid_through` of everyone these payments are about; says how many people by payment.

    A few statements, however many people those are. A step of recording payments, and of voiding one.
    """
    touched = (
        select(Contribution.enrolment_id)
        .join(Allocation, Allocation.contribution_id == Contribution.id)
        .where(Allocation.payment_id.in_(payments))
    )
    covers: defaultdict[UUID, Days] = defaultdict(lambda: (None, None))
    paid = (
        actor.sees(Enrolment)
        .outerjoin(
            Contribution,
            (Contribution.enrolment_id == Enrolment.id) & (Contribution.state == ContributionState.PAID),
        )
        .where(Enrolment.id.in_(touched))
        .with_only_columns(
            Enrolment.id,
            Enrolment.start,
            Enrolment.approved_at,
            Contribution.paid_at,
            func.min(Contribution.month),
            func.max(Contribution.month),
        )
        .group_by(Enrolment.id, Enrolment.start, Enrolment.approved_at, Contribution.paid_at)
        .order_by(Enrolment.id)
    )
    for enrolment_id, start, approved_at, paid_at, first, last in db.session.execute(paid):
        covers[enrolment_id] = _wider(covers[enrolment_id], _begins(start, approved_at, paid_at, first), last)
    bulk_set(Enrolment, ("id", "covered_from", "paid_through"), [(id_, *days) for id_, days in covers.items()])
    standings.follow(touched.with_only_columns(Contribution.participant_id))
    db.session.flush()
    db.session.expire_all()
    return _people(actor, payments)


def _people(actor: Actor, payments: Sequence[UUID]) -> Counter[UUID]:
    allocated = (
        actor.sees(Allocation)
        .join(Contribution, Contribution.id == Allocation.contribution_id)
        .where(Allocation.payment_id.in_(payments))
        .with_only_columns(Allocation.payment_id, func.count(Contribution.enrolment_id.distinct()).label("people"))
        .group_by(Allocation.payment_id)
    )
    return Counter({each.payment_id: each.people for each in db.session.execute(allocated)})


def _begins(
    start: date, approved_at: datetime | None, paid_at: datetime | None, first: Month | None
) -> datetime | None:
    """When a payment begins to cover: not before the first day, the approval, the money, or the month it pays."""
    if paid_at is None or first is None:
        return None
    return max(start_of(start), paid_at, dues.begins(first), approved_at or paid_at)


def _wider(known: Days, begins: datetime | None, last: Month | None) -> Days:
    starts = [at for at in (known[0], begins) if at is not None]
    months = [month for month in (known[1], last) if month is not None]
    return min(starts, default=None), max(months, default=None)
