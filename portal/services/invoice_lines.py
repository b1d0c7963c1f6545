"""What a bill asks for, and of whom: in lines that explain themselves, by class, and person by person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func

from portal.access.actor import Actor
from portal.models import Allocation, Contribution, ContributionState, Enrolment, Invoice, Participant, Payment, db
from portal.models.columns import NO_MONEY
from portal.rules.contributions import Due, recompute
from portal.rules.reason import Reason
from portal.values.month import Month
from portal.values.rupiah import Rupiah


@dataclass(frozen=True, slots=True)
class Line:
    """Consecutive months that cost as many people the same: ``37 orang × 3 bulan × Rp8.400``.

    `dues` is the law of each stretch of them: months may cost the same for different reasons.
    """

    months: tuple[Month, ...]
    people: int
    each: Rupiah
    dues: tuple[Due, ...]

    @property
    def total(self) -> Rupiah:
        return self.each * (self.people * len(self.months))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every reason once, in the order of the months."""
        said = {(reason.code, reason.citation): reason for due in self.dues for reason in due.reasons}
        return tuple(said.values())


@dataclass(frozen=True, slots=True)
class Share:
    """One person's part of a bill. `id` is the enrolment's; `unpaid` None when all is paid."""

    id: UUID
    name: str
    class_name: str
    months: int
    amount: Rupiah
    unpaid: Rupiah | None


def of_invoice(actor: Actor, invoice: Invoice) -> list[Line]:
    """The lines of a bill, in the order of their months; one query however many people."""
    return _lines(actor.sees(Contribution).where(Contribution.invoice_id == invoice.id, Contribution.STANDS))


def of_payment(actor: Actor, payment: Payment) -> list[Line]:
    """The lines a payment paid, also when it was voided since."""
    return _lines(
        actor.sees(Contribution)
        .join(Allocation, Allocation.contribution_id == Contribution.id)
        .where(Allocation.payment_id == payment.id)
    )


def shares(actor: Actor, invoice: Invoice) -> Any:
    """Rows of `Share` for the people of a bill, to be ordered and limited; a void bill has none."""
    unpaid = func.sum(Contribution.amount).filter(Contribution.state != ContributionState.PAID)
    return (
        actor.sees(Enrolment)
        .join(Contribution, Contribution.enrolment_id == Enrolment.id)
        .join(Participant, Participant.id == Enrolment.participant_id)
        .where(Contribution.invoice_id == invoice.id, Contribution.STANDS)
        .with_only_columns(
            Enrolment.id,
            Participant.name,
            Enrolment.class_name,
            func.count().label("months"),
            func.sum(Contribution.amount).label("amount"),
            func.coalesce(unpaid, NO_MONEY).label("unpaid"),
        )
        .group_by(Enrolment.id, Enrolment.name_key, Enrolment.class_name, Participant.name)
    )


def owing(actor: Actor, invoice: Invoice, classes: Collection[str] | None, most: int) -> list[Share]:
    """Who has unpaid months on a bill, by name; of these classes only, if any are given; at most `most`."""
    query = shares(actor, invoice).where(Contribution.state != ContributionState.PAID)
    if classes is not None:
        query = query.where(Enrolment.class_name.in_(classes))
    found = db.session.execute(query.order_by(Enrolment.name_key, Enrolment.id).limit(most))
    return [Share(*row) for row in found]


def classes_owing(actor: Actor, invoice: Invoice) -> list[tuple[str, int, Rupiah]]:
    """Each class with unpaid months on a bill: its name, how many people, what they owe."""
    found = db.session.execute(
        _owing(actor, invoice)
        .with_only_columns(Enrolment.class_name, func.count(Enrolment.id.distinct()), func.sum(Contribution.amount))
        .group_by(Enrolment.class_name)
        .order_by(Enrolment.class_name)
    )
    return [(name, people, amount) for name, people, amount in found]


def ids_of_classes(actor: Actor, invoice: Invoice, classes: Collection[str]) -> Sequence[UUID]:
    """The enrolments with unpaid months of whole classes."""
    return db.session.scalars(
        _owing(actor, invoice).where(Enrolment.class_name.in_(classes)).with_only_columns(Enrolment.id).distinct()
    ).all()


def _owing(actor: Actor, invoice: Invoice) -> Any:
    return (
        actor.sees(Enrolment)
        .join(Contribution, Contribution.enrolment_id == Enrolment.id)
        .where(
            Contribution.invoice_id == invoice.id,
            Contribution.state.in_([ContributionState.PLANNED, ContributionState.BILLED]),
        )
    )


def _lines(contributions: Any) -> list[Line]:
    counted = contributions.with_only_columns(
        Contribution.law, Contribution.amount, Contribution.month, func.count()
    ).group_by(Contribution.law, Contribution.amount, Contribution.month)
    alike: defaultdict[tuple[Rupiah, int], list[tuple[Month, str]]] = defaultdict(list)
    for law, amount, month, people in db.session.execute(counted):
        alike[amount, people].append((month, law))
    lines = [
        Line(
            tuple(month for month, _ in run),
            people,
            amount,
            tuple(map(recompute, dict.fromkeys(law for _, law in run))),
        )
        for (amount, people), months in alike.items()
        for run in _runs(sorted(months))
    ]
    return sorted(lines, key=lambda line: (line.months[0], -line.people))


def _runs(months: list[tuple[Month, str]]) -> list[list[tuple[Month, str]]]:
    """Split where a month is missing, or stands twice (two laws for as many people each)."""
    runs: list[list[tuple[Month, str]]] = []
    for month, law in months:
        ending = next((run for run in runs if month - run[-1][0] == 1), None)
        if ending is None:
            runs.append([(month, law)])
        else:
            ending.append((month, law))
    return runs
