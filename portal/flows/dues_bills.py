"""From ticks to one bill: what it will ask for, looked at once more before it is made."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.services import dues_sheets as service
from portal.values.fault import Refused
from portal.values.rupiah import Rupiah
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource, within

dues_bills = Resource("dues_bills", __name__, url_prefix="/iuran/<uuid:dues_id>/tagihan")


@dues_bills.get("/", requires=Permission.DUES_WRITE)
def new(dues_id: UUID) -> Answer:
    return _asked(dues_id)


@dues_bills.post("/", requires=Permission.DUES_WRITE)
def create(dues_id: UUID) -> Answer:
    shown = request.form.get("jumlah", "")
    try:
        invoice = service.bill(
            actor(),
            service.find(actor(), dues_id),
            expected=Rupiah(int(shown)) if shown.isdecimal() and len(shown) < 15 else None,
        )
    except Refused as refused:
        form = HouseForm()
        form.refused(refused)
        return _asked(dues_id, status=422, form=form)
    flash(f"Tagihan {invoice.number} dibuat. Kantor cabang memberi kode iurannya.", "success")
    return go(within("invoices.show"), invoice_id=invoice.id)


@dues_bills.post("/batal", requires=Permission.DUES_WRITE)
def destroy(dues_id: UUID) -> Answer:
    sheet = service.find(actor(), dues_id)
    service.reopen(actor(), sheet)
    flash("Tagihan dibatalkan; daftar terbuka lagi dengan centang yang sama.", "success")
    return go(within("dues.show"), dues_id=dues_id)


def _asked(dues_id: UUID, *, status: int = 200, form: HouseForm | None = None) -> Answer:
    sheet = service.find(actor(), dues_id)
    return page(
        "flows/dues_bills/new.html",
        status=status,
        sheet=sheet,
        found=service.collected(actor(), sheet),
        figures=service.figures(actor(), sheet),
        form=form or HouseForm(),
    )
