"""A new unit below another (Buka unit)."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.permissions import Permission
from portal.models import Organisation
from portal.services import levels
from portal.services import units as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

openings = Resource("openings", __name__, url_prefix="/unit/<uuid:unit_id>/baru")


class UnitForm(HouseForm):
    name = TextField("Nama unit", [required("Nama unit")], longest=160, description="Seperti pada SK kepengurusan.")
    code = TextField(
        "Kode unit",
        longest=40,
        description="Kode pendek milik ormas, berbeda untuk setiap unit; dipakai di daftar Excel.",
    )


@openings.get("", requires=Permission.UNIT_WRITE)
def new(unit_id: UUID) -> Answer:
    return _form(actor().find(Organisation, unit_id), UnitForm())


@openings.post("", requires=Permission.UNIT_WRITE)
def create(unit_id: UUID) -> Answer:
    unit, form = actor().find(Organisation, unit_id), UnitForm.posted()
    if form.validate():
        try:
            made = service.open_unit(actor(), unit, **form.data)
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"{made.name} dibuka.", "success")
            return go("ormas.units.show", unit_id=unit.id)
    return _form(unit, form, status=422)


def _form(unit: Organisation, form: UnitForm, *, status: int = 200) -> Answer:
    called = levels.name_at(levels.names(actor(), unit), unit.depth + 1)
    return page("ormas/openings/new.html", status=status, unit=unit, form=form, called=called)
