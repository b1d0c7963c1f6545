"""Sums kept by the writes, read: of a branch, of its organisations, of waves; and counted from nothing to compare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from portal.access.actor import Actor, everyone
from portal.models import LIVE, Contribution, ContributionState, Enrolment, Invoice, db, engine
from portal.models.gauge import Gauge, What
from portal.rules.contributions import Segment
from portal.services.invoices import OPEN
from portal.values.clock import in_wib
from portal.values.month import Month
from portal.values.rupiah import Rupiah


@dataclass(frozen=True, slots=True)
class Sum:
    """How many, and of bills what is left to pay."""

    count: int = 0
    amount: Rupiah = field(default_factory=Rupiah)

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.count + other.count, self.amount + other.amount)


Sums = Mapping[tuple[What, str], Sum]
NOTHING = Sum()
ONE = Sum(1)


def of_branch(actor: Actor) -> Sums:
    """All sums of the actor's branch: as many rows as months and days, however many people those are; one query."""
    return _of([actor.branch_id]).get(actor.branch_id, {})


def of_owners(owners: Collection[UUID]) -> Mapping[UUID, Sums]:
    """The sums of organisations, waves or agents that the actor was seen to see; one query."""
    return _of(owners)


def fold() -> int:
    """Put the lots of transactions that are over together; a step of the daily round. How many there were."""
    return engine.fold_gauges(db.session())


def counted() -> dict[tuple[UUID, What, str], Sum]:
    """What each sum should be, by looking at every enrolment, bill and paid month: for who keeps the house, and the
    tests."""
    found: defaultdict[tuple[UUID, What, str], Sum] = defaultdict(Sum)
    people = everyone(Enrolment, because="a recount looks at every enrolment").with_only_columns(
        Enrolment.branch_id,
        Enrolment.organisation_id,
        Enrolment.wave_id,
        Enrolment.agent_id,
        Enrolment.state,
        Enrolment.segment,
        Enrolment.covered_from,
        Enrolment.paid_through,
        Enrolment.end,
    )
    for branch, sponsor, wave, agent, state, segment, covered_from, paid_through, end in db.session.execute(people):
        for owner in filter(None, (branch, sponsor, wave, agent)):
            live = state in LIVE
            if live:
                found[owner, What.PEOPLE, ""] += ONE
            if live and covered_from is not None:
                found[owner, What.COVERED, ""] += ONE
            if covered_from is not None:
                found[owner, What.STARTED, str(Month.of(in_wib(covered_from).date()))] += ONE
            if live and segment is Segment.BPU and paid_through is not None and end is None:
                found[owner, What.LAPSING, str(paid_through)] += ONE
    bills = everyone(Invoice, because="a recount looks at every bill").where(
        Invoice.state.in_(OPEN), Invoice.due_on.is_not(None)
    )
    owed = (Invoice.branch_id, Invoice.organisation_id, Invoice.due_on, Invoice.total, Invoice.paid)
    for branch, sponsor, due_on, total, part in db.session.execute(bills.with_only_columns(*owed)):
        for owner in (branch, sponsor):
            found[owner, What.DUE, str(due_on)] += Sum(1, total - part)
    paid = everyone(Contribution, because="a recount looks at every paid month").where(
        Contribution.state == ContributionState.PAID
    )
    columns = (Contribution.month, Contribution.amount, Contribution.relief)
    months = paid.with_only_columns(Contribution.branch_id, Contribution.organisation_id, *columns)
    for branch, sponsor, month, amount, relief in db.session.execute(months):
        for owner in (branch, sponsor):
            found[owner, What.RECEIVED, str(month)] += Sum(1, amount)
            if relief:
                found[owner, What.RELIEF, str(month)] += Sum(1, relief)
    return dict(found)


def kept() -> dict[tuple[UUID, What, str], Sum]:
    """What each sum says, of those that are not nothing."""
    rows = select(Gauge.owner_id, Gauge.what, Gauge.key, func.sum(Gauge.count), func.sum(Gauge.amount))
    grouped = db.session.execute(rows.group_by(Gauge.owner_id, Gauge.what, Gauge.key))
    said = {(owner, what, key): Sum(int(count), Rupiah(int(amount))) for owner, what, key, count, amount in grouped}
    return {each: value for each, value in said.items() if value != NOTHING}


def due_before(sums: Sums, day: date, since: date | None = None) -> Sum:
    """Of bills: those that were due before a day (and not before another)."""
    found = NOTHING
    for (what, key), value in sums.items():
        if what is What.DUE and key < day.isoformat() and (since is None or key >= since.isoformat()):
            found += value
    return found


def _of(owners: Collection[UUID]) -> dict[UUID, dict[tuple[What, str], Sum]]:
    rows = (
        select(Gauge.owner_id, Gauge.what, Gauge.key, func.sum(Gauge.count), func.sum(Gauge.amount))
        .where(Gauge.owner_id.in_(owners))
        .group_by(Gauge.owner_id, Gauge.what, Gauge.key)
    )
    found: dict[UUID, dict[tuple[What, str], Sum]] = {}
    for owner, what, key, count, amount in db.session.execute(rows):
        found.setdefault(owner, {})[what, key] = Sum(int(count), Rupiah(int(amount)))
    return found
