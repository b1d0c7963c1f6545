"""The incentive ledger: lines for paid months written with the payment, all else when the month is over.

Whatever is counted again comes to the same lines or to none: a line's id follows from what it is for, what changed is
taken back by a line below zero, and nothing is ever overwritten. The law decides in `rules.incentives`; for the many
lines of paid months, which differ by their tier alone, one INSERT … SELECT says what the law said of each tier.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    text,
)
from sqlalchemy import type_coerce as coerced
from sqlalchemy.orm import aliased

from portal.access.actor import everyone
from portal.access.audit import bulk_copy, bulk_insert
from portal.models import (
    Allocation,
    Cause,
    Contribution,
    Enrolment,
    EnrolmentState,
    IncentiveEntry,
    Membership,
    Organisation,
    OrganisationKind,
    Payment,
    db,
)
from portal.models.columns import NO_MONEY
from portal.models.job import enqueue
from portal.rules import incentives
from portal.rules.contributions import Segment
from portal.rules.incentives import Line, Newcomer, Part, Payee, Version
from portal.rules.policies import Policies
from portal.services import incentive_terms, ledger_months, month_numbers, policies, stewards
from portal.services.invoices import batches
from portal.services.ledger_months import Booked
from portal.values import clock
from portal.values.month import Month
from portal.values.rupiah import Rupiah

#: Work that closes a wadah's month, and people whose months are looked at in one chunk of it.
CLOSE = "incentives.close"
AGENTS = 250
#: Months written by one statement.
MONTHS = 25_000
_WHY = "the ledger is written from what was paid, whoever sees it"


# ── With a payment.


def follow(payment: Payment) -> None:
    """Number the months a payment pays and write their lines; a step of recording it.

    One statement for what is not Perisai's. A month that is over already is closed anew by a job.
    """
    wadah = _wadah_of(payment)
    if wadah is None:
        return
    month_numbers.give(payment)
    ledger_months.hold(payment.branch_id)
    book(wadah, ledger_months.of_payment(payment.paid_at), [payment.id])
    _close_anew(wadah, {ledger_months.of_payment(payment.paid_at)})


def take_back(payment: Payment) -> None:
    """Every line that stands on a payment is reversed; a step of voiding it."""
    wadah = _wadah_of(payment)
    if wadah is None:
        return
    ledger_months.hold(payment.branch_id)
    paid = select(Allocation.contribution_id).where(Allocation.payment_id == payment.id)
    months = _of_months(db.session.scalars(paid.execution_options(seen_by=_WHY)).all())
    standing = [each.standing for each in months.values() if each.standing]
    _reverse(standing, Cause.PAYMENT_VOIDED)
    month_numbers.take_back(payment)
    _close_anew(wadah, {each.about for each in standing})


def _wadah_of(payment: Payment) -> Organisation | None:
    owner = everyone(Organisation, because="only what is paid for a wadah earns an incentive")
    owner = owner.where(Organisation.id == payment.organisation_id, Organisation.kind == OrganisationKind.PERISAI)
    return db.session.scalars(owner).one_or_none()


def _close_anew(wadah: Organisation, months: Iterable[Month]) -> None:
    for month in months:
        if not ledger_months.running(month):
            ask_to_close(wadah, month)


def ask_to_close(wadah: Organisation, month: Month, *, dedupe_key: str | None = None) -> None:
    """Have a month that is over counted; asked for again it comes to the same."""
    enqueue(
        db.session(),
        CLOSE,
        {"wadah": str(wadah.id), "month": str(month)},
        organisation_id=wadah.id,
        branch_id=wadah.branch_id,
        dedupe_key=dedupe_key,
    )


# ── Lines of paid months.


def book(wadah: Organisation, month: Month, payments: Sequence[UUID]) -> int:
    """Lines for the months that these payments of a month pay and that have none; how many. A step of an action that
    holds the branch: of recording a payment, or of closing the month."""
    by = incentive_terms.in_force(wadah.id, wadah.branch_id, month)
    if by is None:
        return 0
    place = ledger_months.booked(wadah.branch_id, month)
    written = bulk_copy(
        IncentiveEntry,
        insert(IncentiveEntry).from_select(_COPIED, _months_without_a_line(by, place, payments)),
    )
    return written + _book_again(by, place, payments)


#: What every line of a paid month is made of, in the order of the SELECT; what is not named is empty.
_COPIED = (
    "id",
    "organisation_id",
    "branch_id",
    "month",
    "late_for",
    "agent_id",
    "payee",
    "part",
    "contribution_id",
    "enrolment_id",
    "payment_id",
    "number",
    "base",
    "amount",
    "law",
    "created_at",
)


def _months_without_a_line(by: Version, place: Booked, payments: Sequence[UUID]) -> Select[Any]:
    """A line for each month, as the law says of its tier; those that have one already are left out."""
    line, agent = aliased(IncentiveEntry), stewards.agent_in()
    known = exists(select(line.id).where(line.id == Contribution.id))
    nobody = agent.is_(None)
    return _paid_months(payments, ~known).with_only_columns(
        Contribution.id,
        Contribution.organisation_id,
        Contribution.branch_id,
        _value(place.month, IncentiveEntry.month),
        _value(place.late_for, IncentiveEntry.late_for),
        agent,
        _value(Payee.AGENT, IncentiveEntry.payee),
        _value(Part.IURAN, IncentiveEntry.part),
        Contribution.id,
        Contribution.enrolment_id,
        Allocation.payment_id,
        case((nobody, null()), else_=Contribution.number),
        Contribution.amount,
        case((nobody, literal(0)), *_by_tier(by, _share), else_=literal(0)),
        case((nobody, incentives.iuran_law(by, None)), *_by_tier(by, _law), else_=_law(by, None)),
        _value(clock.now(), IncentiveEntry.created_at),
    )


def _paid_months(payments: Sequence[UUID], *where: ColumnElement[bool]) -> Select[Any]:
    """Contributions that money of these payments stands for, with what they are about."""
    return (
        everyone(Allocation, because=_WHY)
        .join(Payment, Payment.id == Allocation.payment_id)
        .join(Contribution, Contribution.id == Allocation.contribution_id)
        .join(Enrolment, Enrolment.id == Contribution.enrolment_id)
        .where(
            Allocation.payment_id.in_(payments),
            Allocation.STANDS,
            Payment.voided_at.is_(None),
            Contribution.number.is_not(None),
            *where,
        )
    )


def _by_tier(by: Version, said: Any) -> Iterable[tuple[ColumnElement[bool], Any]]:
    """What is said of a month of each tier; the first that reaches as far is the one."""
    for tier in by.tiers:
        reaches = Contribution.number <= tier.through if tier.through is not None else Contribution.number >= 1
        yield reaches, said(by, tier.number)


def _share(by: Version, tier: int) -> ColumnElement[int]:
    """As `rules.incentives.whole`: both engines drop what is less than a rupiah."""
    rate = by.tiers[tier - 1].rate
    return coerced(Contribution.amount, BigInteger) * rate.numerator // rate.denominator


def _law(by: Version, tier: int | None) -> ColumnElement[str]:
    first = by.tiers[tier - 1].first if tier else (by.last or 0) + 1
    relieved = Contribution.relief > NO_MONEY
    return case((relieved, incentives.iuran_law(by, first, relieved=True)), else_=incentives.iuran_law(by, first))


def _value(value: Any, column: Any) -> ColumnElement[Any]:
    return literal(value, column.type)


def _book_again(by: Version, place: Booked, payments: Sequence[UUID]) -> int:
    """Months whose first line was taken back, and that were paid once more."""
    line = aliased(IncentiveEntry)
    again = _paid_months(payments).join(line, line.id == Contribution.id).where(line.payment_id != Payment.id)
    rows = db.session.execute(
        again.with_only_columns(
            Contribution.id,
            Contribution.organisation_id,
            Contribution.branch_id,
            Contribution.enrolment_id,
            Contribution.number,
            Contribution.amount,
            Contribution.relief,
            Allocation.payment_id,
            stewards.agent_in().label("agent_id"),
        )
    ).all()
    lines = _of_months([row.id for row in rows])
    drafts = []
    for row in rows:
        if lines[row.id].standing is not None:
            continue
        number = row.number if row.agent_id else None
        reckoned = incentives.iuran(by, number, row.amount, relieved=bool(row.relief))
        drafts.append(
            _Draft(
                row.organisation_id,
                row.branch_id,
                Payee.AGENT,
                row.agent_id,
                reckoned,
                number=number,
                contribution_id=row.id,
                enrolment_id=row.enrolment_id,
                payment_id=row.payment_id,
            )
        )
    ids = {
        draft.key: line_id(Part.IURAN, draft.contribution_id, lines[draft.contribution_id].turns)
        for draft in drafts
        if draft.contribution_id
    }
    return _written(drafts, place, ids)


class _History(NamedTuple):
    """How many lines a paid month has had, and the one that stands."""

    turns: int = 0
    standing: IncentiveEntry | None = None


def _of_months(contributions: Sequence[UUID]) -> dict[UUID, _History]:
    """The lines of some months, found by their ids; two queries for each time that any of them was paid."""
    found = {each: _History() for each in contributions}
    left = list(contributions)
    while left:
        ids = {line_id(Part.IURAN, each, found[each].turns): each for each in left}
        left = []
        for batch in batches(ids):
            lines = db.session.scalars(_every_line().where(IncentiveEntry.id.in_(batch))).all()
            back = _every_line().where(IncentiveEntry.reversal_of.in_([line.id for line in lines]))
            reversed_ = set(db.session.scalars(back.with_only_columns(IncentiveEntry.reversal_of)))
            for line in lines:
                source = ids[line.id]
                stands = line if line.id not in reversed_ else None
                found[source] = _History(found[source].turns + 1, stands)
                left += [] if stands else [source]
    return found


def _every_line() -> Select[Any]:
    return everyone(IncentiveEntry, because=_WHY)


# ── Closing a month.


def payments_to_book(wadah: Organisation, month: Month, after: UUID | None) -> list[UUID]:
    """The next payments of a month, by their ids, up to some `MONTHS` months; none when all were looked at."""
    begins, ends = ledger_months.instants(month)
    found = (
        everyone(Payment, because=_WHY)
        .join(Allocation, Allocation.payment_id == Payment.id)
        .where(
            Payment.organisation_id == wadah.id,
            Payment.paid_at >= begins,
            Payment.paid_at < ends,
            Payment.voided_at.is_(None),
        )
        .with_only_columns(Payment.id, func.count())
        .group_by(Payment.id)
        .order_by(Payment.id)
        .limit(MONTHS)
    )
    some: list[UUID] = []
    months = 0
    for id_, count in db.session.execute(found.where(Payment.id > after) if after else found):
        some.append(id_)
        months += count
        if months >= MONTHS:
            break
    return some


def agents_to_close(wadah: Organisation, after: UUID | None) -> list[UUID]:
    """The next who ever acted for a wadah, by their ids; none when all were looked at."""
    acted = everyone(Membership, because=_WHY).where(Membership.organisation_id == wadah.id)
    acted = acted.order_by(Membership.id).limit(AGENTS).with_only_columns(Membership.id)
    return list(db.session.scalars(acted.where(Membership.id > after) if after else acted))


def close_agents(wadah: Organisation, month: Month, agents: Sequence[UUID]) -> int:
    """What the new people of a month brought each of these agents, what the wadah gets for them, what is withheld;
    how many lines were written, taking back included. A step of closing, which holds the branch."""
    by = incentive_terms.in_force(wadah.id, wadah.branch_id, month)
    if by is None or not agents:
        return 0
    decided = policies.in_force(wadah.branch_id, month.last_day)
    earned = _earned(wadah, month, agents)
    newcomers = _newcomers(wadah, month, agents, decided)
    drafts: list[_Draft] = []
    for agent_id in agents:
        own = _acquired(wadah, by, agent_id, newcomers[agent_id])
        total = earned.get(agent_id, Rupiah(0)) + Rupiah.total(draft.line.amount for draft in own)
        if total:
            own.append(_Draft(wadah.id, wadah.branch_id, Payee.WADAH, agent_id, incentives.wadah(by, total)))
        if (tax := incentives.tax(Payee.AGENT, total, month, decided)) is not None:
            own.append(_Draft(wadah.id, wadah.branch_id, Payee.AGENT, agent_id, tax))
        drafts += own
    of_agents = IncentiveEntry.agent_id.in_(agents)
    return _settled(wadah, month, drafts, _closing_lines(wadah, month, of_agents))


def close_wadah(wadah: Organisation, month: Month) -> int:
    """What is withheld of the wadah's own part, once all its agents are closed; how many lines were written."""
    decided = policies.in_force(wadah.branch_id, month.last_day)
    parts = _about(wadah, month).where(IncentiveEntry.part == Part.WADAH)
    total = db.session.scalar(parts.with_only_columns(func.coalesce(func.sum(IncentiveEntry.amount), NO_MONEY)))
    tax = incentives.tax(Payee.WADAH, total or Rupiah(0), month, decided)
    drafts = [_Draft(wadah.id, wadah.branch_id, Payee.WADAH, None, tax)] if tax else []
    return _settled(wadah, month, drafts, _closing_lines(wadah, month, IncentiveEntry.agent_id.is_(None)))


