"""A student whom SIPP sent back has another NIK than was typed: the school says which, the branch agrees."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.permissions import Permission
from portal.services import enrolments, sipp_returns
from portal.services import nik_proposals as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

nik_proposals = Resource("nik_proposals", __name__, url_prefix="/peserta/<uuid:enrolment_id>/nik")


class NikForm(HouseForm):
    nik = TextField(
        "NIK yang benar", [required("NIK")], longest=40, description="16 angka, seperti di kartu keluarga."
    )


@nik_proposals.get("", requires=Permission.ENROLMENT_WRITE)
def new(enrolment_id: UUID) -> Answer:
    return _page(enrolment_id, NikForm())


@nik_proposals.post("", requires=Permission.ENROLMENT_WRITE)
def create(enrolment_id: UUID) -> Answer:
    form = NikForm.posted()
    if form.validate():
        try:
            service.propose(actor(), enrolments.find(actor(), enrolment_id), form.nik.data or "")
        except Refused as refused:
            form.refused(refused)
        else:
            flash("NIK yang benar terkirim. Setelah disetujui kantor cabang, ia diserahkan lagi.", "success")
            return go("schools.enrolments.show", enrolment_id=enrolment_id)
    form.nik.data = ""  # a number that was refused is typed again rather than shown
    return _page(enrolment_id, form, status=422)


def _page(enrolment_id: UUID, form: NikForm, *, status: int = 200) -> Answer:
    enrolment = enrolments.find(actor(), enrolment_id)
    back = sipp_returns.of(actor(), enrolment)
    return page("schools/nik_proposals/new.html", status=status, enrolment=enrolment, back=back, form=form)
