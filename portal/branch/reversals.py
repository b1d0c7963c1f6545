"""Taking back a payment that should not have been recorded."""

from __future__ import annotations

from uuid import UUID

from flask import flash
from sqlalchemy.orm import joinedload

from portal.access.permissions import Permission
from portal.branch.voids import VoidForm
from portal.models import Invoice, Payment
from portal.services import payments as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

reversals = Resource("reversals", __name__, url_prefix="/pembayaran")


@reversals.get("/<uuid:payment_id>/pembatalan", requires=Permission.INVOICE_VOID)
def new(payment_id: UUID) -> Answer:
    return page("branch/reversals/new.html", payment=_found(payment_id), form=VoidForm())


@reversals.post("/<uuid:payment_id>/pembatalan", requires=Permission.INVOICE_VOID)
def create(payment_id: UUID) -> Answer:
    payment, form = _found(payment_id), VoidForm.posted()
    if form.validate():
        try:
            service.void(actor(), payment, form.reason.data or "")
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Pembayaran dibatalkan. Bulan iurannya kembali belum dibayar.", "success")
            return go("branch.invoices.show", invoice_id=payment.invoice_id)
    return page("branch/reversals/new.html", status=422, payment=_found(payment_id), form=form)


def _found(payment_id: UUID) -> Payment:
    return actor().find(Payment, payment_id, joinedload(Payment.invoice).joinedload(Invoice.organisation))
