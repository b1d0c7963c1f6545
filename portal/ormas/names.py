"""Another name or code for a unit (Ubah nama)."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.permissions import Permission
from portal.models import Organisation
from portal.ormas.openings import UnitForm
from portal.services import units as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

names = Resource("names", __name__, url_prefix="/unit/<uuid:unit_id>/nama")


@names.get("", requires=Permission.UNIT_WRITE)
def edit(unit_id: UUID) -> Answer:
    unit = actor().find(Organisation, unit_id)
    return page("ormas/names/edit.html", unit=unit, form=UnitForm(obj=unit))


@names.post("", requires=Permission.UNIT_WRITE)
def update(unit_id: UUID) -> Answer:
    unit, form = actor().find(Organisation, unit_id), UnitForm.posted()
    if form.validate():
        try:
            service.rename(actor(), unit, **form.data)
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Nama unit tersimpan. Nama yang lama tetap ada di riwayat.", "success")
            return go("ormas.units.show", unit_id=unit.id)
    return page("ormas/names/edit.html", status=422, unit=unit, form=form)
