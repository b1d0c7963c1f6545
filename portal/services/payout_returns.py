"""Transfers that the bank sent back, and the run that pays them once more, to be approved like any other."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, update

from portal.access.actor import Actor
from portal.access.audit import Action, audited, bulk_update, fact
from portal.access.permissions import Permission
from portal.models import Payout, PayoutLine, PayoutLineState, PayoutState, db
from portal.services import ledger_months, payout_accounts, payout_runs
from portal.services.invoices import SHORTEST_REASON, batches
from portal.values import clock
from portal.values.fault import Refused
from portal.values.month import Month
from portal.values.rupiah import Rupiah


@audited(Action.PAYOUT_RETURNED, needs=Permission.PAYOUT_PREPARE)
def returned(actor: Actor, line: PayoutLine, reason: str) -> PayoutLine:
    """The bank sent a transfer back. `Refused`: payout.return_reason, payout.not_paid."""
    if len(reason) < SHORTEST_REASON:
        raise Refused.because("payout.return_reason", "reason")
    held = db.session.scalars(
        actor.sees(PayoutLine)
        .where(PayoutLine.id == line.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if held.state is not PayoutLineState.PAID:
        raise Refused.because("payout.not_paid")
    held.state, held.returned_reason, held.returned_at = PayoutLineState.RETURNED, reason[:300], clock.now()
    fact(reason=held.returned_reason, amount=str(held.total))
    return held


@audited(Action.PAYOUT_REISSUED, needs=Permission.PAYOUT_PREPARE)
def reissue(actor: Actor) -> Payout:
    """A run for all that came back and whose payee has an account by now; to be approved like any other.

    `Refused`: payout.nothing_returned.
    """
    ledger_months.hold(actor.branch_id)
    came_back = waiting(actor).order_by(PayoutLine.id).with_for_update()
    lines = db.session.scalars(came_back.execution_options(populate_existing=True)).all()
    accounts = payout_accounts.of({each.payee_id for each in lines})
    lines = [each for each in lines if each.payee_id in accounts]
    if not lines:
        raise Refused.because("payout.nothing_returned")
    month = Month.of(clock.today())
    payout = payout_runs.added(actor, month, _next_serial(actor, month))
    payout_runs.put(
        [
            {
                "id": payout_runs.line_of(payout.id, each.id),
                "organisation_id": each.organisation_id,
                "branch_id": each.branch_id,
                "payout_id": payout.id,
                "payee_id": each.payee_id,
                "agent_id": each.agent_id,
                "name": each.name,
                "earned": Rupiah(0),
                "brought": each.total,
                "total": each.total,
                "follows_id": each.id,
                "state": PayoutLineState.TO_PAY,
                "returned_reason": "",
            }
            | payout_runs.to(accounts[each.payee_id])
            for each in lines
        ]
    )
    for batch in batches([each.id for each in lines]):
        told = update(PayoutLine).where(PayoutLine.id.in_(batch)).values(state=PayoutLineState.REISSUED)
        bulk_update(PayoutLine, told)
    payout.payees, payout.total = payout_runs.sums(payout)
    payout.sealed_at, payout.state = clock.now(), PayoutState.DRAFT
    db.session.flush()
    db.session.expire_all()
    fact(payees=payout.payees, amount=str(payout.total))
    return payout


def _next_serial(actor: Actor, month: Month) -> int:
    runs = actor.sees(Payout).where(Payout.month == month)
    return (db.session.scalar(runs.with_only_columns(func.max(Payout.serial))) or 0) + 1


def waiting(actor: Actor) -> Any:
    """Transfers of the branch that came back and were not paid once more; to be paged by the id."""
    return actor.sees(PayoutLine).where(
        PayoutLine.branch_id == actor.branch_id, PayoutLine.state == PayoutLineState.RETURNED
    )
