"""Asking for an intern who is covered through another sponsor (Minta pindah), from the row of a list that says so."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.actor import NotVisible
from portal.access.permissions import Permission
from portal.flows.row_views import view
from portal.flows.transfers import tell_holder
from portal.models import Roster, RosterRow
from portal.services import transfers
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

transfer_requests = Resource(
    "transfer_requests", __name__, url_prefix="/daftar/<uuid:roster_id>/baris/<uuid:row_id>/minta-pindah"
)


@transfer_requests.get("", requires=Permission.ROSTER_WRITE)
def new(roster_id: UUID, row_id: UUID) -> Answer:
    return _page(*_found(roster_id, row_id), HouseForm())


@transfer_requests.post("", requires=Permission.ROSTER_WRITE)
def create(roster_id: UUID, row_id: UUID) -> Answer:
    _, row = _found(roster_id, row_id)
    form = HouseForm.posted()
    try:
        transfer = transfers.ask_for_row(actor(), row)
    except Refused as refused:
        form.refused(refused)
        return _page(*_found(roster_id, row_id), form, status=422)
    tell_holder(transfer)
    flash("Permintaan dikirim. Jawabannya muncul di halaman ini dan dikabarkan lewat e-mail.", "success")
    return go("schools.transfers.show", transfer_id=transfer.id)


def _found(roster_id: UUID, row_id: UUID) -> tuple[Roster, RosterRow]:
    roster, row = actor().find(Roster, roster_id), actor().find(RosterRow, row_id)
    if row.roster_id != roster.id:
        raise NotVisible("roster_row")
    return roster, row


def _page(roster: Roster, row: RosterRow, form: HouseForm, *, status: int = 200) -> Answer:
    return page(
        "schools/transfer_requests/new.html",
        status=status,
        roster=roster,
        row=view(roster, row),
        start=max(row.start, clock.today()) if row.start else None,
        form=form,
    )
