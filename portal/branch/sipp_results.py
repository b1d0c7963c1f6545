"""What SIPP said (Hasil SIPP): loaded on the page of the file it answers; whose people came back is told so."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.branch.sipp_files import AnswerForm, shown
from portal.models import OrganisationKind, SippFile, SippResult
from portal.services import contacts
from portal.services import sipp_results as service
from portal.services.rosters import file_title
from portal.values.fault import Refused
from portal.web import mail
from portal.web.actor import actor
from portal.web.formats import number
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

#: Below the file that is answered.
sipp_answers = Resource("sipp_answers", __name__, url_prefix="/sipp/<uuid:file_id>")
sipp_results = Resource("sipp_results", __name__, url_prefix="/sipp/hasil")

#: Faults shown on the page: what a person mends before the next try.
MOST = 200
_PORTALS = {OrganisationKind.SCHOOL: "schools", OrganisationKind.ORMAS: "ormas", OrganisationKind.PERISAI: "perisai"}


@sipp_answers.post("/hasil", endpoint="create", requires=Permission.SIPP_WRITE)
def answer(file_id: UUID) -> Answer:
    file, form, upload = actor().find(SippFile, file_id), AnswerForm.posted(), request.files.get("file")
    if form.validate():
        try:
            if upload is None or not upload.filename:
                raise Refused.because("sipp.no_file", "file")
            title = file_title(upload.filename)
            result = service.read(actor(), file, upload.read(), title=title, about=form.about.data)
        except Refused as refused:
            form.refused(refused)
        else:
            _tell(result)
            flash(f"Dimuat: {number(result.accepted)} diterima, {number(result.returned)} dikembalikan.", "success")
            return go("branch.sipp_results.show", result_id=result.id)
    return shown(file_id, status=422, answering=form)


@sipp_results.get("/<uuid:result_id>", requires=Permission.SIPP_READ)
def show(result_id: UUID) -> Answer:
    result = actor().find(SippResult, result_id)
    return page(
        "branch/sipp_results/show.html",
        result=result,
        file=actor().find(SippFile, result.file_id),
        faults=service.faults(result)[:MOST],
        sent_back=service.sent_back(actor(), result),
        most=MOST,
    )


def _tell(result: SippResult) -> None:
    """A mail to every sponsor of whose people some came back; it names none of them, for others may read it."""
    for back in service.sent_back(actor(), result):
        portal = _PORTALS.get(back.kind)
        url = mail.whole_url(f"{portal}.enrolments.index", keadaan="ditolak") if portal else ""
        for name, address in contacts.whom_to_tell(back.organisation_id, Permission.ENROLMENT_WRITE):
            mail.post("sipp_returned", address, branch_id=result.branch_id, name=name, back=back, url=url)
