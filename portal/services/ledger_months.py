"""Which months of the incentive ledger still take lines: one that a payout has sealed takes no more, and what comes
late is paid with the next."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from portal.access.actor import everyone
from portal.models import Branch, Payout, db
from portal.values import clock
from portal.values.clock import in_wib, start_of
from portal.values.month import Month


class Booked(NamedTuple):
    """With which month's payout a line is paid; `late_for` is the month it is about, when that is an earlier one."""

    month: Month
    late_for: Month | None


def hold(branch_id: UUID) -> None:
    """Until the transaction ends nobody else writes to this branch's ledger, nor seals a month of it."""
    db.session.execute(select(Branch.id).where(Branch.id == branch_id).with_for_update(key_share=True))


def booked(branch_id: UUID, month: Month) -> Booked:
    """Where a line about this month goes now. Whoever writes it holds the branch."""
    opened = first_open(branch_id)
    return Booked(month, None) if month >= opened else Booked(opened, month)


def first_open(branch_id: UUID) -> Month:
    """The first month that no payout has sealed; before any was, one that lies before all."""
    sealed = (
        everyone(Payout, because="a month that was paid out takes no more lines")
        .where(Payout.branch_id == branch_id, Payout.serial == 0, Payout.STANDS, Payout.sealed_at.is_not(None))
        .with_only_columns(Payout.month)
    )
    # The greatest is looked for here: where SQLite skips through an index, its own max() finds the first (3.40).
    last = max(db.session.scalars(sealed), default=None)
    return last + 1 if last else Month(1, 1)


def running(month: Month) -> bool:
    """Whether the month is not over yet: what depends on all of it is only forecast."""
    return month >= Month.of(clock.today())


def of_payment(paid_at: Any) -> Month:
    """The month a payment counts in: that in which the money came, in WIB."""
    return Month.of(in_wib(paid_at).date())


def instants(month: Month) -> tuple[Any, Any]:
    """The first instant of a month, and the first after it."""
    return start_of(month.first_day), start_of((month + 1).first_day)
