"""What a decision would make of what is not paid yet, and of what waits: counted by the real rules before it is made,
kept nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_

from portal.access.actor import Actor, at_most
from portal.models import (
    Agent,
    AgentState,
    Case,
    CaseStep,
    Contribution,
    ContributionState,
    Enrolment,
    Invoice,
    InvoiceState,
    Likeness,
    Organisation,
    Queue,
    StepKind,
    db,
)
from portal.rules import activity
from portal.rules.accidents import Form
from portal.rules.policies import Policies
from portal.rules.terms import Terms
from portal.services import cases, likenesses, policies, queues, sipp_files
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
    #: How many of what waits now would go another way, at most `queues.COUNTED`; None where that is not counted.
    touched: int | None

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
    hold on its first day, and how many of what waits it touches. Three queries. `Invalid` for a value that cannot be.
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
    return Preview(tuple(changes), len(set().union(*bills.values())), _touched(actor, key, now, then))


def _touched(actor: Actor, key: str, now: Policies, then: Policies) -> int | None:
    if key not in COUNTED:
        return None
    return COUNTED[key](actor, now, then) if now[key] != then[key] else 0


def _waiting(queue: Queue) -> Callable[[Actor, Policies, Policies], int]:
    return lambda actor, now, then: queues.counts(actor, [queue])[queue]


def _second_reports(actor: Actor, now: Policies, then: Policies) -> int:
    """Open cases in which the clock of the second report runs and one of its two papers has not come."""
    came = actor.sees(CaseStep).where(CaseStep.case_id == Case.id, CaseStep.kind == StepKind.HANDED_IN)
    lacking = or_(*(~came.where(CaseStep.form == form).exists() for form in (Form.KK2, Form.KK3)))
    running = actor.sees(Case).where(Case.state.in_(cases.OPEN), Case.declared_at.is_not(None), lacking)
    return _counted(running.with_only_columns(Case.id))


def _questions(actor: Actor, now: Policies, then: Policies) -> int:
    """Of partners, which the branch answers when they do not."""
    alike = likenesses.waiting(actor).with_only_columns(Likeness.id)
    return queues.counts(actor, [Queue.TRANSFERS])[Queue.TRANSFERS] + _counted(alike)


def _candidates(actor: Actor, now: Policies, then: Policies) -> int:
    """Who may become an agent by one of the two scores and not by the other."""
    low, high = sorted((now.agent_pass_score, then.agent_pass_score))
    between = (Agent.state == AgentState.CANDIDATE, Agent.score >= low, Agent.score < high)
    return _counted(actor.sees(Agent).where(*between).with_only_columns(Agent.id))


def _switched_off(actor: Actor, now: Policies, then: Policies) -> int:
    """Agents who may be taken back on another day."""
    off = actor.sees(Agent).where(Agent.off_on.is_not(None)).with_only_columns(Agent.off_on)
    days = [day for day in db.session.scalars(off) if day is not None]
    return sum(activity.returns_on(day, now)[0] != activity.returns_on(day, then)[0] for day in days)


def _counted(query: Any) -> int:
    return db.session.scalar(at_most(query, queues.COUNTED)) or 0


#: What waits and goes by a point as it is decided on the day it is looked at. The other points decide of what comes.
COUNTED: dict[str, Callable[[Actor, Policies, Policies], int]] = {
    "guardian_consent_required": _waiting(Queue.SUBMISSIONS),
    "report_two_hours": _second_reports,
    "jkk_claim_years": _waiting(Queue.CASES),
    "kode_iuran_pattern": _waiting(Queue.CODELESS),
    "kode_iuran_days": _waiting(Queue.CODELESS),
    "transfer_days": _questions,
    "agent_pass_score": _candidates,
    "agent_return_months": _switched_off,
    "bpu_template": lambda actor, now, then: _counted(sipp_files.due(actor).with_only_columns(Enrolment.id)),
}


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
