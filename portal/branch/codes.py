"""The kode iuran of a bill that waits for one: after a bill was split or voided."""

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

codes = Resource("codes", __name__, url_prefix="/tagihan")


class CodeForm(HouseForm):
    kode_iuran = TextField(
        "Kode iuran",
        [required("Kode iuran")],
        longest=60,
        description="Buat kode untuk jumlah ini di sistem BPJS Ketenagakerjaan, lalu salin ke sini.",
    )


@codes.get("/<uuid:invoice_id>/kode", requires=Permission.INVOICE_ISSUE)
def new(invoice_id: UUID) -> Answer:
    return page("branch/codes/new.html", invoice=_found(invoice_id), form=CodeForm())


@codes.post("/<uuid:invoice_id>/kode", requires=Permission.INVOICE_ISSUE)
def create(invoice_id: UUID) -> Answer:
    invoice, form = _found(invoice_id), CodeForm.posted()
    if form.validate():
        try:
            service.issue(actor(), invoice, kode_iuran=form.kode_iuran.data or "")
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Tagihan terbit. Mitra sudah dapat membayarnya.", "success")
            return go("branch.invoices.show", invoice_id=invoice_id)
    return page("branch/codes/new.html", status=422, invoice=_found(invoice_id), form=form)


def _found(invoice_id: UUID) -> Invoice:
    return actor().find(Invoice, invoice_id, joinedload(Invoice.organisation))
