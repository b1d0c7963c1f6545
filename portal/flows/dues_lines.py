"""One person on a sheet of dues: the months line by line with their reasons, and how many to pay ahead."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.models import DuesState
from portal.services import dues_sheets as service
from portal.services.dues_sheets import Tick
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource, within

dues_lines = Resource("dues_lines", __name__, url_prefix="/iuran/<uuid:dues_id>/nomor")


@dues_lines.get("/<int(max=99999):number>", requires=Permission.DUES_READ)
def show(dues_id: UUID, number: int) -> Answer:
    return _shown(dues_id, number)


@dues_lines.post("/<int(max=99999):number>", requires=Permission.DUES_WRITE)
def update(dues_id: UUID, number: int) -> Answer:
    sheet = service.find(actor(), dues_id)
    service.line(actor(), sheet, number)
    ahead = request.form.get("bulan", "")
    try:
        paid = bool(request.form.get("bayar"))
        service.tick(
            actor(), sheet, {number: Tick(paid, int(ahead) if ahead.isdecimal() and len(ahead) < 3 else None)}
        )
    except Refused as refused:
        form = HouseForm()
        form.refused(refused)
        return _shown(dues_id, number, status=422, form=form)
    flash(f"Nomor {number} disimpan.", "success")
    return go(within("dues.show"), dues_id=dues_id)


def _shown(dues_id: UUID, number: int, *, status: int = 200, form: HouseForm | None = None) -> Answer:
    sheet = service.find(actor(), dues_id)
    line = service.line(actor(), sheet, number)
    offers = service.offers_of(actor(), sheet, [line])[line.id] if sheet.state is DuesState.OPEN else []
    return page(
        "flows/dues_lines/show.html",
        status=status,
        sheet=sheet,
        line=line,
        offers=offers,
        form=form or HouseForm(),
        writing=sheet.state is DuesState.OPEN and actor().may(Permission.DUES_WRITE),
    )
