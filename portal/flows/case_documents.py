"""Papers of a case: added by anybody concerned, opened by the treating clinic and the branch, each time on record."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, request

from portal.access.permissions import Permission
from portal.flows.cases import shown
from portal.models import Case, CaseDocument
from portal.rules.accidents import Evidence
from portal.services import case_documents as service
from portal.services import cases
from portal.values.fault import Refused
from portal.web import unit_of_work
from portal.web.actor import actor
from portal.web.pages import Answer, download, go
from portal.web.resource import Resource, within
from portal.web.wording.names import name_of

case_documents = Resource("case_documents", __name__, url_prefix="/kasus/<uuid:case_id>/dokumen")
#: Opening one: a POST, since who looked is written down.
case_disclosures = Resource(
    "case_disclosures", __name__, url_prefix="/kasus/<uuid:case_id>/dokumen/<uuid:document_id>/buka"
)


@case_documents.post("", requires=Permission.CASE_WRITE)
def create(case_id: UUID) -> Answer:
    cases.find(actor(), case_id)
    sent = request.files.get("file")
    content = sent.read() if sent is not None else b""
    unit_of_work.let_go()  # nothing is held while a file is taken apart, least of all the write lock
    try:
        kind = _kind()
        paper = service.made_anew(content)
        service.add(actor(), cases.find(actor(), case_id), kind, paper)
    except Refused as refused:
        return shown(cases.find(actor(), case_id), refused=refused)
    flash(f"{name_of(kind)} tersimpan. Hanya klinik yang merawat dan kantor cabang yang dapat membukanya.", "success")
    return go(within("cases.show"), case_id=case_id, _anchor="dokumen")


@case_documents.post("/<uuid:document_id>/hapus", requires=Permission.CASE_WRITE)
def destroy(case_id: UUID, document_id: UUID) -> Answer:
    case, document = _found(case_id, document_id)
    try:
        service.remove(actor(), case, document)
    except Refused as refused:
        return shown(cases.find(actor(), case_id), refused=refused)
    flash("Dokumen dihapus.", "success")
    return go(within("cases.show"), case_id=case_id, _anchor="dokumen")


@case_disclosures.post("", endpoint="create", requires=Permission.HEALTH_WRITE)
def open_(case_id: UUID, document_id: UUID) -> Answer:
    case, document = _found(case_id, document_id)
    if not cases.reads_health(actor(), case):
        abort(404)
    content = service.opened(actor(), document)
    ending = "pdf" if document.media == "application/pdf" else "jpg"
    name = f"{case.number.replace('/', '-')} {document.kind.value}.{ending}"
    return download(content, name=name, mimetype=document.media)


def _found(case_id: UUID, document_id: UUID) -> tuple[Case, CaseDocument]:
    case = cases.find(actor(), case_id)
    document = service.find(actor(), case, document_id)
    if document is None:
        abort(404)
    return case, document


def _kind() -> Evidence:
    """Which paper was meant. `Refused`: case.kind."""
    try:
        return Evidence(request.form.get("kind", ""))
    except ValueError:
        raise Refused.because("case.kind") from None
