"""Ending an enrolment before its time (Akhiri kepesertaan): with what is paid, or on a day."""

from __future__ import annotations

from uuid import UUID

from flask import flash
from wtforms import RadioField

from portal.access.permissions import Permission
from portal.models import Enrolment
from portal.rules.contributions import Segment
from portal.services import enrolments
from portal.services import leavings as service
from portal.services.leavings import Way
from portal.values import clock
from portal.values.fault import Refused
from portal.web import formats
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource, within

leavings = Resource("leavings", __name__, url_prefix="/peserta/<uuid:enrolment_id>/berhenti")

STAY = "stay"


class LeavingForm(HouseForm):
    way = RadioField("Kepesertaannya", [required("Pilihan")], validate_choice=False)
    day = DayField("Hari terakhir", description="Hanya untuk pilihan berhenti pada satu hari.")


@leavings.get("", requires=Permission.ENROLMENT_END)
def new(enrolment_id: UUID) -> Answer:
    return _page(enrolments.find(actor(), enrolment_id), LeavingForm())


@leavings.post("", requires=Permission.ENROLMENT_END)
def create(enrolment_id: UUID) -> Answer:
    enrolment, form = enrolments.find(actor(), enrolment_id), LeavingForm.posted()
    if form.way.data == STAY:
        flash("Kepesertaannya tetap lewat sini, dan iurannya tetap ditagih di sini.", "info")
        return go(within("enrolments.show"), enrolment_id=enrolment_id)
    try:
        if form.way.data not in set(Way):
            raise Refused.because("ending.choice", "way")
        ended = service.leave(actor(), enrolment, Way(form.way.data), day=form.day.data)
    except Refused as refused:
        form.refused(refused)
        return _page(enrolments.find(actor(), enrolment_id), form, status=422)
    assert ended.end is not None
    flash(f"Kepesertaannya di sini berakhir {formats.day(ended.end)}.", "success")
    return go(within("enrolments.show"), enrolment_id=enrolment_id)


def _page(enrolment: Enrolment, form: LeavingForm, *, status: int = 200) -> Answer:
    until = service.last_paid_day(actor(), enrolment)
    choices = {STAY: "Tetap lewat sini: iurannya tetap ditagih di sini"}
    if enrolment.segment is Segment.BPU:
        choices[Way.ALONE.value] = (
            f"Melanjutkan sendiri: di sini berakhir {formats.day(until)}, setelah yang sudah dibayar"
        )
    choices[Way.DAY.value] = "Berhenti pada satu hari"
    form.way.choices = list(choices.items())
    return page(
        "flows/leavings/new.html",
        status=status,
        enrolment=enrolment,
        form=form,
        until=until,
        today=clock.today(),
    )
