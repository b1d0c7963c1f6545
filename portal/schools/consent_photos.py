"""Foto lembar persetujuan: sent from the phone, filed by the code on it; where it cannot be read, by somebody."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.access.permissions import Permission
from portal.models import ConsentPhoto, ConsentSheet, Wave
from portal.pictures.developing import developed
from portal.schools.consent_sheets import shown
from portal.services import consent_photos as service
from portal.services import consent_sheets
from portal.values.clock import in_wib
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.formats import short_day
from portal.web.forms import HouseForm, required
from portal.web.pages import Answer, download, go, page
from portal.web.resource import Resource
from portal.web.unit_of_work import let_go

consent_photos = Resource("consent_photos", __name__, url_prefix="/foto-lembar-wali")


class PhotoForm(HouseForm):
    """Only says what was refused."""


class FileForm(HouseForm):
    sheet = SelectField("Lembar", [required("Lembar")], validate_choice=False)


@consent_photos.post("", requires=Permission.ENROLMENT_WRITE)
def create() -> Answer:
    """From a sheet's page or a wave's; wherever it is sent, its code says where it belongs."""
    sent = next((content for each in request.files.getlist("photo") if (content := each.read())), b"")
    near, wave = (request.form.get(name, type=UUID) for name in ("lembar", "gelombang"))
    let_go()
    sheet = consent_sheets.find(actor(), near) if near else None
    try:
        if not sent:
            raise Refused.because("photo.none", "photo")
        let_go()
        picture = developed(sent)
        sheet = consent_sheets.find(actor(), near) if near else None
        photo = service.add(actor(), picture, sheet)
    except Refused as refused:
        form = PhotoForm()
        form.refused(refused)
        if near:
            return shown(consent_sheets.find(actor(), near), form, status=422)
        return page(
            "schools/consent_photos/new.html",
            status=422,
            form=form,
            wave=actor().find(Wave, wave) if wave else None,
        )
    if photo.sheet_id is None:
        flash("Kode QR di foto tidak terbaca. Pilih lembarnya.", "warning")
        return go(".edit", consent_photo_id=photo.id)
    filed = consent_sheets.find(actor(), photo.sheet_id)
    if not picture.codes:
        flash("Kode QR di foto tidak terbaca; foto disimpan di lembar ini. Periksa apakah benar.", "warning")
    else:
        flash(f"Foto masuk ke lembar {_called(filed)}.", "success")
    return go("schools.consent_sheets.show", consent_sheet_id=filed.id)


@consent_photos.get("/<uuid:consent_photo_id>", requires=Permission.ENROLMENT_WRITE)
def edit(consent_photo_id: UUID) -> Answer:
    photo = actor().find(ConsentPhoto, consent_photo_id)
    return _choosing(photo, FileForm(data={"sheet": str(photo.sheet_id or "")}))


@consent_photos.post("/<uuid:consent_photo_id>", requires=Permission.ENROLMENT_WRITE)
def update(consent_photo_id: UUID) -> Answer:
    photo, form = actor().find(ConsentPhoto, consent_photo_id), FileForm.posted()
    sheet = next((each for each in consent_sheets.latest(actor()) if str(each.id) == form.sheet.data), None)
    try:
        if sheet is None:
            raise Refused.because("sheet.which", "sheet")
        service.file(actor(), photo, sheet)
    except Refused as refused:
        form.refused(refused)
        return _choosing(actor().find(ConsentPhoto, consent_photo_id), form, status=422)
    flash(f"Foto masuk ke lembar {_called(sheet)}.", "success")
    return go("schools.consent_sheets.show", consent_sheet_id=sheet.id)


@consent_photos.get("/<uuid:consent_photo_id>.jpg", requires=Permission.ENROLMENT_WRITE)
def show(consent_photo_id: UUID) -> Answer:
    photo = actor().find(ConsentPhoto, consent_photo_id)
    return download(photo.content, name="lembar-wali.jpg", mimetype="image/jpeg", inline=True)


@consent_photos.post("/<uuid:consent_photo_id>/hapus", requires=Permission.ENROLMENT_WRITE)
def destroy(consent_photo_id: UUID) -> Answer:
    photo = actor().find(ConsentPhoto, consent_photo_id)
    try:
        service.remove(actor(), photo)
    except Refused as refused:
        form = FileForm()
        form.refused(refused)
        return _choosing(actor().find(ConsentPhoto, consent_photo_id), form, status=422)
    flash("Foto dihapus.", "success")
    if photo.sheet_id is None:
        return go("schools.waves.index")
    return go("schools.consent_sheets.show", consent_sheet_id=photo.sheet_id)


def _called(sheet: ConsentSheet) -> str:
    return f"{sheet.class_name or 'tanpa kelas'}, {sheet.wave.name}"


def _choosing(photo: ConsentPhoto, form: FileForm, *, status: int = 200) -> Answer:
    sheets = consent_sheets.latest(actor())
    form.sheet.choices = [
        SelectChoice("", "Pilih gelombang dan kelasnya"),
        *(
            SelectChoice(str(each.id), f"{_called(each)} (dicetak {short_day(in_wib(each.created_at).date())})")
            for each in sheets
        ),
    ]
    return page("schools/consent_photos/edit.html", status=status, photo=photo, form=form, sheets=sheets)
