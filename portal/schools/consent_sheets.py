"""Lembar persetujuan: printed for a class, signed by the parents, photographed, ticked off line by line."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.models import ConsentSheet, Organisation, Wave, db
from portal.papers.consents import Sheet, sheet
from portal.services import consent_photos
from portal.services import consent_sheets as service
from portal.services.verifications import consent_url
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.formats import span
from portal.web.forms import HouseForm
from portal.web.pages import Answer, download, go, page
from portal.web.resource import Resource
from portal.web.wording.consents import CURRENT_ON_SHEET, guardian_paragraphs

consent_sheets = Resource("consent_sheets", __name__)
consent_papers = Resource("consent_papers", __name__, url_prefix="/lembar-wali")


@consent_sheets.get("/gelombang/<uuid:wave_id>/lembar-wali", requires=Permission.WAVE_READ)
def index(wave_id: UUID) -> Answer:
    return _listed(actor().find(Wave, wave_id), HouseForm())


@consent_sheets.post("/gelombang/<uuid:wave_id>/lembar-wali", requires=Permission.ENROLMENT_WRITE)
def create(wave_id: UUID) -> Answer:
    wave, form = actor().find(Wave, wave_id), HouseForm()
    try:
        made = service.begin(actor(), wave, request.form.get("class_name", ""), version=CURRENT_ON_SHEET)
    except Refused as refused:
        form.refused(refused)
        return _listed(wave, form, status=422)
    flash("Lembar siap dicetak. Setelah ditandatangani, potret dan unggah di sini.", "success")
    return go(".show", consent_sheet_id=made.id)


@consent_sheets.get("/lembar-wali/<uuid:consent_sheet_id>", requires=Permission.WAVE_READ)
def show(consent_sheet_id: UUID) -> Answer:
    return shown(service.find(actor(), consent_sheet_id), HouseForm())


@consent_sheets.post("/lembar-wali/<uuid:consent_sheet_id>", requires=Permission.ENROLMENT_WRITE)
def update(consent_sheet_id: UUID) -> Answer:
    """The parents of the ticked lines have signed."""
    found, form = service.find(actor(), consent_sheet_id), HouseForm()
    try:
        count = service.sign(actor(), found, set(request.form.getlist("baris", type=int)))
    except Refused as refused:
        form.refused(refused)
        return shown(service.find(actor(), consent_sheet_id), form, status=422)
    flash(f"{count} persetujuan dicatat dari lembar kertas.", "success")
    return go(".show", consent_sheet_id=consent_sheet_id)


@consent_papers.get("/<uuid:consent_sheet_id>.pdf", endpoint="show", requires=Permission.ENROLMENT_WRITE)
def paper(consent_sheet_id: UUID) -> Answer:
    found = service.find(actor(), consent_sheet_id)
    school = actor().find(Organisation, found.organisation_id)
    people = (line.enrolment for line in service.lines(actor(), found))
    made = sheet(
        Sheet(
            school=school.name,
            wave=found.wave.name,
            days=span(found.wave.start, found.wave.end),
            class_name=found.class_name,
            names=[each.participant.name if each else "(tidak terdaftar lagi)" for each in people],
            consent=guardian_paragraphs(found.version, school.name),
            version=found.version,
            url=consent_url(found.id),
        )
    )
    return download(
        made, name=f"persetujuan-{found.class_name or 'wali'}.pdf", mimetype="application/pdf", inline=True
    )


def shown(found: ConsentSheet, form: HouseForm, *, status: int = 200) -> Answer:
    """The sheet's page: its photographs, one of them beside the lines, and what may be ticked."""
    photos = consent_photos.of(actor(), found)
    place = min(max(request.args.get("foto", 1, type=int), 1), len(photos) or 1)
    return page(
        "schools/consent_sheets/show.html",
        status=status,
        sheet=found,
        form=form,
        lines=service.lines(actor(), found),
        photos=photos,
        place=place,
        photo=photos[place - 1] if photos and actor().may(Permission.ENROLMENT_WRITE) else None,
    )


def _listed(wave: Wave, form: HouseForm, *, status: int = 200) -> Answer:
    sheets = db.session.scalars(service.of_wave(actor(), wave)).all()
    return page(
        "schools/consent_sheets/index.html",
        status=status,
        wave=wave,
        form=form,
        classes=service.classes(actor(), wave),
        sheets=sheets,
        signed=service.signed(actor(), [each.id for each in sheets]),
        unfiled=consent_photos.unfiled(actor()),
    )
