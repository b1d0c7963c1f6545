"""A unit goes below another parent (Pindahkan unit), after one has seen what goes with it."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.permissions import Permission
from portal.models import Organisation
from portal.ormas import destinations
from portal.ormas.destinations import Destinations
from portal.services import units as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

moves = Resource("moves", __name__, url_prefix="/unit/<uuid:unit_id>/pindah")


@moves.get("", requires=Permission.UNIT_WRITE)
def new(unit_id: UUID) -> Answer:
    unit = actor().find(Organisation, unit_id)
    return _page(unit, destinations.parents(unit), HouseForm())


@moves.post("", requires=Permission.UNIT_WRITE)
def create(unit_id: UUID) -> Answer:
    unit, form = actor().find(Organisation, unit_id), HouseForm.posted()
    try:
        service.move(actor(), unit, parent := destinations.chosen("parent"))
    except Refused as refused:
        form.refused(refused)
        return _page(unit, destinations.parents(unit), form, status=422)
    flash(f"{unit.name} sekarang di bawah {parent.name}.", "success")
    return go("ormas.units.show", unit_id=unit.id)


def _page(unit: Organisation, offered: Destinations, form: HouseForm, *, status: int = 200) -> Answer:
    return page(
        "ormas/moves/new.html",
        status=status,
        unit=unit,
        destinations=offered,
        form=form,
        consequences=service.consequences(actor(), unit),
    )
