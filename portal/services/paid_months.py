"""What agents earn by months that are paid: lines written with the payment, and taken back when it is voided.

The law decides in `rules.incentives`. For the many lines of paid months, which differ by their tier alone, one
INSERT … SELECT says what the law said of each tier.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, func, literal, null
from sqlalchemy import type_coerce as coerced
from sqlalchemy.orm import aliased

from portal.access.actor import everyone
from portal.access.audit import bulk_copy
from portal.models import (
    Allocation,
    Cause,
    Contribution,
    Enrolment,
    IncentiveEntry,
    Organisation,
    OrganisationKind,
    Payment,
    db,
    engine,
)
from portal.models.columns import NO_MONEY
from portal.rules import incentives
from portal.rules.incentives import Part, Payee, Version
from portal.services import incentive_terms, ledger, ledger_months, month_ends, month_numbers, stewards
from portal.services.ledger import Draft
from portal.services.ledger_months import Booked
from portal.values import clock
from portal.values.month import Month

#: Months that one statement writes, or thereabouts: it ends with a payment.
MONTHS = 25_000


def follow(branch_id: UUID, payments: Sequence[UUID]) -> None:
    """Number the months that these payments of a branch pay and write their lines; a step of recording them.

    One statement for what is not Perisai's. A month that is over already is closed anew by a job.
    """
    theirs = (
        everyone(Payment, because="an incentive follows from what was paid, whoever sees it")
        .join(Organisation, Organisation.id == Payment.organisation_id)
        .where(Payment.id.in_(payments), Organisation.kind == OrganisationKind.PERISAI)
        .with_only_columns(Payment.id, Payment.paid_at, Organisation)
    )
    of_wadahs = {id_: (wadah, ledger_months.of_payment(at)) for id_, at, wadah in db.session.execute(theirs)}
    if not of_wadahs:
        return
    month_numbers.give(branch_id, [each for each in payments if each in of_wadahs])
    ledger_months.hold(branch_id)
    alike: defaultdict[tuple[Organisation, Month], list[UUID]] = defaultdict(list)
    for id_ in payments:
        if id_ in of_wadahs:
            alike[of_wadahs[id_]].append(id_)
    for (wadah, month), some in alike.items():
        book(wadah, month, _of(some))
        _close_anew(wadah, [month])


def _of(payments: Sequence[UUID]) -> Some:
    months = everyone(Allocation, because="an incentive follows from what was paid, whoever sees it")
    months = months.where(Allocation.payment_id.in_(payments), Allocation.STANDS)
    return Some(payments, db.session.scalar(months.with_only_columns(func.count())) or 0)


def take_back(payment: Payment) -> None:
    """Every line that stands on a payment is reversed; a step of voiding it."""
    wadah = _wadah_of(payment)
    if wadah is None:
        return
    ledger_months.hold(payment.branch_id)
    theirs = everyone(Allocation, because="an incentive follows from what was paid, whoever sees it")
    theirs = theirs.where(Allocation.payment_id == payment.id)
    months = ledger.of_months(db.session.scalars(theirs.with_only_columns(Allocation.contribution_id)).all())
    lines = [each.standing for each in months.values() if each.standing]
    ledger.reverse(lines, Cause.PAYMENT_VOIDED)
    month_numbers.take_back(payment)
    _close_anew(wadah, {each.about for each in lines})


def _wadah_of(payment: Payment) -> Organisation | None:
    owner = everyone(Organisation, because="only what is paid for a wadah earns an incentive")
    owner = owner.where(Organisation.id == payment.organisation_id, Organisation.kind == OrganisationKind.PERISAI)
    return db.session.scalars(owner).one_or_none()


def _close_anew(wadah: Organisation, months: Iterable[Month]) -> None:
    for month in months:
        if not ledger_months.running(month):
            month_ends.ask_for(wadah, month)


class Some(NamedTuple):
    """Payments, by their ids, and for how many months their money stands."""

    payments: Sequence[UUID]
    months: int

    @property
    def all(self) -> bool:
        """Whether no more come after these."""
        return self.months < MONTHS


def of_month(wadah: Organisation, month: Month, after: UUID | None) -> Some:
    """The next payments of a month, up to some `MONTHS` months; none when all were looked at."""
    begins, ends = ledger_months.instants(month)
    found = (
        everyone(Payment, because="an incentive follows from what was paid, whoever sees it")
        .join(Allocation, and_(Allocation.payment_id == Payment.id, Allocation.STANDS))
        .where(
            Payment.organisation_id == wadah.id,
            Allocation.organisation_id == wadah.id,
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
    return Some(some, months)


def book(wadah: Organisation, month: Month, some: Some) -> int:
    """Lines for the months that these payments of a month pay and that have none; how many. A step of an action that
    holds the branch: of recording a payment, or of closing the month."""
    if not some.payments:
        return 0
    by = incentive_terms.in_force(wadah.id, wadah.branch_id, month)
    if by is None:
        return 0
    place = ledger_months.booked(wadah.branch_id, month)
    lines = _first_lines(wadah, by, place, some.payments)
    first = bulk_copy(IncentiveEntry, engine.copying_new(db.session(), IncentiveEntry, ledger.COLUMNS, lines))
    # Where each month got its first line just now, none of them was paid once more.
    return first if first == some.months else first + _book_again(wadah, by, place, some.payments)


def paid(wadah: Organisation, payments: Sequence[UUID]) -> tuple[Select[Any], ColumnElement[UUID]]:
    """Months that the money of these payments stands for, with whom and what they are about; and whose work it was,
    who looked after the person when the money came.

    Whose months they are is said with them: PostgreSQL reads all there are where it is left to look up ten thousand.
    """
    spell, then, agent_id = stewards.agent_at(Payment.paid_at)
    months = (
        everyone(Allocation, because="an incentive follows from what was paid, whoever sees it")
        .join(Payment, Payment.id == Allocation.payment_id)
        .join(Contribution, Contribution.id == Allocation.contribution_id)
        .join(Enrolment, Enrolment.id == Contribution.enrolment_id)
        .outerjoin(spell, then)
        .where(
            Allocation.payment_id.in_(payments),
            Allocation.STANDS,
            Contribution.organisation_id == wadah.id,
            Payment.voided_at.is_(None),
            Contribution.number.is_not(None),
        )
    )
    return months, agent_id


def _first_lines(wadah: Organisation, by: Version, place: Booked, payments: Sequence[UUID]) -> Select[Any]:
    """The first line of each month, as the law says of its tier; in the order of `ledger.COLUMNS`."""
    months, agent = paid(wadah, payments)
    nobody = agent.is_(None)
    return months.with_only_columns(
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
        case((nobody, incentives.iuran_law(by, None)), *_by_tier(by, _law), else_=incentives.iuran_law(by, None)),
        _value(clock.now(), IncentiveEntry.created_at),
    )


def _by_tier(by: Version, said: Any) -> Iterable[tuple[ColumnElement[bool], Any]]:
    """What is said of a month of each tier; the first that reaches as far is the one."""
    for tier in by.tiers:
        reaches = Contribution.number <= tier.through if tier.through is not None else Contribution.number >= 1
        yield reaches, said(by, tier.first)


def _share(by: Version, number: int) -> ColumnElement[int]:
    """As `rules.incentives.whole`: both engines drop what is less than a rupiah."""
    tier = by.tier(number)
    assert tier is not None
    return coerced(Contribution.amount, BigInteger) * tier.rate.numerator // tier.rate.denominator


def _law(by: Version, number: int) -> ColumnElement[str]:
    relieved = incentives.iuran_law(by, number, relieved=True)
    return case((Contribution.relief > NO_MONEY, relieved), else_=incentives.iuran_law(by, number))


def _value(value: Any, column: Any) -> ColumnElement[Any]:
    return literal(value, column.type)


def _book_again(wadah: Organisation, by: Version, place: Booked, payments: Sequence[UUID]) -> int:
    """Months whose first line was taken back, and that were paid once more."""
    line = aliased(IncentiveEntry)
    months, agent_id = paid(wadah, payments)
    again = months.join(line, line.id == Contribution.id).where(line.payment_id != Payment.id)
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
            agent_id.label("agent_id"),
        )
    ).all()
    lines = ledger.of_months([row.id for row in rows])
    drafts = [_draft(by, row) for row in rows if lines[row.id].standing is None]
    ids = {each.key: ledger.line_id(Part.IURAN, each.key[2], lines[each.key[2]].turns) for each in drafts}
    return ledger.write(drafts, place, ids)


def _draft(by: Version, row: Any) -> Draft:
    number = row.number if row.agent_id else None
    return Draft(
        organisation_id=row.organisation_id,
        branch_id=row.branch_id,
        payee=Payee.AGENT,
        agent_id=row.agent_id,
        line=incentives.iuran(by, number, row.amount, relieved=bool(row.relief)),
        number=number,
        contribution_id=row.id,
        enrolment_id=row.enrolment_id,
        payment_id=row.payment_id,
    )