def _about(wadah: Organisation, month: Month) -> Select[Any]:
    """Lines of what was earned in a month, whichever month they are paid with."""
    now = and_(IncentiveEntry.month == month, IncentiveEntry.late_for.is_(None))
    late = and_(IncentiveEntry.late_for == month, IncentiveEntry.LATE)
    return _every_line().where(IncentiveEntry.organisation_id == wadah.id, or_(now, late))


def _earned(wadah: Organisation, month: Month, agents: Collection[UUID]) -> dict[UUID, Rupiah]:
    lines = _about(wadah, month).where(IncentiveEntry.agent_id.in_(agents), IncentiveEntry.part == Part.IURAN)
    sums = lines.with_only_columns(IncentiveEntry.agent_id, func.sum(IncentiveEntry.amount))
    return dict(_rows(sums.group_by(IncentiveEntry.agent_id)))


def _rows(query: Any) -> Sequence[Any]:
    """Rows of whose columns the query has made sure that none is empty."""
    return db.session.execute(query).all()


class _Found(NamedTuple):
    """A newcomer with what they are told apart by."""

    contribution_id: UUID
    enrolment_id: UUID
    newcomer: Newcomer


def _newcomers(
    wadah: Organisation, month: Month, agents: Collection[UUID], decided: Policies
) -> dict[UUID, list[_Found]]:
    """Whose first month came in, by agent, in the order of the months' ids."""
    taken_back = aliased(IncentiveEntry)
    firsts = (
        _about(wadah, month)
        .join(Contribution, Contribution.id == IncentiveEntry.contribution_id)
        .join(Enrolment, Enrolment.id == IncentiveEntry.enrolment_id)
        .where(
            IncentiveEntry.agent_id.in_(agents),
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
            known_before(decided),
        )
        .order_by(IncentiveEntry.contribution_id)
    )
    found: defaultdict[UUID, list[_Found]] = defaultdict(list)
    for agent_id, contribution_id, enrolment_id, jht, known in _rows(firsts):
        newcomer = Newcomer("JKK+JKM+JHT" if jht else "JKK+JKM", bool(known))
        found[agent_id].append(_Found(contribution_id, enrolment_id, newcomer))
    return found


