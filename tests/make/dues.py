"""Dues of a unit, step by step through the services: a sheet, ticks, a bill, its code, the money."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from portal.models import Invoice, Organisation
from portal.models.transaction import transaction
from portal.services import dues_sheets, invoices, payments
from portal.services.dues_sheets import Tick
from portal.values import clock
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from tests.cast import Person


def opened(by: Person, month: Month | None = None, *, unit: UUID | None = None, whole_subtree: bool = False) -> UUID:
    """A sheet of the person's own unit for this month, unless said."""
    with transaction():
        actor = by.actor()
        found = actor.find(Organisation, unit or by.organisation_id or UUID(int=0))
        month = month or Month.of(clock.today())
        return dues_sheets.open_sheet(actor, found, month, whole_subtree=whole_subtree).id


def ticked(by: Person, sheet_id: UUID, numbers: Iterable[int], *, ahead: int | None = None) -> None:
    with transaction():
        actor = by.actor()
        ticks = {number: Tick(paid=True, ahead=ahead) for number in numbers}
        dues_sheets.tick(actor, dues_sheets.find(actor, sheet_id), ticks)


def billed(by: Person, sheet_id: UUID, *, expected: Rupiah | None = None) -> UUID:
    """The bill of those ticked, still without a code."""
    with transaction():
        actor = by.actor()
        return dues_sheets.bill(actor, dues_sheets.find(actor, sheet_id), expected=expected).id


def issued(officer: Person, invoice_id: UUID) -> None:
    with transaction():
        actor = officer.actor()
        invoices.issue(actor, actor.find(Invoice, invoice_id), kode_iuran=f"{invoice_id.int % 10**12:012}")


def paid(officer: Person, invoice_id: UUID, *, paid_at: datetime | None = None) -> UUID:
    """Under a code, and the money is in: the payment."""
    issued(officer, invoice_id)
    with transaction():
        actor = officer.actor()
        invoice = actor.find(Invoice, invoice_id)
        payment = payments.record(
            actor,
            invoice,
            amount=invoice.total,
            paid_at=paid_at or clock.now(),
            channel="Teller bank",
            reference=f"NTB-{invoice_id.int % 10**8:08}",
        )
        return payment.id
