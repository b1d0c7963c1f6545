"""Isian siswa: lines that pupils filled in themselves, taken onto the wave's list or passed over, several at once."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import Applicant, ApplicantState, Wave
from portal.services import entries as service
from portal.services import waves
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource
from portal.web.wording.faults import sentence

entries = Resource("entries", __name__, url_prefix="/gelombang/<uuid:wave_id>/isian")
entry_approvals = Resource("entry_approvals", __name__, url_prefix="/gelombang/<uuid:wave_id>/isian/pengesahan")
entry_skips = Resource("entry_skips", __name__, url_prefix="/gelombang/<uuid:wave_id>/isian/lewati")

#: What ``?keadaan=`` says.
TABS = {
    "menunggu": ApplicantState.WAITING,
    "disahkan": ApplicantState.REGISTERED,
    "dilewati": ApplicantState.REFUSED,
}
FIRST = "menunggu"


@entries.get("", requires=Permission.ROSTER_READ)
def index(wave_id: UUID) -> Answer:
    return _listed(wave_id)


@entry_approvals.post("", endpoint="create", requires=Permission.ROSTER_WRITE)
def approve(wave_id: UUID) -> Answer:
    try:
        roster = service.approve(actor(), actor().find(Wave, wave_id), _ticked())
    except Refused as refused:
        return _refused(wave_id, refused)
    flash(f"Masuk ke {roster.title}. Periksa barisnya di sana, lalu ajukan.", "success")
    return _on(wave_id)


@entry_skips.post("", endpoint="create", requires=Permission.ROSTER_WRITE)
def skip(wave_id: UUID) -> Answer:
    try:
        count = service.skip(actor(), actor().find(Wave, wave_id), _ticked())
    except Refused as refused:
        return _refused(wave_id, refused)
    flash(f"{count} isian dilewati. Datanya dihapus 30 hari setelah dikirim.", "success")
    return _on(wave_id)


@entry_skips.post("/batal", endpoint="destroy", requires=Permission.ROSTER_WRITE)
def restore(wave_id: UUID) -> Answer:
    try:
        service.restore(actor(), actor().find(Wave, wave_id), _ticked())
    except Refused as refused:
        return _refused(wave_id, refused)
    flash("Isian menunggu lagi.", "success")
    return _on(wave_id)


def _ticked() -> list[UUID]:
    return request.form.getlist("isian", type=UUID)


def _on(wave_id: UUID) -> Answer:
    return go("schools.entries.index", wave_id=wave_id)


def _refused(wave_id: UUID, refused: Refused) -> Answer:
    return _listed(wave_id, [("", sentence(fault)) for fault in refused.faults], status=422)


def _listed(wave_id: UUID, faults: list[tuple[str, str]] | None = None, *, status: int = 200) -> Answer:
    wave, tab = actor().find(Wave, wave_id), request.args.get("keadaan", FIRST)
    tab = tab if tab in TABS else FIRST
    found = paged(actor(), service.of_wave(actor(), wave, TABS[tab]), [Applicant.id], descending=tab != FIRST)
    figures = service.figures(actor(), wave)
    return page(
        "schools/entries/index.html",
        status=status,
        wave=wave,
        tab=tab,
        tabs=[(word, figures[state]) for word, state in TABS.items()],
        found=found,
        seen=service.seen(actor(), wave, found.rows) if tab == FIRST else [],
        sent=waves.figures(actor(), [wave.id])[wave.id]["people"],
        faults=faults or [],
    )
