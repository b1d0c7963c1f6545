"""An agent's new people of a month: who they are by what was paid, and the lines that they bring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    String,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.access.audit import bulk_copy
from portal.models import Contribution, Enrolment, IncentiveEntry, Organisation, db, engine
from portal.models.columns import NO_MONEY, RupiahColumn
from portal.rules import incentives
from portal.rules.contributions import Segment
from portal.rules.dues import lapse_rule
from portal.rules.incentives import Newcomer, Part, Payee, Version
from portal.rules.policies import Policies
from portal.services import ledger, ledger_months, policies
from portal.values import clock
from portal.values.month import Month
from portal.values.rupiah import Rupiah

#: More than any agent brings in.
_MANY = 2**31 - 1


class Found(NamedTuple):
    """A newcomer, and the paid month that was their first."""

    contribution_id: UUID
    enrolment_id: UUID
    newcomer: Newcomer


def newcomers(
    wadah: Organisation, month: Month, some: Collection[UUID], decided: Policies
) -> defaultdict[UUID, list[Found]]:
    """Whose first month came in, by agent, in the order of the months' ids; one query."""
    found: defaultdict[UUID, list[Found]] = defaultdict(list)
    for first in db.session.execute(_firsts(wadah, month, some, decided).order_by(IncentiveEntry.contribution_id)):
        newcomer = Newcomer(first.programmes, first.known)
        found[first.agent_id].append(Found(first.contribution_id, first.enrolment_id, newcomer))
    return found


def _firsts(wadah: Organisation, month: Month, some: Collection[UUID], decided: Policies) -> Select[Any]:
    """Lines of the first months that came in, with what makes their people newcomers."""
    run = int(lapse_rule(month.first_day).value)
    taken_back = aliased(IncentiveEntry)
    return (
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
            case((Contribution.jht > NO_MONEY, "JKK+JKM+JHT"), else_="JKK+JKM").label("programmes"),
            or_(_registered_before(decided), _lapsed_since(run)).label("known"),
        )
    )


def write(wadah: Organisation, month: Month, some: Collection[UUID], by: Version) -> int:
    """A line for each newcomer of these agents, by one statement, where no such line is there yet; how many. A step
    of closing, which holds the branch.

    Each is joined with what the law says of so many of its kind, and their number is put in: the rules alone know
    what it says (`incentives.heads`).
    """
    firsts = _firsts(wadah, month, some, policies.in_force(wadah.branch_id, month.last_day)).subquery()
    counts = case((firsts.c.known, 0), else_=1) if by.only_new else literal(1)
    one = select(firsts, func.sum(counts).over(partition_by=firsts.c.agent_id).label("new")).subquery()
    head = _heads(by)
    so_many = one.c.new.between(head.c.first, head.c.through)
    kind = and_(head.c.programmes == one.c.programmes, head.c.known == one.c.known)
    place = ledger_months.booked(wadah.branch_id, month)
    line: dict[str, Any] = {
        "id": engine.Twin(one.c.contribution_id, ledger.mark(month)),
        "organisation_id": wadah.id,
        "branch_id": wadah.branch_id,
        "month": place.month,
        "late_for": place.late_for,
        "agent_id": one.c.agent_id,
        "payee": Payee.AGENT,
        "part": Part.ACQUISITION,
        "contribution_id": one.c.contribution_id,
        "enrolment_id": one.c.enrolment_id,
        "number": 1,
        "base": Rupiah(0),
        "amount": head.c.amount,
        "law": func.replace(head.c.text, "{new}", cast(one.c.new, String)),
        "created_at": clock.now(),
    }
    types = IncentiveEntry.__table__.columns
    row = [
        each if isinstance(each, ColumnElement) else literal(each, types[name].type) for name, each in line.items()
    ]
    # One of whom the law says nothing breaks the statement rather than being passed over.
    lines = select(*row).join_from(one, head, and_(kind, so_many), isouter=True)
    return bulk_copy(IncentiveEntry, insert(IncentiveEntry).from_select(list(line), lines))


def _heads(by: Version) -> Any:
    """What the law says of newcomers, as a table beside the others; not as a `WITH`, behind which Python's SQLite
    counts no rows."""
    types = (String, Boolean, Integer, Integer, Text, RupiahColumn)
    said = [each if each.through is not None else each._replace(through=_MANY) for each in incentives.heads(by)]
    rows: list[Any] = [
        select(*(literal(value, of).label(name) for name, value, of in zip(each._fields, each, types, strict=True)))
        for each in said
    ]
    return union_all(*rows).subquery("head")


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


def _lapsed_since(run: int) -> ColumnElement[bool]:
    """Whether a month of the person had a number so long before this one that they lapsed and were brought in again;
    one shortly before means that this one was paid late."""
    month = aliased(Contribution, name="numbered")
    numbered = select(month.id).where(
        month.participant_id == Contribution.participant_id,
        month.month < Contribution.month,
        _counted(Contribution.month) - _counted(month.month) > run,
        month.number.is_not(None),
        Contribution.stands_as("numbered"),
    )
    return exists(numbered)


def _counted(month: Any) -> ColumnElement[int]:
    """A month as a number in time, as `Month` subtracts it."""
    return cast(func.substr(month, 1, 4), Integer) * 12 + cast(func.substr(month, 6, 2), Integer)
