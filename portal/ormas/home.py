"""Beranda of a coordinator: their unit, what stands directly below it, what waits."""

from __future__ import annotations

from portal.access.permissions import Permission
from portal.flows.units import below
from portal.models import Organisation
from portal.services import leads, levels, members, tallies, targets, tenures, unit_sheets
from portal.values import clock
from portal.web.actor import actor
from portal.web.pages import Answer, page
from portal.web.resource import Resource

home = Resource("home", __name__)


@home.get("/", requires=Permission.UNIT_READ)
def index() -> Answer:
    unit = own_unit()
    named = levels.names(actor(), unit)
    figures = tallies.of(actor(), unit)
    return page(
        "ormas/home/index.html",
        unit=unit,
        named=named,
        called=levels.name_at(named, unit.depth),
        below=below(unit),
        figures=figures,
        way=targets.way_to(targets.in_force(actor(), [unit.id]).get(unit.id), figures),
        ending=tenures.ending(actor(), unit),
        turning=len(members.turning(actor(), unit)),
        leads=leads.due(actor(), unit),
        drafts=unit_sheets.drafts(actor(), unit),
        today=clock.today(),
    )


def own_unit() -> Organisation:
    """The unit that the actor acts for."""
    who = actor()
    assert who.organisation_id is not None
    return who.find(Organisation, who.organisation_id)
