"""A month of the ledger computed again from what was paid, and whether that is what the ledger says.

Nothing is written. Lines recompute from their own text, by the version of the law that made them, so a month stays
right after the rules have changed and people were handed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from portal.access.actor import everyone
from portal.models import (
    Contribution,
    IncentiveEntry,
    Organisation,
    OrganisationKind,
    Payout,
    PayoutLine,
    PayoutState,
    db,
)
from portal.models.columns import NO_MONEY
from portal.rules import incentives
from portal.rules.incentives import Part, Version
from portal.services import incentive_terms, ledger, ledger_months, month_ends, paid_months
from portal.services.ledger import Draft
from portal.values.month import Month
from portal.values.rupiah import Rupiah


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not agree: what (a code), whose, and what the ledger and the count say."""

    what: str
    whose: UUID | None
    kept: Rupiah
    counted: Rupiah


@dataclass(slots=True)
class Recount:
    """A wadah's month: how many lines stand, what they come to, what counting comes to, and where the two differ."""

    wadah: str
    month: Month
    lines: int = 0
    kept: Rupiah = field(default_factory=Rupiah)
    counted: Rupiah = field(default_factory=Rupiah)
    differences: list[Difference] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        return not self.differences and self.kept == self.counted

    def note(self, what: str, whose: UUID | None, kept: Rupiah, counted: Rupiah) -> None:
        self.differences.append(Difference(what, whose, kept, counted))


def wadahs(branch_id: UUID | None = None) -> Sequence[Organisation]:
    """Every wadah of the house or of one branch, closed ones too."""
    every = everyone(Organisation, because="whoever keeps the house recounts every wadah")
    every = every.where(Organisation.kind == OrganisationKind.PERISAI).order_by(Organisation.id)
    return db.session.scalars(every.where(Organisation.branch_id == branch_id) if branch_id else every).all()


def months(wadah: Organisation) -> list[Month]:
    """The months that a wadah has lines for."""
    written = ledger.every_line().where(IncentiveEntry.organisation_id == wadah.id)
    return sorted(db.session.scalars(written.with_only_columns(IncentiveEntry.month).distinct()))


def recount(wadah: Organisation, month: Month) -> Recount:
    """Count a wadah's month again; a month that still runs has no more than its paid months."""
    found = Recount(wadah.name, month)
    by = incentive_terms.in_force(wadah.id, wadah.branch_id, month)
    if by is not None:
        _paid_months(found, wadah, by)
        if not ledger_months.running(month):
            _month_end(found, wadah)
    _adjustments(found, wadah)
    _kept(found, wadah)
    if found.kept != found.counted and not found.differences:
        found.note("not_earned", None, found.kept, found.counted)
    _paid_out(found, wadah)
    return found


# ── Paid months: each has the one line that the law makes of it.


def _paid_months(found: Recount, wadah: Organisation, by: Version) -> None:
    after: UUID | None = None
    while payments := paid_months.of_month(wadah, found.month, after).payments:
        after = payments[-1]
        for batch in _in_batches(_facts(wadah, payments)):
            lines = ledger.of_months([each.id for each in batch])
            for fact in batch:
                _compare(found, by, fact, lines[fact.id].standing)
        db.session.expunge_all()


def _facts(wadah: Organisation, payments: Sequence[UUID]) -> Sequence[Any]:
    """What a line of a paid month follows from."""
    months, agent_id = paid_months.paid(wadah, payments)
    return db.session.execute(
        months.with_only_columns(
            Contribution.id,
            Contribution.number,
            Contribution.amount,
            Contribution.relief,
            agent_id.label("agent_id"),
        )
    ).all()


def _compare(found: Recount, by: Version, fact: Any, line: IncentiveEntry | None) -> None:
    number = fact.number if fact.agent_id else None
    counted = incentives.iuran(by, number, fact.amount, relieved=bool(fact.relief))
    found.counted += counted.amount
    if line is None:
        found.note("not_written", fact.id, Rupiah(0), counted.amount)
    elif (line.agent_id, line.number, line.base, line.law, line.amount) != (
        fact.agent_id,
        number,
        counted.base,
        counted.law,
        counted.amount,
    ):
        found.note("paid_month", fact.id, line.amount, counted.amount)


