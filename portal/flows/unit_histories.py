"""What happened to a unit (Riwayat), with that of the units merged into it."""

from __future__ import annotations

from uuid import UUID

from portal.access.permissions import Permission
from portal.models import Organisation
from portal.services import histories, trees
from portal.web.actor import actor
from portal.web.pages import Answer, page
from portal.web.resource import Resource

unit_histories = Resource("unit_histories", __name__, url_prefix="/unit/<uuid:unit_id>/riwayat")


@unit_histories.get("", requires=Permission.UNIT_READ)
def index(unit_id: UUID) -> Answer:
    unit = actor().find(Organisation, unit_id)
    return page(
        "flows/unit_histories/index.html",
        unit=unit,
        trail=trees.trail(actor(), unit),
        history=histories.of_unit(actor(), unit),
    )