def known_before(decided: Policies) -> ColumnElement[bool]:
    """Whether the NIK stood in the segment before this enrolment, in a query that joins it and its contribution: with
    any sponsor, or as one of whom Perisai had numbered a month already. A former intern by the branch's policy."""
    earlier, month = aliased(Enrolment), aliased(Contribution, name="numbered")
    registered = [
        earlier.participant_id == Enrolment.participant_id,
        earlier.id != Enrolment.id,
        earlier.created_at < Enrolment.created_at,
        or_(earlier.state == EnrolmentState.APPROVED, earlier.covered_from.is_not(None)),
    ]
    if decided.incentive_former_interns:
        registered.append(earlier.segment == Segment.BPU)
    numbered = select(month.id).where(
        month.participant_id == Contribution.participant_id,
        month.month < Contribution.month,
        month.number.is_not(None),
        # In the very words of the partial index, as `Contribution.STANDS`.
        text("numbered.state <> 'void'"),
    )
    return or_(exists(select(earlier.id).where(*registered)), exists(numbered))


def _acquired(wadah: Organisation, by: Version, agent_id: UUID, found: Sequence[_Found]) -> list[_Draft]:
    people = [each.newcomer for each in found]
    if (whole := incentives.flat(by, people)) is not None:
        return [_Draft(wadah.id, wadah.branch_id, Payee.AGENT, agent_id, whole)] if people else []
    return [
        _Draft(
            wadah.id,
            wadah.branch_id,
            Payee.AGENT,
            agent_id,
            line,
            number=1,
            contribution_id=each.contribution_id,
            enrolment_id=each.enrolment_id,
        )
        for each, line in zip(found, incentives.acquisitions(by, people), strict=True)
    ]


