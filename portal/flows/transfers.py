"""Moving people (Pindah): who asks for whom, and the answers; a school, an ormas and the branch alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import flash, request
from sqlalchemy.orm import joinedload

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import Enrolment, Organisation, OrganisationKind, Transfer, TransferState
from portal.services import contacts, histories
from portal.services import transfers as service
from portal.values import clock
from portal.values.fault import Refused
from portal.values.nik import Nik
from portal.web import mail
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource, within

transfers = Resource("transfers", __name__, url_prefix="/pindah")
acceptances = Resource("acceptances", __name__, url_prefix="/<uuid:transfer_id>/persetujuan")
refusals = Resource("refusals", __name__, url_prefix="/<uuid:transfer_id>/penolakan")

#: The tabs of the list: what ``?arah=`` says, and its words.
TABS = {"masuk": "Diminta dari sini", "keluar": "Permintaan kami"}
#: Where who is told reads of it.
PORTALS = {
    OrganisationKind.SCHOOL: "schools",
    OrganisationKind.ORMAS: "ormas",
    OrganisationKind.PERISAI: "perisai",
}


class AcceptanceForm(HouseForm):
    moves_on = DayField(
        "Mulai di tempat baru",
        [required("Hari")],
        description="Kepesertaan di sini berakhir sehari sebelumnya.",
    )
    reason = TextField("Alasan kantor cabang menjawab", longest=service.LONGEST_REASON)


class RefusalForm(HouseForm):
    reason = TextField(
        "Alasan",
        [required("Alasan")],
        longest=service.LONGEST_REASON,
        id="alasan-tolak",
        description="Dibaca yang meminta. Jangan menulis nama lembaga Anda bila tidak ingin diketahui.",
    )


@transfers.get("/", requires=Permission.TRANSFER_READ)
def index() -> Answer:
    tab = request.args.get("arah", "")
    tab = tab if tab in TABS else "masuk"
    query = service.incoming(actor()) if tab == "masuk" else service.outgoing(actor())
    return page(
        "flows/transfers/index.html",
        found=paged(actor(), query, [Transfer.id], descending=True),
        tab=tab,
        tabs=TABS,
        masked=Nik,
    )


@transfers.get("/<uuid:transfer_id>", requires=Permission.TRANSFER_READ)
def show(transfer_id: UUID) -> Answer:
    return _shown(service.find(actor(), transfer_id))


@acceptances.post("", endpoint="create", requires=Permission.TRANSFER_WRITE)
def accept(transfer_id: UUID) -> Answer:
    transfer, form = service.find(actor(), transfer_id), AcceptanceForm.posted()
    if form.validate():
        assert form.moves_on.data is not None
        try:
            service.accept(actor(), transfer, moves_on=form.moves_on.data, reason=form.reason.data or "")
        except Refused as refused:
            form.refused(refused)
        else:
            return _answered(transfer, "Disetujui. Kepesertaannya di sini berakhir sehari sebelum ia mulai di sana.")
    return _shown(service.find(actor(), transfer_id), status=422, acceptance=form)


@refusals.post("", endpoint="create", requires=Permission.TRANSFER_WRITE)
def refuse(transfer_id: UUID) -> Answer:
    transfer, form = service.find(actor(), transfer_id), RefusalForm.posted()
    if form.validate():
        try:
            service.refuse(actor(), transfer, reason=form.reason.data or "")
        except Refused as refused:
            form.refused(refused)
        else:
            return _answered(transfer, "Ditolak. Yang meminta diberi tahu alasannya.")
    return _shown(service.find(actor(), transfer_id), status=422, refusal=form)


@transfers.post("/<uuid:transfer_id>/hapus", requires=Permission.TRANSFER_WRITE)
def destroy(transfer_id: UUID) -> Answer:
    transfer, form = service.find(actor(), transfer_id), HouseForm.posted()
    try:
        service.withdraw(actor(), transfer)
    except Refused as refused:
        form.refused(refused)
        return _shown(service.find(actor(), transfer_id), status=422, refusal=form)
    flash("Permintaan ditarik kembali.", "success")
    return go(within("transfers.show"), transfer_id=transfer_id)


transfers.register_blueprint(acceptances)
transfers.register_blueprint(refusals)


def tell_holder(transfer: Transfer) -> None:
    """A mail to those who may answer, which names no person: it may be read by others."""
    transfer = service.find(actor(), transfer.id)
    _post("transfer_asked", transfer.holder, transfer, lambda: {"asker": transfer.organisation.name})


def _answered(transfer: Transfer, words: str) -> Answer:
    transfer = service.find(actor(), transfer.id)
    _post("transfer_answered", transfer.organisation, transfer, dict)
    if transfer.by_branch:
        _post("transfer_decided", transfer.holder, transfer, dict)
    flash(words, "success")
    return go(within("transfers.show"), transfer_id=transfer.id)


def _post(kind: str, to: Organisation, transfer: Transfer, further: Callable[[], dict[str, Any]]) -> None:
    portal = PORTALS.get(to.kind)
    url = mail.whole_url(f"{portal}.transfers.show", transfer_id=transfer.id) if portal else ""
    for name, address in contacts.whom_to_tell(to.id, Permission.TRANSFER_WRITE):
        mail.post(
            kind, address, branch_id=to.branch_id, name=name, place=to.name, transfer=transfer, url=url, **further()
        )


def _shown(
    transfer: Transfer,
    *,
    status: int = 200,
    acceptance: AcceptanceForm | None = None,
    refusal: HouseForm | None = None,
) -> Answer:
    """The page of a request: to who has the person with all that is theirs, to who asks masked."""
    asks, holds = service.asks(actor(), transfer), service.holds(actor(), transfer)
    held = actor().find(Enrolment, transfer.enrolment_id, joinedload(Enrolment.participant)) if holds else None
    waits = transfer.state is TransferState.WAITING and transfer.expires_on >= clock.today()
    first, last = service.days_open(transfer)
    until = service.branch_waits_until(transfer)
    return page(
        "flows/transfers/show.html",
        status=status,
        transfer=transfer,
        nik=Nik(transfer.asked["nik"]).masked,
        asks=asks,
        held=held,
        same_name=held is not None and service.same_name(transfer, held.participant),
        waits=waits,
        may_answer=waits and holds and actor().may(Permission.TRANSFER_WRITE),
        may_withdraw=waits and asks and actor().may(Permission.TRANSFER_WRITE),
        early=actor().is_branch and clock.today() < until,
        branch_from=until,
        first=first,
        last=last,
        day_before=transfer.moves_on - timedelta(days=1) if transfer.moves_on else None,
        acceptance=acceptance or AcceptanceForm(data={"moves_on": first}),
        refusal=refusal if isinstance(refusal, RefusalForm) else RefusalForm(),
        summary=[*(acceptance.summary if acceptance else ()), *(refusal.summary if refusal else ())],
        history=histories.history(actor(), transfer.id),
    )
