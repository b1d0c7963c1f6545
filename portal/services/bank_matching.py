"""Which bill a row of a statement is for, and whether it is what the bill still asks for.

Open bills are looked up in memory by the folded code, since what a bank writes is no key that a join could use: one
query for all of them, then a look-up per stretch of text. Bills that are closed are fetched only when a row needs it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func

from portal.access.actor import Actor
from portal.models import BankRow, Fit, Invoice, InvoiceState, MoneyFate, db
from portal.rules import bill_codes
from portal.rules.bank_rows import Reading
from portal.services import credits
from portal.services.invoices import OPEN
from portal.values.clock import in_wib
from portal.values.fault import Fault

#: Of these a waiting row expects that they will be paid by it.
EXPECTED = (Fit.MATCHED, Fit.PART, Fit.OVER)


class Bill(NamedTuple):
    """A bill as matching sees it: `owed` in whole rupiah, what is unpaid on it."""

    id: UUID
    number: str
    state: InvoiceState
    owed: int
    issued_at: datetime | None

    @property
    def issued_on(self) -> date | None:
        return in_wib(self.issued_at).date() if self.issued_at else None


class Verdict(NamedTuple):
    """How a row fits, the bill it is about (also where it does not fit), and why not."""

    fit: Fit
    bill: UUID | None = None
    fault: Fault | None = None


class Index:
    """Bills by what stands in their code and number, however it is written."""

    def __init__(self, bills: Iterable[tuple[Bill, str | None]]) -> None:
        self._bills: defaultdict[str, list[Bill]] = defaultdict(list)
        for bill, code in bills:
            self._bills[bill_codes.folded(bill.number)].append(bill)
            if code:
                self._bills[bill_codes.folded(code)].append(bill)
        self._lengths = frozenset(len(key) for key in self._bills if len(key) >= bill_codes.SHORTEST)

    def named(self, reading: Reading) -> list[Bill]:
        """The bills that a row names: in a column of codes, else anywhere in its words."""
        own = self._bills.get(bill_codes.folded(reading.code)) if reading.code else None
        if own:
            return own
        if not self._lengths:
            return []
        found: dict[UUID, Bill] = {}
        for stretch in bill_codes.found(reading.text, self._lengths):
            for bill in self._bills.get(stretch, ()):
                found[bill.id] = bill
        return list(found.values())


class Matcher:
    """Judges rows in their order. It knows which bills other rows are expected to pay, so of two rows with one code
    the second is a duplicate."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._open = Index(_bills(actor, OPEN))
        self._expected = _expected(actor)

    def judge(self, readings: Iterable[Reading]) -> Iterator[tuple[Reading, Verdict]]:
        for reading in readings:
            yield reading, self.verdict(reading)

    def verdict(self, reading: Reading) -> Verdict:
        """Faults: bank_row.none, .several, .second, .paid, .void, .proposed, payment.before_bill, and those of
        reading."""
        if reading.fault:
            return Verdict(Fit.ASIDE if reading.aside else Fit.UNREAD, fault=Fault(reading.fault))
        bills = self._open.named(reading)
        if len(bills) > 1:
            bills = [bill for bill in bills if self._left(bill) == reading.amount] or bills
        if len(bills) > 1:
            return Verdict(Fit.UNMATCHED, fault=Fault("bank_row.several", params={"count": len(bills)}))
        return self._against(bills[0], reading) if bills else self._closed_one(reading)

    def _against(self, bill: Bill, reading: Reading) -> Verdict:
        issued_on = bill.issued_on
        if issued_on and reading.day and reading.day < issued_on:
            return Verdict(Fit.UNMATCHED, bill.id, Fault("payment.before_bill", params={"day": issued_on}))
        left = self._left(bill)
        if left <= 0:
            return Verdict(Fit.DUPLICATE, bill.id, Fault("bank_row.second", params={"number": bill.number}))
        self._expected[bill.id] += reading.amount
        if reading.amount == left:
            return Verdict(Fit.MATCHED, bill.id)
        return Verdict(Fit.PART if reading.amount < left else Fit.OVER, bill.id)

    def _closed_one(self, reading: Reading) -> Verdict:
        """A bill that is paid, void or not issued yet is named; no money goes there by itself."""
        bills = self._closed.named(reading)
        if not bills:
            return Verdict(Fit.UNMATCHED, fault=Fault("bank_row.none"))
        bill = max(bills, key=lambda each: each.id)
        fit, code = _CLOSED[bill.state]
        return Verdict(fit, bill.id, Fault(code, params={"number": bill.number}))

    def _left(self, bill: Bill) -> int:
        return bill.owed - self._expected.get(bill.id, 0)

    @cached_property
    def _closed(self) -> Index:
        return Index(_bills(self._actor, tuple(_CLOSED)))


#: What it means that a row names a bill in this state.
_CLOSED = {
    InvoiceState.PAID: (Fit.DUPLICATE, "bank_row.paid"),
    InvoiceState.VOID: (Fit.UNMATCHED, "bank_row.void"),
    InvoiceState.PROPOSED: (Fit.UNMATCHED, "bank_row.proposed"),
}


def _bills(actor: Actor, states: Sequence[InvoiceState]) -> Iterator[tuple[Bill, str | None]]:
    query = actor.sees(Invoice).where(Invoice.state.in_(states))
    columns: tuple[Any, ...] = (
        Invoice.id,
        Invoice.number,
        Invoice.state,
        Invoice.total,
        Invoice.paid,
        Invoice.issued_at,
        Invoice.kode_iuran,
    )
    for id_, number, state, total, paid, issued_at, code in db.session.execute(query.with_only_columns(*columns)):
        yield Bill(id_, number, state, total.amount - paid.amount, issued_at), code


def _expected(actor: Actor) -> defaultdict[UUID, int]:
    """What rows that wait, and credits kept for a bill, are to pay of each bill."""
    waiting = (
        actor.sees(BankRow)
        .where(BankRow.fate == MoneyFate.WAITING, BankRow.fit.in_(EXPECTED), BankRow.invoice_id.is_not(None))
        .with_only_columns(BankRow.invoice_id, func.sum(BankRow.amount))
        .group_by(BankRow.invoice_id)
    )
    found: defaultdict[UUID, int] = defaultdict(int)
    for query in (waiting, credits.kept_for_bills(actor)):
        for bill, money in db.session.execute(query):
            if bill is not None and money is not None:
                found[bill] += money.amount
    return found
