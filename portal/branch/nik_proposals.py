"""NIKs that schools put right after SIPP refused them (NIK yang dibetulkan): the branch agrees, or says why not."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request
from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import Enrolment, SippLine
from portal.services import nik_proposals as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

nik_proposals = Resource("nik_proposals", __name__, url_prefix="/sipp/nik")


class DeclineForm(HouseForm):
    reason = TextField("Alasan", longest=200)


@nik_proposals.get("/", requires=Permission.SIPP_READ)
def index() -> Answer:
    return _list(HouseForm())


@nik_proposals.post("/<uuid:returned_id>", requires=Permission.SIPP_WRITE)
def update(returned_id: UUID) -> Answer:
    form = HouseForm.posted()
    try:
        service.agree(actor(), actor().find(SippLine, returned_id))
    except Refused as refused:
        form.refused(refused)
        return _list(form, status=422)
    flash("NIK-nya diganti, dan orangnya ikut berkas berikutnya.", "success")
    return go(".index")


@nik_proposals.post("/<uuid:returned_id>/tolak", requires=Permission.SIPP_WRITE)
def destroy(returned_id: UUID) -> Answer:
    form = DeclineForm.posted()
    try:
        service.decline(actor(), actor().find(SippLine, returned_id), form.reason.data or "")
    except Refused as refused:
        form.refused(refused)
        return _list(form, status=422, declining=returned_id)
    flash("Tidak disetujui. Sekolah membaca alasannya.", "success")
    return go(".index")


def _named() -> Select[SippLine]:
    """All who wait; the one that a queue leads to, if the address names it."""
    person = joinedload(SippLine.enrolment).joinedload(Enrolment.participant)
    query = service.asked(actor()).options(joinedload(SippLine.organisation), person)
    only = _only()
    return query.where(SippLine.id == only) if only else query


def _only() -> UUID | None:
    return request.args.get("baris", type=UUID)


def _list(form: HouseForm, *, status: int = 200, declining: UUID | None = None) -> Answer:
    return page(
        "branch/nik_proposals/index.html",
        status=status,
        form=form,
        declining=declining,
        found=paged(actor(), _named(), [SippLine.id]),
        only=_only(),
        differing=service.differing,
        fits=service.fits,
    )
