"""An event that does not take place after all, and why."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.ormas.events import shown
from portal.services import events as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, go
from portal.web.resource import Resource

cancellations = Resource("cancellations", __name__, url_prefix="/kegiatan/<uuid:event_id>/batal")


@cancellations.post("", requires=Permission.EVENT_WRITE)
def create(event_id: UUID) -> Answer:
    event = service.find(actor(), event_id)
    try:
        service.cancel(actor(), event, request.form.get("reason", ""))
    except Refused as refused:
        form = HouseForm()
        form.refused(refused)
        return shown(service.find(actor(), event_id), status=422, form=form)
    flash("Kegiatan dibatalkan. Kabari yang sudah diundang.", "success")
    return go("ormas.events.show", event_id=event_id)
