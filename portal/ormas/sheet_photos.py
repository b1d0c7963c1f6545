"""Photographs of a meeting's paper (Foto lembar): sent from the phone, looked at for a reason while one types."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, request

from portal.access.permissions import Permission
from portal.ormas.meetings import LookForm, shown
from portal.pictures.developing import Picture, developed
from portal.services import meeting_sheets
from portal.services import sheet_photos as service
from portal.values.fault import Fault, Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, download, go
from portal.web.resource import Resource
from portal.web.unit_of_work import let_go
from portal.web.wording.faults import sentence

sheet_photos = Resource("sheet_photos", __name__, url_prefix="/pendaftar/lembar/<uuid:meeting_id>/foto")
#: Looking at them, for a reason that is kept.
photo_looks = Resource("photo_looks", __name__, url_prefix="/pendaftar/lembar/<uuid:meeting_id>/lihat-foto")


@sheet_photos.post("", requires=Permission.REGISTRATION_WRITE)
def create(meeting_id: UUID) -> Answer:
    """Keeps those that can be read, and says of each other why not: a weak signal should not carry them all again."""
    meeting_sheets.find(actor(), meeting_id)
    sent = [content for each in request.files.getlist("photos") if (content := each.read()) or each.filename]
    let_go()  # nothing is held while pictures are unpacked, least of all the write lock
    pictures, faults = _developed(sent)
    found = meeting_sheets.find(actor(), meeting_id)
    kept = set()
    for place, picture in pictures.items():
        try:
            kept.add(service.add(actor(), found, picture).id)
        except Refused as refused:
            faults[place] = refused.faults[0]
    if not kept:
        form = HouseForm()
        form.refused(Refused(*faults.values()) if faults else Refused.because("photo.none"))
        return shown(found, None, status=422, form=form)
    flash(f"{len(kept)} foto tersimpan. Hanya terlihat oleh yang menyebut alasannya.", "success")
    for place, fault in sorted(faults.items()):
        flash(f"Foto ke-{place} tidak disimpan. {sentence(fault)}", "warning")
    return go("ormas.meetings.show", meeting_id=meeting_id)


def _developed(sent: list[bytes]) -> tuple[dict[int, Picture], dict[int, Fault]]:
    """What came of each, by its place from one on."""
    pictures, faults = {}, {}
    for place, content in enumerate(sent[: service.MOST], 1):
        try:
            pictures[place] = developed(content)
        except Refused as refused:
            faults[place] = refused.faults[0]
    return pictures, faults


@sheet_photos.get("/<uuid:photo_id>.jpg", requires=Permission.PERSON_UNMASK)
def show(meeting_id: UUID, photo_id: UUID) -> Answer:
    """The picture itself, to who said why; to others the page that asks."""
    sheet = meeting_sheets.find(actor(), meeting_id)
    photo = service.find(actor(), sheet, photo_id)
    if photo is None:
        abort(404)
    if service.looks_until(actor(), sheet) is None:
        return go("ormas.meetings.show", meeting_id=meeting_id)
    return download(photo.content, name="lembar.jpg", mimetype="image/jpeg", inline=True)


@sheet_photos.post("/<uuid:photo_id>/hapus", requires=Permission.REGISTRATION_WRITE)
def destroy(meeting_id: UUID, photo_id: UUID) -> Answer:
    photo = service.find(actor(), meeting_sheets.find(actor(), meeting_id), photo_id)
    if photo is None:
        abort(404)
    service.remove(actor(), photo)
    flash("Foto dihapus.", "success")
    return go("ormas.meetings.show", meeting_id=meeting_id)


@photo_looks.post("", endpoint="create", requires=Permission.PERSON_UNMASK)
def look(meeting_id: UUID) -> Answer:
    found, form = meeting_sheets.find(actor(), meeting_id), LookForm.posted()
    if form.validate():
        try:
            service.look(actor(), found, reason=form.reason.data or "")
        except Refused as refused:
            form.refused(refused)
            form.reason.data = ""  # what was refused may hold a number, which is not shown again
        else:
            return go("ormas.meetings.show", meeting_id=meeting_id)
    return shown(found, None, status=422, reason=form)
