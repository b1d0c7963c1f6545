"""A partner suspended (Jeda) or closed (Tutup) by the branch, with the reason its people read; and back again."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.actor import NotVisible
from portal.access.permissions import Permission
from portal.branch.partnership import find, page_of
from portal.models import Organisation, OrganisationKind
from portal.services import cooperation as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, go_to, page
from portal.web.resource import Resource

suspensions = Resource("suspensions", __name__, url_prefix="/mitra/<uuid:organisation_id>/jeda")
partner_closures = Resource("partner_closures", __name__, url_prefix="/mitra/<uuid:organisation_id>/tutup")


class ReasonForm(HouseForm):
    reason = TextField("Alasan", [required("Alasan")], longest=200, description="Dibaca mitra dan rekan Anda.")


@suspensions.get("", requires=Permission.ORGANISATION_WRITE)
def new(organisation_id: UUID) -> Answer:
    return _suspension(find(organisation_id), ReasonForm())


@suspensions.post("", requires=Permission.ORGANISATION_WRITE)
def create(organisation_id: UUID) -> Answer:
    partner, form = find(organisation_id), ReasonForm.posted()
    if form.validate():
        try:
            service.suspend(actor(), partner, reason=form.reason.data or "")
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"Kerja sama dengan {partner.name} dijeda. Perlindungan pesertanya tidak berubah.", "success")
            return go_to(page_of(partner))
    return _suspension(partner, form, status=422)


@suspensions.post("/akhiri", requires=Permission.ORGANISATION_WRITE)
def destroy(organisation_id: UUID) -> Answer:
    partner = find(organisation_id)
    try:
        service.resume(actor(), partner)
    except Refused as refused:
        form = ReasonForm()
        form.refused(refused)
        return _suspension(partner, form, status=422)
    flash(f"Kerja sama dengan {partner.name} berjalan lagi.", "success")
    return go_to(page_of(partner))


@partner_closures.get("", requires=Permission.ORGANISATION_WRITE, endpoint="new")
def closing(organisation_id: UUID) -> Answer:
    return _closure(_closable(organisation_id), ReasonForm())


@partner_closures.post("", requires=Permission.ORGANISATION_WRITE, endpoint="create")
def close(organisation_id: UUID) -> Answer:
    partner, form = _closable(organisation_id), ReasonForm.posted()
    if form.validate():
        try:
            service.close(actor(), partner, reason=form.reason.data or "")
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"Kerja sama dengan {partner.name} ditutup. Riwayatnya tetap tersimpan.", "success")
            return go_to(page_of(partner))
    return _closure(partner, form, status=422)


@partner_closures.post("/batal", requires=Permission.ORGANISATION_WRITE, endpoint="destroy")
def reopen(organisation_id: UUID) -> Answer:
    partner = service.reopen(actor(), _closable(organisation_id))
    flash(f"Kerja sama dengan {partner.name} dibuka kembali.", "success")
    return go_to(page_of(partner))


def _suspension(partner: Organisation, form: ReasonForm, *, status: int = 200) -> Answer:
    return page("branch/suspensions/new.html", status=status, partner=partner, form=form, back=page_of(partner))


def _closure(partner: Organisation, form: ReasonForm, *, status: int = 200) -> Answer:
    return page("branch/partner_closures/new.html", status=status, partner=partner, form=form, back=page_of(partner))


def _closable(organisation_id: UUID) -> Organisation:
    """An ormas closes its units itself, from below."""
    partner = find(organisation_id)
    if partner.kind is OrganisationKind.ORMAS:
        raise NotVisible("organisation")
    return partner
