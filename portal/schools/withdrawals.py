"""An intern who does not go after all (Batal berangkat)."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.permissions import Permission
from portal.models import ContributionState, Enrolment
from portal.services import enrolments
from portal.services import withdrawals as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

withdrawals = Resource("withdrawals", __name__, url_prefix="/peserta/<uuid:enrolment_id>/batal-berangkat")


@withdrawals.get("", requires=Permission.ENROLMENT_END)
def new(enrolment_id: UUID) -> Answer:
    return _page(enrolments.find(actor(), enrolment_id), HouseForm())


@withdrawals.post("", requires=Permission.ENROLMENT_END)
def create(enrolment_id: UUID) -> Answer:
    enrolment, form = enrolments.find(actor(), enrolment_id), HouseForm.posted()
    try:
        service.withdraw(actor(), enrolment)
    except Refused as refused:
        form.refused(refused)
        return _page(enrolments.find(actor(), enrolment_id), form, status=422)
    flash("Dicatat batal berangkat. Iurannya yang belum dibayar keluar dari tagihan.", "success")
    return go("schools.enrolments.show", enrolment_id=enrolment_id)


def _page(enrolment: Enrolment, form: HouseForm, *, status: int = 200) -> Answer:
    lines = enrolments.month_lines(actor(), enrolment)
    return page(
        "schools/withdrawals/new.html",
        status=status,
        enrolment=enrolment,
        form=form,
        may=service.may_withdraw(enrolment),
        unpaid=[line for line in lines if line.state is not ContributionState.PAID],
        paid=[line for line in lines if line.state is ContributionState.PAID],
    )
