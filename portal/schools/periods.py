"""A longer or shorter time for one intern (Ubah masa PKL): reckoned first, then done."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.models import Enrolment
from portal.services import enrolments
from portal.services import periods as service
from portal.values.fault import Refused
from portal.web import formats
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, given
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

periods = Resource("periods", __name__, url_prefix="/peserta/<uuid:enrolment_id>/masa")


class PeriodForm(HouseForm):
    end = DayField("Tanggal selesai yang baru", [given("Tanggal selesai")])


@periods.get("", requires=Permission.ENROLMENT_WRITE)
def edit(enrolment_id: UUID) -> Answer:
    enrolment = enrolments.find(actor(), enrolment_id)
    if not request.args.get("end"):
        return _page(enrolment, PeriodForm(data={"end": enrolment.end}))
    form = PeriodForm(request.args)
    if form.validate():
        assert form.end.data is not None
        return _weighed(enrolment, form, form.end.data)
    return _page(enrolment, form, status=422)


@periods.post("", requires=Permission.ENROLMENT_WRITE)
def update(enrolment_id: UUID) -> Answer:
    enrolment, form = enrolments.find(actor(), enrolment_id), PeriodForm.posted()
    if not form.validate():
        return _page(enrolment, form, status=422)
    assert form.end.data is not None
    try:
        done = service.change(actor(), enrolment, form.end.data)
    except Refused as refused:
        form.refused(refused)
        return _page(enrolments.find(actor(), enrolment_id), form, status=422)
    billed = " Bulan tambahannya masuk tagihan yang menunggu kode iuran." if done.added else ""
    flash(f"Masa PKL-nya sekarang sampai {formats.day(done.end)}.{billed}", "success")
    return go("schools.enrolments.show", enrolment_id=enrolment_id, _anchor="iuran")


def _weighed(enrolment: Enrolment, form: PeriodForm, end: date) -> Answer:
    try:
        change = service.weigh(actor(), enrolment, end)
    except Refused as refused:
        form.refused(refused)
        return _page(enrolment, form, status=422)
    return page("schools/periods/edit.html", enrolment=enrolment, form=form, change=change)


def _page(enrolment: Enrolment, form: PeriodForm, *, status: int = 200) -> Answer:
    return page("schools/periods/edit.html", status=status, enrolment=enrolment, form=form, change=None)
