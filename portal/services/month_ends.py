"""What the end of a month adds to the ledger: what new people brought, what the wadah gets, what is withheld."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from portal.access.actor import everyone
from portal.models import Contribution, Enrolment, IncentiveEntry, Membership, Organisation, db
from portal.models.columns import NO_MONEY
from portal.models.job import enqueue
from portal.rules import incentives
from portal.rules.contributions import Segment
from portal.rules.dues import lapse_rule
from portal.rules.incentives import Line, Newcomer, Part, Payee, Version
from portal.rules.policies import Policies
from portal.services import incentive_terms, ledger, policies
from portal.services.ledger import Draft
from portal.values.month import Month
from portal.values.rupiah import Rupiah

#: Work that closes a wadah's month, and agents whose month is looked at in one chunk of it.
CLOSE = "incentives.close"
AGENTS = 250


def ask_for(wadah: Organisation, month: Month, *, dedupe_key: str | None = None) -> None:
    """Have a month that is over counted; asked for again it comes to the same."""
    enqueue(
        db.session(),
        CLOSE,
        {"wadah": str(wadah.id), "month": str(month)},
        organisation_id=wadah.id,
        branch_id=wadah.branch_id,
        dedupe_key=dedupe_key,
    )


def agents(wadah: Organisation, after: UUID | None) -> list[UUID]:
    """The next who ever acted for a wadah, by their ids; none when all were looked at."""
    acted = everyone(Membership, because="whoever worked in a month earned in it")
    acted = acted.where(Membership.organisation_id == wadah.id).order_by(Membership.id).limit(AGENTS)
    acted = acted.with_only_columns(Membership.id)
    return list(db.session.scalars(acted.where(Membership.id > after) if after else acted))


def close_agents(wadah: Organisation, month: Month, some: Sequence[UUID]) -> int:
    """Write what a month comes to for these agents beyond its paid months; how many lines, taking back included.
    A step of closing, which holds the branch."""
    return ledger.settle(wadah, month, of_agents(wadah, month, some), written(wadah, month, some))


def close_wadah(wadah: Organisation, month: Month) -> int:
    """The same of the wadah itself, once all its agents are closed."""
    return ledger.settle(wadah, month, of_wadah(wadah, month), written(wadah, month, None))


def written(wadah: Organisation, month: Month, some: Collection[UUID] | None) -> Sequence[IncentiveEntry]:
    """All that closing wrote about a month so far, taking back included: for these agents, or the wadah itself."""
    whose = IncentiveEntry.agent_id.is_(None) if some is None else IncentiveEntry.agent_id.in_(some)
    parts = (Part.ACQUISITION, Part.WADAH, Part.TAX)
    return db.session.scalars(ledger.about(wadah, month).where(whose, IncentiveEntry.part.in_(parts))).all()


def of_agents(wadah: Organisation, month: Month, some: Sequence[UUID]) -> list[Draft]:
    """What the law says of a month of these agents, by the lines of its paid months as they stand."""
    by = incentive_terms.in_force(wadah.id, wadah.branch_id, month)
    if by is None or not some:
        return []
    decided = policies.in_force(wadah.branch_id, month.last_day)
    earned, found = _earned(wadah, month, some), newcomers(wadah, month, some, decided)
    drafts: list[Draft] = []
    for agent_id in some:
        own = _acquired(wadah, by, agent_id, found[agent_id])
        total = earned.get(agent_id, Rupiah(0)) + Rupiah.total(draft.line.amount for draft in own)
        if total:
            own.append(_of_the_month(wadah, Payee.WADAH, agent_id, incentives.wadah(by, total)))
        if (tax := incentives.tax(Payee.AGENT, total, month, decided)) is not None:
            own.append(_of_the_month(wadah, Payee.AGENT, agent_id, tax))
        drafts += own
    return drafts


def of_wadah(wadah: Organisation, month: Month) -> list[Draft]:
    """What is withheld of the wadah's own part."""
    decided = policies.in_force(wadah.branch_id, month.last_day)
    parts = ledger.about(wadah, month).where(IncentiveEntry.part == Part.WADAH)
    total = db.session.scalar(parts.with_only_columns(func.coalesce(func.sum(IncentiveEntry.amount), NO_MONEY)))
    tax = incentives.tax(Payee.WADAH, total or Rupiah(0), month, decided)
    return [_of_the_month(wadah, Payee.WADAH, None, tax)] if tax else []


