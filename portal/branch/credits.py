"""Credits (Titipan): what partners paid beyond their bills; used for the next one, or given back by a list."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request
from sqlalchemy.orm import joinedload

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import Credit, CreditState
from portal.services import credits as service
from portal.services import histories
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

credits = Resource("credits", __name__, url_prefix="/uang-masuk/titipan")
#: Giving a credit back: asked for, done, or not done after all.
refunds = Resource("refunds", __name__, url_prefix="/uang-masuk/titipan/<uuid:credit_id>/pengembalian")

#: By what ``?keadaan=`` says.
TABS = {
    "tersedia": ("Tersedia", CreditState.OPEN),
    "kembalikan": ("Harus dikembalikan", CreditState.REFUNDING),
    "sudah": ("Sudah dikembalikan", CreditState.REFUNDED),
    "habis": ("Habis dipakai", CreditState.USED),
}


class RefundForm(HouseForm):
    reason = TextField("Alasan dan rekening tujuan", longest=300)
    reference = TextField("Nomor referensi transfer", longest=80)


@credits.get("/", requires=Permission.PAYMENT_READ)
def index() -> Answer:
    tab = request.args.get("keadaan", "")
    tab = tab if tab in TABS else "tersedia"
    query = actor().sees(Credit).where(Credit.state == TABS[tab][1]).options(joinedload(Credit.organisation))
    return page(
        "branch/credits/index.html",
        found=paged(actor(), query, [Credit.id], descending=True),
        tab=tab,
        tabs={key: words for key, (words, _) in TABS.items()},
    )


@credits.get("/<uuid:credit_id>", requires=Permission.PAYMENT_READ)
def show(credit_id: UUID) -> Answer:
    return _shown(credit_id, RefundForm())


@refunds.post("/", requires=Permission.PAYMENT_RECORD)
def create(credit_id: UUID) -> Answer:
    form = RefundForm.posted()
    try:
        service.ask_refund(actor(), actor().find(Credit, credit_id), form.reason.data or "")
    except Refused as refused:
        form.refused(refused)
        return _shown(credit_id, form, 422)
    flash("Masuk daftar yang harus dikembalikan.", "success")
    return go("branch.credits.index", keadaan="kembalikan")


@refunds.post("/selesai", requires=Permission.PAYMENT_RECORD)
def update(credit_id: UUID) -> Answer:
    form = RefundForm.posted()
    try:
        service.refund(actor(), actor().find(Credit, credit_id), reference=form.reference.data or "")
    except Refused as refused:
        form.refused(refused)
        return _shown(credit_id, form, 422)
    flash("Tercatat sudah dikembalikan.", "success")
    return go("branch.credits.index", keadaan="kembalikan")


@refunds.post("/batal", requires=Permission.PAYMENT_RECORD)
def destroy(credit_id: UUID) -> Answer:
    form = RefundForm()
    try:
        service.drop_refund(actor(), actor().find(Credit, credit_id))
    except Refused as refused:
        form.refused(refused)
        return _shown(credit_id, form, 422)
    flash("Tidak jadi dikembalikan; dipakai lagi untuk tagihan berikutnya.", "success")
    return go("branch.credits.show", credit_id=credit_id)


def _shown(credit_id: UUID, form: RefundForm, status: int = 200) -> Answer:
    credit = actor().find(Credit, credit_id, joinedload(Credit.organisation), joinedload(Credit.invoice))
    return page(
        "branch/credits/show.html",
        status=status,
        credit=credit,
        form=form,
        uses=service.uses_of(actor(), credit),
        history=histories.history(actor(), credit.id),
    )
