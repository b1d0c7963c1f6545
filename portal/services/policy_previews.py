"""What a decision would make of what is not paid yet: counted by the real rules before it is made, kept nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func

from portal.access.actor import Actor
from portal.models import Contribution, ContributionState, Enrolment, Invoice, InvoiceState, Organisation, db
from portal.rules.policies import Policies
from portal.rules.terms import Terms
from portal.services import policies
from portal.services.contributions import programmes_of
from portal.values.fault import Invalid
from portal.values.month import Month
from portal.values.rupiah import Rupiah

#: Bills that are not paid, or not wholly.
_UNPAID = (InvoiceState.PROPOSED, InvoiceState.ISSUED, InvoiceState.PART_PAID)


@dataclass(frozen=True, slots=True)
class Change:
    """So many contributions, on so many bills, that would cost another amount."""

    contributions: int
    bills: int
    before: Rupiah
    after: Rupiah


@dataclass(frozen=True, slots=True)
class Preview:
    """All that would change: by amount, the most first, and altogether."""

    changes: tuple[Change, ...]
    bills: int

    @property
    def contributions(self) -> int:
        return sum(each.contributions for each in self.changes)

    @property
    def before(self) -> Rupiah:
        return Rupiah.total(each.before * each.contributions for each in self.changes)

    @property
    def after(self) -> Rupiah:
        return Rupiah.total(each.after * each.contributions for each in self.changes)


def preview(actor: Actor, key: str, value: str, valid_from: date) -> Preview:
    """What the unpaid bills of the branch would come to if they were made anew under this decision, beside those that
    hold on its first day. Two queries. `Invalid` for a value that cannot be.
    """
    now = policies.in_force(actor.branch_id, valid_from)
    then = now.deciding(key, value)
    counts: Counter[tuple[Rupiah, Rupiah]] = Counter()
    bills: dict[tuple[Rupiah, Rupiah], set[UUID]] = {}
    for owed in _unpaid(actor):
        after = _due(owed, then)
        if after is None or after == owed.amount or after == _due(owed, now):
            continue
        counts[owed.amount, after] += owed.people
        bills.setdefault((owed.amount, after), set()).add(owed.invoice_id)
    changes = (Change(count, len(bills[pair]), *pair) for pair, count in counts.most_common())
    return Preview(tuple(changes), len(set().union(*bills.values())))


def _due(owed: Any, decided: Policies) -> Rupiah | None:
    """What the month would cost; None where the rules have no answer any more."""
    month: Month = owed.month
    terms = Terms(
        owed.segment,
        programmes=programmes_of(owed.programmes),
        income=owed.income,
        sector=owed.sector,
        funding=owed.funding,
        policies=decided,
    )
    try:
        return terms.due(month).payable
    except Invalid:
        return None


def _unpaid(actor: Actor) -> Iterator[Any]:
    """Contributions that stand unpaid on a bill, alike ones together; one query."""
    alike = (
        Contribution.invoice_id,
        Contribution.month,
        Contribution.amount,
        Enrolment.segment,
        Enrolment.programmes,
        Enrolment.income,
        Enrolment.sector,
        Organisation.funding,
    )
    found = (
        actor.sees(Invoice)
        .join(Contribution, Contribution.invoice_id == Invoice.id)
        .join(Enrolment, Enrolment.id == Contribution.enrolment_id)
        .join(Organisation, Organisation.id == Enrolment.organisation_id)
        .where(
            Invoice.state.in_(_UNPAID),
            Contribution.state.in_([ContributionState.PLANNED, ContributionState.BILLED]),
        )
        .with_only_columns(*alike, func.count().label("people"))
        .group_by(*alike)
    )
    yield from db.session.execute(found)
