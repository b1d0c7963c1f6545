"""Voiding a bill, with the reason the school will read."""

from __future__ import annotations

from uuid import UUID

from flask import flash
from sqlalchemy.orm import joinedload

from portal.access.permissions import Permission
from portal.models import Invoice
from portal.services import invoices as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

voids = Resource("voids", __name__, url_prefix="/tagihan")


class VoidForm(HouseForm):
    reason = TextField(
        "Alasan", [required("Alasan")], longest=300, description="Dibaca sekolah dan rekan Anda, dan tetap tersimpan."
    )


@voids.get("/<uuid:invoice_id>/pembatalan", requires=Permission.INVOICE_VOID)
def new(invoice_id: UUID) -> Answer:
    return page("branch/voids/new.html", invoice=_found(invoice_id), form=VoidForm())


@voids.post("/<uuid:invoice_id>/pembatalan", requires=Permission.INVOICE_VOID)
def create(invoice_id: UUID) -> Answer:
    invoice, form = _found(invoice_id), VoidForm.posted()
    if form.validate():
        try:
            service.void(actor(), invoice, form.reason.data or "")
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Tagihan dibatalkan. Bulan iurannya pindah ke tagihan baru yang menunggu kode iuran.", "success")
            return go("branch.invoices.show", invoice_id=invoice_id)
    return page("branch/voids/new.html", status=422, invoice=_found(invoice_id), form=form)


def _found(invoice_id: UUID) -> Invoice:
    return actor().find(Invoice, invoice_id, joinedload(Invoice.organisation))
