"""Who came: the list of an event, who of them is interested, who was struck out, which guest is which participant."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import Attendance, Enrolment, Event
from portal.ormas.roll_calls import changes
from portal.services import attendances as service
from portal.services import events
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

attendances = Resource("attendances", __name__, url_prefix="/kegiatan/<uuid:event_id>/hadir")
strikes = Resource("strikes", __name__, url_prefix="/kegiatan/<uuid:event_id>/hadir/<uuid:line_id>/coret")
recognitions = Resource("recognitions", __name__, url_prefix="/kegiatan/<uuid:event_id>/hadir/<uuid:line_id>/peserta")

TABS = {"hadir": "Hadir", "berminat": "Berminat", "dicoret": "Dicoret"}


@attendances.get("", requires=Permission.EVENT_READ)
def index(event_id: UUID) -> Answer:
    return _shown(events.find(actor(), event_id), HouseForm())


@attendances.post("", requires=Permission.EVENT_WRITE)
def update(event_id: UUID) -> Answer:
    """Who is interested, of those on the page; only what was changed on it is noted."""
    event = events.find(actor(), event_id)
    changed = changes(request.form, "berminat")
    try:
        if changed:
            service.note_interest(actor(), event, changed)
    except Refused as refused:
        return _refused(event_id, refused)
    flash("Minat disimpan." if changed else "Tidak ada yang berubah.", "success" if changed else "info")
    return go("ormas.attendances.index", event_id=event_id, **_place())


@strikes.post("", requires=Permission.EVENT_WRITE)
def create(event_id: UUID, line_id: UUID) -> Answer:
    line = service.find(actor(), events.find(actor(), event_id), line_id)
    try:
        service.strike(actor(), line)
    except Refused as refused:
        return _refused(event_id, refused)
    flash(f"{line.name} dicoret dari daftar hadir.", "success")
    return go("ormas.attendances.index", event_id=event_id, **_place())


@strikes.post("/hapus", requires=Permission.EVENT_WRITE)
def destroy(event_id: UUID, line_id: UUID) -> Answer:
    line = service.find(actor(), events.find(actor(), event_id), line_id)
    try:
        service.restore(actor(), line)
    except Refused as refused:
        return _refused(event_id, refused)
    flash(f"{line.name} hadir lagi di daftar.", "success")
    return go("ormas.attendances.index", event_id=event_id)


@recognitions.get("", requires=Permission.EVENT_WRITE)
def new(event_id: UUID, line_id: UUID) -> Answer:
    return _choice(event_id, line_id)


@recognitions.post("", endpoint="create", requires=Permission.EVENT_WRITE)
def recognise(event_id: UUID, line_id: UUID) -> Answer:
    """The participant that was chosen; none: not a participant after all."""
    line = service.find(actor(), events.find(actor(), event_id), line_id)
    chosen = request.form.get("peserta", type=UUID)
    try:
        service.recognise(actor(), line, actor().find(Enrolment, chosen) if chosen else None)
    except Refused as refused:
        return _refused(event_id, refused)
    flash(f"{line.name} {'dicocokkan dengan peserta' if chosen else 'tidak dicocokkan lagi'}.", "success")
    return go("ormas.attendances.index", event_id=event_id)


def _choice(event_id: UUID, line_id: UUID) -> Answer:
    event = events.find(actor(), event_id)
    line = service.find(actor(), event, line_id)
    people = [] if line.member_id else service.alike(actor(), event, line)
    return page("ormas/recognitions/new.html", event=event, line=line, people=people)


def _place() -> dict[str, Any]:
    names = ("sesudah", "sebelum", "tampilan")
    return {name: value for name in names if (value := request.values.get(name))}


def _refused(event_id: UUID, refused: Refused) -> Answer:
    form = HouseForm()
    form.refused(refused)
    return _shown(events.find(actor(), event_id), form, status=422)


def _shown(event: Event, form: HouseForm, *, status: int = 200) -> Answer:
    tab = request.values.get("tampilan", "hadir")
    tab = tab if tab in TABS else "hadir"
    query = service.listed(actor(), event, interested=tab == "berminat", struck=tab == "dicoret")
    return page(
        "ormas/attendances/index.html",
        status=status,
        event=event,
        form=form,
        tab=tab,
        tabs=TABS,
        found=paged(actor(), query, [Attendance.name_key, Attendance.id]),
        writing=actor().may(Permission.EVENT_WRITE) and event.cancelled_at is None,
        place=_place(),
    )
