"""What the ormas calls its levels (Nama tingkat)."""

from __future__ import annotations

from flask import flash
from wtforms import TextAreaField

from portal.access.permissions import Permission
from portal.ormas.home import own_unit
from portal.services import levels as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

levels = Resource("levels", __name__, url_prefix="/tingkat")


class LevelsForm(HouseForm):
    names = TextAreaField("Nama tingkat")


@levels.get("/", requires=Permission.UNIT_READ)
def edit() -> Answer:
    unit = own_unit()
    named = service.names(actor(), unit)
    return page("ormas/levels/edit.html", unit=unit, named=named, form=LevelsForm(names="\n".join(named)))


@levels.post("/", requires=Permission.UNIT_WRITE)
def update() -> Answer:
    unit, form = own_unit(), LevelsForm.posted()
    try:
        service.name(actor(), unit, (form.names.data or "").splitlines())
    except Refused as refused:
        form.refused(refused)
        return page("ormas/levels/edit.html", status=422, unit=unit, named=service.names(actor(), unit), form=form)
    flash("Nama tingkat tersimpan.", "success")
    return go(".edit")
