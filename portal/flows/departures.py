"""Who leaves uncovered (Berangkat): by day and wave, and by name with the way to the cure."""

from __future__ import annotations

from uuid import UUID

from flask import request

from portal.access.permissions import Permission
from portal.flows.whatsapp import below, whatsapp_about
from portal.models import Wave
from portal.services import departures as service
from portal.services import whatsapp
from portal.values import clock
from portal.web.actor import actor
from portal.web.pages import Answer, page
from portal.web.resource import Resource

departures = Resource("departures", __name__, url_prefix="/berangkat")
departures.register_blueprint(
    whatsapp_about(whatsapp.about_departure, "/<uuid:wave_id>/whatsapp", back=below("index", "gelombang"))
)


@departures.get("/", requires=Permission.WAVE_READ)
def index() -> Answer:
    leaving, wave = service.leaving(actor()), _wave()
    return page(
        "flows/departures/index.html",
        leaving=[each for each in leaving if wave is None or each.wave_id == wave.id],
        wave=wave,
        names=_names(wave),
        today=clock.today(),
        days_ahead=service.DAYS_AHEAD,
    )


def _wave() -> Wave | None:
    id_ = request.args.get("gelombang", type=UUID)
    return actor().find(Wave, id_) if id_ else None


def _names(wave: Wave | None) -> service.Names | None:
    if wave is None:
        return None
    after, before = (request.args.get(name, type=UUID) for name in ("sesudah", "sebelum"))
    return service.named(actor(), wave, after=after, before=before)
