"""The target of a unit (Sasaran): so many covered members by a day."""

from __future__ import annotations

from uuid import UUID

from flask import flash
from wtforms import IntegerField

from portal.access.permissions import Permission
from portal.models import Organisation
from portal.services import tallies
from portal.services import targets as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, given
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

targets = Resource("targets", __name__, url_prefix="/cakupan/<uuid:unit_id>/sasaran")


class GoalForm(HouseForm):
    goal = IntegerField("Berapa anggota terlindungi", [given("Sasaran")])
    day = DayField("Sampai hari apa", [given("Hari")])


@targets.get("", requires=Permission.TARGET_WRITE)
def edit(unit_id: UUID) -> Answer:
    unit = actor().find(Organisation, unit_id)
    known = service.in_force(actor(), [unit.id]).get(unit.id)
    return _page(unit, GoalForm(data={"goal": known.goal, "day": known.day} if known else {}))


@targets.post("", requires=Permission.TARGET_WRITE)
def update(unit_id: UUID) -> Answer:
    unit, form = actor().find(Organisation, unit_id), GoalForm.posted()
    if not form.validate() or form.goal.data is None or form.day.data is None:
        return _page(unit, form, status=422)
    try:
        service.set_target(actor(), unit, goal=form.goal.data, day=form.day.data)
    except Refused as refused:
        form.refused(refused)
        return _page(unit, form, status=422)
    flash("Sasaran disimpan.", "success")
    return go("ormas.coverage.show", unit_id=unit.id)


@targets.post("/hapus", requires=Permission.TARGET_WRITE)
def destroy(unit_id: UUID) -> Answer:
    unit = actor().find(Organisation, unit_id)
    try:
        service.drop(actor(), unit)
    except Refused as refused:
        form = GoalForm()
        form.refused(refused)
        return _page(unit, form, status=422)
    flash("Sasaran dihapus.", "success")
    return go("ormas.coverage.show", unit_id=unit.id)


def _page(unit: Organisation, form: GoalForm, *, status: int = 200) -> Answer:
    return page(
        "ormas/targets/edit.html",
        status=status,
        unit=unit,
        form=form,
        figures=tallies.of(actor(), unit),
        target=service.in_force(actor(), [unit.id]).get(unit.id),
    )
