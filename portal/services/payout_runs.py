"""How a payout comes about: its month closed and sealed by a job, each payee's lines of the ledger added up.

Once a month is sealed nothing can be added to it, so a line of a run is the sum of its payee's lines and stays so.
What comes late goes with the next month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from portal.access import audit
from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, bulk_insert, fact
from portal.access.permissions import Permission
from portal.models import (
    IncentiveEntry,
    Membership,
    Organisation,
    Payout,
    PayoutLine,
    PayoutLineState,
    PayoutState,
    User,
    db,
    new_id,
)
from portal.models.columns import NO_MONEY
from portal.models.job import enqueue
from portal.services import ledger, ledger_months, payout_accounts, recounts
from portal.services.payout_accounts import Account
from portal.values import clock
from portal.values.fault import Refused
from portal.values.month import Month
from portal.values.rupiah import Rupiah

PREPARE = "payouts.prepare"


@audited(Action.PAYOUT_ASKED, needs=Permission.PAYOUT_PREPARE)
def prepare(actor: Actor, month: Month) -> Payout:
    """Ask for a month's run; a job closes the month, seals it and adds up.

    `Refused`: payout.running, payout.twice, payout.earlier (with the month that has to go first), payout.nothing.
    """
    if ledger_months.running(month):
        raise Refused.because("payout.running", "month", month=month)
    ledger_months.hold(actor.branch_id)
    if month < ledger_months.first_open(actor.branch_id):
        raise Refused.because("payout.twice", "month", month=month)
    waiting = first_waiting(actor)
    if waiting is None or month < waiting:
        raise Refused.because("payout.nothing", "month", month=month)
    if waiting < month:
        raise Refused.because("payout.earlier", "month", month=waiting)
    payout = added(actor, month, 0)
    enqueue(
        db.session(),
        PREPARE,
        {"payout": str(payout.id)},
        subject=payout,
        branch_id=actor.branch_id,
        membership_id=actor.membership_id,
    )
    fact(month=str(month))
    return payout


def added(actor: Actor, month: Month, serial: int) -> Payout:
    payout = Payout(
        id=new_id(),
        branch_id=actor.branch_id,
        month=month,
        serial=serial,
        prepared_by=actor.user_id,
        prepared_by_name=actor.name,
        prepared_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(payout)
    except IntegrityError:
        raise Refused.because("payout.twice", "month", month=month) from None
    return payout


def first_waiting(actor: Actor) -> Month | None:
    """The earliest month with lines that no run has sealed; a month that still runs may be it."""
    first = ledger_months.first_open(actor.branch_id)
    found = [
        db.session.scalar(
            ledger.every_line()
            .where(IncentiveEntry.organisation_id == wadah.id, IncentiveEntry.month >= first)
            .with_only_columns(func.min(IncentiveEntry.month))
        )
        for wadah in recounts.wadahs(actor.branch_id)
    ]
    return min((month for month in found if month), default=None)


def under_way(payout_id: UUID) -> Payout | None:
    """A run that is still being prepared, held until the transaction ends; None when it was dropped."""
    found = db.session.scalars(
        everyone(Payout, because="a run is prepared by the house")
        .where(Payout.id == payout_id, Payout.state == PayoutState.PREPARING)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.one_or_none()


def seal(payout: Payout) -> None:
    """From here on no line can be added to the month; a step of preparing."""
    with _by_the_house(payout):
        ledger_months.hold(payout.branch_id)
        payout.sealed_at = payout.sealed_at or clock.now()


def add_up(payout: Payout, wadah: Organisation) -> int:
    """A line for each payee of a wadah, which is the sum of theirs in the ledger; how many. Done again it adds none.

    Who is owed less than nothing is paid nothing, and it goes with their next run.
    """
    earned = ledger.earnings(wadah, payout.month)
    made = everyone(PayoutLine, because="a run is prepared by the house").where(
        PayoutLine.payout_id == payout.id, PayoutLine.organisation_id == wadah.id
    )
    known = set(db.session.scalars(made.with_only_columns(PayoutLine.payee_id)))
    fresh = {payee_id: amount for payee_id, amount in earned.items() if payee_id not in known}
    carried = _carried(wadah, fresh)
    accounts = payout_accounts.of(fresh)
    names = _names(wadah)
    rows: list[dict[str, Any]] = []
    with _by_the_house(payout):
        for payee_id, amount in fresh.items():
            line = _line(payout, wadah, payee_id, amount, carried.get(payee_id))
            line |= {"name": names[payee_id]} | to(accounts.get(payee_id))
            rows.append(line)
        put(rows)
        fact(payees=len(rows))
    return len(rows)


def complete(payout: Payout) -> None:
    """All lines are there: a second person may look at it."""
    with _by_the_house(payout):
        payout.payees, payout.total = sums(payout)
        payout.state = PayoutState.DRAFT
        fact(payees=payout.payees, amount=str(payout.total))


def line_of(payout_id: UUID, whose: UUID) -> UUID:
    """The id of a payee's line in a run, or of that for an earlier line which it pays once more."""
    return uuid5(payout_id, str(whose))


