"""Recording money that came in for a bill: all of it, or for the people who paid."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from flask import flash, request
from sqlalchemy.orm import joinedload
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.access.permissions import Permission
from portal.flows.bill_people import choice, chosen
from portal.models import Invoice
from portal.services import credits
from portal.services import payments as service
from portal.values import clock
from portal.values.clock import WIB
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import DayField, HourField, HouseForm, MoneyField, TextField, given, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

payments = Resource("payments", __name__, url_prefix="/tagihan")
#: The whole bill from what the partner has at the branch.
credit_payments = Resource("credit_payments", __name__, url_prefix="/tagihan")

#: Where a BPU contribution can be paid (domain paper, section 3).
CHANNELS = (
    "Teller bank",
    "ATM",
    "Mobile atau internet banking",
    "Virtual account",
    "Indomaret",
    "Alfamart",
    "Tokopedia",
    "GoPay",
    "LinkAja",
    "Lainnya",
)


class PaymentForm(HouseForm):
    amount = MoneyField("Jumlah yang masuk", [given("Jumlah")])
    paid_on = DayField("Tanggal bayar", [given("Tanggal bayar")], description="Seperti pada bukti bayar.")
    paid_time = HourField(
        "Jam bayar (WIB)", [given("Jam bayar")], description="Perlindungan mulai pada jam ini, paling cepat."
    )
    channel = SelectField(
        "Dibayar lewat",
        [required("Tempat membayar")],
        choices=[SelectChoice("", "Pilih tempat membayar"), *(SelectChoice(each) for each in CHANNELS)],
    )
    reference = TextField(
        "Nomor referensi", [required("Nomor referensi")], longest=80, description="NTB, nomor struk."
    )

    with_credits = BooleanField("Pakai titipan mitra ini")

    @property
    def paid_at(self) -> datetime:
        """The instant on the bank's proof, typed in WIB."""
        at: time = self.paid_time.data or time()
        assert self.paid_on.data is not None
        return datetime.combine(self.paid_on.data, at, WIB)


@payments.get("/<uuid:invoice_id>/pembayaran/baru", requires=Permission.PAYMENT_RECORD)
def new(invoice_id: UUID) -> Answer:
    invoice = _found(invoice_id)
    form = PaymentForm(paid_on=clock.today(), with_credits=True)
    return page("branch/payments/new.html", form=form, **_shown(invoice))


@payments.post("/<uuid:invoice_id>/pembayaran", requires=Permission.PAYMENT_RECORD)
def create(invoice_id: UUID) -> Answer:
    invoice, form = _found(invoice_id), PaymentForm.posted()
    if form.validate() and form.amount.data is not None:
        try:
            payment = service.record(
                actor(),
                invoice,
                amount=form.amount.data,
                paid_at=form.paid_at,
                channel=form.channel.data,
                reference=form.reference.data or "",
                enrolment_ids=chosen(actor(), invoice) if _part() else None,
                with_credits=form.with_credits.data,
            )
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"Pembayaran dicatat dengan kuitansi {payment.number}. Perlindungan mulai berlaku.", "success")
            return go("branch.invoices.show", invoice_id=invoice_id)
    return page("branch/payments/new.html", status=422, form=form, **_shown(_found(invoice_id)))


@credit_payments.post("/<uuid:invoice_id>/pembayaran/titipan", endpoint="create", requires=Permission.PAYMENT_RECORD)
def from_credits(invoice_id: UUID) -> Answer:
    invoice, form = _found(invoice_id), PaymentForm(paid_on=clock.today())
    try:
        payment = service.pay_from_credits(actor(), invoice)
    except Refused as refused:
        form.refused(refused)
        return page("branch/payments/new.html", status=422, form=form, **_shown(_found(invoice_id)))
    flash(f"Dilunasi dari titipan dengan kuitansi {payment.number}. Perlindungan mulai berlaku.", "success")
    return go("branch.invoices.show", invoice_id=invoice_id)


def _found(invoice_id: UUID) -> Invoice:
    return actor().find(Invoice, invoice_id, joinedload(Invoice.organisation))


def _part() -> bool:
    """Whether only some people's months were paid, as the page that was asked for or the posted form says."""
    return bool(request.values.get("sebagian"))


def _shown(invoice: Invoice) -> dict[str, Any]:
    people, owed = service.due_for(actor(), invoice)
    return {
        "invoice": invoice,
        "people": people,
        "owed": owed,
        "credit": min(credits.available(actor(), invoice), owed),
        "part": _part(),
        "choice": choice(actor(), invoice) if _part() else None,
    }
