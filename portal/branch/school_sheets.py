"""The list of schools from a sheet (Unggah daftar sekolah): read, mended, registered a stretch at a time."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request
from wtforms import FileField

from portal.access.actor import NotVisible
from portal.access.permissions import Permission
from portal.models import SchoolSheet, SheetState
from portal.services import school_sheets as service
from portal.services.school_sheets import Row
from portal.spreadsheets import templates
from portal.spreadsheets.schools import SCHOOLS
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.formats import number as counted
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, download, go, page
from portal.web.resource import Resource

school_sheets = Resource("school_sheets", __name__, url_prefix="/mitra/daftar-sekolah")
#: One row of it, to be mended or passed over.
school_rows = Resource("school_rows", __name__, url_prefix="/mitra/daftar-sekolah/<uuid:sheet_id>/baris/<int:number>")
#: The downloadable template (contoh).
school_samples = Resource("school_samples", __name__, url_prefix="/mitra/daftar-sekolah/contoh.xlsx")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Shown on the page: all that a person mends at a sitting, and enough of the rest to know the list by.
FAULTS, LINES = 50, 10


class SheetForm(HouseForm):
    file = FileField("Berkas daftar sekolah")


class RowForm(HouseForm):
    """The cells of a row as they came; what is wrong with what they say is told by the examination, not by the
    form."""

    npsn = TextField("NPSN", [required("NPSN")], longest=40)
    name = TextField("Nama sekolah", [required("Nama sekolah")], longest=400)
    village = TextField("Kode kelurahan", longest=40, description="Misalnya 32.73.06.1003. Boleh kosong.")
    address = TextField("Alamat", longest=400)
    contact_name = TextField("Nama narahubung", longest=200)
    contact_phone = TextField("HP narahubung", longest=60)
    contact_email = TextField("E-mail narahubung", longest=300)


@school_sheets.get("/baru", requires=Permission.ORGANISATION_WRITE)
def new() -> Answer:
    return _form(SheetForm())


@school_sheets.post("/", requires=Permission.ORGANISATION_WRITE)
def create() -> Answer:
    form, upload = SheetForm.posted(), request.files.get("file")
    try:
        if upload is None or not upload.filename:
            raise Refused.because("schools.no_file", "file")
        sheet = service.receive(actor(), content=upload.read(), filename=upload.filename)
    except Refused as refused:
        form.refused(refused)
        return _form(form, status=422)
    return go(".show", sheet_id=sheet.id)


@school_sheets.get("/<uuid:sheet_id>", requires=Permission.ORGANISATION_READ)
def show(sheet_id: UUID) -> Answer:
    return _show(actor().find(SchoolSheet, sheet_id), HouseForm())


@school_sheets.post("/<uuid:sheet_id>", requires=Permission.ORGANISATION_WRITE)
def update(sheet_id: UUID) -> Answer:
    """Register the good rows, a stretch of them."""
    sheet, form = actor().find(SchoolSheet, sheet_id), HouseForm.posted()
    try:
        made = service.keep(actor(), sheet)
    except Refused as refused:
        form.refused(refused)
        return _show(sheet, form, status=422)
    flash(f"{counted(made)} sekolah terdaftar.", "success")
    return go(".show", sheet_id=sheet.id)


@school_sheets.post("/<uuid:sheet_id>/buang", requires=Permission.ORGANISATION_WRITE)
def destroy(sheet_id: UUID) -> Answer:
    sheet = actor().find(SchoolSheet, sheet_id)
    try:
        service.drop(actor(), sheet)
    except Refused as refused:
        form = HouseForm()
        form.refused(refused)
        return _show(sheet, form, status=422)
    flash("Sisa daftar itu dibuang. Sekolah yang sudah terdaftar tidak berubah.", "success")
    return go("branch.organisations.index")


@school_rows.get("", requires=Permission.ORGANISATION_WRITE)
def edit(sheet_id: UUID, number: int) -> Answer:
    sheet = actor().find(SchoolSheet, sheet_id)
    return _row(sheet, _found(sheet, number))


@school_rows.post("", endpoint="update", requires=Permission.ORGANISATION_WRITE)
def mend(sheet_id: UUID, number: int) -> Answer:
    sheet, form = actor().find(SchoolSheet, sheet_id), RowForm.posted()
    _found(sheet, number)
    if not form.validate():
        return _row(sheet, _found(sheet, number), form, status=422)
    row = service.mend(actor(), sheet, number, {name: text or "" for name, text in form.data.items()})
    if row.faults:
        return _row(sheet, row, form, status=422)
    flash(f"Baris {counted(number)} siap didaftarkan.", "success")
    return go("branch.school_sheets.show", sheet_id=sheet.id)


@school_rows.post("/lewati", endpoint="destroy", requires=Permission.ORGANISATION_WRITE)
def skip(sheet_id: UUID, number: int) -> Answer:
    sheet = actor().find(SchoolSheet, sheet_id)
    _found(sheet, number)
    service.skip(actor(), sheet, number)
    flash(f"Baris {counted(number)} dilewati.", "success")
    return go("branch.school_sheets.show", sheet_id=sheet.id)


@school_samples.get("", requires=Permission.ORGANISATION_READ, endpoint="show")
def sample() -> Answer:
    return download(templates.template(SCHOOLS), name="contoh-daftar-sekolah.xlsx", mimetype=XLSX)


def _form(form: SheetForm, *, status: int = 200) -> Answer:
    return page("branch/school_sheets/new.html", status=status, form=form, drafts=service.drafts(actor()))


def _show(sheet: SchoolSheet, form: HouseForm, *, status: int = 200) -> Answer:
    found = service.examined(sheet) if sheet.state is SheetState.DRAFT else None
    return page(
        "branch/school_sheets/show.html",
        status=status,
        sheet=sheet,
        found=found,
        form=form,
        most=FAULTS,
        lines=LINES,
        stretch=service.STRETCH,
    )


def _found(sheet: SchoolSheet, number: int) -> Row:
    found = service.row(sheet, number) if sheet.state is SheetState.DRAFT else None
    if found is None:
        raise NotVisible("school_sheet")
    return found


def _row(sheet: SchoolSheet, row: Row, form: RowForm | None = None, *, status: int = 200) -> Answer:
    form = form or RowForm(data=row.cells)
    if row.faults:
        form.refused(Refused(*row.faults))
    return page("branch/school_rows/edit.html", status=status, sheet=sheet, row=row, form=form)
