"""Wadah among the partners of a branch: register one with its NPW and its agreement, see how it stands."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.actor import NotVisible
from portal.access.permissions import Permission
from portal.branch.partner_forms import KnownWadahForm, WadahForm, filled
from portal.branch.partnership import standing
from portal.models import Organisation, OrganisationKind, Stage
from portal.rules import regions
from portal.services import agents, histories, invitations, memberships, recruits
from portal.services import partners as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource
from portal.web.wording.reasons import FUNDING

wadah = Resource("wadah", __name__, url_prefix="/wadah")


@wadah.get("/baru", requires=Permission.ORGANISATION_WRITE)
def new() -> Answer:
    return page("branch/wadah/new.html", form=WadahForm())


@wadah.post("/", requires=Permission.ORGANISATION_WRITE)
def create() -> Answer:
    form = WadahForm.posted()
    if form.validate():
        try:
            made = service.register(actor(), OrganisationKind.PERISAI, form.said())
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Wadah terdaftar. Undang pengurusnya agar agen-agennya dapat bergabung.", "success")
            return go(".show", organisation_id=made.id)
    return page("branch/wadah/new.html", status=422, form=form)


@wadah.get("/<uuid:organisation_id>", requires=Permission.ORGANISATION_READ)
def show(organisation_id: UUID) -> Answer:
    found = _wadah(organisation_id)
    return page(
        "branch/wadah/show.html",
        wadah=found,
        region=regions.by_code(found.region or ""),
        funding=FUNDING[found.funding],
        strength=agents.strength(actor(), found),
        figures=recruits.figures(actor(), found),
        members=memberships.members(actor(), found.id),
        invited=len(invitations.pending(actor(), found.id)),
        standing=standing(found),
        history=histories.history(actor(), found.id),
    )


@wadah.get("/<uuid:organisation_id>/ubah", requires=Permission.ORGANISATION_WRITE)
def edit(organisation_id: UUID) -> Answer:
    found = _wadah(organisation_id)
    return page("branch/wadah/edit.html", wadah=found, form=filled(KnownWadahForm(obj=found), found))


@wadah.post("/<uuid:organisation_id>", requires=Permission.ORGANISATION_WRITE)
def update(organisation_id: UUID) -> Answer:
    found, form = _wadah(organisation_id), KnownWadahForm.posted()
    if form.validate():
        try:
            service.change(actor(), found, form.said(), stage=Stage(form.stage.data))
        except Refused as refused:
            form.refused(refused)
        else:
            return go(".show", organisation_id=found.id)
    return page("branch/wadah/edit.html", status=422, wadah=found, form=form)


def _wadah(organisation_id: UUID) -> Organisation:
    found = actor().find(Organisation, organisation_id)
    if found.kind is not OrganisationKind.PERISAI:
        raise NotVisible("organisation")
    return found
