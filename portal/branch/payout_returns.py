"""A transfer that the bank sent back, with its reason."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.permissions import Permission
from portal.services import payout_returns as service
from portal.services import payouts
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

payout_returns = Resource("payout_returns", __name__, url_prefix="/insentif/transfer/<uuid:line_id>")


class ReturnForm(HouseForm):
    reason = TextField(
        "Alasan dari bank", [required("Alasan")], longest=300, description="Misalnya: rekening sudah ditutup."
    )


@payout_returns.get("/kembali", requires=Permission.PAYOUT_PREPARE)
def new(line_id: UUID) -> Answer:
    return page("branch/payout_returns/new.html", line=payouts.find_line(actor(), line_id), form=ReturnForm())


@payout_returns.post("/kembali", requires=Permission.PAYOUT_PREPARE)
def create(line_id: UUID) -> Answer:
    line, form = payouts.find_line(actor(), line_id), ReturnForm.posted()
    if form.validate():
        try:
            service.returned(actor(), line, form.reason.data or "")
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Tercatat kembali. Setelah rekeningnya benar, siapkan kirim ulang.", "success")
            return go("branch.payouts.show", payout_id=line.payout_id)
    line = payouts.find_line(actor(), line_id)
    return page("branch/payout_returns/new.html", status=422, line=line, form=form)
