"""Somebody whom BPJS Ketenagakerjaan sent back, though the data is right: hand them over once more, and say why."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.permissions import Permission
from portal.services import enrolments
from portal.services import sipp_returns as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource, within

sipp_returns = Resource("sipp_returns", __name__, url_prefix="/<uuid:enrolment_id>/serah-lagi")


class AgainForm(HouseForm):
    reason = TextField(
        "Mengapa datanya sudah benar?",
        [required("Alasan")],
        longest=200,
        description="Misalnya: sudah dicocokkan dengan kartu keluarga. Tercatat bersama nama Anda.",
    )


@sipp_returns.get("/", requires=Permission.ENROLMENT_WRITE)
def new(enrolment_id: UUID) -> Answer:
    return _asked(enrolment_id, AgainForm())


@sipp_returns.post("/", requires=Permission.ENROLMENT_WRITE)
def create(enrolment_id: UUID) -> Answer:
    form = AgainForm.posted()
    if form.validate():
        try:
            enrolment = enrolments.find(actor(), enrolment_id)
            service.hand_over_again(actor(), enrolment, reason=form.reason.data or "")
        except Refused as refused:
            form.refused(refused)
            form.reason.data = ""  # what was refused may hold a number, which is not shown again
        else:
            flash("Orang ini ikut diserahkan lagi ke BPJS Ketenagakerjaan.", "success")
            return go(within("enrolments.show"), enrolment_id=enrolment_id)
    return _asked(enrolment_id, form, status=422)


def _asked(enrolment_id: UUID, form: AgainForm, *, status: int = 200) -> Answer:
    enrolment = enrolments.find(actor(), enrolment_id)
    back = service.of(actor(), enrolment)
    return page("flows/sipp_returns/new.html", status=status, enrolment=enrolment, back=back, form=form)
