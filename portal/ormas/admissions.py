"""A list of members goes onto the ormas's roster, and comes back."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.permissions import Permission
from portal.models import Roster, RosterKind, RosterState
from portal.services import admissions as service
from portal.services import examination, likenesses
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.formats import number
from portal.web.pages import Answer, go
from portal.web.resource import Resource
from portal.web.wording.faults import sentence

admissions = Resource("admissions", __name__, url_prefix="/daftar/<uuid:roster_id>/masuk")


@admissions.post("/", requires=Permission.MEMBER_WRITE)
def create(roster_id: UUID) -> Answer:
    roster = actor().find(Roster, roster_id)
    try:
        roster = service.admit(actor(), roster)
    except Refused as refused:
        flash(" ".join(sentence(fault) for fault in refused.faults), "warning")
    else:
        if roster.state is RosterState.OPEN:
            flash(_told(roster), "success")
    return go("ormas.rosters.show", roster_id=roster_id)


@admissions.post("/tarik", requires=Permission.MEMBER_WRITE)
def destroy(roster_id: UUID) -> Answer:
    roster = actor().find(Roster, roster_id)
    try:
        roster = service.take_back(actor(), roster)
    except Refused as refused:
        flash(" ".join(sentence(fault) for fault in refused.faults), "warning")
    else:
        if roster.state is RosterState.OPEN:
            staying = examination.counts(actor(), roster)["sent"]
            stay = f" {number(staying)} anggota tetap, karena sudah ditindaklanjuti." if staying else ""
            flash(f"Anggota dari daftar ini ditarik kembali.{stay}", "success")
    return go("ormas.rosters.show", roster_id=roster_id)


def _told(roster: Roster) -> str:
    assert roster.kind is RosterKind.MEMBERS
    figures = examination.counts(actor(), roster)
    told = f"{number(figures['sent'])} anggota sudah masuk."
    if figures["faulty"]:
        told += f" {number(figures['faulty'])} baris tinggal, karena masih ada yang salah."
    if likely := likenesses.count(actor()):
        told += f" {number(likely)} perlu dibandingkan dengan peserta."
    return told