def _closing_lines(wadah: Organisation, month: Month, whose: ColumnElement[bool]) -> Sequence[IncentiveEntry]:
    """All that closing wrote about a month so far, taking back included."""
    parts = (Part.ACQUISITION, Part.WADAH, Part.TAX)
    return db.session.scalars(_about(wadah, month).where(whose, IncentiveEntry.part.in_(parts))).all()


# ── Writing.

_Key = tuple[Part, Payee, UUID]


@dataclass(frozen=True, slots=True, kw_only=False)
class _Draft:
    """A line as the law has it now, for what it is."""

    organisation_id: UUID
    branch_id: UUID
    payee: Payee
    agent_id: UUID | None
    line: Line
    number: int | None = None
    contribution_id: UUID | None = None
    enrolment_id: UUID | None = None
    payment_id: UUID | None = None

    @property
    def key(self) -> _Key:
        return _key(self.line.part, self)


def _key(part: Part, of: Any) -> _Key:
    """What a line is for: a month of a person, else an agent's or a wadah's month."""
    return part, of.payee, of.contribution_id or of.agent_id or of.organisation_id


def line_id(part: Part, source: UUID, turn: int) -> UUID:
    """The id of the `turn`-th line (from 0) for one thing. The first of a paid month is the month's own, so that an
    INSERT … SELECT can write it."""
    return source if part is Part.IURAN and turn == 0 else uuid5(source, f"{part}:{turn}")