def put(rows: Sequence[Mapping[str, Any]]) -> None:
    """Lines of a run; a step of preparing it."""
    if rows:
        columns = tuple(rows[0])
        bulk_insert(PayoutLine, columns, [tuple(row[name] for name in columns) for row in rows])


def to(account: Account | None) -> dict[str, Any]:
    """Where a line is paid, as the account stands now."""
    return account._asdict() if account else {"bank": "", "account": None, "holder": ""}


def _line(payout: Payout, wadah: Organisation, payee_id: UUID, earned: Rupiah, before: Any) -> dict[str, Any]:
    brought = before.total if before else Rupiah(0)
    total = earned + brought
    return {
        "id": line_of(payout.id, payee_id),
        "organisation_id": wadah.id,
        "branch_id": wadah.branch_id,
        "payout_id": payout.id,
        "payee_id": payee_id,
        "agent_id": None if payee_id == wadah.id else payee_id,
        "earned": earned,
        "brought": brought,
        "total": total,
        "follows_id": before.id if before else None,
        "state": PayoutLineState.TO_PAY if total > Rupiah(0) else PayoutLineState.CARRIED,
        "returned_reason": "",
    }


def _carried(wadah: Organisation, payees: Mapping[UUID, Rupiah]) -> dict[UUID, Any]:
    """Lines below zero that no later one has taken over, by payee."""
    later = aliased(PayoutLine)
    lines = everyone(PayoutLine, because="what was below zero goes with the next run").where(
        PayoutLine.organisation_id == wadah.id,
        PayoutLine.state == PayoutLineState.CARRIED,
        PayoutLine.total < NO_MONEY,
        ~exists(select(later.id).where(later.follows_id == PayoutLine.id)),
    )
    found = db.session.execute(lines.with_only_columns(PayoutLine.payee_id, PayoutLine.id, PayoutLine.total)).all()
    return {each.payee_id: each for each in found if each.payee_id in payees}


def _names(wadah: Organisation) -> dict[UUID, str]:
    """Who ever acted for a wadah, by membership, and the wadah itself."""
    acted = everyone(Membership, because="a run names whom it pays").where(Membership.organisation_id == wadah.id)
    names = acted.join(User, User.id == Membership.user_id).with_only_columns(Membership.id, User.name)
    return {each.id: each.name for each in db.session.execute(names)} | {wadah.id: wadah.name}


def _by_the_house(payout: Payout) -> Any:
    return audit.personal(Action.PAYOUT_ADDED_UP, payout, who="Gandeng", branch_id=payout.branch_id)


def sums(payout: Payout) -> tuple[int, Rupiah]:
    """How many are paid by a run, and what."""
    paid = everyone(PayoutLine, because="a run is the sum of its lines").where(
        PayoutLine.payout_id == payout.id, PayoutLine.state != PayoutLineState.CARRIED
    )
    sums = paid.with_only_columns(func.count(), func.coalesce(func.sum(PayoutLine.total), NO_MONEY))
    count, total = db.session.execute(sums).one()
    return count, total
