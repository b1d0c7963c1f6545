"""The registration link of an event: whoever registers by it is known to the event."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.permissions import Permission
from portal.ormas.events import shown
from portal.services import events, registration_links
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, go
from portal.web.resource import Resource

event_links = Resource("event_links", __name__, url_prefix="/kegiatan/<uuid:event_id>/tautan")


@event_links.post("", requires=Permission.REGISTRATION_WRITE)
def create(event_id: UUID) -> Answer:
    event = events.find(actor(), event_id)
    try:
        registration_links.for_event(actor(), event)
    except Refused as refused:
        form = HouseForm()
        form.refused(refused)
        return shown(events.find(actor(), event_id), status=422, form=form)
    flash("Pendaftaran dibuka. Tunjukkan kodenya di rapat, atau bagikan tautannya.", "success")
    return go("ormas.events.show", event_id=event_id, _anchor="pendaftaran")
