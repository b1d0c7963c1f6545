"""Signed agreements (Berkas PKS) of a partner: filed as a photograph or a PDF, read again by colleagues."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, g, request

from portal.access.permissions import Permission
from portal.branch.partnership import find, page_of
from portal.models import AgreementPaper, Organisation
from portal.services import agreement_papers as service
from portal.services.case_documents import made_anew
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, download, go_to, page
from portal.web.resource import Resource

agreements = Resource("agreements", __name__, url_prefix="/mitra/<uuid:organisation_id>/pks")


@agreements.get("", requires=Permission.ORGANISATION_WRITE)
def new(organisation_id: UUID) -> Answer:
    return _form(find(organisation_id))


def _take_apart() -> None:
    """The file made anew, before the deed begins and anything is held."""
    sent = request.files.get("file")
    try:
        g.agreement = made_anew(sent.read() if sent is not None else b"")
    except Refused as refused:
        g.agreement_refused = refused


@agreements.post("", requires=Permission.ORGANISATION_WRITE, first=_take_apart)
def create(organisation_id: UUID) -> Answer:
    partner = find(organisation_id)
    try:
        if refused := g.pop("agreement_refused", None):
            raise refused
        service.add(actor(), partner, g.pop("agreement"))
    except Refused as refused:
        return _form(partner, refused=refused)
    flash("Berkas PKS tersimpan.", "success")
    return go_to(page_of(partner, "pendekatan"))


@agreements.get("/<uuid:paper_id>", requires=Permission.ORGANISATION_READ)
def show(organisation_id: UUID, paper_id: UUID) -> Answer:
    paper = _paper(organisation_id, paper_id)
    ending = "pdf" if paper.media == "application/pdf" else "jpg"
    return download(
        service.content(actor(), paper), name=f"pks-{paper.added_at:%Y-%m-%d}.{ending}", mimetype=paper.media
    )


@agreements.post("/<uuid:paper_id>/hapus", requires=Permission.ORGANISATION_WRITE)
def destroy(organisation_id: UUID, paper_id: UUID) -> Answer:
    service.remove(actor(), _paper(organisation_id, paper_id))
    flash("Berkas PKS dihapus.", "success")
    return go_to(page_of(find(organisation_id), "pendekatan"))


def _paper(organisation_id: UUID, paper_id: UUID) -> AgreementPaper:
    paper = actor().find(AgreementPaper, paper_id)
    if paper.organisation_id != organisation_id:
        abort(404)
    return paper


def _form(partner: Organisation, *, refused: Refused | None = None) -> Answer:
    form = HouseForm()
    if refused is not None:
        form.refused(refused)
    status = 422 if refused else 200
    return page("branch/agreements/new.html", status=status, partner=partner, form=form, back=page_of(partner))
