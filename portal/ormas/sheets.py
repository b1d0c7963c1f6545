"""A whole tree from a sheet (Unggah daftar unit): read, looked at, kept or put away."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from flask import flash, request
from wtforms import FileField

from portal.access.permissions import Permission
from portal.models import Organisation, SheetState, UnitSheet
from portal.services import levels
from portal.services import unit_sheets as service
from portal.spreadsheets import templates
from portal.spreadsheets.columns import UNITS
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, download, go, page
from portal.web.resource import Resource

sheets = Resource("sheets", __name__)
#: The downloadable template (contoh).
samples = Resource("samples", __name__, url_prefix="/lembar/contoh.xlsx")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Lines shown on the page: enough of the tree to know it by, and all that a person mends before the next try.
LINES, FAULTS = 60, 40


class SheetForm(HouseForm):
    file = FileField("Berkas daftar unit")


@sheets.get("/unit/<uuid:unit_id>/lembar/baru", requires=Permission.UNIT_WRITE)
def new(unit_id: UUID) -> Answer:
    return _form(actor().find(Organisation, unit_id), SheetForm())


@sheets.post("/unit/<uuid:unit_id>/lembar/", requires=Permission.UNIT_WRITE)
def create(unit_id: UUID) -> Answer:
    unit, form, upload = actor().find(Organisation, unit_id), SheetForm.posted(), request.files.get("file")
    try:
        if upload is None or not upload.filename:
            raise Refused.because("tree.no_file", "file")
        sheet = service.receive(actor(), unit, content=upload.read(), filename=upload.filename)
    except Refused as refused:
        form.refused(refused)
        return _form(unit, form, status=422)
    return go(".show", sheet_id=sheet.id)


@sheets.get("/lembar/<uuid:sheet_id>", requires=Permission.UNIT_READ)
def show(sheet_id: UUID) -> Answer:
    return _show(actor().find(UnitSheet, sheet_id), HouseForm())


@sheets.post("/lembar/<uuid:sheet_id>", requires=Permission.UNIT_WRITE)
def update(sheet_id: UUID) -> Answer:
    """Keep it: its units stand in the tree from now on."""
    sheet, form = actor().find(UnitSheet, sheet_id), HouseForm.posted()
    try:
        service.keep(actor(), sheet)
    except Refused as refused:
        form.refused(refused)
        return _show(sheet, form, status=422)
    flash("Unit dari daftar ini sudah berdiri.", "success")
    return go("ormas.units.show", unit_id=sheet.organisation_id)


@sheets.post("/lembar/<uuid:sheet_id>/buang", requires=Permission.UNIT_WRITE)
def destroy(sheet_id: UUID) -> Answer:
    sheet = service.drop(actor(), actor().find(UnitSheet, sheet_id))
    flash("Daftar itu dibuang. Tidak ada unit yang berubah.", "success")
    return go("ormas.units.show", unit_id=sheet.organisation_id)


def _form(unit: Organisation, form: SheetForm, *, status: int = 200) -> Answer:
    return page("ormas/sheets/new.html", status=status, unit=unit, form=form, named=levels.names(actor(), unit))


def _show(sheet: UnitSheet, form: HouseForm, *, status: int = 200) -> Answer:
    unit = actor().find(Organisation, sheet.organisation_id)
    found = service.outlined(actor(), sheet) if sheet.state is SheetState.DRAFT else None
    return page(
        "ormas/sheets/show.html",
        status=status,
        sheet=sheet,
        unit=unit,
        found=found,
        form=form,
        named=levels.names(actor(), unit),
        per_level=sorted(Counter(node.depth for node in found.new).items()) if found else [],
        lines=LINES,
        most=FAULTS,
    )


@samples.get("", requires=Permission.UNIT_READ, endpoint="show")
def sample() -> Answer:
    return download(templates.template(UNITS), name="contoh-daftar-unit.xlsx", mimetype=XLSX)