class Found(NamedTuple):
    """A newcomer, and the paid month that was their first."""

    contribution_id: UUID
    enrolment_id: UUID
    newcomer: Newcomer


def newcomers(
    wadah: Organisation, month: Month, some: Collection[UUID], decided: Policies
) -> defaultdict[UUID, list[Found]]:
    """Whose first month came in, by agent, in the order of the months' ids; one query."""
    taken_back = aliased(IncentiveEntry)
    firsts = (
        ledger.about(wadah, month)
        .join(Contribution, Contribution.id == IncentiveEntry.contribution_id)
        .join(Enrolment, Enrolment.id == IncentiveEntry.enrolment_id)
        .where(
            IncentiveEntry.agent_id.in_(some),
            IncentiveEntry.part == Part.IURAN,
            IncentiveEntry.number == 1,
            IncentiveEntry.reversal_of.is_(None),
            ~exists(select(taken_back.id).where(taken_back.reversal_of == IncentiveEntry.id)),
        )
        .with_only_columns(
            IncentiveEntry.agent_id,
            IncentiveEntry.contribution_id,
            IncentiveEntry.enrolment_id,
            Contribution.jht,
            Contribution.month,
            _registered_before(decided),
            _first_numbered(),
        )
        .order_by(IncentiveEntry.contribution_id)
    )
    run = int(lapse_rule(month.first_day).value)
    found: defaultdict[UUID, list[Found]] = defaultdict(list)
    for agent_id, contribution_id, enrolment_id, jht, paid, registered, before in _rows(firsts):
        known = bool(registered) or (before is not None and paid - before > run)
        newcomer = Newcomer("JKK+JKM+JHT" if jht else "JKK+JKM", known)
        found[agent_id].append(Found(contribution_id, enrolment_id, newcomer))
    return found


def _registered_before(decided: Policies) -> ColumnElement[bool]:
    """Whether the NIK had been registered in the segment, by any sponsor, when this enrolment was made. Whether a
    former intern had, the branch decides."""
    earlier = aliased(Enrolment)
    registered = select(earlier.id).where(
        earlier.participant_id == Enrolment.participant_id,
        earlier.id != Enrolment.id,
        earlier.approved_at < Enrolment.created_at,
    )
    if decided.incentive_former_interns:
        registered = registered.where(earlier.segment == Segment.BPU)
    return exists(registered)


def _first_numbered() -> Any:
    """The person's first month of all that have a number: long before this one, they lapsed and were brought in
    again; shortly before, it was paid late."""
    month = aliased(Contribution, name="numbered")
    return (
        select(func.min(month.month))
        .where(
            month.participant_id == Contribution.participant_id,
            month.month < Contribution.month,
            month.number.is_not(None),
            Contribution.stands_as("numbered"),
        )
        .scalar_subquery()
    )


def _earned(wadah: Organisation, month: Month, some: Collection[UUID]) -> dict[UUID, Rupiah]:
    lines = ledger.about(wadah, month).where(IncentiveEntry.agent_id.in_(some), IncentiveEntry.part == Part.IURAN)
    sums = lines.with_only_columns(IncentiveEntry.agent_id, func.sum(IncentiveEntry.amount))
    return dict(_rows(sums.group_by(IncentiveEntry.agent_id)))


def _rows(query: Any) -> Sequence[Any]:
    """Rows of whose columns the query has made sure that none is empty."""
    return db.session.execute(query).all()


def _acquired(wadah: Organisation, by: Version, agent_id: UUID, found: Sequence[Found]) -> list[Draft]:
    people = [each.newcomer for each in found]
    if (whole := incentives.flat(by, people)) is not None:
        return [_of_the_month(wadah, Payee.AGENT, agent_id, whole)] if people else []
    return [
        Draft(
            organisation_id=wadah.id,
            branch_id=wadah.branch_id,
            payee=Payee.AGENT,
            agent_id=agent_id,
            line=line,
            number=1,
            contribution_id=each.contribution_id,
            enrolment_id=each.enrolment_id,
        )
        for each, line in zip(found, incentives.acquisitions(by, people), strict=True)
    ]


def _of_the_month(wadah: Organisation, payee: Payee, agent_id: UUID | None, line: Line) -> Draft:
    return Draft(organisation_id=wadah.id, branch_id=wadah.branch_id, payee=payee, agent_id=agent_id, line=line)
