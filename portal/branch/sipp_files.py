"""Handing people over to SIPP (Serah ke SIPP): make a workbook, take it away for a reason, mark it, put it away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, g, request
from wtforms import FileField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.access.actor import at_most
from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import Organisation, SippFile, SippLine, db, engine
from portal.rules.sipp_answers import About
from portal.services import histories, nik_proposals, sipp_results
from portal.services import sipp_files as service
from portal.services.disclosures import reason_of
from portal.services.sipp_files import Waiting
from portal.spreadsheets.sipp import MOST
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.formats import number
from portal.web.forms import HouseForm, OneOfField, TextField, required
from portal.web.pages import Answer, download, go, page
from portal.web.resource import Resource
from portal.web.unit_of_work import let_go

sipp_files = Resource("sipp_files", __name__, url_prefix="/sipp")
#: Taking the workbook away: a POST with a reason, which leaves two records.
sipp_takings = Resource("sipp_takings", __name__, url_prefix="/sipp/<uuid:file_id>")
#: SIPP has it.
sipp_deliveries = Resource("sipp_deliveries", __name__, url_prefix="/sipp/<uuid:file_id>")

#: NIKs that wait for the branch, counted no further.
FEW = 99
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MakeForm(HouseForm):
    mitra = SelectField("Mitra", coerce=str)

    def __init__(self, waiting: Sequence[Waiting], formdata: Any = None) -> None:
        super().__init__(formdata)
        everybody = f"Semua mitra ({number(sum(each.people for each in waiting))} orang)"
        self.mitra.choices = [
            SelectChoice("", everybody),
            *(SelectChoice(str(each.partner_id), f"{each.name} ({number(each.people)} orang)") for each in waiting),
        ]


class TakeForm(HouseForm):
    reason = TextField(
        "Untuk apa berkas ini diunduh?",
        [required("Alasan")],
        longest=200,
        description="Misalnya: diunggah ke SIPP hari ini. Alasan ini dicatat bersama nama Anda.",
    )


class AnswerForm(HouseForm):
    file = FileField("Berkas hasil dari SIPP")
    about = OneOfField("Isinya", About, default=About.MIXED)


@sipp_files.get("/", requires=Permission.SIPP_READ)
def index() -> Answer:
    return _list()


@sipp_files.post("/", requires=Permission.SIPP_WRITE)
def create() -> Answer:
    form = MakeForm(service.waiting(actor()), request.form)
    if form.validate():
        chosen = form.mitra.data
        try:
            partner = actor().find(Organisation, UUID(chosen)) if chosen else None
            made = service.make(actor(), partner)
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"Berkas untuk {number(made.people)} orang siap diunduh.", "success")
            return go(".show", file_id=made.id)
    return _list(form)


@sipp_files.get("/<uuid:file_id>", requires=Permission.SIPP_READ)
def show(file_id: UUID) -> Answer:
    return shown(file_id)


@sipp_files.post("/<uuid:file_id>/batal", requires=Permission.SIPP_WRITE)
def destroy(file_id: UUID) -> Answer:
    try:
        service.drop(actor(), actor().find(SippFile, file_id))
    except Refused as refused:
        return refusal(file_id, refused)
    flash("Berkas dibatalkan. Orang-orangnya menunggu berkas berikutnya.", "success")
    return go(".index")


def prepared() -> None:
    """The workbook is made before anything is held: ten thousand rows take a while."""
    form = TakeForm.posted()
    if not form.validate():
        return
    with engine.reading():
        file = actor().find(SippFile, (request.view_args or {})["file_id"])
        try:
            reason_of(form.reason.data or "")
        except Refused:
            return
        laid_out = service.layout(actor())
        g.workbook = laid_out.file_name, service.content(actor(), file, laid_out)
    let_go()


@sipp_takings.post("/unduhan", endpoint="create", requires=Permission.SIPP_TAKE, first=prepared)
def take(file_id: UUID) -> Answer:
    form = TakeForm.posted()
    if form.validate():
        try:
            name, content = g.pop("workbook", ("", b""))
            service.take(actor(), actor().find(SippFile, file_id), content, reason=form.reason.data or "")
        except Refused as refused:
            form.refused(refused)
            form.reason.data = ""  # what was refused may hold a number, which is not shown again
        else:
            return download(content, name=name, mimetype=XLSX)
    return shown(file_id, status=422, taking=form)


@sipp_deliveries.post("/terunggah", endpoint="create", requires=Permission.SIPP_WRITE)
def deliver(file_id: UUID) -> Answer:
    try:
        service.hand_over(actor(), actor().find(SippFile, file_id))
    except Refused as refused:
        return refusal(file_id, refused)
    flash("Ditandai sudah diunggah ke SIPP. Muat hasilnya di sini bila sudah keluar.", "success")
    return go("branch.sipp_files.show", file_id=file_id)


def _list(refused: MakeForm | None = None) -> Answer:
    waiting = service.waiting(actor())
    return page(
        "branch/sipp_files/index.html",
        status=422 if refused else 200,
        form=refused or MakeForm(waiting),
        waiting=waiting,
        people=sum(each.people for each in waiting),
        most=MOST,
        layout=service.layout(actor()),
        proposed=db.session.scalar(at_most(nik_proposals.asked(actor()).with_only_columns(SippLine.id), FEW)),
        most_proposed=FEW,
        found=paged(actor(), actor().sees(SippFile), [SippFile.id], descending=True),
    )


def refusal(file_id: UUID, refused: Refused) -> Answer:
    """The page of a file, with why something was not done."""
    form = HouseForm()
    form.refused(refused)
    return shown(file_id, status=422, form=form)


def shown(
    file_id: UUID,
    *,
    status: int = 200,
    form: HouseForm | None = None,
    taking: TakeForm | None = None,
    answering: AnswerForm | None = None,
) -> Answer:
    """All that the page of a file says, with the form that was refused, if one was."""
    file = actor().find(SippFile, file_id)
    open_ = file.state in service.DROPPABLE
    return page(
        "branch/sipp_files/show.html",
        status=status,
        file=file,
        form=form or HouseForm(),
        taking=taking or TakeForm(),
        answering=answering or AnswerForm(),
        open=open_,
        lacking=service.lacking(actor(), file) if open_ else None,
        found=paged(actor(), service.lines(actor(), file), [SippLine.number, SippLine.id]),
        results=sipp_results.of_file(actor(), file) if file.handed_over_at else [],
        layout=service.layout(actor()),
        history=histories.history(actor(), file.id),
    )