def _settled(wadah: Organisation, month: Month, drafts: Sequence[_Draft], written: Sequence[IncentiveEntry]) -> int:
    """Take back what is otherwise now, and write what is not there yet."""
    taken_back = {each.reversal_of for each in written}
    lines = [each for each in written if each.reversal_of is None]
    standing = {_key(each.part, each): each for each in lines if each.id not in taken_back}
    turns: defaultdict[_Key, int] = defaultdict(int)
    for each in lines:
        turns[_key(each.part, each)] += 1
    wanted = {draft.key: draft for draft in drafts}
    stale = [each for key, each in standing.items() if key not in wanted or not _says(each, wanted[key].line)]
    fresh = [draft for key, draft in wanted.items() if key not in standing or standing[key] in stale]
    _reverse(stale, Cause.RECOUNTED)
    sources = {draft.key: line_id(draft.line.part, _source(draft, month), turns[draft.key]) for draft in fresh}
    return len(stale) + _written(fresh, ledger_months.booked(wadah.branch_id, month), sources)


def _source(draft: _Draft, month: Month) -> UUID:
    whose = draft.contribution_id or draft.agent_id or draft.organisation_id
    return whose if draft.contribution_id else uuid5(whose, str(month))


def _says(entry: IncentiveEntry, line: Line) -> bool:
    return (entry.amount, entry.base, entry.law) == (line.amount, line.base, line.law)


_COLUMNS = (*_COPIED[:-1], "reversal_of", "cause", "created_at")


def _written(drafts: Sequence[_Draft], place: Booked, ids: Mapping[_Key, UUID]) -> int:
    now = clock.now()
    return bulk_insert(IncentiveEntry, _COLUMNS, [_row(draft, ids[draft.key], place, now) for draft in drafts])


def _row(draft: _Draft, id_: UUID, place: Booked, now: datetime) -> tuple[Any, ...]:
    line = draft.line
    return (
        id_,
        draft.organisation_id,
        draft.branch_id,
        *place,
        draft.agent_id,
        draft.payee,
        line.part,
        draft.contribution_id,
        draft.enrolment_id,
        draft.payment_id,
        draft.number,
        line.base,
        line.amount,
        line.law,
        None,
        None,
        now,
    )


def _reverse(lines: Sequence[IncentiveEntry], cause: Cause) -> None:
    """The same amounts below zero, with the month that is open now."""
    now = clock.now()
    places = {(each.branch_id, each.about): ledger_months.booked(each.branch_id, each.about) for each in lines}
    bulk_insert(
        IncentiveEntry,
        _COLUMNS,
        [
            (
                uuid5(each.id, "reversal"),
                each.organisation_id,
                each.branch_id,
                *places[each.branch_id, each.about],
                each.agent_id,
                each.payee,
                each.part,
                each.contribution_id,
                each.enrolment_id,
                each.payment_id,
                each.number,
                each.base,
                -each.amount,
                each.law,
                each.id,
                cause,
                now,
            )
            for each in lines
        ],
    )
