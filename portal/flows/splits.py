"""Part of a group pays first: the school takes people out of a bill into one of their own."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.permissions import Permission
from portal.flows.bill_people import choice, chosen
from portal.models import Invoice
from portal.services import invoices as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource, within

splits = Resource("splits", __name__, url_prefix="/tagihan")


@splits.get("/<uuid:invoice_id>/pisah", requires=Permission.INVOICE_SPLIT)
def new(invoice_id: UUID) -> Answer:
    invoice = actor().find(Invoice, invoice_id)
    return page("flows/splits/new.html", invoice=invoice, choice=choice(actor(), invoice), form=HouseForm())


@splits.post("/<uuid:invoice_id>/pisah", requires=Permission.INVOICE_SPLIT)
def create(invoice_id: UUID) -> Answer:
    invoice, form = actor().find(Invoice, invoice_id), HouseForm.posted()
    try:
        part = service.split(actor(), invoice, chosen(actor(), invoice))
    except Refused as refused:
        form.refused(refused)
        return page("flows/splits/new.html", status=422, invoice=invoice, choice=choice(actor(), invoice), form=form)
    flash("Tagihan sudah dipisah. Kantor cabang memberi kode iuran untuk bagian ini.", "success")
    return go(within("invoices.show"), invoice_id=part.id)
