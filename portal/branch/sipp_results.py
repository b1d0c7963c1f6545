"""What SIPP said (Hasil SIPP): loaded on the page of the file it answers; whose people came back is told so."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.branch.sipp_files import AnswerForm, shown
from portal.models import OrganisationKind, SippFile, SippResult, SippSheet
from portal.services import sipp_results as service
from portal.services.rosters import file_title
from portal.spreadsheets.sipp_columns import ANSWERS
from portal.values.fault import Fault, Refused
from portal.web import mail
from portal.web.actor import actor
from portal.web.formats import number
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource
from portal.web.wording import sentence

#: Below the file that is answered.
sipp_answers = Resource("sipp_answers", __name__, url_prefix="/sipp/<uuid:file_id>")
sipp_results = Resource("sipp_results", __name__, url_prefix="/sipp/hasil")
#: What the columns of a file hold that nobody could tell.
sipp_columns = Resource("sipp_columns", __name__, url_prefix="/sipp/kolom/<uuid:sheet_id>")

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
            return _taken_in(result)
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


@sipp_columns.get("", requires=Permission.SIPP_WRITE)
def edit(sheet_id: UUID) -> Answer:
    return _columns(actor().find(SippSheet, sheet_id))


@sipp_columns.post("", requires=Permission.SIPP_WRITE)
def update(sheet_id: UUID) -> Answer:
    sheet = actor().find(SippSheet, sheet_id)
    said = {
        match.index: request.form.get(f"kolom-{match.index}", "") for match, _ in service.columns_of(actor(), sheet)
    }
    fields = {index: field if field in ANSWERS.by_field else "" for index, field in said.items()}
    try:
        result = service.map_columns(actor(), sheet, fields)
    except Refused as refused:
        chosen = {index: field for index, field in fields.items() if field}
        return _columns(actor().find(SippSheet, sheet_id), 422, refused.faults, chosen)
    return _taken_in(result)


@sipp_columns.post("/buang", requires=Permission.SIPP_WRITE)
def destroy(sheet_id: UUID) -> Answer:
    file = service.drop(actor(), actor().find(SippSheet, sheet_id))
    flash("Berkas hasil dibuang. Tidak ada yang berubah.", "success")
    return go("branch.sipp_files.show", file_id=file.id)


def _columns(
    sheet: SippSheet, status: int = 200, faults: tuple[Fault, ...] = (), chosen: dict[int, str] | None = None
) -> Answer:
    found = service.columns_of(actor(), sheet)
    return page(
        "branch/sipp_columns/edit.html",
        status=status,
        sheet=sheet,
        file=actor().find(SippFile, sheet.file_id),
        matches=[match for match, _ in found],
        examples={match.index: texts for match, texts in found},
        chosen={match.index: match.field for match, _ in found if match.field} if chosen is None else chosen,
        choices=[(column.field, column.title) for column in ANSWERS.columns],
        faults=[("", sentence(fault)) for fault in faults],
    )


def _taken_in(result: SippResult | SippSheet) -> Answer:
    if isinstance(result, SippSheet):
        return go("branch.sipp_columns.edit", sheet_id=result.id)
    _tell(result)
    flash(f"Dimuat: {number(result.accepted)} diterima, {number(result.returned)} dikembalikan.", "success")
    return go("branch.sipp_results.show", result_id=result.id)


def _tell(result: SippResult) -> None:
    """A mail to every sponsor of whose people some came back; it names none of them, for others may read it."""
    for back in service.sent_back(actor(), result):
        portal = _PORTALS.get(back.kind)
        url = mail.whole_url(f"{portal}.enrolments.index", keadaan="ditolak") if portal else ""
        ours = back.organisation_id, Permission.ENROLMENT_WRITE
        mail.tell("sipp_returned", *ours, branch_id=result.branch_id, back=back, url=url)
