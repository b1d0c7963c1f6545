"""A unit that is no more (Tutup unit), and one that stands again."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.permissions import Permission
from portal.models import Organisation
from portal.services import units as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

closures = Resource("closures", __name__, url_prefix="/unit/<uuid:unit_id>/tutup")


class ClosureForm(HouseForm):
    reason = TextField(
        "Alasan", [required("Alasan")], longest=200, description="Misalnya nomor SK pembubaran. Tersimpan di riwayat."
    )


@closures.get("", requires=Permission.UNIT_WRITE)
def new(unit_id: UUID) -> Answer:
    return _page(actor().find(Organisation, unit_id), ClosureForm())


@closures.post("", requires=Permission.UNIT_WRITE)
def create(unit_id: UUID) -> Answer:
    unit, form = actor().find(Organisation, unit_id), ClosureForm.posted()
    if form.validate():
        try:
            service.close(actor(), unit, reason=form.reason.data or "")
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"{unit.name} ditutup. Riwayatnya tetap tersimpan.", "success")
            return go("ormas.units.show", unit_id=unit.parent_id)
    return _page(unit, form, status=422)


@closures.post("/batal", requires=Permission.UNIT_WRITE)
def destroy(unit_id: UUID) -> Answer:
    unit = service.reopen(actor(), actor().find(Organisation, unit_id))
    flash(f"{unit.name} berjalan lagi. Undang kembali rekan yang mengurusnya.", "success")
    return go("ormas.units.show", unit_id=unit.id)


def _page(unit: Organisation, form: ClosureForm, *, status: int = 200) -> Answer:
    return page(
        "ormas/closures/new.html",
        status=status,
        unit=unit,
        form=form,
        consequences=service.consequences(actor(), unit),
    )
