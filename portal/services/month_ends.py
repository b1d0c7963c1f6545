"""What the end of a month adds to the ledger: what new people brought, what the wadah gets, what is withheld."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func

from portal.access.actor import everyone
from portal.models import IncentiveEntry, Membership, Organisation, db
from portal.models.columns import NO_MONEY
from portal.models.job import enqueue
from portal.rules import incentives
from portal.rules.incentives import Line, Part, Payee, Version
from portal.services import acquisitions, incentive_terms, ledger, policies
from portal.services.acquisitions import Found
from portal.services.ledger import Draft
from portal.values.month import Month
from portal.values.rupiah import Rupiah

#: Work that closes a wadah's month, and agents whose month is looked at in one chunk of it.
CLOSE = "incentives.close"
AGENTS = 250
#: What the end of a month adds.
PARTS = frozenset({Part.ACQUISITION, Part.WADAH, Part.TAX})


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
    A step of closing, which holds the branch.

    The first time nothing can differ from what stands, so that the many lines of new people are one statement.
    """
    by = incentive_terms.in_force(wadah.id, wadah.branch_id, month)
    sums = _sums(wadah, month, some)
    if by is None or by.flat is not None or any(part in PARTS for _, part in sums):
        return ledger.settle(wadah, month, of_agents(wadah, month, some), written(wadah, month, some))
    lines = acquisitions.write(wadah, month, some, by)
    sums = _sums(wadah, month, some)
    total = {each: sums[each, Part.IURAN] + sums[each, Part.ACQUISITION] for each in some}
    return lines + ledger.settle(wadah, month, _on_totals(wadah, month, by, total), ())


def close_wadah(wadah: Organisation, month: Month) -> int:
    """The same of the wadah itself, once all its agents are closed."""
    return ledger.settle(wadah, month, of_wadah(wadah, month), written(wadah, month, None))


def written(wadah: Organisation, month: Month, some: Collection[UUID] | None) -> Sequence[IncentiveEntry]:
    """All that closing wrote about a month so far, taking back included: for these agents, or the wadah itself."""
    whose = IncentiveEntry.agent_id.is_(None) if some is None else IncentiveEntry.agent_id.in_(some)
    return db.session.scalars(ledger.about(wadah, month).where(whose, IncentiveEntry.part.in_(PARTS))).all()


def of_agents(wadah: Organisation, month: Month, some: Sequence[UUID]) -> list[Draft]:
    """What the law says of a month of these agents, by the lines of its paid months as they stand."""
    by = incentive_terms.in_force(wadah.id, wadah.branch_id, month)
    if by is None or not some:
        return []
    decided = policies.in_force(wadah.branch_id, month.last_day)
    sums, found = _sums(wadah, month, some), acquisitions.newcomers(wadah, month, some, decided)
    drafts: list[Draft] = []
    total: dict[UUID, Rupiah] = {}
    for agent_id in some:
        own = _acquired(wadah, by, agent_id, found[agent_id])
        total[agent_id] = sums[agent_id, Part.IURAN] + Rupiah.total(each.line.amount for each in own)
        drafts += own
    return drafts + _on_totals(wadah, month, by, total)


def _on_totals(wadah: Organisation, month: Month, by: Version, total: Mapping[UUID, Rupiah]) -> list[Draft]:
    """What rests on all that agents earned: the wadah's part, and what is withheld."""
    decided = policies.in_force(wadah.branch_id, month.last_day)
    drafts: list[Draft] = []
    for agent_id, earned in total.items():
        if earned:
            drafts.append(_of_the_month(wadah, Payee.WADAH, agent_id, incentives.wadah(by, earned)))
        if (tax := incentives.tax(Payee.AGENT, earned, month, decided)) is not None:
            drafts.append(_of_the_month(wadah, Payee.AGENT, agent_id, tax))
    return drafts


def of_wadah(wadah: Organisation, month: Month) -> list[Draft]:
    """What is withheld of the wadah's own part."""
    decided = policies.in_force(wadah.branch_id, month.last_day)
    if not incentives.withheld(Payee.WADAH, decided):
        return []
    parts = ledger.about(wadah, month).where(IncentiveEntry.part == Part.WADAH)
    total = db.session.scalar(parts.with_only_columns(func.coalesce(func.sum(IncentiveEntry.amount), NO_MONEY)))
    tax = incentives.tax(Payee.WADAH, total or Rupiah(0), month, decided)
    return [_of_the_month(wadah, Payee.WADAH, None, tax)] if tax else []


def _sums(wadah: Organisation, month: Month, some: Collection[UUID]) -> defaultdict[tuple[UUID, Part], Rupiah]:
    """What the lines of these agents come to, by what they are for."""
    found: defaultdict[tuple[UUID, Part], Rupiah] = defaultdict(Rupiah)
    for lines in ledger.about_by_turns(wadah, month):
        of = lines.where(IncentiveEntry.agent_id.in_(some)).group_by(IncentiveEntry.agent_id, IncentiveEntry.part)
        sums = of.with_only_columns(IncentiveEntry.agent_id, IncentiveEntry.part, func.sum(IncentiveEntry.amount))
        for agent_id, part, amount in _rows(sums):
            found[agent_id, part] += amount
    return found


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
