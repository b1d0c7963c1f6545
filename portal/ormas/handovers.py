"""An office passes on (Serah terima)."""

from __future__ import annotations

from uuid import UUID

from flask import flash
from wtforms import BooleanField

from portal.access.permissions import Permission
from portal.models import Organisation, Tenure
from portal.services import tenures as service
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, TextField, given, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

handovers = Resource("handovers", __name__, url_prefix="/pengurus/<uuid:tenure_id>/serah-terima")


class HandoverForm(HouseForm):
    name = TextField("Diserahkan kepada", [required("Diserahkan kepada")], longest=120, description="Nama lengkap.")
    day = DayField("Tanggal serah terima", [given("Tanggal serah terima")])
    decree = TextField("Nomor SK", longest=80, description="Kosongkan bila SK-nya belum terbit.")
    end = DayField("Masa bakti berakhir", description="Seperti pada SK.")
    access_ends = BooleanField("Akhiri akses masuk pejabat lama")


@handovers.get("", requires=Permission.TENURE_WRITE)
def new(tenure_id: UUID) -> Answer:
    return _page(actor().find(Tenure, tenure_id), HandoverForm(day=clock.today(), access_ends=True))


@handovers.post("", requires=Permission.TENURE_WRITE)
def create(tenure_id: UUID) -> Answer:
    tenure, form = actor().find(Tenure, tenure_id), HandoverForm.posted()
    if form.validate():
        try:
            after = service.hand_over(actor(), tenure, **form.data)
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"{after.title} sekarang {after.name}.", "success")
            return go("ormas.tenures.index", unit_id=tenure.organisation_id)
    return _page(tenure, form, status=422)


def _page(tenure: Tenure, form: HandoverForm, *, status: int = 200) -> Answer:
    unit = actor().find(Organisation, tenure.organisation_id)
    return page("ormas/handovers/new.html", status=status, tenure=tenure, unit=unit, form=form)
