"""Disputed lines of the incentive ledger (Sanggahan): what was said and answered; the branch answers here."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.flows.earnings import explained
from portal.flows.paging import paged
from portal.models import Dispute
from portal.services import disputes as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm, MoneyField, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

disputes = Resource("disputes", __name__, url_prefix="/insentif/sanggahan")


class AnswerForm(HouseForm):
    answer = TextField(
        "Jawaban",
        [required("Jawaban")],
        longest=service.LONGEST,
        description="Dibaca oleh yang menyanggah, bersama alasannya.",
    )
    righted = MoneyField(
        "Ditambahkan", description="Bila barisnya memang kurang: kekurangannya. Kosongkan bila barisnya sudah benar."
    )


@disputes.get("/", requires=Permission.INCENTIVE_READ)
def index() -> Answer:
    everything = request.args.get("keadaan") == "semua"
    query = service.listed(actor(), open_only=not everything)
    return page(
        "flows/disputes/index.html",
        found=paged(actor(), query, [Dispute.id], descending=True),
        all=everything,
    )


@disputes.get("/<uuid:dispute_id>", requires=Permission.INCENTIVE_READ)
def show(dispute_id: UUID) -> Answer:
    return _shown(dispute_id, AnswerForm())


@disputes.post("/<uuid:dispute_id>", requires=Permission.INCENTIVE_DECIDE)
def update(dispute_id: UUID) -> Answer:
    dispute, form = service.find(actor(), dispute_id), AnswerForm.posted()
    if form.validate():
        try:
            service.answer(actor(), dispute, said=form.answer.data or "", righted=form.righted.data)
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Jawaban dikirim.", "success")
            return go(".show", dispute_id=dispute_id)
    return _shown(dispute_id, form, status=422)


@disputes.post("/<uuid:dispute_id>/tarik", requires=Permission.INCENTIVE_DISPUTE)
def destroy(dispute_id: UUID) -> Answer:
    try:
        service.withdraw(actor(), service.find(actor(), dispute_id))
    except Refused as refused:
        form = AnswerForm()
        form.refused(refused)
        return _shown(dispute_id, form, status=422)
    flash("Sanggahan ditarik kembali.", "success")
    return go(".show", dispute_id=dispute_id)


def _shown(dispute_id: UUID, form: AnswerForm, *, status: int = 200) -> Answer:
    dispute = service.find(actor(), dispute_id)
    return page(
        "flows/disputes/show.html",
        status=status,
        dispute=dispute,
        line=explained(dispute.entry),
        form=form,
    )
