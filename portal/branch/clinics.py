"""Clinics (PLKK) among the partners of a branch: who treats accidents without a bill to the patient."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.actor import NotVisible
from portal.access.permissions import Permission
from portal.branch.partner_forms import KnownClinicForm, PartnerForm, filled
from portal.branch.partnership import standing
from portal.models import Organisation, OrganisationKind, Stage
from portal.rules import regions
from portal.services import histories, invitations, memberships
from portal.services import partners as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

clinics = Resource("clinics", __name__, url_prefix="/klinik")


@clinics.get("/baru", requires=Permission.ORGANISATION_WRITE)
def new() -> Answer:
    return page("branch/clinics/new.html", form=PartnerForm())


@clinics.post("/", requires=Permission.ORGANISATION_WRITE)
def create() -> Answer:
    form = PartnerForm.posted()
    if form.validate():
        try:
            made = service.register(actor(), OrganisationKind.CLINIC, form.said())
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Klinik terdaftar. Undang pengelolanya agar petugasnya dapat bergabung.", "success")
            return go(".show", organisation_id=made.id)
    return page("branch/clinics/new.html", status=422, form=form)


@clinics.get("/<uuid:organisation_id>", requires=Permission.ORGANISATION_READ)
def show(organisation_id: UUID) -> Answer:
    found = _clinic(organisation_id)
    return page(
        "branch/clinics/show.html",
        clinic=found,
        region=regions.by_code(found.region or ""),
        members=memberships.members(actor(), found.id),
        invited=len(invitations.pending(actor(), found.id)),
        standing=standing(found),
        history=histories.history(actor(), found.id),
    )


@clinics.get("/<uuid:organisation_id>/ubah", requires=Permission.ORGANISATION_WRITE)
def edit(organisation_id: UUID) -> Answer:
    found = _clinic(organisation_id)
    return page("branch/clinics/edit.html", clinic=found, form=filled(KnownClinicForm(obj=found), found))


@clinics.post("/<uuid:organisation_id>", requires=Permission.ORGANISATION_WRITE)
def update(organisation_id: UUID) -> Answer:
    found, form = _clinic(organisation_id), KnownClinicForm.posted()
    if form.validate():
        try:
            service.change(actor(), found, form.said(), stage=Stage(form.stage.data))
        except Refused as refused:
            form.refused(refused)
        else:
            return go(".show", organisation_id=found.id)
    return page("branch/clinics/edit.html", status=422, clinic=found, form=form)


def _clinic(organisation_id: UUID) -> Organisation:
    found = actor().find(Organisation, organisation_id)
    if found.kind is not OrganisationKind.CLINIC:
        raise NotVisible("organisation")
    return found
