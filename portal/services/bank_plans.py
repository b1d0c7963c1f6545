"""What rows of a statement come to, decided in their order before anything is written.

Each row sees what those before it did: a bill that one paid is paid for the next, and what one brought too much of
may pay for another bill of the same organisation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from portal.access.actor import Actor
from portal.models import BankRow, Credit, Fit, InvoiceState, MoneyFate, new_id
from portal.services import credits, invoices, payments
from portal.services.invoices import Held
from portal.services.payments import Order
from portal.values import clock
from portal.values.fault import Fault, Refused
from portal.values.rupiah import Rupiah


class Outcome(NamedTuple):
    """What becomes of a row. `refused` says why its money goes nowhere: it goes on waiting."""

    row: BankRow
    fit: Fit
    fate: MoneyFate
    payment_id: UUID | None = None
    refused: Fault | None = None


class Plan:
    """What rows come to, row after row: payments to record, credits to keep, and what payments take of credits."""

    def __init__(self, actor: Actor, rows: Sequence[BankRow], channel: str) -> None:
        self.orders: list[Order] = []
        self.kept: list[Credit] = []
        self.used: list[tuple[Credit, UUID, Rupiah]] = []
        self._channel, self._now = channel, clock.now()
        bills = {row.invoice_id for row in rows if row.invoice_id is not None}
        self._bills = invoices.held(actor, bills)
        self._owed = dict(payments.owed(actor, bills))
        self._paid: set[UUID] = set()
        self._credits: defaultdict[UUID, list[Credit]] = defaultdict(list)
        for credit in credits.usable(actor, {bill.organisation_id for bill in self._bills.values()}, bills):
            self._credits[credit.organisation_id].append(credit)
        self._taken = payments.references(actor, channel, [each for row in rows for each in _references(row)])
        self.outcomes = [self._outcome(row) for row in rows]

    def _outcome(self, row: BankRow) -> Outcome:
        try:
            return self._recorded(row)
        except Refused as refused:
            fault = refused.faults[0]
            twice = fault.code in {"payment.already_paid", "payment.twice_now"}
            return Outcome(row, Fit.DUPLICATE if twice else Fit.UNMATCHED, MoneyFate.WAITING, refused=fault)

    def _recorded(self, row: BankRow) -> Outcome:
        """All that is there for the row's bill pays it; what is beyond is a credit. Too little waits for the rest."""
        assert row.invoice_id is not None
        assert row.amount is not None
        assert row.paid_at is not None
        bill, paid_at = self._bills[row.invoice_id], min(row.paid_at, self._now)
        self._expect_open(bill)
        payments.expect_instant(bill, paid_at)
        owed = self._owed.get(bill.id, Rupiah(0))
        theirs = credits.in_turn(self._credits[bill.organisation_id], bill.id)
        if row.amount + Rupiah.total(each.remaining for each in theirs) < owed:
            self._keep(row, bill, bill.id, row.amount)
            return Outcome(row, Fit.PART, MoneyFate.CREDIT)
        order = self._order(row, bill, owed, paid_at)
        needed = max(owed - row.amount, Rupiah(0))
        self.used += [(credit, order.id, some) for credit, some in credits.take(theirs, bill.id, needed)]
        if row.amount > owed:
            self._keep(row, bill, None, row.amount - owed)
        return Outcome(row, Fit.OVER if row.amount > owed else Fit.MATCHED, MoneyFate.PAID, order.id)

    def _expect_open(self, bill: Held) -> None:
        if bill.id in self._paid or bill.state is InvoiceState.PAID:
            raise Refused.because("payment.already_paid", number=bill.number)
        if bill.state not in invoices.OPEN:
            code = "bank_row.void" if bill.state is InvoiceState.VOID else "bank_row.proposed"
            raise Refused.because(code, number=bill.number)

    def _order(self, row: BankRow, bill: Held, owed: Rupiah, paid_at: datetime) -> Order:
        free = [each for each in _references(row) if (each, owed) not in self._taken]
        if not free:
            raise Refused.because("payment.twice_now", "reference")
        order = Order(new_id(), bill, owed, paid_at, self._channel, free[0])
        self._taken.add((order.reference, owed))
        self._paid.add(bill.id)
        self.orders.append(order)
        return order

    def _keep(self, row: BankRow, bill: Held, bill_id: UUID | None, amount: Rupiah) -> None:
        credit = credits.of_row(row, bill.organisation_id, bill_id, amount, channel=self._channel)
        self._credits[bill.organisation_id].append(credit)
        self.kept.append(credit)


def _references(row: BankRow) -> list[str]:
    """That of the bank; where it has none, or gives one to several rows, that of the row itself."""
    own = f"RK-{row.fingerprint.hex()[:12].upper()}"
    return [row.reference, f"{row.reference} {own}"] if row.reference else [own]