# ── The end of the month.


def _month_end(found: Recount, wadah: Organisation) -> None:
    after: UUID | None = None
    while some := month_ends.agents(wadah, after):
        after = some[-1]
        drafts = month_ends.of_agents(wadah, found.month, some)
        _compare_drafts(found, drafts, month_ends.written(wadah, found.month, some))
        db.session.expunge_all()
    _compare_drafts(found, month_ends.of_wadah(wadah, found.month), month_ends.written(wadah, found.month, None))


def _compare_drafts(found: Recount, drafts: Sequence[Draft], written: Sequence[IncentiveEntry]) -> None:
    lines = dict(ledger.standing(written).lines)
    for draft in drafts:
        found.counted += draft.line.amount
        line = lines.pop(draft.key, None)
        if line is None:
            found.note("not_written", draft.agent_id, Rupiah(0), draft.line.amount)
        elif not draft.says(line):
            found.note(f"month_end_{line.part}", draft.agent_id, line.amount, draft.line.amount)
    for line in lines.values():
        found.note("not_earned", line.agent_id, line.amount, Rupiah(0))


# ── The ledger itself.


def _adjustments(found: Recount, wadah: Organisation) -> None:
    """What a branch added is a decision, and counts as it stands."""
    added = ledger.about(wadah, found.month).where(IncentiveEntry.part == Part.ADJUSTMENT)
    found.counted += db.session.scalar(added.with_only_columns(_sum())) or Rupiah(0)


def _kept(found: Recount, wadah: Organisation) -> None:
    """Every line that stands recomputes from its own text, and what was taken back was taken back whole."""
    taken_back = aliased(IncentiveEntry)
    lines = ledger.about(wadah, found.month)
    found.kept = db.session.scalar(lines.with_only_columns(_sum())) or Rupiah(0)
    back = exists(select(taken_back.id).where(taken_back.reversal_of == IncentiveEntry.id))
    stand = lines.where(IncentiveEntry.reversal_of.is_(None), ~back)
    texts = stand.with_only_columns(
        IncentiveEntry.part,
        IncentiveEntry.law,
        IncentiveEntry.base,
        IncentiveEntry.number,
        IncentiveEntry.amount,
        func.count(),
    ).group_by(
        IncentiveEntry.part, IncentiveEntry.law, IncentiveEntry.base, IncentiveEntry.number, IncentiveEntry.amount
    )
    for part, law, base, number, amount, count in db.session.execute(texts):
        found.lines += count
        said = incentives.recompute(part, law, base, number).amount
        if said != amount:
            found.note("own_text", None, amount * count, said * count)


def _paid_out(found: Recount, wadah: Organisation) -> None:
    """Whoever was paid for the month was paid the sum of their lines of it."""
    run = everyone(Payout, because="what was paid out is compared with the ledger").where(
        Payout.branch_id == wadah.branch_id, Payout.month == found.month, Payout.serial == 0, Payout.STANDS
    )
    payout_id = db.session.scalar(run.where(Payout.state != PayoutState.PREPARING).with_only_columns(Payout.id))
    if payout_id is None:
        return
    paid = everyone(PayoutLine, because="what was paid out is compared with the ledger")
    paid = paid.where(PayoutLine.payout_id == payout_id, PayoutLine.organisation_id == wadah.id)
    earned = ledger.earnings(wadah, found.month)
    for payee_id, amount in db.session.execute(paid.with_only_columns(PayoutLine.payee_id, PayoutLine.earned)):
        if (own := earned.pop(payee_id, Rupiah(0))) != amount:
            found.note("paid_out", payee_id, amount, own)
    for payee_id, own in earned.items():
        found.note("paid_out", payee_id, Rupiah(0), own)


def _sum() -> Any:
    return func.coalesce(func.sum(IncentiveEntry.amount), NO_MONEY)


def _in_batches(rows: Sequence[Any], size: int = 5_000) -> Iterator[Sequence[Any]]:
    for at in range(0, len(rows), size):
        yield rows[at : at + size]
