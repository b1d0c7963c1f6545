"""Who is covered in a unit, and in each unit below it (Cakupan). Figures only: the names are a step further."""

from __future__ import annotations

from uuid import UUID

from flask import request

from portal.access.permissions import Permission
from portal.flows.paging import Page, paged
from portal.models import Organisation
from portal.ormas.home import own_unit
from portal.services import levels, tallies, targets, trees
from portal.services.tallies import Line
from portal.web.actor import actor
from portal.web.pages import Answer, page
from portal.web.resource import Resource

coverage = Resource("coverage", __name__, url_prefix="/cakupan")


@coverage.get("/", requires=Permission.MEMBER_READ)
def index() -> Answer:
    return _shown(own_unit())


@coverage.get("/<uuid:unit_id>", requires=Permission.MEMBER_READ)
def show(unit_id: UUID) -> Answer:
    return _shown(actor().find(Organisation, unit_id))


def _shown(unit: Organisation) -> Answer:
    """By the gap, the widest first and as many as one looks at; or all of them by name, page by page."""
    by_name = request.args.get("urut") == "nama"
    found: Page[Line]
    if by_name:
        rows = paged(actor(), tallies.below(actor(), unit), [Organisation.name_key, Organisation.id])
        found = Page([tallies.line(row) for row in rows.rows], rows.after, rows.before)
    else:
        found = Page(tallies.widest(actor(), unit))
    figures = tallies.of(actor(), unit)
    named = levels.names(actor(), unit)
    inside = targets.in_force(actor(), [unit.id, *(each.unit.id for each in found.rows)])
    return page(
        "ormas/coverage/show.html",
        unit=unit,
        figures=figures,
        own=tallies.own(actor(), unit, figures),
        called=levels.name_at(named, unit.depth),
        below_called=levels.name_at(named, unit.depth + 1),
        trail=trees.trail(actor(), unit),
        found=found,
        by_name=by_name,
        widest=tallies.WIDEST,
        way=targets.way_to(inside.get(unit.id), figures),
        ways={each.unit.id: targets.way_to(inside.get(each.unit.id), each.figures) for each in found.rows},
        may_aim=targets.may_change(actor(), inside.get(unit.id)) and not unit.closed_at,
    )
